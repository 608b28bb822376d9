// The whole state in the fragment of a URL, which browsers send to no server. Must not
// know what the state means beyond its shape.

/** What a link may unfold to, in bytes; as much as one file may have. */
const MOST = 4 * 1024 * 1024;

async function through(stream, bytes, most = Infinity) {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > most) {
      await reader.cancel();
      throw new Error("the link holds more than 4 MiB");
    }
    parts.push(value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

export async function encode(state) {
  const bytes = await through(new CompressionStream("deflate-raw"), new TextEncoder().encode(JSON.stringify(state)));
  let binary = "";
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The state that a fragment holds. Throws, in words, where it holds none. */
export async function decode(text) {
  let bytes;
  try {
    bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  } catch {
    throw new Error("the link is cut off or changed");
  }
  let value;
  try {
    value = JSON.parse(new TextDecoder().decode(await through(new DecompressionStream("deflate-raw"), bytes, MOST)));
  } catch (error) {
    throw error.message.startsWith("the link") ? error : new Error("the link is cut off or changed");
  }
  return valid(value);
}

/** Only what is of the right shape: a link may come from anybody. */
export function valid(value) {
  const text = (one) => (typeof one === "string" ? one : "");
  if (typeof value !== "object" || value === null || typeof value.files !== "object" || value.files === null) {
    throw new Error("the link holds no files");
  }
  const files = {};
  for (const [path, content] of Object.entries(value.files)) {
    if (typeof content === "string" || content === null) files[path] = content;
  }
  const facts = value.facts ?? {};
  const before = value.before && typeof value.before.text === "string" ? value.before : null;
  return {
    files,
    facts: { repository: text(facts.repository), branch: text(facts.branch), today: text(facts.today) },
    before: before && { path: text(before.path), text: before.text },
  };
}
