// Serves `dist/` on this machine, for a look before it is published.
//
//   node serve.mjs [PORT]

import { createServer } from "node:http";
import { readFile, stat } from "node:fs/promises";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** A server of a folder, on loopback; resolves once it listens. */
export function serve(root, port = 0) {
  const server = createServer(async (request, response) => {
    let path = normalize(decodeURIComponent(new URL(request.url, "http://x").pathname)).replace(/^(\.\.[/\\])+/, "");
    const full = join(root, path);
    const folder = await stat(full).then((found) => found.isDirectory()).catch(() => false);
    if (folder && !path.endsWith("/")) return response.writeHead(301, { location: `${path}/` }).end();
    const file = folder ? join(full, "index.html") : full;
    try {
      response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" }).end(await readFile(file));
    } catch {
      response.writeHead(404, { "content-type": "text/plain" }).end("not found\n");
    }
  });
  return new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(server)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = process.env.SITE_DIST ?? join(dirname(fileURLToPath(import.meta.url)), "dist");
  const server = await serve(root, Number(process.argv[2] ?? 8000));
  console.log(`http://127.0.0.1:${server.address().port}/`);
}
