// The installed packages under the type checker, as strictly as a stranger may set it.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { check } from "./checks.ts";
import { ROOT, run } from "./project.ts";

const CONSUMER = `
import { dense, examplesFrom, isSelfsameError, load, network, save, train } from "@selfsame/engine";
import * as pixels from "@selfsame/engine/pixels";
import { importGraphModel } from "@selfsame/engine/forward";
import { loadFaceNetworks, openFaceReader, shippedModel } from "@selfsame/face";
import * as library from "selfsame";

const net = network({ inputs: 2, seed: 1, layers: [dense(8, "tanh"), dense(1, "sigmoid")] });
const data = examplesFrom({ inputs: [[0, 1]], targets: [[1]] });
for await (const progress of train(net, data, { epochs: 1, batch: 1, learningRate: 0.5 })) {
  const loss: number = progress.loss;
  if (Number.isNaN(loss)) throw new Error("not a number");
}
const file: Uint8Array = await save(net);
const again = await load(file);
const certainty: number | undefined = (await again.forward(new Float32Array(2)))[0];
if (isSelfsameError(certainty)) throw certainty;

// @ts-expect-error: the types are there, and say that a width is a number
dense("8", "tanh");

const model = await shippedModel();
const level: number = model.levels[0]!.level;
if (level > 1) throw new Error("a level above 1");
export const chain = [loadFaceNetworks, openFaceReader, importGraphModel];

export const network2: typeof network = library.network;
export { pixels };
`;

const SETTINGS = {
  noEmit: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  target: "es2022",
  lib: ["es2022", "dom"],
  types: [],
};

const RULES = {
  nodenext: { module: "nodenext", moduleResolution: "nodenext" },
  bundler: { module: "esnext", moduleResolution: "bundler" },
};

/** Checks that types resolve in `project`, by Node's rules and by bundlers'. */
export async function checkTypes(project: string): Promise<void> {
  writeFileSync(join(project, "consumer.ts"), CONSUMER);
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  for (const [name, rules] of Object.entries(RULES)) {
    await check(`types resolve with moduleResolution ${name}`, async () => {
      const settings = { compilerOptions: { ...SETTINGS, ...rules }, files: ["consumer.ts"] };
      writeFileSync(join(project, "tsconfig.json"), JSON.stringify(settings));
      await run(project, process.execPath, [tsc, "-p", project]);
    });
  }
}
