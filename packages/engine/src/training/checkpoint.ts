// A training run at rest: everything needed to go on and end in the same bytes, as sealed safetensors.

import type { BackendFacts, Numbers, OptimizerState } from "../backends/backend.ts";
import { SelfsameError } from "../errors.ts";
import { bytesOf, type FileSource } from "../file/bytes.ts";
import { record } from "../file/check-facts.ts";
import type { Json } from "../file/facts.ts";
import type { Tensor } from "../file/safetensors.ts";
import { decodeSealed, encodeSealed, isBeyondBytes } from "../file/seal.ts";
import { parseStrictJson } from "../file/strict-json.ts";
import { checkStructure } from "../network/build.ts";
import { planOf } from "../network/plan.ts";
import type { Structure } from "../network/structure.ts";
import { checkDigests, checkMade, checkNumbers, checkPosition } from "./check-position.ts";
import { settingsOf, type TrainSettings } from "./settings.ts";

const KEY = "selfsame";
const FORMAT = "selfsame-checkpoint";
const VERSION = 1;

/** Where a run stands, in plain numbers. */
export interface Position {
  /** Epochs finished. */
  readonly epoch: number;
  /** Steps done in the epoch that runs. */
  readonly step: number;
  /** Sums over the steps of this epoch: loss * weight, weight, examples answered right, examples. */
  readonly lossSum: number;
  readonly weightSum: number;
  readonly right: number;
  readonly seen: number;
  /** The best validation so far: after which epoch, its loss; epochs since. */
  readonly best: { readonly epoch: number; readonly loss: number } | null;
  readonly sinceBest: number;
}

export interface Checkpoint {
  readonly structure: Structure;
  readonly settings: TrainSettings;
  /** What "same bytes" holds for. */
  readonly facts: Pick<BackendFacts, "name" | "kernels">;
  /** Digests of the training and validation examples; "" without validation. */
  readonly digests: readonly [string, string];
  readonly position: Position;
  readonly parameters: Numbers;
  readonly state: OptimizerState;
  readonly bestParameters: Numbers | undefined;
  /** Whatever the program that trains wants back. */
  readonly notes: Json;
}

/** True right after the best epoch: the best parameters are then the current ones and are not written twice. */
export function isBestNow({ best, epoch, step }: Position): boolean {
  return best !== null && best.epoch === epoch && step === 0;
}

export async function encodeCheckpoint(checkpoint: Checkpoint): Promise<Uint8Array<ArrayBuffer>> {
  const { structure, settings, facts, digests, position, parameters, state, bestParameters, notes } = checkpoint;
  const about = {
    format: FORMAT,
    version: VERSION,
    structure,
    settings,
    facts,
    digests,
    position,
    optimizerStep: state.step,
    notes,
  };
  const shape = [parameters.length];
  const tensors = new Map<string, Tensor>([["parameters", { shape, values: parameters }]]);
  state.slots.forEach((values, index) => tensors.set(`slot${index}`, { shape, values }));
  if (bestParameters !== undefined && !isBestNow(position)) tensors.set("best", { shape, values: bestParameters });
  return encodeSealed({ metadata: new Map([[KEY, JSON.stringify(about)]]), tensors });
}

/**
 * Reads what `progress.checkpoint` wrote. Throws `checkpoint` where the bytes are no sound checkpoint,
 * `backend-unavailable` where the machine has no SHA-256 (a page that is not secure).
 */
export async function readCheckpoint(source: FileSource): Promise<Checkpoint> {
  const bytes = await bytesOf(source, "checkpoint");
  try {
    const { metadata, tensors } = await decodeSealed(bytes, (file) => file);
    const about = record("metadata", parseStrictJson(metadata.get(KEY) ?? "null"));
    if (about["format"] !== FORMAT) throw new Error(`it is not a ${FORMAT} but a ${JSON.stringify(about["format"])}`);
    if (about["version"] !== VERSION)
      throw new Error(`it has version ${String(about["version"])}; this Selfsame reads ${VERSION}`);
    const structure = checkStructure(about["structure"] as unknown as Structure);
    const settings = settingsOf(record("settings", about["settings"]) as Partial<TrainSettings>, structure);
    const facts = checkMade(about["facts"]);
    const position = checkPosition(about["position"], settings);
    const digests = checkDigests(about["digests"]);
    const numbers = checkNumbers(tensors, planOf(structure).parameterCount, about["optimizerStep"], {
      settings,
      facts,
      position,
    });
    return { structure, settings, facts, digests, position, ...numbers, notes: about["notes"] ?? null };
  } catch (cause) {
    if (isBeyondBytes(cause)) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SelfsameError(
      "checkpoint",
      `checkpoint: this is not a sound checkpoint: ${reason.replace(/\.$/, "")}. Train again from the start.`,
      { cause },
    );
  }
}

/** Throws `checkpoint` with the reason where a run cannot go on from it. */
export function checkResumable(
  checkpoint: Checkpoint,
  now: Pick<Checkpoint, "structure" | "settings" | "facts" | "digests">,
): void {
  const refuse = (reason: string): never => {
    throw new SelfsameError("checkpoint", `resume: ${reason}`);
  };
  if (JSON.stringify(checkpoint.structure) !== JSON.stringify(now.structure))
    refuse("the network has other layers than the checkpoint's. Build the same network, or train from the start.");
  for (const key of Object.keys(now.settings) as (keyof TrainSettings)[]) {
    const [then, given] = [checkpoint.settings[key], now.settings[key]];
    if (then !== given)
      refuse(`${key} was ${String(then)} and is now ${String(given)}. Use the checkpoint's, or train from the start.`);
  }
  const { name, kernels } = checkpoint.facts;
  if (name !== now.facts.name || kernels !== now.facts.kernels) {
    refuse(
      `the run used the ${kernels} kernels of backend ${name}, this one uses ${now.facts.kernels} of ${now.facts.name}, which round differently. Resume where those run, or with the option kernels in a program of your own, or train from the start.`,
    );
  }
  if (checkpoint.digests[0] !== now.digests[0])
    refuse("the training examples are not the ones that the run began with. Restore them, or train from the start.");
  if (checkpoint.digests[1] !== now.digests[1])
    refuse("the validation examples are not the ones that the run began with. Restore them, or train from the start.");
}
