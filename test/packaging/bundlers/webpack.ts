// A page bundled by webpack, with its defaults for production.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { html, PAGE_FILES } from "../program.ts";
import { newProject, run } from "../project.ts";

const WEBPACK = "webpack@5.112.2";

const BUILD = `
import webpack from "webpack";

webpack({ mode: "production", entry: "./page.js" }, (error, stats) => {
  if (error) throw error;
  if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString({ colors: false }));
});
`;

/** Builds the page below `folder`; the folder to serve. */
export async function buildWithWebpack(folder: string, engine: string): Promise<string> {
  const project = await newProject(folder, "webpack", [engine, WEBPACK], { ...PAGE_FILES, "build.js": BUILD });
  await run(project, process.execPath, ["build.js"]);
  writeFileSync(join(project, "dist/index.html"), html("/main.js"));
  return join(project, "dist");
}
