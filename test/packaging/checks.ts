// One line a check, and a count at the end.

let passed = 0;
let failed = 0;

/** Runs one check and prints how it went; its value, or undefined where it failed. What it returns as a note is shown. */
export async function check<T>(
  name: string,
  run: () => T | Promise<T>,
  note?: (value: T) => string,
): Promise<T | undefined> {
  try {
    const value = await run();
    passed++;
    console.log(`ok      ${name}${note ? `: ${note(value)}` : ""}`);
    return value;
  } catch (error) {
    failed++;
    const message = error instanceof Error ? error.message : String(error);
    console.log(`FAILED  ${name}\n${message.trim().replace(/^/gm, "        ")}`);
    return undefined;
  }
}

/** Throws `message` unless `truth`. */
export function expect(truth: boolean, message: string): asserts truth {
  if (!truth) throw new Error(message);
}

/** Prints the count as the last line and sets the exit code. */
export function finish(): void {
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}
