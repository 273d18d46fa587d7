// The network that describes a face by 128 numbers: dlib's ResNet with 29 convolutions (dlib_face_recognition_resnet_model_v1,
// examples/dnn_face_recognition_ex.cpp), its weights as face-api stores them. Each convolution there is followed by a factor
// and an addend for each channel (a batch normalization after training); here they are part of its weights and bias.

import { SelfsameError, type Image } from "@selfsame/engine";
import {
  add,
  averagePool,
  convolution,
  ForwardNetwork,
  forwardStructure,
  globalAverage,
  maxPool,
  pad,
  parametersFrom,
  type ForwardLayerSpecification,
  type ForwardStructure,
  type StoredNumbers,
} from "@selfsame/engine/forward";
import { fillFrom, MEAN_COLOR } from "./input.ts";
import { floatsOf, takeFrom, type Take } from "./weights.ts";

/** The side of the chip, in pixels. */
export const DESCRIPTOR_SIDE = 150;
/** Numbers of a descriptor. Two of one person are mostly closer than 0.6. */
export const DESCRIPTOR_LENGTH = 128;

/**
 * What dlib divides the bytes by, in training and after (dlib/dnn/input.h). face-api divides by 255, which moves descriptors
 * a little.
 */
const DIVISOR = 256;

/**
 * What the cells weigh in a descriptor, row by row. dlib weighs them alike; here the first, the only one that has been through
 * the last block's convolutions, weighs half as much as each other, by measurement (scripts/face/cells.ts). By their sum
 * strangers are as far apart as dlib's mean has them: 1% of them nearer than 0.59.
 */
export const CELL_WEIGHTS: readonly number[] = [0.16, 0.305, 0.305, 0.305];

interface Block {
  readonly name: string;
  readonly channels: number;
  /** Halves height and width. */
  readonly isDown: boolean;
}

/** In dlib's order: levels of 32, 64, 128 and 256 channels, and a last block that shrinks once more. */
const BLOCKS: readonly Block[] = [
  ...[1, 2, 3].map((count) => ({ name: `conv32_${count}`, channels: 32, isDown: false })),
  { name: "conv64_down", channels: 64, isDown: true },
  ...[1, 2, 3].map((count) => ({ name: `conv64_${count}`, channels: 64, isDown: false })),
  { name: "conv128_down", channels: 128, isDown: true },
  ...[1, 2].map((count) => ({ name: `conv128_${count}`, channels: 128, isDown: false })),
  { name: "conv256_down", channels: 256, isDown: true },
  ...[1, 2].map((count) => ({ name: `conv256_${count}`, channels: 256, isDown: false })),
  { name: "conv256_down_out", channels: 256, isDown: true },
];

const STEM = { name: "conv32_down", window: 7, units: 32 };

/**
 * From (150, 150, 3) to the layers "cells" (2, 2, 128) and their mean, "descriptor" (1, 1, 128), which is dlib's answer. Only
 * the first cell has been through the last block's convolutions; zeros are padded beside it, and the others are what came in.
 */
export function descriptorStructure(): ForwardStructure {
  const { name, window, units } = STEM;
  const layers: ForwardLayerSpecification[] = [
    convolution({ name, window, units, stride: 2, padding: "valid", activation: "relu" }),
    maxPool({ name: "pool", window: 3, stride: 2, padding: "valid" }),
  ];
  // 150 -> 72 by the stem, 35 by the pool, then 17, 8, 4 (see below) and 2 by the blocks that shrink.
  let side = 35;
  let [before, channels] = ["pool", units];
  for (const block of BLOCKS) {
    layers.push(...residual(block, before, channels, side));
    if (block.isDown) side = Math.floor(side / 2);
    [before, channels] = [block.name, block.channels];
  }
  // dlib takes the mean of the cells first: the same, since what follows is linear.
  layers.push(
    convolution({ name: "cells", window: 1, units: DESCRIPTOR_LENGTH }),
    globalAverage({ name: "descriptor" }),
  );
  return forwardStructure({
    input: { height: DESCRIPTOR_SIDE, width: DESCRIPTOR_SIDE, channels: 3 },
    layers,
    outputs: ["cells", "descriptor"],
  });
}

/**
 * relu(convolutions of x + x), He et al. 2015. A block that shrinks adds the mean of 2 x 2 cells instead of x, with zeros for
 * channels that x has not. Its first convolution makes one row and column less than the mean where `side` is even: zeros.
 */
function residual(
  { name, channels, isDown }: Block,
  from: string,
  channelsBefore: number,
  side: number,
): ForwardLayerSpecification[] {
  const [first, second] = [`${name}/conv1`, `${name}/conv2`];
  const convolutions = [
    isDown
      ? convolution({ name: first, from, window: 3, units: channels, stride: 2, padding: "valid", activation: "relu" })
      : convolution({ name: first, from, window: 3, units: channels, padding: "same", activation: "relu" }),
    convolution({ name: second, window: 3, units: channels, padding: "same" }),
  ];
  if (!isDown) return [...convolutions, add([second, from], { name, activation: "relu" })];
  const isEven = side % 2 === 0;
  const isWider = channels > channelsBefore;
  const [padded, mean, widened] = [`${name}/padded`, `${name}/mean`, `${name}/widened`];
  return [
    ...convolutions,
    ...(isEven ? [pad({ name: padded, from: second, bottom: 1, right: 1 })] : []),
    averagePool({ name: mean, from, window: 2, padding: "valid" }),
    ...(isWider ? [pad({ name: widened, from: mean, channels: [0, channels - channelsBefore] })] : []),
    add([isWider ? widened : mean, isEven ? padded : second], { name, activation: "relu" }),
  ];
}

/**
 * The network from face_recognition_model-weights_manifest.json (parsed, or its bytes) and face_recognition_model.bin of
 * @vladmandic/face-api, whose bytes it keeps: they must not be written to afterwards. `address` is the manifest's, for
 * messages. Throws SelfsameError `model-file`.
 * `fillDescriptorInput` makes its input, `descriptorOf` a descriptor of its layer "cells".
 */
export function descriptorNetwork(
  manifest: unknown,
  shard: Uint8Array,
  address = "face_recognition_model-weights_manifest.json",
): ForwardNetwork {
  const take = takeFrom(manifest, shard, address);
  const numbers = new Map<string, Float32Array | StoredNumbers>();
  fold(numbers, take, STEM.name, STEM.window, 3, STEM.units);
  let before = STEM.units;
  for (const { name, channels } of BLOCKS) {
    fold(numbers, take, `${name}/conv1`, 3, before, channels);
    fold(numbers, take, `${name}/conv2`, 3, channels, channels);
    before = channels;
  }
  numbers.set("cells.weights", take("fc", [before, DESCRIPTOR_LENGTH]));
  numbers.set("cells.bias", new Float32Array(DESCRIPTOR_LENGTH));
  const structure = descriptorStructure();
  return new ForwardNetwork(structure, parametersFrom(structure, numbers, address), true);
}

/** (x · weights + bias) · factor + addend = x · (weights · factor) + (bias · factor + addend), unit by unit. */
function fold(
  numbers: Map<string, Float32Array | StoredNumbers>,
  take: Take,
  name: string,
  window: number,
  channels: number,
  units: number,
): void {
  const weights = take(`${name}/conv/filters`, [window, window, channels, units]);
  const [bias, factors, addends] = ["conv/bias", "scale/weights", "scale/biases"].map((part) =>
    floatsOf(take(`${name}/${part}`, [units])),
  ) as [Float32Array, Float32Array, Float32Array];
  for (let unit = 0; unit < units; unit++) bias[unit] = bias[unit]! * factors[unit]! + addends[unit]!;
  numbers.set(`${name}.weights`, weights.times(factors));
  numbers.set(`${name}.bias`, bias);
}

/**
 * A chip (150, 150, 3), RGB bytes, as the network's input: (byte - mean color) / divisor. `into` has 67,500 numbers.
 * The divisor is dlib's 256; 255 gives what face-api gives. Throws `input` where a size does not fit.
 */
export function fillDescriptorInput(chip: Image, into: Float32Array, divisor = DIVISOR): void {
  fillFrom(chip, DESCRIPTOR_SIDE, { offsets: MEAN_COLOR, factor: 1 / divisor }, into);
}

/**
 * The descriptor (128) of a face from the layer "cells" (2, 2, 128): their sum, weighed. Throws `input` for another number of
 * cells' numbers than 512.
 *
 * @example
 * descriptorOf((await network.forward(input)).get("cells")!.values).length // 128
 */
export function descriptorOf(cells: ArrayLike<number>, weights = CELL_WEIGHTS): Float32Array {
  if (cells.length !== 4 * DESCRIPTOR_LENGTH) {
    throw new SelfsameError(
      "input",
      `descriptorOf: expected the ${4 * DESCRIPTOR_LENGTH} numbers of the layer "cells", got ${cells.length}.`,
    );
  }
  const descriptor = new Float32Array(DESCRIPTOR_LENGTH);
  for (let i = 0; i < cells.length; i++)
    descriptor[i % DESCRIPTOR_LENGTH]! += weights[Math.floor(i / DESCRIPTOR_LENGTH)]! * cells[i]!;
  return descriptor;
}
