// The certainty network that is shipped, before people who do not exist; and the formula under it against its definition.

import { PURPOSE, stream } from "@selfsame/engine/numbers";
import { expect, test } from "vitest";
import { DEFAULT_LEVEL, openCertainty, shippedModel } from "@selfsame/face";
import { ImaginaryPeople } from "../src/certainty/imaginary.ts";
import { populationOf, TENSORS } from "../src/certainty/open.ts";
import { gaussianRatio, posteriorOf, project, type Population } from "../src/certainty/population.ts";
import { goodQuality } from "./support/people.ts";

const ENROLLED = 10;
const probe = (descriptor: Float32Array) => ({ descriptor, quality: goodQuality });

/** log of the normal density. */
const logDensity = (x: number, mean: number, variance: number) =>
  -0.5 * (Math.log(2 * Math.PI * variance) + (x - mean) ** 2 / variance);

test("the Gaussian ratio is that of two densities: the owner's photos told of before, and nobody's", () => {
  const population: Population = {
    mean: Float32Array.of(0),
    axes: Float32Array.of(1),
    variances: Float32Array.of(4),
  };
  const photos = [1.5, 2.5, 2.3];
  const mean = photos.reduce((sum, one) => sum + one, 0) / photos.length;
  const posterior = posteriorOf(population, Float64Array.of(mean), photos.length);
  for (const x of [-3, 0, 1.9, 7]) {
    // Of the person: precision 1/4 from people and 1 from each photo.
    const precision = 1 / 4 + photos.length;
    const owner = logDensity(x, (photos.length * mean) / precision, 1 + 1 / precision);
    expect(gaussianRatio(population, posterior, Float64Array.of(x))).toBeCloseTo(owner - logDensity(x, 0, 5), 12);
  }
});

test("imaginary people spread as the population says", async () => {
  const population = populationOf(await shippedModel());
  const people = new ImaginaryPeople(population, 5);
  const count = 400;
  const drawn = Array.from({ length: count }, (_, person) => project(population, people.descriptor(person)));
  const last = population.variances.length - 1;
  for (const axis of [0, last]) {
    const variance = drawn.reduce((sum, y) => sum + y[axis]! ** 2, 0) / count;
    // Of 400 squares of normal numbers the mean lies within 5 deviations of sqrt(2 / 400) of what is expected.
    expect(Math.abs(variance / (1 + population.variances[axis]!) - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
  }
  expect([...people.descriptor(7, 2)]).toEqual([...new ImaginaryPeople(population, 5).descriptor(7, 2)]);
});

test("imaginary owners are let in, and imaginary strangers are not", async () => {
  const model = await shippedModel();
  const people = new ImaginaryPeople(populationOf(model), 1);
  const { offset } = model.levels.find(({ level }) => level === DEFAULT_LEVEL)!;
  const strangers = Array.from({ length: 1000 }, (_, person) => probe(people.descriptor(1000 + person)));
  let [passed, refused, attempts] = [0, 0, 0];
  for (let owner = 0; owner < 10; owner++) {
    const photos = Array.from({ length: ENROLLED + 10 }, (_, photo) => probe(people.descriptor(owner, photo)));
    const certainty = await openCertainty(model, photos.slice(0, ENROLLED));
    const fires = (ratio: number) => ratio + offset > 0;
    passed += (await certainty.ratios(strangers)).filter(fires).length;
    refused += (await certainty.ratios(photos.slice(ENROLLED))).filter((ratio) => !fires(ratio)).length;
    attempts += strangers.length;
    certainty.dispose();
  }
  // Drawn from Gaussians, they pass some times as often as people do, for whom the level was set.
  expect(passed / attempts).toBeLessThanOrEqual(10 * DEFAULT_LEVEL);
  expect(refused).toBeLessThanOrEqual(5);
});

test("no vector that is shipped opens a profile at the default level", async () => {
  const model = await shippedModel();
  const population = populationOf(model);
  const width = population.mean.length;
  const people = new ImaginaryPeople(population, 2);
  const rows = Array.from({ length: width }, (_, row) => population.axes.slice(row * width, (row + 1) * width));
  const shipped = [population.mean, population.variances, ...rows].map(probe);
  const { offset } = model.levels.find(({ level }) => level === DEFAULT_LEVEL)!;
  for (let owner = 0; owner < 5; owner++) {
    const photos = Array.from({ length: ENROLLED }, (_, photo) => probe(people.descriptor(owner, photo)));
    const certainty = await openCertainty(model, photos);
    expect([...(await certainty.ratios(shipped))].filter((ratio) => ratio + offset > 0)).toEqual([]);
    certainty.dispose();
  }
});

test("a model that does not fit together is refused with what is wrong with it", async () => {
  const model = await shippedModel();
  const photos = [probe(new Float32Array(128))];
  const without = new Map([...model.tensors].filter(([name]) => name !== TENSORS.axes));
  await expect(openCertainty({ ...model, tensors: without }, photos)).rejects.toThrow(/"population.axes".*got none/);
  await expect(openCertainty({ ...model, about: {} }, photos)).rejects.toThrow(/how wide its layers are/);
  await expect(openCertainty(model, [])).rejects.toThrow(/expected enrolled photos/);
});

test("certainty is the same whether probes are asked about one by one or together", async () => {
  const model = await shippedModel();
  const random = stream(3, PURPOSE.drawing);
  const descriptor = () => Float32Array.from({ length: 128 }, () => 0.1 * random.normal());
  const certainty = await openCertainty(
    model,
    Array.from({ length: 3 }, () => probe(descriptor())),
  );
  const probes = Array.from({ length: 5 }, () => probe(descriptor()));
  const together = await certainty.ratios(probes);
  for (const [index, one] of probes.entries()) expect((await certainty.ratios([one]))[0]).toBe(together[index]);
  certainty.dispose();
});
