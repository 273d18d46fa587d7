// A page bundled by Vite, with its defaults.

import { join } from "node:path";
import { html, PAGE_FILES } from "../program.ts";
import { newProject, run } from "../project.ts";

const VITE = "vite@8.3.8";

/** Builds the page below `folder`; the folder to serve. */
export async function buildWithVite(folder: string, engine: string): Promise<string> {
  const project = await newProject(folder, "vite", [engine, VITE], { ...PAGE_FILES, "index.html": html("/page.js") });
  await run(project, process.execPath, ["node_modules/vite/bin/vite.js", "build"]);
  return join(project, "dist");
}
