// The one dialog of the page: a title, content, and buttons that do something. The
// browser's own element keeps the focus inside and closes on Escape.

import { byId, h } from "./dom.js";

/** `actions`: words to what is done; a result of `false` keeps the dialog open. */
export function show(title, content, actions) {
  const dialog = byId("dialog");
  const problem = h("p", { role: "alert", class: "problem" });
  const act = async (event, action) => {
    event?.preventDefault();
    try {
      if ((await action()) !== false) dialog.close();
    } catch (error) {
      problem.textContent = error.message;
    }
  };
  const [primary] = Object.values(actions);
  const form = content.find((one) => one instanceof HTMLFormElement);
  if (form && primary) {
    // The first button belongs to the form, so that Enter does what it does.
    form.id = "dialog-form";
    form.addEventListener("submit", (event) => act(event, primary));
  }
  const button = ([words, action]) =>
    form && action === primary
      ? h("button", { type: "submit", form: form.id, class: "primary" }, words)
      : h("button", { type: "button", class: "primary", onclick: (event) => act(event, action) }, words);
  dialog.replaceChildren(
    h("h2", { id: "dialog-title" }, title),
    h("div", { class: "content" }, ...content),
    problem,
    h("div", { class: "acts" },
      ...Object.entries(actions).map(button),
      h("button", { type: "button", onclick: () => dialog.close() }, "Close"),
    ),
  );
  if (!dialog.open) dialog.showModal();
}

export function close() {
  if (byId("dialog").open) byId("dialog").close();
}

/** A text that a person enters, or nothing. */
export function ask(title, label, value) {
  return new Promise((resolve) => {
    const input = h("input", { required: true, value, autocomplete: "off", spellcheck: "false" });
    const form = h("form", { class: "stack" }, h("label", {}, label, input));
    show(title, [form], { [title]: () => form.reportValidity() && (resolve(input.value.trim()), true) });
    byId("dialog").addEventListener("close", () => resolve(null), { once: true });
    input.select();
  });
}
