// Findings as a list: what, where, what to do. Draws the document of
// `verify --format json`; decides nothing.

import { h } from "./dom.js";

/** `does`: `jump(region)`, `fix(index, finding)`, `explain(code)`, `has(path)`. */
export function list(findings, does) {
  return findings.map((one, index) => {
    const place = (region, words) =>
      h("li", {}, h("button", { type: "button", class: "link", onclick: () => does.jump(region) }, `${region.path}:${region.line}`), ...spans(words));
    return h("li", { class: `finding ${one.severity}` },
      h("p", {},
        h("strong", { class: "severity" }, one.severity), " ",
        h("button", { type: "button", class: "link", onclick: () => does.explain(one.rule), "aria-label": `Explain ${one.rule} ${one.name}` }, one.rule),
        ` ${one.name}`),
      h("p", { class: "message" }, ...spans(one.message)),
      h("ul", { class: "places" },
        place(one.primary, ""),
        ...one.related.map((region) => place(region, ` ${region.message}`))),
      one.help ? h("p", { class: "help" }, ...spans(one.help)) : null,
      one.fix
        ? h("p", {}, h("button", { type: "button", onclick: () => does.fix(index, one), "aria-label": `Fix ${one.rule}: ${one.fix.title}` },
            one.fix.safe ? "Fix…" : "Fix (unsafe)…"), " ", ...spans(one.fix.title))
        : null,
    );
  });
}

/** Words with what stands in backticks as code. */
export function spans(text) {
  return text.split(/(`[^`]*`)/).map((part) => (part.startsWith("`") && part.length > 1 ? h("code", {}, part.slice(1, -1)) : part));
}
