// `selfsame inspect`: a model's layers and parameters, how and on what it was trained, with what result.

import { layerRows, type Json, type Network } from "@selfsame/engine";
import { displayed } from "../files/outputs.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { loadModel } from "./predict.ts";

/** Throws SelfsameError on a file that is no sound model. */
export async function inspectCommand(path: string, options: { readonly json?: boolean }, terminal: Terminal): Promise<void> {
  const model = await loadModel(path);
  terminal.print(options.json === true ? JSON.stringify(inspection(path, model)) : inspectionText(model));
}

function inspection(path: string, model: Network): Json {
  const { preparation, classes, threshold, training } = model.facts;
  return JSON.parse(
    JSON.stringify({
      model: displayed(path),
      inputs: model.structure.inputs,
      parameters: model.plan.parameterCount,
      layers: layerRows(model.plan),
      preparation: preparation ?? null,
      classes: classes ?? null,
      threshold: threshold ?? null,
      training: training ?? null,
    }),
  ) as Json;
}

function inspectionText(model: Network): string {
  const { preparation, classes, threshold, training } = model.facts;
  const blocks = [String(model)];
  const facts: [string, string][] = [];
  if (preparation !== undefined) {
    facts.push(["photos", `${preparation.size} × ${preparation.size} pixels, ${preparation.color ? "color" : "gray"}, standardization: ${preparation.standardization}`]);
  }
  if (classes !== undefined) facts.push(["classes", classes.join(", ")]);
  if (threshold !== undefined) facts.push(["threshold", `fires above ${threshold}`]);
  if (facts.length > 0) blocks.push(facts.map(([name, value]) => `${name.padEnd(12)}${value}`).join("\n"));
  if (training !== undefined) blocks.push(`training\n${indented(training, 1)}`);
  return blocks.join("\n\n");
}

/** Plain JSON as indented lines, nested objects below their names. */
function indented(values: { readonly [key: string]: Json }, depth: number): string {
  const width = Math.max(...Object.keys(values).map((key) => key.length)) + 2;
  return Object.entries(values)
    .map(([key, value]) => {
      const margin = "  ".repeat(depth);
      if (value !== null && typeof value === "object" && !Array.isArray(value)) {
        return `${margin}${key}\n${indented(value as { readonly [key: string]: Json }, depth + 1)}`;
      }
      const text = Array.isArray(value) ? value.join(", ") : typeof value === "number" ? String(Number(value.toPrecision(4))) : String(value ?? "none");
      return `${margin}${key.padEnd(width)}${text}`;
    })
    .join("\n");
}
