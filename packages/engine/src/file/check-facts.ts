// A model file's facts, believed only as far as they are checked.

import type { Preparation } from "../pixels/image.ts";
import type { Structure } from "../network/structure.ts";
import type { Json, ModelFacts } from "./facts.ts";

/** The largest side of prepared photos that is believed. */
const SIZE_LIMIT = 4096;
/** The most characters of a name of networks that is believed. */
const NAME_LIMIT = 256;

type JsonRecord = { readonly [key: string]: Json };

/** Throws a plain Error unless `value` is a JSON object. */
export function record(what: string, value: unknown): JsonRecord {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Error(`its ${what} is not a JSON object`);
  return value as JsonRecord;
}

/** Throws a plain Error with the reason; unknown facts are left out. */
export function checkFacts(value: unknown, structure: Structure): ModelFacts {
  const facts = record("facts", value);
  const { preparation, classes, threshold, training } = facts;
  if (classes !== undefined && !(Array.isArray(classes) && classes.every((name) => typeof name === "string")))
    throw new Error("its classes are not a list of names");
  if (threshold !== undefined && !(typeof threshold === "number" && threshold >= 0 && threshold <= 1))
    throw new Error("its threshold is not a number from 0 to 1");
  return {
    ...(preparation === undefined
      ? {}
      : { preparation: checkPreparation(record("preparation", preparation), structure) }),
    ...(classes === undefined ? {} : { classes: classes as readonly string[] }),
    ...(threshold === undefined ? {} : { threshold: threshold as number }),
    ...(training === undefined ? {} : { training: record("training", training) }),
  };
}

function checkPreparation({ size, color, standardization, face }: JsonRecord, structure: Structure): Preparation {
  if (!Number.isSafeInteger(size) || (size as number) < 1 || (size as number) > SIZE_LIMIT)
    throw new Error(`its photo size is not a whole number from 1 to ${SIZE_LIMIT}`);
  if (typeof color !== "boolean") throw new Error("its preparation does not say whether photos have color");
  if (standardization !== "photo" && standardization !== "none")
    throw new Error(`its standardization ${JSON.stringify(standardization)} is none that this version knows`);
  const inputs = (size as number) * (size as number) * (color ? 3 : 1);
  if (inputs !== structure.inputs)
    throw new Error(`its photos of size ${String(size)} give ${inputs} inputs, its network takes ${structure.inputs}`);
  if (face !== undefined && !(typeof face === "string" && face.length > 0 && face.length <= NAME_LIMIT))
    throw new Error(`its preparation does not name what finds the faces by 1 to ${NAME_LIMIT} characters`);
  return { size: size as number, color, standardization, ...(face === undefined ? {} : { face }) };
}
