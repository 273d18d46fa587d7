// Two spirals that wind around each other: no straight line, nor a few, can part them. What the network has learned is
// drawn in the terminal: the fuller the block, the more certain it is that a place belongs to the first spiral.
// Run it: node --import ./scripts/typescript.js examples/02-spirals.ts

import { dense, examplesFrom, network, train } from "@selfsame/engine";

const POINTS = 100; // on each spiral
const TURNS = 1.75;

/** A point of spiral 0 or 1, within the circle of radius 1; `t` runs from 0 in the middle to 1 at the end. */
function place(spiral: number, t: number): [x: number, y: number] {
  const angle = 2 * Math.PI * TURNS * t + Math.PI * spiral;
  const radius = 0.1 + 0.9 * t;
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}

const points = [0, 1].flatMap((spiral) =>
  Array.from({ length: POINTS }, (_, i) => ({ at: place(spiral, i / (POINTS - 1)), isFirst: spiral === 0 })),
);
const examples = examplesFrom({
  inputs: points.map(({ at }) => at),
  targets: points.map(({ isFirst }) => [isFirst ? 1 : 0]),
});

const spirals = network({ inputs: 2, seed: 1, layers: [dense(32, "relu"), dense(32, "relu"), dense(1, "sigmoid")] });
const settings = { epochs: 150, batch: 20, optimizer: "adam", learningRate: 0.01, schedule: "cosine" } as const;
for await (const { epoch, loss, accuracy } of train(spirals, examples, settings)) {
  if (epoch % 30 === 0)
    console.log(`epoch ${epoch}  loss ${loss.toFixed(4)}  accuracy ${(100 * accuracy!).toFixed(1)}%`);
}

// Asks about every place of a grid at once: (rows * columns, 2) numbers in, one certainty each out.
const ROWS = 24;
const COLUMNS = 48;
const grid = Array.from({ length: ROWS * COLUMNS }, (_, i) => {
  const row = Math.floor(i / COLUMNS);
  const column = i % COLUMNS;
  return [(2.2 * (column + 0.5)) / COLUMNS - 1.1, 1.1 - (2.2 * (row + 0.5)) / ROWS];
});
const certainties = await spirals.forward(grid.flat());
spirals.dispose();

const BLOCKS = " ░▒▓█";
const block = (certainty: number) => BLOCKS[Math.min(Math.floor(certainty * BLOCKS.length), BLOCKS.length - 1)];
console.log();
for (let row = 0; row < ROWS; row++) {
  console.log(Array.from(certainties.subarray(row * COLUMNS, (row + 1) * COLUMNS), block).join(""));
}
