// A Next.js production build, with a client component that uses the engine, exported to static files.

import { join } from "node:path";
import { XOR_MODULE } from "../program.ts";
import { newProject, run } from "../project.ts";

const PACKAGES = ["next@16.4.6", "react@19.3.1", "react-dom@19.3.1"];

const FILES = {
  "next.config.js": `export default { output: "export", turbopack: { root: import.meta.dirname } };\n`,
  "app/xor.js": XOR_MODULE,
  "app/layout.js": `
export default function Layout({ children }) {
  return <html lang="en"><body>{children}</body></html>;
}
`,
  "app/page.js": `
"use client";
import { useEffect } from "react";
import { xor } from "./xor.js";

export default function Page() {
  useEffect(() => {
    xor().then(
      (result) => { document.title = result; },
      (error) => { document.title = "failed: " + error.stack; },
    );
  }, []);
  return <p>Exclusive or</p>;
}
`,
};

/** Builds the page below `folder`; the folder to serve. */
export async function buildWithNext(folder: string, engine: string): Promise<string> {
  const project = await newProject(folder, "next", [engine, ...PACKAGES], FILES);
  await run(project, process.execPath, ["node_modules/next/dist/bin/next", "build"]);
  return join(project, "out");
}
