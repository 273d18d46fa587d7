// Lets Node run this repository's TypeScript as it is: `node --import ./scripts/typescript.js any.ts`.
// Where Node strips types itself there is nothing to do; Node 20 is given a loader that does the same.

import { register } from "node:module";

if (!process.features.typescript) register("./typescript-hooks.js", import.meta.url);
