// The model file: a network's structure, parameters and facts as sealed safetensors. docs/model-file.md describes it.

import { isSelfsameError, SelfsameError } from "../errors.ts";
import { checkStructure } from "../network/build.ts";
import { Network } from "../network/network.ts";
import type { Plan } from "../network/plan.ts";
import { planOf } from "../network/plan.ts";
import type { Structure } from "../network/structure.ts";
import { areFinite } from "../numbers/finite.ts";
import { bytesOf, type FileSource } from "./bytes.ts";
import type { ModelFacts } from "./facts.ts";
import { checkFacts } from "./check-facts.ts";
import type { Tensor, TensorFile } from "./safetensors.ts";
import { decodeSealed, encodeSealed, isBeyondBytes } from "./seal.ts";
import { parseStrictJson } from "./strict-json.ts";

/** Metadata key, and the format's name and version in its value. */
const KEY = "selfsame";
const FORMAT = "selfsame-model";
const VERSION = 2;

/** The lowest version that says all of it: what reads no further must refuse a model of faces, not show it whole photos. */
function versionFor({ preparation }: ModelFacts): number {
  return preparation?.face === undefined ? 1 : 2;
}

/**
 * The network as the bytes of a model file. The same network gives the same bytes.
 * Throws `model-file` where a parameter is not finite or the file would be too large, `input` where a fact is none that can be saved.
 *
 * @example await writeFile("model.safetensors", await save(story));
 */
export async function save(network: Network): Promise<Uint8Array<ArrayBuffer>> {
  const parameters = network.readParameters();
  const wrong = network.plan.parameters.find(
    ({ offset, length }) => !areFinite(parameters.subarray(offset, offset + length)),
  );
  if (wrong !== undefined)
    throw new SelfsameError(
      "model-file",
      `save: ${wrong.name} holds a number that is not finite; train again with a smaller learning rate.`,
    );
  let facts: ModelFacts;
  try {
    facts = checkFacts(parseStrictJson(JSON.stringify(network.facts)), network.structure); // as load will
  } catch (cause) {
    throw new SelfsameError("input", `save: the network's facts cannot be saved: ${(cause as Error).message}.`, {
      cause,
    });
  }
  const about = { format: FORMAT, version: versionFor(facts), structure: network.structure, facts };
  const tensors = new Map(
    network.plan.parameters.map(({ name, shape, offset, length }) => [
      name,
      { shape, values: parameters.subarray(offset, offset + length) },
    ]),
  );
  return encodeSealed({ metadata: new Map([[KEY, JSON.stringify(about)]]), tensors });
}

/**
 * A network from the bytes of a model file, a File, or the response to a fetch.
 * Throws `model-file` where the bytes are no sound model, `model-version` where a later version wrote it,
 * `backend-unavailable` where the machine has no SHA-256 (a page that is not secure).
 *
 * @example const story = await load(await fetch("model.safetensors"));
 */
export async function load(source: FileSource): Promise<Network> {
  const bytes = await bytesOf(source, "model-file");
  try {
    return await decodeSealed(bytes, networkOf);
  } catch (cause) {
    if (isSelfsameError(cause, "model-version") || isBeyondBytes(cause)) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SelfsameError(
      "model-file",
      `load: this is not a sound model file: ${reason.replace(/\.$/, "")}. Use another copy, or train again.`,
      { cause },
    );
  }
}

function networkOf({ metadata, tensors }: TensorFile): Network {
  const text = metadata.get(KEY);
  if (text === undefined) throw new Error(`its metadata has no "${KEY}": Selfsame did not write it`);
  const about = parseStrictJson(text) as Record<string, unknown> | null;
  if (typeof about !== "object" || about?.["format"] !== FORMAT)
    throw new Error(`it is not a ${FORMAT} but a ${JSON.stringify(about?.["format"])}`);
  const version = about["version"];
  if (!Number.isSafeInteger(version) || (version as number) < 1)
    throw new Error(`its format version is ${JSON.stringify(version)}, no whole number of at least 1`);
  if ((version as number) > VERSION) {
    throw new SelfsameError(
      "model-version",
      `load: the model has format version ${String(version)}; this Selfsame reads up to ${VERSION}. Update it.`,
    );
  }
  const structure = checkStructure(about["structure"] as Structure);
  const plan = planOf(structure);
  checkTensors(plan, tensors);
  const facts = checkFacts(about["facts"], structure);
  if (versionFor(facts) > (version as number))
    throw new Error(`its preparation names what finds faces, which format version ${String(version)} does not have`);
  return new Network(structure, parametersOf(plan, tensors), facts, true);
}

/** The tensors as one array: where they lie in its order one after another, as `save` writes them, without a copy. */
function parametersOf({ parameters, parameterCount }: Plan, tensors: ReadonlyMap<string, Tensor>): Float32Array {
  const parts = parameters.map(({ name }) => tensors.get(name)!.values);
  const [first] = parts;
  const isInOrder = parts.every(
    ({ buffer, byteOffset }, index) =>
      buffer === first!.buffer && byteOffset === first!.byteOffset + 4 * parameters[index]!.offset,
  );
  if (first !== undefined && isInOrder) return new Float32Array(first.buffer, first.byteOffset, parameterCount);
  const all = new Float32Array(parameterCount);
  parts.forEach((values, index) => all.set(values, parameters[index]!.offset));
  return all;
}

/** The tensors must be the parameters, all and no others, before anything of their size is made. */
function checkTensors(plan: Plan, tensors: ReadonlyMap<string, Tensor>): void {
  if (tensors.size !== plan.parameters.length)
    throw new Error(`it has ${tensors.size} tensors; its structure needs ${plan.parameters.length}`);
  for (const { name, shape } of plan.parameters) {
    const tensor = tensors.get(name);
    if (tensor === undefined) throw new Error(`it has no tensor "${name}"`);
    if (!(tensor.values instanceof Float32Array)) throw new Error(`its tensor "${name}" is not float32`);
    if (tensor.shape.join() !== shape.join())
      throw new Error(
        `its tensor "${name}" has shape (${tensor.shape.join(", ")}); its structure needs (${shape.join(", ")})`,
      );
    if (!areFinite(tensor.values)) throw new Error(`its tensor "${name}" holds a number that is not finite`);
  }
}
