// People who do not exist, drawn by seed from how people and photos spread: what can be shipped of strangers without
// shipping anybody. Each person's part is a Gaussian of a size of its own with mean 1: a part that everyone has, and the rest
// exponentially distributed. Without the former that is the symmetric multivariate Laplace distribution (Kotz, Kozubowski and
// Podgórski, "The Laplace distribution and generalizations", 2001, section 5.1). Variances stay the population's, and about as
// many people are close to each other as in life: of one size, ten times too few were; without a least one, twice too many.

import { log, PURPOSE, stream } from "@selfsame/engine/numbers";
import type { Population } from "./population.ts";

/** The part of a person's size that everyone has. */
const LEAST_SIZE = 0.1;

/** Draws imaginary people from a population, always the same ones by the same seed. */
export class ImaginaryPeople {
  readonly #population: Population;
  readonly #seed: number;
  /** (width, width): from the population's axes back to descriptors. */
  readonly #back: Float64Array;

  constructor(population: Population, seed: number) {
    this.#population = population;
    this.#seed = seed;
    this.#back = inverse(population.axes, population.mean.length);
  }

  /** A descriptor (width) of photo `photo` of person `person`, whole numbers below 2^31. */
  descriptor(person: number, photo = 0): Float32Array {
    const { mean, variances } = this.#population;
    const own = stream(this.#seed, PURPOSE.drawing, person);
    const noise = stream(this.#seed, PURPOSE.drawing, person, photo + 1);
    const size = LEAST_SIZE - (1 - LEAST_SIZE) * log(1 - own.uniform());
    const y = Float64Array.from(variances, (variance) => Math.sqrt(size * variance) * own.normal() + noise.normal());
    return Float32Array.from(mean, (value, row) => {
      let sum = value;
      for (let i = 0; i < y.length; i++) sum += this.#back[row * y.length + i]! * y[i]!;
      return sum;
    });
  }
}

/** Gauss and Jordan with partial pivoting. The axes of a population are never singular: they whiten. */
function inverse(matrix: ArrayLike<number>, width: number): Float64Array {
  const left = Float64Array.from(matrix);
  const right = new Float64Array(width * width);
  for (let i = 0; i < width; i++) right[i * width + i] = 1;
  for (let column = 0; column < width; column++) {
    let pivot = column;
    for (let row = column + 1; row < width; row++)
      if (Math.abs(left[row * width + column]!) > Math.abs(left[pivot * width + column]!)) pivot = row;
    for (const side of [left, right]) {
      for (let k = 0; k < width; k++) {
        const held = side[column * width + k]!;
        side[column * width + k] = side[pivot * width + k]!;
        side[pivot * width + k] = held;
      }
    }
    const head = left[column * width + column]!;
    for (const side of [left, right]) for (let k = 0; k < width; k++) side[column * width + k]! /= head;
    for (let row = 0; row < width; row++) {
      const factor = left[row * width + column]!;
      if (row === column || factor === 0) continue;
      for (const side of [left, right])
        for (let k = 0; k < width; k++) side[row * width + k]! -= factor * side[column * width + k]!;
    }
  }
  return right;
}
