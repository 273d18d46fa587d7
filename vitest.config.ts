// The tests by where they run: the engine's in Node and once more in Chromium, the command's, and the house's own.

import { fileURLToPath } from "node:url";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { CHROMIUM_FLAGS, findChromium, NO_CHROMIUM } from "./scripts/chromium.ts";

const engine = "packages/engine/test/**/*.test.ts";
const face = "packages/face/test/**/*.test.ts";

const projects: TestProjectInlineConfiguration[] = [
  { extends: true, test: { name: "engine", include: [engine] } },
  { extends: true, test: { name: "face", include: [face] } },
  { extends: true, test: { name: "cli", include: ["packages/cli/test/**/*.test.ts"], testTimeout: 60_000 } },
  {
    extends: true,
    test: {
      name: "house",
      include: ["test/*.test.ts", "examples/**/*.test.ts", "bench/**/*.test.ts"],
      testTimeout: 60_000,
    },
  },
];

/** What makes a page cross-origin isolated, so that its threads may share memory. */
const ISOLATED = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

const executablePath = findChromium();
if (executablePath !== undefined) {
  projects.push({
    extends: true,
    server: { headers: ISOLATED },
    test: {
      name: "engine-browser",
      include: [engine],
      exclude: ["**/*.node.test.ts"],
      browser: {
        enabled: true,
        headless: true,
        ui: false,
        screenshotFailures: false,
        provider: playwright({ launchOptions: { executablePath, args: [...CHROMIUM_FLAGS] } }),
        instances: [{ browser: "chromium", name: "engine-chromium" }],
      },
    },
  });
} else if (process.env["CI"]) {
  throw new Error(NO_CHROMIUM);
} else {
  console.log(`The engine's tests will not run in a browser: ${NO_CHROMIUM}.`);
}

export default defineConfig({
  test: {
    projects,
    reporters: ["default", "./scripts/tally.ts"],
    testTimeout: 20_000,
    // For workers that tests start: Node runs those itself, without vitest.
    execArgv: ["--import", fileURLToPath(new URL("scripts/typescript.js", import.meta.url))],
  },
});
