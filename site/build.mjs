// Builds the site into `dist/`: the playground around a core.wasm, which is packed there as
// core.wasm.gzip, and the rules' pages and the documentation from the same source as `explain`.
//
//   node build.mjs [CORE.wasm]      without it: dist/core.wasm as it is there; rules.json lies
//                                   beside it (`.ci/site/core.sh` makes both)
//
// FORGE_API and FORGE_RAW name another forge than GitHub's, for tests.

import { execFileSync } from "node:child_process";
import { cp, mkdir, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import esbuild from "esbuild";
import { pages } from "./pages.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const home = dirname(here);
const dist = process.env.SITE_DIST ?? join(here, "dist");

const [core = join(dist, "core.wasm")] = process.argv.slice(2);
const wasm = await readFile(core);
const { rules, site, issues } = JSON.parse(await readFile(join(dirname(core), "rules.json"), "utf8"));
const api = process.env.FORGE_API ?? "https://api.github.com";
const raw = process.env.FORGE_RAW ?? "https://raw.githubusercontent.com";

/** The core as gzip: by zopfli where it is installed, which takes seconds and a twentieth off. */
function pack() {
  try {
    return execFileSync("zopfli", ["-c", core], { maxBuffer: 64 << 20, stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return gzipSync(wasm, { level: 9 });
  }
}

/** The texts of a folder, by path. */
async function folder(root) {
  const names = await readdir(root, { recursive: true }).catch(() => []);
  const files = {};
  for (const name of names.sort()) {
    const path = join(root, name);
    if ((await stat(path)).isFile()) files[relative(root, path)] = await readFile(path, "utf8");
  }
  return files;
}

/** The cases of the tests as examples: the incident, and one of each rule that has one. */
async function examples() {
  const cases = join(home, "tests/cases");
  const base = await folder(join(cases, "incident/base"));
  const work = { ...base, ...(await folder(join(cases, "incident/in"))) };
  const constitution = Object.keys(work).find((path) => /constitution\.md$/.test(path));
  const before = { path: constitution, text: work[constitution] };
  const facts = { repository: "", branch: "main", today: "" };
  const out = {
    incident: { files: work, facts, before },
    mended: { files: { ...work, ...(await folder(join(cases, "incident/out"))) }, facts, before },
  };
  for (const name of (await readdir(cases)).sort()) {
    const code = /^([A-Z]\d{3})-/.exec(name)?.[1];
    if (!code || out[code]) continue;
    // A rule's case stands on the frame; what it has at the top replaces the frame's.
    const old = await folder(join(cases, name, "base"));
    const own = { ...old, ...(await folder(join(cases, name, "in"))) };
    if (!Object.keys(own).length) continue;
    const tops = new Set(Object.keys(own).map((one) => one.split("/")[0]));
    const below = Object.entries(await folder(join(home, "tests/frame"))).filter(([one]) => !tops.has(one.split("/")[0]));
    const files = { ...Object.fromEntries(below), ...own };
    const path = Object.keys(old).find((one) => /constitution\.md$/.test(one));
    // What cargo would take for a package is called otherwise in the tests.
    const named = Object.fromEntries(Object.entries(files).map(([one, text]) => [one.replace(/Cargo\.toml\.in$/, "Cargo.toml"), text]));
    if (Object.keys(named).length) out[code] = { files: named, facts, before: path ? { path, text: old[path] } : null };
  }
  return out;
}

const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self'",
  "worker-src 'self'",
  `connect-src 'self' ${api} ${raw}`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const all = await examples();
await mkdir(dist, { recursive: true });
for (const name of await readdir(dist)) if (!["core.wasm", "rules.json"].includes(name)) await rm(join(dist, name), { recursive: true });
const packed = pack();
await writeFile(join(dist, "core.wasm.gzip"), packed);
await esbuild.build({
  entryPoints: [join(here, "src/main.js"), join(here, "src/worker.js"), join(here, "src/style.css"), join(here, "src/search.js")],
  outdir: dist,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "eof",
  define: {
    __FORGE_API__: JSON.stringify(api),
    __FORGE_RAW__: JSON.stringify(raw),
    __ISSUES__: JSON.stringify(issues),
    __EXAMPLES__: JSON.stringify(all),
  },
});
const index = (await readFile(join(here, "src/index.html"), "utf8")).replace("@@policy@@", policy);
await writeFile(join(dist, "index.html"), index);
await cp(join(here, "src/icon.svg"), join(dist, "icon.svg"));
const made = await pages({ home, dist, rules, examples: all, site });

const zipped = async (name) => gzipSync(await readFile(join(dist, name)), { level: 9 }).length;
const scripts = (await Promise.all(["main.js", "worker.js", "style.css", "search.js"].map(zipped))).reduce((a, b) => a + b, 0);
const kib = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;
console.log(`core ${kib(packed.length)} gzipped (at most 1400), scripts and styles ${kib(scripts)} (at most 250), ${made} pages`);
