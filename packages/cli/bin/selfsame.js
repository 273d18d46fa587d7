#!/usr/bin/env node
// The command as it runs in a checkout, straight from the TypeScript sources. The published one is dist/main.js.

import "../../../scripts/typescript.js";

// Dynamic, because a static import would be read before the line above has taught Node to read TypeScript.
await import("../src/main.ts");
