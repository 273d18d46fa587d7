#!/usr/bin/env node
// The command as it runs in a checkout, straight from the TypeScript sources. The published one is dist/main.js.

import { fileURLToPath } from "node:url";
import "../../../scripts/typescript.js";

// The workers that the engine starts are taught by the flags that they inherit.
if (!process.features.typescript)
  process.execArgv.push("--import", fileURLToPath(new URL("../../../scripts/typescript.js", import.meta.url)));

// Dynamic, because a static import would be read before the line above has taught Node to read TypeScript.
await import("../src/main.ts");
