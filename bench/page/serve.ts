// Builds the page and serves it from memory, cross-origin isolated and under the content policy that the engine promises.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";
import { build } from "vite";

const HEADERS = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "content-security-policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'",
};
const TYPES: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" };

/** The files of the page by their path, as a bundler makes them for publishing. */
async function built(): Promise<Map<string, string | Uint8Array>> {
  const made = await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: "error",
    worker: { format: "es" },
    build: { write: false, target: "es2022", modulePreload: false },
  });
  const files = new Map<string, string | Uint8Array>();
  for (const { output } of [made].flat() as {
    output: { fileName: string; code?: string; source?: string | Uint8Array }[];
  }[]) {
    for (const file of output) files.set(`/${file.fileName}`, file.code ?? file.source ?? "");
  }
  return files;
}

export async function servePage(): Promise<{ address: string; stop: () => void }> {
  const files = await built();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const path = pathname === "/" ? "/index.html" : pathname;
    const file = files.get(path);
    if (file === undefined) {
      response.writeHead(pathname === "/favicon.ico" ? 204 : 404, HEADERS).end();
      return;
    }
    response.writeHead(200, {
      ...HEADERS,
      "content-type": `${TYPES[extname(path)] ?? "application/octet-stream"}; charset=utf-8`,
    });
    response.end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}/`, stop: () => void server.close() };
}
