// The image as a mirror shows it: left and right exchanged.

import type { Image } from "@selfsame/engine";

/** A mirrored copy, (height, width, channels) bytes. */
export function mirrored({ width, height, channels, data }: Image): Image {
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    let to = y * width * channels;
    for (let x = width - 1; x >= 0; x--) {
      const from = (y * width + x) * channels;
      for (let channel = 0; channel < channels; channel++) out[to++] = data[from + channel]!;
    }
  }
  return { width, height, channels, data: out };
}
