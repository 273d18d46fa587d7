// Builds the page with the functions that docs/face.md shows, as its reader would, and serves it beside the installed
// packages of the networks and a folder of photos, under the content policy that docs/face.md promises.

import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { build } from "vite";
import { blocksOf, ROOT } from "../snippets/blocks.ts";

const HEADERS = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "content-security-policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'",
};
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".jpg": "image/jpeg",
  ".png": "image/png",
};
const INDEX = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>faces</title></head><body><script type="module" src="./main.ts"></script></body></html>`;

/** The program of docs/face.md that a page takes over. */
function documented(): string {
  const found = blocksOf("docs/face.md").filter(({ text }) => text.includes("function openReader("));
  if (found.length !== 1) throw new Error(`docs/face.md has ${found.length} blocks with openReader; expected one`);
  return found[0]!.text;
}

/** Builds in `folder`, which is nobody else's; `globalThis.answer(given)` is what the page offers. Returns what to serve. */
async function built(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"), "junction");
  writeFileSync(join(folder, "tsconfig.json"), "{}"); // bundlers would read one from above
  writeFileSync(join(folder, "index.html"), INDEX);
  writeFileSync(join(folder, "faces.ts"), documented());
  const page = JSON.stringify(join(ROOT, "test/face-page/page.ts"));
  writeFileSync(
    join(folder, "main.ts"),
    `import * as faces from "./faces.ts";\nimport { answer } from ${page};\nglobalThis.answer = (given) => answer(faces, given);\n`,
  );
  await build({
    root: folder,
    configFile: false,
    logLevel: "error",
    worker: { format: "es" },
    build: { target: "es2022", modulePreload: false },
  });
  return join(folder, "dist");
}

/** `photos` are served as /photos/NAME, the packages as /models/NAME/...; the page's address, and how to stop. */
export async function serveFacePage(folder: string, photos: string): Promise<{ address: string; stop: () => void }> {
  const page = await built(folder);
  const places: readonly (readonly [prefix: string, place: string])[] = [
    ["/models/@vladmandic/", join(ROOT, "node_modules/@vladmandic")],
    ["/photos/", photos],
    ["/", page],
  ];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const path = normalize(pathname === "/" ? "/index.html" : decodeURIComponent(pathname));
    const [prefix, place] = places.find(([start]) => path.startsWith(start))!;
    const file = join(place, path.slice(prefix.length));
    if (!existsSync(file)) {
      // Chromium asks for an icon; saying that there is none must not look like a broken page.
      response.writeHead(pathname === "/favicon.ico" ? 204 : 404, HEADERS).end();
      return;
    }
    response.writeHead(200, { ...HEADERS, "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
    response.end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}/`, stop: () => void server.close() };
}
