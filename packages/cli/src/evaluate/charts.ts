// The three pictures of an evaluation: what every threshold would have done, whether certainties mean what they say, and
// where the ratios of owners and strangers lie.

import type { DetPoint, ReliabilityBin } from "@selfsame/face";
import { X_AXIS, Y_AXIS, chart, frame, label, NARROW, percentTick, type Pen } from "../report/pen.ts";
import { shareTicks } from "../report/points.ts";
import { probit } from "./probit.ts";
import { smallShare } from "./words.ts";

const FAR_TICKS = [0.00001, 0.0001, 0.001, 0.01, 0.05, 0.2, 0.5];
/** On a phone, where there is no room for more. */
const FEW_FAR_TICKS = [0.0001, 0.01, 0.2];
const FRR_TICKS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5];
/** Both rates up to here: what refuses more owners than that is no rule to live by. */
const DET_MOST = 0.5;

/** `ours` and `distance` on normal-deviate axes, down and left being better. */
export function detChart(pen: Pen, ours: readonly DetPoint[], distance: readonly DetPoint[]): string {
  const { Plot } = pen;
  const drawn = (points: readonly DetPoint[]) =>
    points.filter(({ frr }) => frr > 0 && frr <= DET_MOST).map(({ far, frr }) => ({ x: probit(far), y: probit(frr) }));
  const [first, second] = [drawn(ours), drawn(distance)];
  const all = [...ours, ...distance];
  const bounds = (values: readonly number[]): [number, number] => {
    const inside = values.filter((value) => value > 0 && value <= DET_MOST);
    return [probit(Math.min(0.01, ...inside)), probit(Math.max(0.05, ...inside))];
  };
  const axis = (domain: [number, number], marked: readonly number[]) => {
    const [low, high] = domain;
    const ticks = marked.filter((tick) => probit(tick) >= low && probit(tick) <= high);
    return {
      domain,
      ticks: ticks.map(probit),
      tickFormat: (_: number, index: number) => smallShare(ticks[index]!),
    };
  };
  const [x, y] = [bounds(all.map(({ far }) => far)), bounds(all.map(({ frr }) => frr))];
  const name = (text: string, dy: number, fill: string) =>
    label(Plot, text, { x: x[1], y: y[1], dy, textAnchor: "end", fill, fontWeight: 600 });
  return chart(pen, "Detection error tradeoff", (width) => ({
    ...frame(width),
    x: { ...X_AXIS, ...axis(x, width > NARROW ? FAR_TICKS : FEW_FAR_TICKS), label: "strangers let in →" },
    y: { ...Y_AXIS, ...axis(y, FRR_TICKS), label: "↑ owners refused" },
    marks: [
      Plot.line(second, { x: "x", y: "y", stroke: "var(--dim)", strokeWidth: 2 }),
      Plot.line(first, { x: "x", y: "y", stroke: "var(--light)", strokeWidth: 2 }),
      name("certainty network", 10, "var(--light)"),
      name("mean distance", 28, "var(--dim)"),
    ],
  }));
}

/** A dot for each bin, its area by the attempts in it; on the line, certainty is what it says. */
export function reliabilityChart(pen: Pen, bins: readonly ReliabilityBin[]): string {
  const { Plot } = pen;
  const diagonal = [
    { x: 0, y: 0 },
    { x: 1, y: 1 },
  ];
  const share = { domain: [0, 1], ticks: 5, tickFormat: percentTick };
  return chart(pen, "Reliability of the certainties", (width) => {
    const most = width > NARROW ? 16 : 11;
    return {
      ...frame(width),
      inset: most, // no dot covers an axis
      x: { ...X_AXIS, ...share, label: "stated certainty →" },
      y: { ...Y_AXIS, ...share, label: "↑ share of owners" },
      r: { domain: [0, 0.5], range: [2, most] },
      marks: [
        Plot.line(diagonal, { x: "x", y: "y", stroke: "var(--dim)", strokeDasharray: "2 4" }),
        Plot.dot(bins, { x: "stated", y: "seen", r: "weight", fill: "var(--light)" }),
      ],
    };
  });
}

interface Bar {
  readonly from: number;
  readonly to: number;
  readonly share: number;
}

/** Ratios from the 0.1% lowest up, in bins of 1; what is lower is in the first bar. */
function bars(values: readonly number[], least: number, bins: number): Bar[] {
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) counts[Math.max(0, Math.min(bins - 1, Math.floor(value) - least))]!++;
  return counts
    .map((count, i) => ({ from: least + i, to: least + i + 1, share: count / values.length }))
    .filter((bar) => bar.share > 0);
}

/** Owners above, strangers below, each as shares of their own attempts. `threshold`: above it the owner is let in. */
export function ratioChart(
  pen: Pen,
  genuine: readonly number[],
  impostor: readonly number[],
  threshold: number,
): string {
  const { Plot } = pen;
  const sorted = [...genuine, ...impostor].sort((a, b) => a - b);
  const least = Math.floor(Math.min(sorted[Math.floor(sorted.length / 1000)] ?? 0, threshold - 1));
  const bins = Math.max(1, Math.ceil(Math.max(sorted.at(-1) ?? 0, threshold + 1)) - least);
  const [yes, no] = [bars(genuine, least, bins), bars(impostor, least, bins)];
  const top = Math.max(...yes.map(({ share }) => share), ...no.map(({ share }) => share), 0.05);
  const ticks = shareTicks(top);
  const mark = (all: readonly Bar[], sign: 1 | -1, fill: string) =>
    Plot.rect(all, {
      x1: "from",
      x2: "to",
      y1: 0,
      y2: (bar: Bar) => sign * bar.share,
      fill,
      insetLeft: 0.5,
      insetRight: 0.5,
    });
  const right = threshold > least + bins / 2;
  return chart(pen, "Log-likelihood ratios of the attempts", (width) => ({
    ...frame(width),
    x: { ...X_AXIS, domain: [least, least + bins], label: "logarithm of the likelihood ratio →", ticks: 6 },
    y: {
      ...Y_AXIS,
      domain: [-1.2 * top, 1.2 * top],
      label: null,
      ticks: [...ticks.map((tick) => -tick), 0, ...ticks],
      tickFormat: (value: number) => percentTick(Math.abs(value)),
    },
    marks: [
      mark(yes, 1, "var(--yes)"),
      mark(no, -1, "var(--no)"),
      Plot.ruleY([0], { stroke: "var(--line)" }),
      Plot.ruleX([threshold], { stroke: "var(--light)", strokeWidth: 2 }),
      label(Plot, "unlocks →", {
        x: threshold,
        y: 1.2 * top,
        dy: -12,
        textAnchor: right ? "end" : "start",
        fill: "var(--light)",
      }),
      label(Plot, "owners", { x: least, y: top, dx: 4, textAnchor: "start", fill: "var(--yes)", fontWeight: 600 }),
      label(Plot, "strangers", {
        x: least + bins,
        y: -top,
        dx: -4,
        textAnchor: "end",
        fill: "var(--no)",
        fontWeight: 600,
      }),
    ],
  }));
}
