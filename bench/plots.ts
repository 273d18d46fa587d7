// Draws what was measured (bench/results) for docs/performance.md: docs/images/*.svg. What was not measured is left out.
// Usage: node --import ./scripts/typescript.js bench/plots.ts

import * as Plot from "@observablehq/plot";
import type { MachineResult } from "./machine.ts";
import type { ProductsResult } from "./products.ts";
import type { StoryResult } from "./shared/contest.ts";
import { bytesOfStep, flopsOfExample, parameterCount } from "./shared/networks.ts";
import { recorded } from "./shared/results.ts";
import { draw, HEIGHT, HUES } from "./shared/svg.ts";

interface Point {
  readonly x: number;
  readonly y: number;
  readonly name: string;
}

const NUMBER = (value: number) => value.toLocaleString("en-US", { maximumSignificantDigits: 4 });
const X_AXIS = { labelArrow: "none", labelAnchor: "right" } as const;
const Y_AXIS = { labelArrow: "none", grid: true, tickSize: 0 } as const;

/** Lines of points, each named beside its last point, ours thicker. */
function lines(points: readonly Point[], names: readonly string[], ours: (name: string) => boolean): Plot.Markish[] {
  return names.flatMap((name, index) => {
    const own = points.filter((point) => point.name === name);
    const stroke = HUES[index % HUES.length]!;
    return [
      Plot.line(own, { x: "x", y: "y", stroke, strokeWidth: ours(name) ? 2.5 : 1.5 }),
      Plot.dot(own, { x: "x", y: "y", fill: stroke, r: ours(name) ? 3.5 : 2.5 }),
    ];
  });
}

const LEGEND_LINE = 18;
const LEGEND_COLUMN = 340;

/** What each hue means, in two columns above the drawing; and the room that this takes. */
function legend(names: readonly string[]): { marks: Plot.Markish[]; room: { marginTop: number; height: number } } {
  const lineCount = Math.ceil(names.length / 2);
  const marks = names.map((name, index) =>
    Plot.text([name], {
      frameAnchor: "top-left",
      dx: LEGEND_COLUMN * (index % 2),
      dy: -LEGEND_LINE * (lineCount - Math.floor(index / 2)) - 4,
      text: (t: string) => `● ${t}`,
      fill: HUES[index % HUES.length]!,
    }),
  );
  const more = LEGEND_LINE * lineCount;
  return { marks, room: { marginTop: 36 + more, height: HEIGHT + more } };
}

function drawSpeeds(): void {
  const story = recorded<StoryResult>("story-network");
  if (story === undefined) return missing("training-speed", "story-network");
  const entrants = story.contestants.map((one) => ({ ...one, label: `${one.name}, ${one.threads} thr.` }));
  const points = story.results.flatMap(({ batch, figures }) =>
    entrants.flatMap(({ id, label }): Point[] => {
      const figure = figures[id];
      return figure === undefined ? [] : [{ x: batch, y: figure.samplesPerSecond, name: label }];
    }),
  );
  const names = entrants.map(({ label }) => label);
  const isOurs = (name: string) => entrants.some(({ label, isOurs: own }) => own && label === name);
  const key = legend(names);
  draw("training-speed", "Samples a second by batch size, ours and its peers, on logarithmic scales", {
    ...key.room,
    x: {
      ...X_AXIS,
      type: "log",
      base: 2,
      label: "batch size →",
      ticks: story.results.map(({ batch }) => batch),
      tickFormat: NUMBER,
    },
    y: { ...Y_AXIS, type: "log", label: "↑ samples a second", ticks: 6, tickFormat: NUMBER },
    marks: [...lines(points, names, isOurs), ...key.marks],
  });
}

function drawProducts(): void {
  const products = recorded<ProductsResult>("products");
  if (products === undefined) return missing("products", "products");
  const points = products.results.flatMap(({ n, gflops }) =>
    products.contestants.flatMap(({ id, name }): Point[] => {
      const y = gflops[id];
      return y === undefined ? [] : [{ x: n, y, name }];
    }),
  );
  const names = products.contestants.map(({ name }) => name);
  const key = legend(names);
  draw("products", "GFLOP/s of an n by n by n product on one thread, by n", {
    ...key.room,
    x: {
      ...X_AXIS,
      type: "log",
      base: 2,
      label: "n →",
      ticks: [8, 16, 32, 64, 128, 256, 512, 1024, 2048],
      tickFormat: NUMBER,
    },
    y: { ...Y_AXIS, label: "↑ GFLOP/s", zero: true },
    marks: [...lines(points, names, (name) => name.startsWith("selfsame")), ...key.marks],
  });
}

function drawRoofline(): void {
  const [story, machine] = [recorded<StoryResult>("story-network"), recorded<MachineResult>("machine")];
  if (story === undefined) return missing("roofline", "story-network");
  if (machine === undefined) return missing("roofline", "machine");
  const ours = story.contestants.find(({ isOurs }) => isOurs);
  if (ours === undefined) return missing("roofline", "story-network with ours in it");
  const { network } = story;
  const megabytes = (4 * parameterCount(network)) / 1e6;
  const { threads } = ours;
  const distance = (size: number) => Math.abs(Math.log(size / megabytes));
  const bandwidth = machine.bandwidth
    .filter((one) => one.threads === threads)
    .sort((a, b) => distance(a.megabytes) - distance(b.megabytes))[0];
  const ceiling = machine.ceiling.find((one) => one.threads === threads);
  if (bandwidth === undefined || ceiling === undefined) return missing("roofline", `machine with ${threads} threads`);
  const roof = ceiling.relaxed ?? ceiling.multiplyThenAdd;
  const points = story.results.flatMap(({ batch, figures }) => {
    const rate = figures[ours.id]?.samplesPerSecond;
    if (rate === undefined) return [];
    const flops = flopsOfExample(network);
    return [{ x: (batch * flops) / bytesOfStep(network, batch), y: (rate * flops) / 1e9, name: String(batch) }];
  });
  // Where the words about bandwidth stand on the slope: high, since dots there are far to the right.
  const LOWER = 0.8;
  const ends = [points[0]!.x / 2, points.at(-1)!.x * 2];
  const knee = roof / bandwidth.update;
  const slope = [
    { x: ends[0]!, y: ends[0]! * bandwidth.update },
    { x: knee, y: roof },
    { x: Math.max(ends[1]!, knee), y: roof },
  ];
  const note = (text: string, at: { x: number; y: number }, options: Plot.TextOptions) =>
    Plot.text([text], { ...at, text: (t: string) => t, stroke: "var(--paper)", strokeWidth: 4, ...options });
  draw("roofline", "Roofline: operations a byte against GFLOP/s, a dot for each batch size, which stands below it", {
    insetRight: 40,
    insetBottom: 12,
    x: { ...X_AXIS, type: "log", label: "operations a byte that cannot be avoided →", tickFormat: NUMBER, ticks: 8 },
    y: { ...Y_AXIS, type: "log", label: "↑ GFLOP/s", tickFormat: NUMBER, ticks: 6 },
    marks: [
      Plot.line(slope, { x: "x", y: "y", stroke: "var(--ink)", strokeWidth: 1.5 }),
      note(
        `${NUMBER(bandwidth.update)} GB/s over ${bandwidth.megabytes} MB, ${threads} thr.`,
        { x: LOWER * knee, y: LOWER * roof },
        { dx: 10, dy: 4, textAnchor: "start", fill: "var(--dim)" },
      ),
      note(
        `${NUMBER(roof)} GFLOP/s, ${ceiling.relaxed === undefined ? "multiply, then add" : "relaxed multiply-add"}, 128 bits`,
        { x: Math.max(ends[1]!, knee), y: roof },
        { dy: -12, textAnchor: "end", fill: "var(--dim)" },
      ),
      Plot.dot(points, { x: "x", y: "y", fill: "var(--a)", r: 5 }),
      Plot.text(points, {
        x: "x",
        y: "y",
        text: "name",
        dy: 16,
        fill: "var(--ink)",
        stroke: "var(--paper)",
        strokeWidth: 4,
      }),
    ],
  });
}

/** A page that shows a picture needs one, even before anything is measured. */
function missing(picture: string, result: string): void {
  console.error(
    `nothing to draw: bench/results/${result}.json is not there; docs/performance.md says how to measure it`,
  );
  draw(picture, "Not measured yet", {
    height: 80,
    axis: null,
    marks: [Plot.text(["not measured yet"], { fill: "var(--dim)" })],
  });
}

drawSpeeds();
drawProducts();
drawRoofline();
