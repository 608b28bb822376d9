// The core in a thread of its own, so that the page can end it. Takes requests as text,
// one after the other; knows nothing of the page.

// Packed when the site is built: better than a host packs it, and where none does.
async function load() {
  const packed = await fetch("core.wasm.gzip");
  if (!packed.ok) throw new Error(`core.wasm.gzip: ${packed.status}`);
  const plain = packed.body.pipeThrough(new DecompressionStream("gzip"));
  const response = new Response(plain, { headers: { "Content-Type": "application/wasm" } });
  return (await WebAssembly.instantiateStreaming(response, {})).instance.exports;
}

const core = load();

function answer(exports, request) {
  const bytes = new TextEncoder().encode(request);
  const at = exports.request(bytes.length);
  new Uint8Array(exports.memory.buffer, at, bytes.length).set(bytes);
  const length = exports.answer();
  return new TextDecoder().decode(new Uint8Array(exports.memory.buffer, exports.answered(), length));
}

self.onmessage = async ({ data: { id, request } }) => {
  let exports;
  try {
    exports = await core;
  } catch (error) {
    self.postMessage({ id, failed: "loading", why: String(error) });
    return;
  }
  // From here on the clock runs: loading over a slow line is not the core's time.
  self.postMessage({ id, begun: true });
  try {
    self.postMessage({ id, answer: answer(exports, request) });
  } catch (error) {
    // A trap: what is left of its memory is not to be trusted.
    self.postMessage({ id, failed: "trap", why: String(error) });
  }
};
