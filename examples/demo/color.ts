// Colors as #rrggbb text, and the way from one to another.

function channels(color: string): [number, number, number] {
  const value = Number.parseInt(color.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** The color a share `t` in [0, 1] of the way from one color to another. */
export function mix(from: string, to: string, t: number): string {
  const target = channels(to);
  const mixed = channels(from).map((value, i) => Math.round(value + (target[i]! - value) * t));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

/** Toward lamplight. */
export const lighter = (color: string, t: number) => mix(color, "#fff1d6", t);

/** Toward the brown that shadows have in this room. */
export const darker = (color: string, t: number) => mix(color, "#2a1420", t);
