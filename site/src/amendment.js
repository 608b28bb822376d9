// What changed in the constitution and the version that follows. Draws what the core
// says; decides nothing.

import { h } from "./dom.js";
import { spans } from "./findings.js";

/** `does`: `compare(path)` takes the text as the one before, or none; `jump(region)`. */
export function amendment(told, state, does) {
  const path = told?.path ?? Object.keys(state.files).find((one) => /constitution\.md$/i.test(one));
  if (!path || state.files[path] === null || state.files[path] === undefined) return h("div");
  const button = (words, to) => h("button", { type: "button", onclick: () => does.compare(to) }, words);
  if (!state.before) {
    return h("div", { class: "amendment" },
      h("h2", {}, "Amendment"),
      h("p", { class: "faint" }, "Keep the constitution as it is as the text before, and amend it: its version follows."),
      button("Take it as the text before", path));
  }
  const box = h("div", { class: "amendment" }, h("h2", {}, "Amendment"));
  if (!told?.changed) box.append(h("p", {}, "The constitution says what it said before."));
  else {
    box.append(h("p", {}, h("strong", {}, told.level), `: ${told.base ?? "no version"} → ${told.target ?? "?"}`,
      told.stated && told.stated !== told.target ? `; it states ${told.stated}` : ""));
    box.append(h("ul", {}, ...told.reasons.map((one) =>
      h("li", {}, `${one.level}: `, ...spans(one.message), " ",
        one.line ? h("button", { type: "button", class: "link", onclick: () => does.jump({ path, line: one.line, column: 1, end_line: one.line, end_column: 1 }) }, `line ${one.line}`) : ""))));
    if (told.ambiguous) box.append(h("p", {}, "A person has to look: ", ...spans(told.ambiguous)));
    for (const why of told.held) box.append(h("p", {}, `Not bumped: ${why}`));
  }
  const text = h("pre", { tabindex: "0" }, state.before.text);
  box.append(h("details", {}, h("summary", {}, "The text before"), text), button("Take what it is now", path), " ", button("Compare with nothing", null));
  return box;
}
