// The list of rules, as short as what was typed.

const input = document.getElementById("search");
const items = [...document.querySelectorAll("main li")];

function search() {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const item of items) {
    const text = item.textContent.toLowerCase();
    item.hidden = !words.every((word) => text.includes(word));
    found += item.hidden ? 0 : 1;
  }
  for (const section of document.querySelectorAll("main section")) {
    section.hidden = ![...section.querySelectorAll("li")].some((item) => !item.hidden);
  }
  document.getElementById("found").textContent = words.length ? `${found} of ${items.length}` : "";
}

input.addEventListener("input", search);
search();
