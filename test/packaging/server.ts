// Serves a folder on this machine, under the content policy that the engine promises to run with.

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".wasm": "application/wasm",
};

/**
 * The policy. Scripts that stand in the page itself are allowed one by one, by their hash: Next.js writes such pages,
 * and they are no doing of the engine's.
 */
function policy(page: string): string {
  const inline = [...page.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1]!);
  const hashes = inline.map((code) => ` 'sha256-${createHash("sha256").update(code).digest("base64")}'`);
  return `default-src 'self'; script-src 'self' 'wasm-unsafe-eval'${hashes.join("")}`;
}

/** What makes a page cross-origin isolated, so that its threads may share memory. */
const ISOLATED = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };

/** Starts serving `folder`, as a page that is cross-origin isolated or not; the address of its index.html, and how to stop. */
export async function serve(folder: string, isolated: boolean): Promise<{ address: string; stop: () => void }> {
  const index = readFileSync(join(folder, "index.html"), "utf8");
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const file = join(folder, normalize(pathname === "/" ? "/index.html" : decodeURIComponent(pathname)));
    const type = TYPES[extname(file)];
    if (type === undefined || !existsSync(file)) {
      // Chromium asks for an icon; saying that there is none must not look like a broken page.
      response.writeHead(pathname === "/favicon.ico" ? 204 : 404).end();
      return;
    }
    const headers = isolated ? ISOLATED : {};
    response.writeHead(200, { "content-type": type, "content-security-policy": policy(index), ...headers });
    response.end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}/`, stop: () => void server.close() };
}
