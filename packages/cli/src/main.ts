#!/usr/bin/env node
// The `selfsame` command. Runs on import: what the bin points at.

import { run } from "./program.ts";

// A reader that has seen enough (`selfsame predict ... | head`) is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

// Progress that nobody reads any more (`... 2>&1 | head`) is no reason to stop.
process.stderr.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

process.exitCode = await run(process.argv.slice(2));
