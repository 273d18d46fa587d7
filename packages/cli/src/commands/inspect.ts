// `selfsame inspect`: a model's layers and parameters, how and on what it was trained, with what result.

import { layerRows, type Json, type Network } from "@selfsame/engine";
import { displayed } from "../files/paths.ts";
import { shown } from "../photos/problem.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { loadModel } from "./predict.ts";

/** The parts of the photos that a training summary has results of. */
const PARTS = ["train", "validation", "test"] as const;
/** Digits of a figure; `--json` has all of them. */
const SHOWN_DIGITS = 4;

type JsonRecord = { readonly [name: string]: Json };

/** Throws SelfsameError on a file that is no sound model. */
export async function inspectCommand(
  path: string,
  options: { readonly json?: boolean },
  terminal: Terminal,
): Promise<void> {
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
  const facts: [string, string][] = [];
  if (preparation !== undefined) {
    const each = preparation.standardization === "photo" ? "each standardized" : "as they are";
    facts.push([
      "photos",
      `${preparation.size} × ${preparation.size} pixels, ${preparation.color ? "color" : "gray"}, ${each}`,
    ]);
    if (preparation.face !== undefined) facts.push(["faces", `aligned, found by ${shown(preparation.face)}`]);
  }
  if (classes !== undefined) facts.push(["classes", listed(classes)]);
  if (threshold !== undefined) facts.push(["threshold", `fires above ${threshold}`]);
  const blocks = [String(model)];
  if (facts.length > 0) blocks.push(facts.map(([name, value]) => `${name.padEnd(12)}${value}`).join("\n"));
  if (training !== undefined) {
    const isResult = (name: string) => (PARTS as readonly string[]).includes(name) && isRecord(training[name]);
    const [results, rest] = [true, false].map((wanted) =>
      Object.entries(training).filter(([name]) => isResult(name) === wanted),
    );
    blocks.push(`training\n${indented(Object.fromEntries(rest!), 1)}`);
    if (results!.length > 0) blocks.push(resultTable(results as [string, JsonRecord][]));
  }
  return blocks.join("\n\n");
}

function isRecord(value: Json | undefined): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A name as words: learningRate is "learning rate". What a file says is never trusted to be harmless to a terminal. */
function words(name: string): string {
  return shown(name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));
}

function listed(values: readonly Json[]): string {
  return values.map((value) => text(value)).join(", ");
}

function text(value: Json | undefined): string {
  if (Array.isArray(value)) return listed(value as readonly Json[]);
  if (typeof value === "number") return String(Number(value.toPrecision(SHOWN_DIGITS)));
  return shown(typeof value === "object" && value !== null ? JSON.stringify(value) : String(value ?? "none"));
}

/** Plain JSON as indented lines, nested objects below their names. */
function indented(values: JsonRecord, depth: number): string {
  const width = Math.max(...Object.keys(values).map((name) => words(name).length)) + 2;
  const margin = "  ".repeat(depth);
  return Object.entries(values)
    .filter(([, value]) => value !== null)
    .map(
      ([name, value]) =>
        `${margin}${isRecord(value) ? `${words(name)}\n${indented(value, depth + 1)}` : `${words(name).padEnd(width)}${text(value)}`}`,
    )
    .join("\n");
}

/** The parts of the photos side by side, a row for each figure. */
function resultTable(results: readonly (readonly [part: string, figures: JsonRecord])[]): string {
  const names = [...new Set(results.flatMap(([, figures]) => Object.keys(figures)))];
  const rows = [
    ["result", ...results.map(([part]) => part)],
    ...names.map((name) => [`  ${words(name)}`, ...results.map(([, figures]) => text(figures[name]))]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join("  "),
    )
    .join("\n");
}
