// Models made by code, for tests that ask what is done with an answer and not how it was learned.

import { dense, network, save, type ModelFacts } from "@selfsame/engine";

const SIZE = 16;
const FACTS: ModelFacts = {
  preparation: { size: SIZE, color: false, standardization: "photo" },
  classes: ["no", "yes"],
  threshold: 0.5,
};

/** A model that is this certain of every photo: sigmoid(logit), whatever it sees. */
export function constantModel(logit: number, facts: ModelFacts = {}): Promise<Uint8Array> {
  const model = network({ inputs: SIZE * SIZE, seed: 1, layers: [dense(1, "sigmoid")] });
  const parameters = new Float32Array(model.plan.parameterCount);
  parameters[parameters.length - 1] = logit; // the bias
  model.writeParameters(parameters);
  model.facts = { ...FACTS, ...facts };
  return save(model);
}

/** A model that was never trained: it answers each photo with a number of its own. */
export function randomModel(): Promise<Uint8Array> {
  const model = network({ inputs: SIZE * SIZE, seed: 5, layers: [dense(12, "relu"), dense(1, "sigmoid")] });
  model.facts = FACTS;
  return save(model);
}
