// The page says what the binary says: every case folder and every scenario is asked of
// both, and the documents of `verify` and `trace` are compared.
//
//   node test/answers.mjs CORE.wasm BINARY

import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { isDeepStrictEqual, promisify } from "node:util";
import { fileURLToPath } from "node:url";
import { ask } from "../core.mjs";

const run = promisify(execFile);
const home = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const [core, binary] = process.argv.slice(2).map((path) => resolve(path));
const wasm = await readFile(core);
const work = await mkdtemp(join(tmpdir(), "answers-"));
// CARGO: called through cargo, as the page says it.
const env = { CARGO: "cargo", PATH: process.env.PATH, HOME: work, LANG: "C.UTF-8", GIT_CONFIG_NOSYSTEM: "1" };

async function walk(root) {
  const names = await readdir(root, { recursive: true }).catch(() => []);
  const out = [];
  for (const name of names) if ((await stat(join(root, name))).isFile()) out.push(relative(root, join(root, name)));
  return out.filter((path) => !path.startsWith(".git/")).sort();
}

async function lay(files, onto) {
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(onto, path)), { recursive: true });
    await writeFile(join(onto, path), bytes);
  }
}

const bytesOf = async (root) => Promise.all((await walk(root)).map(async (path) => [path, await readFile(join(root, path))]));

/** Standard output, also of a run that found something. */
async function said(arguments_, cwd) {
  const result = await run(binary, arguments_, { cwd, env, maxBuffer: 1 << 28 }).catch((error) => error);
  if (!result.stdout) throw new Error(`${arguments_.join(" ")}: ${result.stderr}`);
  return JSON.parse(result.stdout);
}

/** What the request has to say besides the files, as the binary sees a folder of ours. */
async function compare(name, folder, base) {
  const verify = await said(["verify", "--check", "--format", "json"], folder);
  const trace = await said(["trace", "--format", "json"], folder);
  const files = {};
  for (const [path, bytes] of await bytesOf(folder)) {
    const text = bytes.toString("utf8");
    files[path] = Buffer.from(text).equals(bytes) ? text : false;
  }
  const today = new Date().toISOString().slice(0, 10);
  const git = base !== undefined;
  const facts = { folder: folder.split("/").pop(), repository: "", branch: git ? "main" : "", today, ...(git ? { from: base ? "the local branch `main`" : "the current branch" } : {}), base };
  const answer = await ask(wasm, { op: "check", files, facts });
  const differ = [["verify", verify], ["trace", trace]].filter(([key, expected]) => !isDeepStrictEqual(answer[key], expected));
  for (const [key, expected] of differ) {
    console.log(`${name}: ${key} differs`);
    console.log(difference(expected, answer[key], ""));
  }
  return differ.length;
}

/** The first place at which two values differ. */
function difference(a, b, at) {
  if (typeof a !== "object" || typeof b !== "object" || !a || !b) return `  ${at}: ${JSON.stringify(a)} and ${JSON.stringify(b)}`;
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    if (!isDeepStrictEqual(a[key], b[key])) return difference(a[key], b[key], `${at}/${key}`);
  }
  return "";
}

let different = 0;
let asked = 0;

for (const name of (await readdir(join(home, "tests/cases"))).sort()) {
  const folder = join(work, "case");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  const git = (...words) => run("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...words], { cwd: folder, env });
  await git("init", "--quiet", "--initial-branch", "main");
  const from = join(home, "tests/cases", name);
  const old = await bytesOf(join(from, "base"));
  let base = null;
  if (old.length) {
    await lay(old, folder);
    await git("add", "-A");
    await git("commit", "--quiet", "-m", "base");
    // The alias may name another file.
    const alias = old.find(([path]) => path === ".cargo/config.toml")?.[1].toString("utf8") ?? "";
    const named = /--constitution (\S+?)"/.exec(alias)?.[1] ?? ".specify/memory/constitution.md";
    const found = old.find(([path]) => path === named);
    const commit = (await git("rev-parse", "HEAD")).stdout.trim();
    base = { name: `last commit (${commit.slice(0, 7)})`, path: found?.[0], text: found?.[1].toString("utf8") };
  }
  await lay(await bytesOf(join(from, "in")), folder);
  different += await compare(`cases/${name}`, folder, base);
  asked += 1;
}

for (const path of await walk(join(home, "tests/scenarios"))) {
  const text = await readFile(join(home, "tests/scenarios", path), "utf8");
  const parts = text.split(/^(?:===|---) (.+)\n/m);
  const files = [];
  for (let at = 1; at < parts.length; at += 2) {
    const name = parts[at].trim();
    // Sections that are no files have no ending and no folder.
    if (/^[A-Za-z0-9._@/-]+$/.test(name) && /[./]/.test(name) && !name.includes("..") && !name.startsWith("/")) files.push([name, parts[at + 1]]);
  }
  if (!files.length) continue;
  const folder = join(work, "scenario");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  await lay(files, folder);
  different += await compare(`scenarios/${path}`, folder);
  asked += 1;
}

await rm(work, { recursive: true, force: true });
console.log(`${asked - different} passed, ${different} failed`);
process.exit(different ? 1 : 0);
