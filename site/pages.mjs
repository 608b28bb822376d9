// The rules' pages and the documentation as static HTML, a folder a page, so that
// addresses last: `rules/B004/`, `docs/hooks/`.

import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import MarkdownIt from "markdown-it";

// HTML in Markdown is shown as text.
const markdown = new MarkdownIt({ html: false, linkify: false });
const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const TITLES = {
  constitution: "Constitution: what was promised",
  build: "Build: what is published, and when",
  deploy: "Deploy: what the host runs, and whether it pulls anew",
  chain: "Chain: what one file says about another",
  fleet: "Fleet: one publisher for one tag",
  live: "Live: what was merged is running",
};

function page({ title, root, body, site, path, script = "" }) {
  const canonical = site ? `<link rel="canonical" href="${escape(new URL(path, site).href)}">\n` : "";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${escape(title)}</title>
${canonical}<link rel="icon" href="${root}icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${root}style.css">
${script}</head>
<body class="page">
<header><nav aria-label="Pages"><a href="${root}index.html">Playground</a> <a href="${root}rules/">Rules</a> <a href="${root}docs/">Documentation</a></nav></header>
<main><article>
${body}</article></main>
</body>
</html>
`;
}

/** Writes all pages below `dist`; how many. */
export async function pages({ home, dist, rules, examples, site }) {
  let made = 0;
  const write = async (path, title, body, script) => {
    const root = "../".repeat(path.split("/").filter(Boolean).length);
    await mkdir(join(dist, path), { recursive: true });
    const text = page({ title, root, body, site, path, script: script ? `<script type="module" src="${root}${script}"></script>\n` : "" });
    await writeFile(join(dist, path, "index.html"), text);
    made += 1;
  };

  const names = new Map(rules.flatMap((rule) => [[rule.code, rule], [rule.name, rule]]));
  for (const rule of rules) {
    const open = examples[rule.code]
      ? `<p><a href="../../index.html#rule=${rule.code}">Open an example in the playground</a></p>\n`
      : "";
    // The page's own headings are one below its title.
    const body = markdown.render(rule.page);
    const head = `<h1>${rule.code} ${escape(rule.name)}</h1>\n<p><strong>${rule.severity}</strong>: ${escape(rule.summary)}</p>\n`;
    await write(`rules/${rule.code}/`, `${rule.code} ${rule.name}`, head + body + open);
  }
  const families = new Map();
  for (const rule of rules) families.set(rule.family, [...(families.get(rule.family) ?? []), rule]);
  const tables = [...families].map(
    ([family, list]) =>
      `<section><h2>${escape(TITLES[family] ?? family)}</h2>\n<ul>\n` +
      list.map((rule) => `<li><a href="${rule.code}/">${rule.code} ${escape(rule.name)}</a> (${rule.severity}): ${escape(rule.summary)}</li>\n`).join("") +
      "</ul></section>\n",
  );
  const search = `<p><label>Search <input id="search" type="search" autocomplete="off"></label> <span id="found" role="status"></span></p>\n`;
  await write("rules/", "Rules", `<h1>Rules</h1>\n${search}${tables.join("")}`, "search.js");

  const docs = join(home, "docs");
  for (const file of (await readdir(docs)).filter((name) => name.endsWith(".md")).sort()) {
    const name = file.slice(0, -3);
    const text = await readFile(join(docs, file), "utf8");
    const up = name === "index" ? "" : "../";
    const tokens = markdown.parse(text, {});
    for (const token of tokens.flatMap((one) => [one, ...(one.children ?? [])])) {
      const at = token.type === "link_open" ? token.attrIndex("href") : -1;
      if (at < 0) continue;
      // Pages beside this one are folders here; what lies elsewhere in the repository is not here.
      const local = /^([a-z-]+)\.md(#.*)?$/.exec(token.attrs[at][1]);
      if (local) token.attrs[at][1] = local[1] === "index" ? up || "./" : `${up}${local[1]}/${local[2] ?? ""}`;
    }
    anchors(tokens);
    const title = /^# (.*)$/m.exec(text)?.[1] ?? name;
    await write(name === "index" ? "docs/" : `docs/${name}/`, title, linked(markdown.renderer.render(tokens, markdown.options, {}), names, up + "../"));
  }
  return made;
}

/** Headings get the addresses that GitHub gives them. */
function anchors(tokens) {
  tokens.forEach((token, index) => {
    if (token.type !== "heading_open") return;
    const text = tokens[index + 1].content.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").trim().replace(/\s/g, "-");
    token.attrSet("id", text);
  });
}

/** Codes of rules lead to their pages. */
function linked(html, names, root) {
  return html.replace(/<code>([A-Z]\d{3})<\/code>/g, (whole, code) =>
    names.has(code) ? `<a href="${root}rules/${code}/"><code>${code}</code></a>` : whole,
  );
}
