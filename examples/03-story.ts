// From pictures to a certainty, in small: is there a ring in the picture, or a disk? The network has the shape of the one
// that learns a face (two hidden layers and one neuron that decides), and the pictures go the way that photos go:
// decoded pixels, cropped, made gray, resized, standardized.
// Run it: node --import ./scripts/typescript.js examples/03-story.ts

import { dense, evaluate, examplesFrom, network, PURPOSE, stream, train } from "@selfsame/engine";
import { prepare, standardize, type Image, type Preparation } from "@selfsame/engine/pixels";

const WIDTH = 60;
const HEIGHT = 48;

/** What the network sees of a picture: 24 x 24 gray pixels, whatever its light. */
const preparation: Preparation = { size: 24, color: false, standardization: "photo" };
const INPUTS = preparation.size * preparation.size;

/** A picture as a decoder would give it, (height, width, 3) bytes: a bright ring or disk somewhere, and noise. */
function draw(number: number): { image: Image; isRing: boolean } {
  const random = stream(7, PURPOSE.drawing, number); // chance is a function of where it is used
  const isRing = number % 2 === 0;
  const radius = 9 + 8 * random.uniform();
  const x = WIDTH / 2 + 8 * (random.uniform() - 0.5);
  const y = HEIGHT / 2 + 8 * (random.uniform() - 0.5);
  const dark = 20 + 60 * random.uniform();
  const bright = 120 + 100 * random.uniform();
  const data = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    const distance = Math.sqrt(((i % WIDTH) - x) ** 2 + (Math.floor(i / WIDTH) - y) ** 2);
    const isInside = distance < radius && !(isRing && distance < 0.55 * radius);
    data.fill((isInside ? bright : dark) + 30 * random.uniform(), 3 * i, 3 * i + 3);
  }
  return { image: { width: WIDTH, height: HEIGHT, channels: 3, data }, isRing };
}

/** The numbers that the network reads: each picture minus its mean, divided by its deviation. */
function inputsOf(image: Image): Float32Array {
  const inputs = new Float32Array(INPUTS);
  standardize(prepare(image, preparation), preparation, inputs);
  return inputs;
}

function examplesOf(first: number, count: number) {
  const pictures = Array.from({ length: count }, (_, i) => draw(first + i));
  return examplesFrom({
    inputs: pictures.map(({ image }) => inputsOf(image)),
    targets: pictures.map(({ isRing }) => [isRing ? 1 : 0]),
  });
}

const story = network({ inputs: INPUTS, seed: 7, layers: [dense(64, "relu"), dense(48, "relu"), dense(1, "sigmoid")] });
console.log(`${String(story)}\n`);

// Validation pictures choose the best epoch; none of its numbers are learned from them.
const validation = examplesOf(1000, 40);
for await (const progress of train(story, examplesOf(0, 160), { epochs: 10, batch: 16, validation })) {
  const { epoch, loss, accuracy } = progress;
  console.log(`epoch ${epoch}  loss ${loss.toFixed(4)}  accuracy ${(100 * accuracy!).toFixed(1)}%`);
}

const { accuracy } = await evaluate(story, examplesOf(2000, 200));
console.log(`\nof 200 pictures never seen ${(100 * accuracy!).toFixed(1)}% are told right`);
for (const number of [5000, 5001]) {
  const { image, isRing } = draw(number);
  const [certainty] = await story.forward(inputsOf(image));
  console.log(`a ${isRing ? "ring" : "disk"}: ${(100 * certainty!).toFixed(1)}% ring`);
}
story.dispose();
