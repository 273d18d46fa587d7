// A checkpoint's own numbers, believed only as far as they are checked. Every function throws a plain Error with the reason.

import type { Numbers, OptimizerState } from "../backends/backend.ts";
import { slotCount } from "../backends/optimizer.ts";
import { record } from "../file/check-facts.ts";
import type { Tensor } from "../file/safetensors.ts";
import { areFinite } from "../numbers/finite.ts";
import { isBestNow, type Checkpoint, type Position } from "./checkpoint.ts";
import { optimizerOf, type TrainSettings } from "./settings.ts";

function whole(what: string, value: unknown, most = Number.MAX_SAFE_INTEGER): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0 || (value as number) > most)
    throw new Error(`its ${what} is ${JSON.stringify(value)}, no whole number from 0 to ${most}`);
  return value as number;
}

function finite(what: string, value: unknown): number {
  if (!Number.isFinite(value)) throw new Error(`its ${what} is ${JSON.stringify(value)}, no finite number`);
  return value as number;
}

export function checkPosition(value: unknown, { epochs }: TrainSettings): Position {
  const position = record("position", value);
  const epoch = whole("epoch", position["epoch"], epochs);
  const seen = whole("count of examples seen", position["seen"]);
  const best = position["best"] === null ? null : record("best epoch", position["best"]);
  return {
    epoch,
    step: whole("step", position["step"]),
    lossSum: finite("sum of losses", position["lossSum"]),
    weightSum: finite("sum of weights", position["weightSum"]),
    right: whole("count of right answers", position["right"], seen),
    seen,
    best: best && { epoch: whole("best epoch", best["epoch"], epoch), loss: finite("best loss", best["loss"]) },
    sinceBest: whole("count of epochs since the best", position["sinceBest"], epoch),
  };
}

export function checkMade(value: unknown): Checkpoint["facts"] {
  const { name, kernels } = record("backend", value);
  if ((name !== "reference" && name !== "wasm") || typeof kernels !== "string")
    throw new Error("it does not say by which backend and kernels it was made");
  return { name, kernels };
}

export function checkDigests(value: unknown): readonly [string, string] {
  if (!Array.isArray(value) || value.length !== 2 || !value.every((one) => typeof one === "string"))
    throw new Error("it has no digests of the training and validation examples");
  return [value[0] as string, value[1] as string];
}

/** The tensors that backend, optimizer and position ask for, all and no others, each of `count` numbers. */
export function checkNumbers(
  tensors: ReadonlyMap<string, Tensor>,
  count: number,
  step: unknown,
  { settings, facts, position }: Pick<Checkpoint, "settings" | "facts" | "position">,
): { parameters: Numbers; state: OptimizerState; bestParameters: Numbers | undefined } {
  const hasBest = position.best !== null && settings.keep === "best";
  const slots = Array.from({ length: slotCount(optimizerOf(settings)) }, (_, slot) => `slot${slot}`);
  const names = ["parameters", ...slots, ...(hasBest && !isBestNow(position) ? ["best"] : [])];
  const extra = [...tensors.keys()].find((name) => !names.includes(name));
  if (extra !== undefined) throw new Error(`it has a tensor "${extra}" too many`);
  const type = facts.name === "reference" ? Float64Array : Float32Array;
  const numbers = (name: string): Numbers => {
    const values = tensors.get(name)?.values;
    if (values === undefined) throw new Error(`it has no tensor "${name}"`);
    if (!(values instanceof type))
      throw new Error(`its tensor "${name}" has not the type of backend ${facts.name}'s numbers`);
    if (values.length !== count)
      throw new Error(`its tensor "${name}" has ${values.length} numbers; its structure needs ${count}`);
    if (!areFinite(values)) throw new Error(`its tensor "${name}" holds a number that is not finite`);
    return values;
  };
  const parameters = numbers("parameters");
  return {
    parameters,
    state: { step: whole("count of updates", step), slots: slots.map(numbers) },
    bestParameters: !hasBest ? undefined : isBestNow(position) ? parameters : numbers("best"),
  };
}
