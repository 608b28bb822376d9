// One text in an editor: colours, the places of findings, jumps. Lives in a shadow root,
// where its styles are style sheets and not elements, so that the page's policy needs no
// exception. Must not know what a finding says.

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import {
  HighlightStyle,
  Language,
  StreamLanguage,
  defineLanguageFacet,
  languageDataProp,
  syntaxHighlighting,
} from "@codemirror/language";
import { dockerFile } from "@codemirror/legacy-modes/mode/dockerfile";
import { properties } from "@codemirror/legacy-modes/mode/properties";
import { shell } from "@codemirror/legacy-modes/mode/shell";
import { yaml } from "@codemirror/legacy-modes/mode/yaml";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import {
  EditorView,
  drawSelection,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { parser as markdownParser } from "@lezer/markdown";
import { h } from "./dom.js";

const data = defineLanguageFacet({});
const markdown = new Language(
  data,
  markdownParser.configure({ props: [languageDataProp.add({ Document: data })] }),
  [],
  "markdown",
);

function language(path) {
  const name = path.split("/").pop().toLowerCase();
  if (/\.(ya?ml|kube)$/.test(name)) return StreamLanguage.define(yaml);
  if (name.endsWith(".md")) return markdown;
  if (/^(containerfile|dockerfile)/.test(name)) return StreamLanguage.define(dockerFile);
  if (/\.(sh|bash)$/.test(name)) return StreamLanguage.define(shell);
  return StreamLanguage.define(properties);
}

const colours = HighlightStyle.define([
  { tag: [tags.heading, tags.keyword, tags.propertyName, tags.definition(tags.propertyName)], color: "var(--key)" },
  { tag: [tags.string, tags.monospace], color: "var(--text-value)" },
  { tag: [tags.comment, tags.meta], color: "var(--comment)" },
  { tag: [tags.atom, tags.number, tags.bool], color: "var(--atom)" },
  { tag: tags.heading, fontWeight: "bold" },
  { tag: tags.strong, fontWeight: "bold" },
  { tag: tags.emphasis, fontStyle: "italic" },
]);

const look = EditorView.theme({
  "&": { fontSize: "0.8125rem", backgroundColor: "var(--paper)", color: "var(--ink)" },
  ".cm-content": { fontFamily: "var(--mono)", caretColor: "var(--ink)" },
  ".cm-scroller": { fontFamily: "var(--mono)", maxHeight: "60vh" },
  ".cm-gutters": { backgroundColor: "var(--shade)", color: "var(--faint)", border: "none" },
  ".cm-activeLine": { backgroundColor: "var(--line)" },
  ".cm-activeLineGutter": { backgroundColor: "var(--line)" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--selection)",
  },
  ".cm-tooltip": { backgroundColor: "var(--shade)", color: "var(--ink)", border: "1px solid var(--faint)" },
  // The marks are drawn here: the library's own are images, which the page's policy refuses.
  ".cm-lint-marker": { content: "normal", borderRadius: "50%", width: "0.7em", height: "0.7em", marginTop: "0.35em" },
  ".cm-lint-marker-error": { content: "normal", backgroundColor: "var(--error)" },
  ".cm-lint-marker-warning": { content: "normal", backgroundColor: "var(--warning)" },
  ".cm-lint-marker-info": { content: "normal", backgroundColor: "var(--info)" },
  ".cm-lintRange-hint": { backgroundImage: "none" },
  ".cm-lintRange-error": { textDecoration: "underline wavy var(--error)", backgroundImage: "none" },
  ".cm-lintRange-warning": { textDecoration: "underline wavy var(--warning)", backgroundImage: "none" },
  ".cm-lintRange-info": { textDecoration: "underline dotted var(--info)", backgroundImage: "none" },
});

/** Where a line and column of a report (from 1, in characters) are in a document. */
function offset(doc, line, column) {
  if (line < 1 || line > doc.lines) return doc.length;
  const at = doc.line(line);
  let rest = column - 1;
  let units = 0;
  for (const character of at.text) {
    if (rest-- <= 0) break;
    units += character.length;
  }
  return at.from + units;
}

export class Editor {
  #view;
  #path;

  /** `changed` is called with the text after each edit. */
  constructor(path, text, changed) {
    this.#path = path;
    this.element = h("div", { class: "editor" });
    const root = this.element.attachShadow({ mode: "open" });
    const said = EditorView.updateListener.of((update) => {
      if (update.docChanged && !update.transactions.some((one) => one.isUserEvent("load"))) {
        changed(update.state.doc.toString());
      }
    });
    const extensions = [
      lineNumbers(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      history(),
      drawSelection(),
      lintGutter(),
      syntaxHighlighting(colours),
      look,
      EditorView.contentAttributes.of({ "aria-label": path, tabindex: "0" }),
      keymap.of([...defaultKeymap, ...historyKeymap, ...lintKeymap]),
      language(path),
      said,
    ];
    this.#view = new EditorView({ state: EditorState.create({ doc: text, extensions }), root, parent: root });
  }

  get path() {
    return this.#path;
  }

  set text(text) {
    const { doc } = this.#view.state;
    if (doc.toString() === text) return;
    this.#view.dispatch({ changes: { from: 0, to: doc.length, insert: text }, userEvent: "load" });
  }

  /** `places`: `{ region, severity, message }`. */
  mark(places) {
    const { doc } = this.#view.state;
    const marks = places.map(({ region, severity, message, source }) => {
      const from = offset(doc, region.line, region.column);
      return { from, to: Math.max(from, offset(doc, region.end_line, region.end_column)), severity, message, source };
    });
    this.#view.dispatch(setDiagnostics(this.#view.state, marks));
  }

  jump(region) {
    const { doc } = this.#view.state;
    const from = offset(doc, region.line, region.column);
    const to = Math.max(from, offset(doc, region.end_line, region.end_column));
    this.#view.dispatch({
      selection: { anchor: from, head: to },
      effects: EditorView.scrollIntoView(from, { y: "center" }),
    });
    this.#view.focus();
    this.element.scrollIntoView({ block: "center" });
  }

  destroy() {
    this.#view.destroy();
  }
}
