// Operations that move numbers or change how they are counted.

import { flag, wholeNumbers } from "./attributes.ts";
import { shapeOfSides, type Value } from "./draft.ts";
import type { Operands, Operation } from "./operands.ts";

/** The most sides beside the batch: height, width, channels. */
const MOST_SIDES = 3;
const AXES = ["height", "width", "channels"] as const;

export const reshape: Operation = (of) => {
  const x = of.value(0);
  const [batch, ...sides] = Array.from(of.constant(1).values);
  const size = x.sides.reduce((product, side) => product * side, 1);
  // One side may be -1: whatever is left. As the first it is the batch.
  const known = sides.filter((side) => side !== -1).reduce((product, side) => product * side, 1);
  const settled = sides.map((side) => (side === -1 ? size / known : side));
  const isSound =
    (batch === -1 ? !sides.includes(-1) : batch === 1 && sides.filter((side) => side === -1).length <= 1) &&
    settled.every((side) => Number.isSafeInteger(side) && side >= 1) &&
    settled.reduce((product, side) => product * side, 1) === size;
  if (!isSound)
    of.fault(
      `it makes (${[batch, ...sides].join(", ")}) of (batch, ${x.sides.join(", ")}); expected as many numbers for each example.`,
    );
  return counted(of, x, settled);
};

export const squeeze: Operation = (of) => {
  const x = of.value(0);
  const listed = wholeNumbers(of.node, "squeeze_dims").map((axis) => (axis < 0 ? axis + x.sides.length + 1 : axis) - 1);
  const wrong = listed.find((index) => x.sides[index] !== 1);
  if (wrong !== undefined) of.fault(`its squeeze_dims has axis ${wrong + 1}, which is the batch or longer than 1.`);
  const isLeft = (side: number, index: number) => (listed.length > 0 ? !listed.includes(index) : side !== 1);
  return counted(of, x, x.sides.filter(isLeft));
};

/** The same numbers under other sides: a layer only where the shape changes. */
function counted(of: Operands, x: Value, sides: readonly number[]): Value {
  if (sides.length === 0 || sides.length > MOST_SIDES)
    of.fault(`it makes (batch, ${sides.join(", ")}); supported are 1 to ${MOST_SIDES} sides beside the batch.`);
  const shape = shapeOfSides(sides);
  if (AXES.every((axis) => shape[axis] === x.shape[axis])) return { ...x, sides };
  return of.emit({ kind: "reshape", shape }, [x], { sides });
}

/** Pad and PadV2, with zeros. */
export const pad: Operation = (of) => {
  const x = of.value(0);
  const { values } = of.constant(1);
  const fill = of.node.op === "PadV2" ? of.constant(2).values : [0];
  if (fill.length !== 1 || fill[0] !== 0) of.fault(`it pads with ${fill.join()}; 0 is supported.`);
  const cells = Array.from(values);
  if (cells.length !== 2 * (x.sides.length + 1) || cells.some((count) => count < 0) || cells[0] || cells[1])
    of.fault(`its paddings are [${cells.join()}]; expected two for each side, none for the batch.`);
  const beside = cells.slice(2);
  if (beside.every((count) => count === 0)) return x;
  const [top, bottom, left, right, before, after] = [0, 0, 0, 0, ...beside].slice(-6) as number[];
  const padding = { top: top!, bottom: bottom!, left: left!, right: right! };
  const sides = x.sides.map((side, index) => side + beside[2 * index]! + beside[2 * index + 1]!);
  return of.emit({ kind: "pad", padding, channels: [before!, after!] }, [x], { sides });
};

export const concatenate: Operation = (of) => {
  const last = of.node.inputs.length - 1;
  const values = of.node.inputs.slice(0, last).map((_, index) => of.value(index));
  const [first] = values;
  const [given = NaN] = of.constant(last).values;
  if (first === undefined) return of.fault("it joins nothing.");
  const { length } = first.sides;
  const index = (given < 0 ? given + length + 1 : given) - 1;
  const isSound =
    index >= 0 &&
    index < length &&
    values.every(
      ({ sides }) => sides.length === length && sides.every((side, at) => at === index || side === first.sides[at]),
    );
  if (!isSound) {
    const shapes = values.map(({ sides }) => `(batch, ${sides.join(", ")})`).join(", ");
    of.fault(`it joins ${shapes} along axis ${given}; expected shapes that agree in the others, and not the batch.`);
  }
  if (values.length === 1) return first;
  const sum = values.reduce((total, { sides }) => total + sides[index]!, 0);
  const sides = first.sides.map((side, at) => (at === index ? sum : side));
  return of.emit({ kind: "concatenate", axis: AXES[index + MOST_SIDES - length]! }, values, { sides });
};

/** Mean over height and width. */
export const mean: Operation = (of) => {
  const x = of.value(0);
  const rank = x.sides.length + 1;
  const axes = Array.from(of.constant(1).values, (axis) => (axis < 0 ? axis + rank : axis)).sort((a, b) => a - b);
  if (rank !== 4 || axes.join() !== "1,2")
    of.fault(`it is over axes [${axes.join()}] of ${rank}; [1, 2] of (batch, height, width, channels) is supported.`);
  const { channels } = x.shape;
  return of.emit({ kind: "global-average" }, [x], {
    sides: flag(of.node, "keep_dims") ? [1, 1, channels] : [channels],
  });
};
