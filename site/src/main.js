// The page: files in editors, the answer beside them, anew after each keystroke. The
// core decides, the other modules draw; here they are joined.

import { zipSync, strToU8 } from "fflate";
import { picture } from "./chain.js";
import { Core } from "./core.js";
import { ask, close, show } from "./dialog.js";
import { byId, count, download, h } from "./dom.js";
import { Editor } from "./editor.js";
import { list, spans } from "./findings.js";
import { load } from "./forge.js";
import { amendment } from "./amendment.js";
import { decode, encode } from "./share.js";

/* global __ISSUES__, __EXAMPLES__ */

/** Editors of more files than this are opened when they are asked for. */
const OPEN = 8;

const core = new Core();
/** What is judged: `files` (path to text, or null where only the name is known), `facts`, `before`. */
let state = { files: {}, facts: { repository: "", branch: "main", today: "" }, before: null };
let editors = new Map();
let answer = null;
let busy = false;
let stale = false;

const today = () => new Date().toISOString().slice(0, 10);

function request(op, more = {}) {
  const { repository, branch } = state.facts;
  const facts = { repository, branch, today: state.facts.today || today(), base: state.before };
  return { op, files: state.files, facts, ...more };
}

function notice(text) {
  byId("notice").textContent = text;
  byId("notice").hidden = !text;
}

// ---- asking -------------------------------------------------------------------------

/** Judges what is there; while one answer is awaited, only the newest texts wait. */
async function judge() {
  if (busy) {
    stale = true;
    return;
  }
  busy = true;
  try {
    answer = await core.ask(request("check"));
    render();
  } catch (error) {
    answer = null;
    byId("verdict").textContent = `? ${error.message}`;
    byId("verdict").className = "unknown";
    document.body.dataset.state = "stopped";
  }
  busy = false;
  if (stale) {
    stale = false;
    judge();
  }
}

function render() {
  const { trace, verify } = answer;
  const [first, ...rest] = answer.text.slice(answer.text.lastIndexOf("\n\n") + 2).trimEnd().split("\n");
  byId("verdict").replaceChildren(...spans(first), ...rest.map((line) => h("span", {}, ...spans(line.trim()))));
  byId("verdict").className = trace.merge_reaches_production;
  byId("chain").replaceChildren(picture(trace, answer.branch));
  byId("text").textContent = answer.text;
  byId("amendment").replaceChildren(amendment(answer.amendment, state, { compare, jump }));
  const { errors, warnings, infos } = verify.summary;
  byId("count").textContent = verify.findings.length
    ? `${count(errors, "error")}, ${count(warnings, "warning")}, ${count(infos, "info")}`
    : "Nothing found";
  byId("fix-all").hidden = !verify.findings.some((one) => one.fix?.safe);
  byId("findings").replaceChildren(...list(verify.findings, { jump, fix, explain, has: (path) => path in state.files }));
  for (const editor of editors.values()) mark(editor);
  document.body.dataset.state = "answered";
}

function mark(editor) {
  if (!answer) return;
  const places = answer.verify.findings
    .filter((one) => one.primary.path === editor.path)
    .map((one) => ({ region: one.primary, severity: one.severity, message: one.message, source: one.rule }));
  editor.mark(places);
}

// ---- files --------------------------------------------------------------------------

function put(next) {
  state = { ...state, ...next, facts: { ...state.facts, ...next.facts } };
  if (!state.facts.today) state.facts.today = today();
  for (const key of ["repository", "branch", "today"]) byId(key).value = state.facts[key];
  for (const editor of editors.values()) editor.destroy();
  editors = new Map();
  const texts = Object.keys(state.files).filter((path) => state.files[path] !== null);
  byId("editors").replaceChildren(...texts.sort(byWeight).map((path, index) => card(path, index < OPEN)));
  const unread = Object.keys(state.files).length - texts.length;
  if (unread) byId("editors").append(h("p", { class: "faint" }, `${count(unread, "other file")} of which only the name counts.`));
  judge();
}

/** The three files first: constitution, workflows, units. */
function byWeight(a, b) {
  const weight = (path) => {
    if (/constitution\.md$/i.test(path)) return 0;
    if (path.startsWith(".github/workflows/")) return 1;
    if (/\.(service|container|kube|pod)$/.test(path)) return 2;
    return 3;
  };
  return weight(a) - weight(b) || a.localeCompare(b);
}

function card(path, open) {
  const box = h("details", { class: "file", open, "data-path": path });
  const fillIn = () => {
    if (editors.has(path)) return;
    const editor = new Editor(path, state.files[path], (text) => {
      state.files[path] = text;
      judge();
    });
    editors.set(path, editor);
    box.append(editor.element);
    mark(editor);
  };
  const rename = async () => {
    const name = await ask("Rename", "New path", path);
    if (!name || name === path) return;
    if (name in state.files) return notice(`${name} is there already`);
    const { [path]: text, ...others } = state.files;
    put({ files: { ...others, [name]: text } });
  };
  const remove = () => {
    const { [path]: _, ...others } = state.files;
    put({ files: others });
    notice(`${path} was removed`);
  };
  box.append(
    h("summary", {}, path),
    h("div", { class: "acts" },
      h("button", { type: "button", onclick: rename, "aria-label": `Rename ${path}` }, "Rename"),
      h("button", { type: "button", onclick: remove, "aria-label": `Remove ${path}` }, "Remove"),
    ),
  );
  box.addEventListener("toggle", () => box.open && fillIn());
  if (open) fillIn();
  return box;
}

function jump(region) {
  const box = document.querySelector(`details.file[data-path=${CSS.escape(region.path)}]`);
  if (!box) return notice(`${region.path} is not here; it can be added below`);
  box.open = true;
  // An editor that was closed is made when the box has been opened.
  requestAnimationFrame(() => setTimeout(() => editors.get(region.path)?.jump(region)));
}

// ---- fixes, rules, amendment ----------------------------------------------------------

async function change(asked, title) {
  try {
    const fixed = await core.ask(asked);
    if (!Object.keys(fixed.files).length) return notice("nothing was changed: the fix is held back");
    show(title, [
      h("ul", {}, ...fixed.titles.map((one) => h("li", {}, one))),
      diff(fixed.diff),
    ], {
      Apply: () => {
        put({ files: { ...state.files, ...fixed.files } });
        notice(`changed ${Object.keys(fixed.files).join(", ")}`);
      },
    });
  } catch (error) {
    notice(error.message);
  }
}

function diff(text) {
  const kind = { "+": "added", "-": "removed", "@": "where" };
  const lines = text.split("\n").map((line) => h("span", { class: kind[line[0]] ?? "" }, line + "\n"));
  return h("pre", { class: "diff", tabindex: "0" }, ...lines);
}

const fix = (index, finding) =>
  change(request("fix", { finding: index }), finding.fix.safe ? `Fix ${finding.rule}` : `Fix ${finding.rule} (look at it: unsafe)`);

/** The rule's page, which lies beside this one. */
async function explain(code) {
  try {
    const page = new DOMParser().parseFromString(await (await fetch(`rules/${code}/index.html`)).text(), "text/html");
    const article = document.importNode(page.querySelector("article"), true);
    show(`${code}`, [article, h("p", {}, h("a", { href: `rules/${code}/` }, "Its page"))], {});
  } catch {
    notice(`the page of ${code} could not be loaded`);
  }
}

/** What is there now is the text before, or nothing is. */
function compare(path) {
  put({ before: path && { path, text: state.files[path] } });
}

// ---- start from -----------------------------------------------------------------------

const example = (name) => put({ ...structuredClone(__EXAMPLES__[name]), files: { ...__EXAMPLES__[name].files } });
byId("incident").onclick = () => (notice(""), example("incident"));
byId("mended").onclick = () => (notice(""), example("mended"));

byId("new").onclick = () => {
  const field = (name, label, more = {}) => h("label", {}, label, h("input", { name, autocomplete: "off", ...more }));
  const form = h("form", { class: "stack" },
    field("image", "Image, without a tag", { required: true, placeholder: "ghcr.io/acme/widget" }),
    field("branch", "Default branch", { value: "main" }),
    field("port", "Port, if it serves one (host:container)", { placeholder: "8080:80" }),
    h("label", {}, "Unit", h("select", { name: "quadlet" },
      h("option", { value: "yes" }, "Quadlet (.container)"), h("option", { value: "" }, "systemd (.service)"))),
  );
  show("A new service", [form], {
    "Write the files": async () => {
      if (!form.reportValidity()) return false;
      const { image, branch, port, quadlet } = Object.fromEntries(new FormData(form));
      const facts = { repository: "", branch, today: today() };
      const containerfile = "FROM docker.io/library/python:3-slim\nCOPY . /app\nCMD [\"python\", \"/app/main.py\"]\n";
      const asked = { image, branch, port, quadlet: quadlet === "yes" };
      const made = await core.ask({ op: "init", files: { Containerfile: containerfile }, facts, asked });
      put({ files: made.files, facts: { ...facts, repository: "" }, before: null });
      notice("these are the files of `cargo xtask init`; “Download” saves them");
    },
  });
};

byId("load").onclick = () => {
  const input = h("input", { name: "repository", required: true, placeholder: "owner/name, owner/name@branch, or an address", autocomplete: "off" });
  const form = h("form", { class: "stack" }, h("label", {}, "Repository on GitHub", input),
    h("p", { class: "faint" }, "Your browser asks GitHub for it, without an account and without cookies; nobody else is told. An address of a branch or of a pull request is taken as well."));
  show("Your public repository", [form], { Read: () => form.reportValidity() && open(input.value) });
};

async function open(entered) {
  const wanted = async (paths) => (await core.ask({ op: "wanted", paths })).paths;
  try {
    const { state: read, notes } = await load(entered, wanted, notice);
    put({ ...read, facts: { ...read.facts, today: today() } });
    notice([`${entered} was read`, ...notes].join("; "));
  } catch (error) {
    notice(error.message);
  }
}

// ---- taking it along ------------------------------------------------------------------

async function link() {
  const address = new URL(location.href);
  address.hash = "s=" + (await encode(state));
  return address.href;
}

byId("share").onclick = async () => {
  const text = await link();
  history.replaceState(null, "", text);
  const input = h("input", { readonly: true, value: text, "aria-label": "Link" });
  show("Share", [h("p", {}, "The link holds all files; it is sent to no server. Whoever opens it sees what you see."), input], {
    Copy: async () => {
      await navigator.clipboard.writeText(text).catch(() => input.select());
      notice("the link is copied");
    },
  });
  input.select();
};

byId("save").onclick = () => {
  const texts = Object.entries(state.files).filter(([, text]) => text !== null);
  const files = Object.fromEntries(texts.map(([path, text]) => [path, strToU8(text)]));
  download("files.zip", zipSync(files), "application/zip");
};

byId("report").onclick = async () => {
  const wrong = answer ? answer.answer : byId("verdict").textContent;
  const body = `What is said: ${wrong}\n\nWhat is true, and how that can be seen:\n\n\nThe files: ${await link()}\n`;
  const text = h("textarea", { rows: "8", readonly: true, "aria-label": "Text of the issue" });
  text.value = body;
  const where = __ISSUES__;
  const to = where && `${where}${where.includes("?") ? "&" : "?"}body=${encodeURIComponent(body)}`;
  show("Report a wrong answer", [
    h("p", {}, where ? "The project's page for a new issue opens with this text." : "Put this text into an issue of the project."),
    text,
  ], {
    Copy: () => navigator.clipboard.writeText(body).catch(() => text.select()),
    ...(to ? { "Open an issue": () => void window.open(to, "_blank", "noopener") } : {}),
  });
};

byId("fix-all").onclick = () => change(request("fix-all"), "All safe fixes");
byId("add").onsubmit = (event) => {
  event.preventDefault();
  const path = byId("path").value.trim().replace(/^\.?\//, "");
  if (!path) return;
  if (path in state.files && state.files[path] !== null) return notice(`${path} is there already`);
  put({ files: { ...state.files, [path]: "" } });
  byId("path").value = "";
  jump({ path, line: 1, column: 1, end_line: 1, end_column: 1 });
};
for (const key of ["repository", "branch", "today"]) {
  byId(key).oninput = () => {
    state.facts[key] = byId(key).value;
    judge();
  };
}
byId("facts").onsubmit = (event) => event.preventDefault();

async function begin() {
  const shared = /^#s=(.+)$/.exec(location.hash);
  const wanted = /^#rule=([A-Z]\d{3})$/.exec(location.hash);
  close();
  if (shared) {
    try {
      put(await decode(shared[1]));
      return;
    } catch (error) {
      notice(error.message);
    }
  }
  if (wanted && __EXAMPLES__[wanted[1]]) return example(wanted[1]);
  example("incident");
}

addEventListener("hashchange", begin);
begin();
