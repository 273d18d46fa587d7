// Prepared bytes to the numbers that a network reads. "photo" is TensorFlow's per_image_standardization, which takes out
// how bright and how contrasty a photo is; "none" only scales to [0, 1].

import { SelfsameError } from "../errors.ts";
import type { Preparation } from "./image.ts";

const BYTE = 255;

/**
 * Writes `pixels` (size * size * channels bytes) as numbers to `into`, from `offset` on.
 * "photo": (p - mean) / max(deviation, floor), the mean and the (population) deviation taken over all values of the
 * photo, and floor = 1 / sqrt(count) for values in [0, 1], so that a constant photo gives zeros. "none": p / 255.
 * Throws SelfsameError("input") where `into` is too short.
 *
 * @example
 * standardize(new Uint8Array([0, 255]), { size: 1, color: false, standardization: "photo" }, into); // [-1, 1]
 */
export function standardize(
  pixels: Uint8Array,
  preparation: Pick<Preparation, "standardization">,
  into: Float32Array,
  offset = 0,
): void {
  const count = pixels.length;
  if (offset + count > into.length) {
    throw new SelfsameError(
      "input",
      `standardize: expected room for ${count} numbers from ${offset} on, got an array of ${into.length}.`,
    );
  }
  if (preparation.standardization === "none") {
    for (let i = 0; i < count; i++) into[offset + i] = pixels[i]! / BYTE;
    return;
  }
  let sum = 0;
  for (let i = 0; i < count; i++) sum += pixels[i]!;
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    const difference = pixels[i]! - mean;
    squares += difference * difference;
  }
  // Both in units of a byte: the same quotient as in [0, 1].
  const deviation = Math.sqrt(squares / count);
  const floor = BYTE / Math.sqrt(count);
  const factor = 1 / Math.max(deviation, floor);
  for (let i = 0; i < count; i++) into[offset + i] = (pixels[i]! - mean) * factor;
}
