// The report of a run, as plain data for the terminal and the HTML file.

import { basename } from "node:path";
import type { Network } from "@selfsame/engine";
import type { Outputs } from "../files/outputs.ts";
import { displayed } from "../files/paths.ts";
import type { TrainingReport } from "../report/report.ts";
import type { LoopResult } from "./loop.ts";
import { PRIOR, THRESHOLD, type Results } from "./results.ts";
import type { TrainRunSettings } from "./settings.ts";

type Measured = Pick<TrainingReport, "samplesPerSecond" | "seconds" | "backend" | "kernels" | "threads">;

export function reportOf(
  settings: TrainRunSettings,
  outputs: Outputs,
  model: Network,
  { train, validation, test }: Results,
  loop: LoopResult,
  skipped: number,
  measured: Measured,
): TrainingReport {
  const names = (paths: readonly string[]) => paths.map((path) => basename(path));
  return {
    title: basename(outputs.report, ".html"),
    out: displayed(outputs.model),
    classes: { yes: names(settings.yes), no: names(settings.no) },
    threshold: THRESHOLD,
    skipped,
    parts: { train, validation, test },
    parameters: model.plan.parameterCount,
    layers: model.plan.layers.map(({ layer, inputWidth, width, parameters }) => ({
      layer: layer.kind === "dense" ? `${layer.name} · ${layer.activation}` : layer.name,
      shape: `${inputWidth.toLocaleString("en-US")} × ${width.toLocaleString("en-US")}`,
      parameters: parameters.reduce((sum, { length }) => sum + length, 0),
    })),
    settings: settingRows(settings),
    epochs: { done: loop.history.length, planned: settings.epochs },
    bestEpoch: loop.bestEpoch ?? (loop.history.length > 0 ? loop.history.length : undefined),
    prior: PRIOR,
    history: loop.history,
    ...measured,
  };
}

function settingRows(settings: TrainRunSettings): [string, string][] {
  const { size, color, faces, batch, optimizer, learningRate, momentum, weightDecay, schedule, augment, seed } =
    settings;
  const rows: [string, string][] = [
    ["photos", `${size} × ${size}, ${color ? "color" : "gray"}, ${faces ? "aligned faces, " : ""}each standardized`],
    ["batch", String(batch)],
    ["optimizer", optimizer],
    ["learning rate", String(learningRate)],
    ["schedule", schedule],
    ["weight decay", String(weightDecay)],
    ["augmented", augment ? "yes" : "no"],
    ["validation, test", `${settings.validation}, ${settings.test}`],
    ["seed", String(seed)],
  ];
  if (optimizer === "sgd") rows.splice(4, 0, ["momentum", String(momentum)]);
  return rows;
}
