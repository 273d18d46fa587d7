// A test reporter whose one line comes last: `N passed, N failed`, with `, N skipped` where some were.
// A file that could not be read as tests, and an error outside all tests, count as failed.

import type { Reporter, SerializedError, TestModule, Vitest } from "vitest/node";

export default class Tally implements Reporter {
  #vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const counts = { passed: 0, failed: errors.length, skipped: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        // A test still pending when the run ends was cut off: it did not pass.
        counts[state === "pending" ? "failed" : state]++;
      }
      counts.failed += module.errors().length;
      for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
    }
    const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : "";
    const line = `${counts.passed} passed, ${counts.failed} failed${skipped}`;
    // After the summary of the reporter beside this one, which is written when the run is over.
    if (this.#vitest?.config.watch) console.log(line);
    else process.once("exit", () => console.log(line));
  }
}
