// The page in a real browser, as a person uses it. Chromium without a head.
//
//   node test/page.mjs DIST CHROMIUM [SCREENSHOTS]
//
// DIST is built with FORGE_API and FORGE_RAW of the loopback forge below
// (http://127.0.0.1:8931), so that a repository can be read from it.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { gzipSync } from "node:zlib";
import { createRequire } from "node:module";
import { join } from "node:path";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { serve } from "../serve.mjs";

const [dist, executablePath, pictures] = process.argv.slice(2);
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** A forge with one repository, one branch and one pull request. */
const WORKFLOW = `on:
  push:
    branches: [main]
permissions: {contents: read, packages: write}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: docker/login-action@v3
        with: {registry: ghcr.io, username: x, password: '\${{ secrets.GITHUB_TOKEN }}'}
      - uses: docker/build-push-action@v6
        with: {push: true, tags: 'ghcr.io/acme/widget:latest'}
`;
const HOSTILE = "# <img src=x onerror=\"document.title='owned'\"> Constitution\n\nLogs MUST be kept.\n\n**Version**: 1.0.0\n";
const FILES = {
  ".github/workflows/build.yml": WORKFLOW,
  "Dockerfile": "FROM scratch\n",
  ".specify/memory/constitution.md": HOSTILE,
  "src/<b>.rs": "",
};
let limited = false;
const forge = createServer((request, response) => {
  const url = decodeURIComponent(request.url);
  const headers = { "access-control-allow-origin": "*", "access-control-expose-headers": "x-ratelimit-remaining, x-ratelimit-reset" };
  const json = (value, status = 200) => response.writeHead(status, { ...headers, "content-type": "application/json" }).end(JSON.stringify(value));
  if (limited) return response.writeHead(403, { ...headers, "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1900000000" }).end("{}");
  if (url === "/repos/acme/widget") return json({ default_branch: "main" });
  if (/^\/repos\/acme\/widget\/commits\/(main|feature\/x)$/.test(url)) return json({ sha: "headsha" });
  if (url === "/repos/acme/widget/compare/main...headsha") return json({ merge_base_commit: { sha: "mergebase" } });
  if (url === "/repos/acme/widget/pulls/7") return json({ head: { sha: "headsha" }, base: { sha: "basesha" } });
  if (url === "/repos/acme/widget/compare/basesha...headsha") return json({ merge_base_commit: { sha: "mergebase" } });
  if (/^\/repos\/acme\/widget\/git\/trees\/headsha\?recursive=1$/.test(url)) {
    return json({ sha: "tree", truncated: false, tree: Object.keys(FILES).map((path) => ({ path, type: "blob", size: FILES[path].length })) });
  }
  const raw = /^\/acme\/widget\/(headsha|mergebase)\/(.+)$/.exec(url);
  if (raw && raw[2] in FILES) {
    const before = raw[1] === "mergebase" && raw[2].endsWith("constitution.md");
    return response.writeHead(200, headers).end(before ? FILES[raw[2]].replace("Logs MUST be kept.\n", "Nothing yet.\n") : FILES[raw[2]]);
  }
  json({ message: "Not Found" }, 404);
});
await new Promise((resolve) => forge.listen(8931, "127.0.0.1", resolve));
const server = await serve(dist);
const address = `http://127.0.0.1:${server.address().port}/`;
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });

let passed = 0;
let failed = 0;
const problems = [];
async function test(name, body, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on("console", (message) => message.type() === "error" && problems.push(`${name}: ${message.text()}`));
  page.on("pageerror", (error) => problems.push(`${name}: ${error.message}`));
  try {
    await body(page);
    passed += 1;
    console.log(`ok ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${name}: ${error.stack}`);
    if (pictures) await page.screenshot({ path: join(pictures, "failed.png") });
  }
  await context.close();
}

const answered = (page) => page.waitForSelector("body[data-state=answered]");
const verdict = (page) => page.textContent("#verdict");
const editor = (page, path) => page.locator(`details.file[data-path="${path}"] .cm-content`);
const BUILD = ".github/workflows/build.yml";

await test("the incident is there at once, and its answer is no", async (page) => {
  const start = performance.now();
  await page.goto(address);
  await answered(page);
  console.log(`   first answer after ${(performance.now() - start).toFixed(0)} ms`);
  assert.match(await verdict(page), /^✗ a merge to main does not reach production/);
  assert.ok((await page.locator("#findings > li").count()) >= 5);
  assert.equal(await page.locator("svg.chain .node.unit").count(), 1);
  await page.click("#mended");
  await page.waitForSelector("#verdict.yes");
});

await test("an error is seen while it is typed, and a finding jumps to its line", async (page) => {
  await page.goto(address);
  await page.click("#mended");
  await page.waitForSelector("#verdict.yes");
  await editor(page, BUILD).click();
  await page.keyboard.press("Control+Home");
  const times = [];
  for (const letter of "xyz") {
    const before = performance.now();
    await page.evaluate(() => (document.body.dataset.state = "typing"));
    await page.keyboard.type(letter);
    await answered(page);
    times.push(performance.now() - before);
  }
  console.log(`   answers after ${times.map((time) => time.toFixed(0)).join(", ")} ms`);
  await page.waitForSelector("#verdict:not(.yes)");
  assert.ok((await page.locator(`details.file[data-path="${BUILD}"] .cm-lintRange`).count()) > 0);
  for (let at = 0; at < 3; at += 1) await page.keyboard.press("Control+z");
  await page.waitForSelector("#verdict.yes");
  await page.click("#incident");
  await page.waitForSelector("#verdict.no");
  const place = page.locator("#findings .finding", { hasText: "missing-autoupdate-label" }).locator(".places .link").first();
  await place.click();
  await page.waitForFunction(() => document.activeElement?.shadowRoot?.activeElement?.getAttribute("aria-label") === "deploy/tidepool.service");
  const related = page.locator(".places li:nth-child(2) .link").first();
  await related.click();
  await page.waitForFunction(() => document.activeElement?.shadowRoot?.activeElement?.getAttribute("aria-label") === ".specify/memory/constitution.md");
});

await test("a fix is shown as a diff and applied, all safe ones too, and the version follows", async (page) => {
  await page.goto(address);
  await answered(page);
  await page.locator(".finding", { hasText: "tag-only-trigger" }).getByRole("button", { name: /^Fix B004/ }).click();
  assert.match(await page.textContent("dialog .diff"), /\+ {4}branches: \[main\]|branches/);
  await page.getByRole("button", { name: "Apply", exact: true }).click();
  await page.waitForFunction(() => !document.querySelector("#findings").textContent.includes("tag-only-trigger"));
  await page.click("#fix-all");
  await page.getByRole("button", { name: "Apply", exact: true }).click();
  await page.waitForSelector("#verdict.yes");
  assert.match(await page.textContent("#amendment"), /1\.2\.0 → 1\.3\.0/);
});

await test("a rule explains itself", async (page) => {
  await page.goto(address);
  await answered(page);
  await page.getByRole("button", { name: /^Explain B004/ }).click();
  await page.waitForSelector("dialog article h1");
  assert.match(await page.textContent("dialog article"), /What it does/);
});

await test("a state is shared and opened again", async (page) => {
  await page.goto(address);
  await answered(page);
  await editor(page, BUILD).click();
  await page.keyboard.press("Control+Home");
  await page.keyboard.type("# shared ü 😀\n");
  await page.click("#share");
  const link = await page.inputValue("dialog input");
  assert.ok(link.includes("#s=") && link.length < 8000, `${link.length}`);
  await page.goto("about:blank");
  await page.goto(link);
  await answered(page);
  assert.match(await editor(page, BUILD).textContent(), /# shared ü 😀/);
  await page.goto("about:blank");
  await page.goto(`${link.slice(0, -30)}`);
  await answered(page);
  assert.match(await page.textContent("#notice"), /cut off/);
});

await test("a new service is written and passes", async (page) => {
  await page.goto(address);
  await answered(page);
  await page.click("#new");
  await page.fill("dialog [name=image]", "not an image");
  await page.getByRole("button", { name: "Write the files" }).click();
  await page.waitForFunction(() => document.querySelector("dialog .problem").textContent.includes("image"));
  await page.fill("dialog [name=image]", "ghcr.io/acme/widget");
  await page.fill("dialog [name=port]", "8080");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("#text").textContent.includes("deploy/widget.container"));
  assert.match(await verdict(page), /^✓ a merge to main reaches production/);
  assert.equal(await page.locator('details.file[data-path="deploy/widget.container"]').count(), 1);
  const download = page.waitForEvent("download");
  await page.click("#save");
  assert.equal((await download).suggestedFilename(), "files.zip");
});

await test("files are added, renamed and removed", async (page) => {
  await page.goto(address);
  await answered(page);
  await page.fill("#path", "deploy/other.container");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement?.shadowRoot?.activeElement?.getAttribute("aria-label") === "deploy/other.container");
  await page.keyboard.type("[Container]\nImage=quay.io/acme/other:latest\n");
  await page.waitForFunction(() => document.querySelector("#text").textContent.includes("deploy/other.container"));
  await page.getByRole("button", { name: "Rename deploy/other.container" }).click();
  await page.fill("dialog input", "deploy/renamed.container");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("#text").textContent.includes("deploy/renamed.container"));
  await page.getByRole("button", { name: "Remove deploy/renamed.container" }).click();
  await page.waitForFunction(() => !document.querySelector("#text").textContent.includes("renamed"));
});

await test("a public repository is read from its forge, and is text", async (page) => {
  await page.goto(address);
  await answered(page);
  const read = async (entered) => {
    await page.click("#load");
    await page.fill("dialog input", entered);
    await page.keyboard.press("Enter");
  };
  await read("https://github.com/acme/widget");
  await page.waitForFunction(() => document.querySelector("#notice").textContent.includes("was read"));
  await page.waitForFunction(() => document.querySelector("#text").textContent.includes("ghcr.io/acme/widget:latest"));
  assert.match(await editor(page, ".specify/memory/constitution.md").textContent(), /<img src=x/);
  assert.notEqual(await page.title(), "owned");
  assert.equal(await page.locator("img[src]").count(), 0);
  await read("https://github.com/acme/widget/pull/7");
  await page.waitForFunction(() => document.querySelector("#amendment").textContent.includes("major") || document.querySelector("#amendment").textContent.includes("minor"));
  await read("acme/widget");
  await page.waitForFunction(() => document.querySelector("#amendment").textContent.includes("Take it as the text before"));
  await read("https://github.com/acme/widget/tree/feature/x");
  await page.waitForFunction(() => document.querySelector("#amendment").textContent.includes("The text before"));
  await read("acme/other");
  await page.waitForFunction(() => document.querySelector("#notice").textContent.includes("not found"));
  await read("no repository");
  await page.waitForFunction(() => document.querySelector("#notice").textContent.includes("is no repository"));
  limited = true;
  await read("acme/widget");
  await page.waitForFunction(() => document.querySelector("#notice").textContent.includes("limit"));
  limited = false;
});

/** A core that never answers, and one that traps: `request` gives 1024, `answer` does it. */
function broken(body) {
  const section = (id, bytes) => [id, bytes.length, ...bytes];
  const name = (text) => [text.length, ...Buffer.from(text)];
  return Buffer.from([
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, [2, 0x60, 1, 0x7f, 1, 0x7f, 0x60, 0, 1, 0x7f]),
    ...section(3, [3, 0, 1, 1]),
    ...section(5, [1, 0, 64]),
    ...section(7, [4, ...name("memory"), 2, 0, ...name("request"), 0, 0, ...name("answer"), 0, 1, ...name("answered"), 0, 2]),
    ...section(10, [3, 5, 0, 0x41, 0x80, 0x08, 0x0b, body.length + 1, 0, ...body, 4, 0, 0x41, 0, 0x0b]),
  ]);
}

for (const [kind, code, words] of [
  ["endless", [0x03, 0x40, 0x0c, 0, 0x0b, 0x41, 0, 0x0b], /more than 5 seconds/],
  ["trapping", [0x00, 0x0b], /broke off/],
]) {
  await test(`an ${kind} input is ended, the texts are kept, and the page goes on`, async (page) => {
    let harmful = true;
    await page.route("**/core.wasm.gzip", async (route) =>
      harmful ? route.fulfill({ contentType: "application/octet-stream", body: gzipSync(broken(code)) }) : route.continue(),
    );
    await page.goto(address);
    await page.waitForSelector("body[data-state=stopped]");
    assert.match(await verdict(page), words);
    harmful = false;
    // The worker that was started anew had loaded the harmful core; the next one has not.
    await editor(page, BUILD).click();
    await page.keyboard.type(" ");
    await page.waitForFunction(() => document.body.dataset.state === "stopped");
    for (let at = 0; at < 4 && (await page.getAttribute("body", "data-state")) !== "answered"; at += 1) {
      await page.keyboard.type(" ");
      await page.waitForTimeout(at ? 5500 : 500);
    }
    await answered(page);
    assert.match(await editor(page, BUILD).textContent(), /jobs/);
  });
}

for (const colorScheme of ["light", "dark"]) {
  await test(`axe finds nothing serious (${colorScheme})`, async (page) => {
    for (const path of ["", "rules/", "rules/B004/", "docs/"]) {
      await page.goto(address + path);
      if (path === "") await answered(page);
      // The policy of the page lets no script in; the driver may.
      await page.evaluate(await readFile(axe, "utf8"));
      const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
      const serious = result.violations.filter((one) => ["serious", "critical"].includes(one.impact));
      assert.deepEqual(serious.map((one) => `${path}: ${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`), []);
    }
    if (pictures) {
      await page.goto(address);
      await answered(page);
      await page.screenshot({ path: join(pictures, `${colorScheme}.png`) });
    }
  }, { colorScheme });
}

for (const [width, height] of [[360, 740], [3840, 2160]]) {
  await test(`nothing is wider than the window at ${width}`, async (page) => {
    for (const path of ["", "rules/", "rules/B004/", "docs/metadata-action/"]) {
      await page.goto(address + path);
      if (path === "") await answered(page);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(wide, 0, path);
    }
    if (pictures) {
      await page.goto(address);
      await answered(page);
      await page.screenshot({ path: join(pictures, `${width}.png`) });
    }
  }, { viewport: { width, height } });
}

await test("the keyboard alone does it", async (page) => {
  await page.goto(address);
  await answered(page);
  const focus = async (wanted) => {
    for (let at = 0; at < 120; at += 1) {
      await page.keyboard.press("Tab");
      const name = await page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent);
      if (wanted.test(name)) return;
    }
    throw new Error(`${wanted} is not reached`);
  };
  await focus(/^Fix B004/);
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog[open]");
  await focus(/^Apply$/);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => !document.querySelector("#findings").textContent.includes("tag-only-trigger"));
});

await test("the rules are searched", async (page) => {
  await page.goto(`${address}rules/`);
  await page.fill("#search", "label unit");
  assert.match(await page.textContent("#found"), /^\d+ of \d+$/);
  assert.ok((await page.locator("main li:visible").count()) < (await page.locator("main li").count()));
});

await browser.close();
server.close();
forge.close();
// What the page itself did wrong, without the answers of the forge that are asked to fail.
const own = problems.filter((text) => !/Failed to load resource.*(403|404)/.test(text));
for (const text of own.slice(0, 20)) console.log(`console: ${text}`);
failed += own.length ? 1 : 0;
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
