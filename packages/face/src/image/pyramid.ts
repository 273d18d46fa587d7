// An image that remembers its halves: the chain looks at the same photo several times, each time from so far that a large
// one is halved first, and halving is most of what a large photo costs. It is made for one call and dropped with it: kept
// with the image it would answer for a buffer that the caller has filled anew.

import type { Image } from "@selfsame/engine";
import { halved, whole } from "./halve.ts";
import { solidPart } from "./solid.ts";

/** An image like any other; its bytes must not change while it is in use. */
export class Pyramid implements Image {
  readonly width: number;
  readonly height: number;
  readonly channels: Image["channels"];
  readonly data: Image["data"];
  readonly #halves: Image[] = [];

  constructor({ width, height, channels, data }: Image) {
    this.width = width;
    this.height = height;
    this.channels = channels;
    this.data = data;
  }

  /** The whole image halved `times` times (1 or more), as `halved` does: RGB, transparency over white. */
  level(times: number): Image {
    this.#halves[0] ??= halved(solidPart(this, whole(this)).image, whole(this));
    for (let done = this.#halves.length; done < times; done++) {
      const last = this.#halves[done - 1]!;
      this.#halves.push(halved(last, whole(last)));
    }
    return this.#halves[times - 1]!;
  }
}
