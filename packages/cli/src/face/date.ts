// The clock, as profiles write it.

/** This moment in UTC, to the second: 2026-01-31T12:00:00Z. */
export function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, "Z");
}

/** The day of a date that a profile holds. */
export function day(date: string): string {
  return date.slice(0, "2026-01-31".length);
}
