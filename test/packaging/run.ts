// Uses the packages as strangers do: builds and packs them, installs the tarballs in folders of their own, and runs
// them in Node, under the type checker, from the command line, and in pages made by four bundlers. Needs the registry.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBrowser } from "./browser.ts";
import { buildWithEsbuild, checkSize, withoutWorker } from "./bundlers/esbuild.ts";
import { buildWithNext } from "./bundlers/next.ts";
import { buildWithVite } from "./bundlers/vite.ts";
import { buildWithWebpack } from "./bundlers/webpack.ts";
import { check, finish } from "./checks.ts";
import { checkCommand } from "./command.ts";
import { checkNode } from "./node.ts";
import { checkOneThread, checkPage } from "./page.ts";
import { newProject, packAll } from "./project.ts";
import { checkTypes } from "./types.ts";

const folder = mkdtempSync(join(tmpdir(), "selfsame-packaging-"));
try {
  const packed = await check("the packages build and pack", () => packAll(folder));
  if (packed !== undefined) {
    const inNode = await newProject(folder, "node", [packed.engine, packed.face, packed.command]);
    const expected = await checkNode(inNode);
    await checkTypes(inNode);
    await checkCommand(inNode);

    const browser = await check("Chromium starts", openBrowser);
    if (browser !== undefined) {
      try {
        const isolate = "a page that is not cross-origin isolated trains on one thread and says why";
        const vite = await checkPage("Vite", browser, expected, () => buildWithVite(folder, packed.engine));
        await checkOneThread(`Vite: ${isolate}`, browser, expected, vite, false, /not cross-origin isolated/);
        await checkPage("webpack", browser, expected, () => buildWithWebpack(folder, packed.engine));
        const esbuild = await checkPage("esbuild", browser, expected, () => buildWithEsbuild(folder, packed.engine));
        const alone = "without its worker the page trains on its own thread and says what to do";
        const without = esbuild && withoutWorker(esbuild);
        await checkOneThread(`esbuild: ${alone}`, browser, expected, without, true, /"@selfsame\/engine\/worker"/);
        await checkPage("Next.js", browser, expected, () => buildWithNext(folder, packed.engine));
      } finally {
        await browser.close();
      }
    }
    await checkSize(folder);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
finish();
