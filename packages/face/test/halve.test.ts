// Photos at half their size, and the warps that read from them.

import { PURPOSE, stream, type Image } from "@selfsame/engine";
import { expect, test } from "vitest";
import { warp } from "../src/geometry/warp.ts";
import { halved } from "../src/image/halve.ts";
import { Pyramid } from "../src/image/pyramid.ts";

function noise(width: number, height: number, channels: Image["channels"]): Image {
  const random = stream(1, PURPOSE.drawing, channels);
  return {
    width,
    height,
    channels,
    data: Uint8Array.from({ length: width * height * channels }, () => random.below(256)),
  };
}

test.each([1, 2, 3, 4] as const)("%d channels are halved alike, whatever the size and place", (channels) => {
  const photo = noise(61, 59, channels);
  for (const [left, top, width, height] of [
    [0, 0, 61, 59],
    [3, 2, 13, 8],
    [1, 5, 2, 1],
    [60, 58, 1, 1],
  ] as const) {
    const half = halved(photo, { left, top, width, height });
    expect(half.data).toHaveLength(Math.ceil(width / 2) * Math.ceil(height / 2) * 3);
    half.data.forEach((value, at) => {
      const [x, y] = [Math.floor(at / 3) % half.width, Math.floor(at / 3 / half.width)];
      const channel = channels < 3 ? 0 : at % 3;
      let sum = 0;
      for (const row of [2 * y, Math.min(2 * y + 1, height - 1)])
        for (const column of [2 * x, Math.min(2 * x + 1, width - 1)])
          sum += photo.data[((top + row) * photo.width + left + column) * channels + channel]!;
      expect(value).toBe(Math.floor(sum / 4 + 0.5));
    });
  }
});

/** Solid, as a canvas gives a photo; solid but for a corner that most warps leave out; and with holes all over. */
const ALPHAS = {
  solid: () => 255,
  "a clear corner": (x: number, y: number) => (x + y < 30 ? 0 : 255),
  holes: undefined,
};

function withAlpha(photo: Image, alpha: ((x: number, y: number) => number) | undefined): Image {
  const { width, channels } = photo;
  if (alpha === undefined || channels % 2 === 1) return photo;
  const data = Uint8Array.from(photo.data, (byte, at) => {
    const pixel = Math.floor(at / channels);
    return at % channels === channels - 1 ? alpha(pixel % width, Math.floor(pixel / width)) : byte;
  });
  return { ...photo, data };
}

test.each(
  ([1, 2, 3, 4] as const).flatMap((channels) =>
    (["solid", "a clear corner", "holes"] as const).map((alpha) => [channels, alpha] as const),
  ),
)("a photo of %d channels (%s) that remembers its halves warps alike", (channels, alpha) => {
  const photo = withAlpha(noise(301, 207, channels), ALPHAS[alpha]);
  const pyramid = new Pyramid(photo);
  for (const [angle, scale, x, y] of [
    [0, 1, 3, 4],
    [10, 2, 40, 30],
    [-35, 3.4, 20, 60],
    [0, 9, -30, -50],
    [80, 5, 250, 150],
  ] as const) {
    const radians = (angle * Math.PI) / 180;
    const transform = { a: scale * Math.cos(radians), b: scale * Math.sin(radians), x, y };
    for (const outside of ["black", "edge"] as const)
      expect(warp(pyramid, transform, 30, 25, { outside })).toEqual(warp(photo, transform, 30, 25, { outside }));
  }
});
