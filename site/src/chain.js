// The delivery chain as a picture: events, what they publish, what runs it. Draws the
// document of `trace --format json`; decides nothing.

import { svg } from "./dom.js";

const COLUMN = { event: 0, reference: 190, unit: 560 };
const WIDTH = { event: 140, reference: 310, unit: 240 };
const HEIGHT = 34;
const GAP = 14;

/** At most `most` characters, the end cut off. */
const short = (text, most) => (text.length > most ? text.slice(0, most - 1) + "…" : text);

const MARKS = { yes: "✓", no: "✗", unknown: "?", conditional: "✓", possible: "?" };

export function picture(trace, branch) {
  const merge = `push:${branch}`;
  const events = [merge, ...new Set(trace.publications.map((one) => one.event).filter((event) => event !== merge))];
  const references = [
    ...new Set([...trace.publications.map((one) => one.ref), ...trace.deployments.map((one) => one.ref)]),
  ];
  const units = trace.deployments;
  const rows = Math.max(events.length, references.length, units.length, 1);
  const height = rows * (HEIGHT + GAP) + GAP;
  const middle = (index, of) => ((index + 0.5) * (height - GAP)) / of + GAP / 2;
  const at = {
    event: new Map(events.map((event, index) => [event, middle(index, events.length)])),
    reference: new Map(references.map((ref, index) => [ref, middle(index, references.length)])),
  };
  const out = svg("svg", {
    viewBox: `0 0 ${COLUMN.unit + WIDTH.unit + 10} ${height}`,
    role: "img",
    "aria-label": "The delivery chain: events on the left, published references in the middle, units on the right. The same as text is below.",
    class: "chain",
  });
  const arrow = (from, to, kind, title) =>
    out.append(
      svg(
        "path",
        { d: `M${from[0]} ${from[1]} C${from[0] + 25} ${from[1]} ${to[0] - 25} ${to[1]} ${to[0]} ${to[1]}`, class: `arrow ${kind}` },
        svg("title", {}, title),
      ),
    );
  const drawn = new Set();
  for (const one of trace.publications) {
    const key = JSON.stringify([one.event, one.ref, one.certainty]);
    if (drawn.has(key)) continue;
    drawn.add(key);
    const from = [COLUMN.event + WIDTH.event, at.event.get(one.event)];
    const kind = one.certainty === "yes" ? "yes" : "unknown";
    arrow(from, [COLUMN.reference, at.reference.get(one.ref)], kind, `${one.workflow}:${one.line} (${one.certainty})`);
  }
  units.forEach((unit, index) => {
    const from = [COLUMN.reference + WIDTH.reference, at.reference.get(unit.ref)];
    const told = unit.reasons.map((reason) => reason.message ?? reason).join("; ");
    arrow(from, [COLUMN.unit, middle(index, units.length)], unit.verdict, told || "pulls it anew");
  });
  const box = (kind, y, text, mark, title) =>
    out.append(
      svg(
        "g",
        { class: `node ${kind}` },
        svg("title", {}, title),
        svg("rect", { x: COLUMN[kind] + 1, y: y - HEIGHT / 2, width: WIDTH[kind], height: HEIGHT, rx: kind === "event" ? 17 : 4 }),
        svg("text", { x: COLUMN[kind] + 10, y: y + 4 }, (mark ? `${mark} ` : "") + short(text, Math.floor(WIDTH[kind] / 7.1) - 3)),
      ),
    );
  events.forEach((event) => {
    const silent = !trace.publications.some((one) => one.event === event);
    const title = event === merge ? `merge to ${branch}` : event;
    box("event", at.event.get(event), title, silent ? "✗" : "", silent ? `${title} publishes nothing` : title);
  });
  references.forEach((ref) => box("reference", at.reference.get(ref), ref.replace(/^docker\.io\//, ""), "", ref));
  units.forEach((unit, index) =>
    box("unit", middle(index, units.length), unit.unit, MARKS[unit.verdict], `${unit.unit}: ${unit.verdict}`),
  );
  return out;
}
