// `selfsame bench`: what this machine can do. One row, or with --json one object, a batch size.

import { dense, network, openBackend, type BackendOptions, type Network } from "@selfsame/engine";
import { BENCH_DEFAULTS, type BenchArguments } from "../bench/defaults.ts";
import { examplePool, measure, type Measurement } from "../bench/measure.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Throws SelfsameError where the machine cannot run what was asked for. */
export async function benchCommand(given: BenchArguments, terminal: Terminal): Promise<void> {
  const { inputs, hidden, batch, threads, seconds } = { ...BENCH_DEFAULTS, ...given };
  const layers = [...hidden.map((width) => dense(width, "relu")), dense(1, "sigmoid")];
  const measured = network({ inputs, seed: 7, layers });
  const options = { threads, ...(given.kernels === undefined ? {} : { kernels: given.kernels }) } as BackendOptions;
  const backend = await openBackend("wasm", options);
  const noted = new Set<string>();
  const note = (text: string) => noted.has(text) || (noted.add(text), terminal.note(`selfsame: ${text}`));
  const pool = examplePool(inputs);
  const results: Measurement[] = [];
  const bar = terminal.bar(batch.length, "warming up");
  try {
    for (const [done, size] of batch.entries()) {
      bar.update(done, `batch ${size}`);
      terminal.line(`bench: batch ${size} (${done + 1} of ${batch.length})`);
      const result = await measure(backend, measured, pool, size, seconds, note);
      results.push(result);
      if (given.json === true) terminal.print(JSON.stringify(result));
    }
    bar.update(batch.length, "done");
  } finally {
    bar.stop();
  }
  if (given.json !== true) terminal.print(benchText(measured, [inputs, ...hidden, 1], results, seconds));
}

function benchText(of: Network, widths: readonly number[], results: readonly Measurement[], seconds: number): string {
  const { backend, kernels } = results[0]!;
  const rows = [
    ["batch", "threads", "samples/s", "forward"],
    ...results.map(({ batch, threads, samplesPerSecond, forwardMs }) => [
      String(batch),
      String(threads),
      samplesPerSecond.toLocaleString("en-US"),
      `${forwardMs.toLocaleString("en-US", { maximumSignificantDigits: 3 })} ms`,
    ]),
  ];
  const columns = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return [
    `${widths.join("-")}, ${of.plan.parameterCount.toLocaleString("en-US")} parameters; ${backend} backend, ${kernels} kernels`,
    "",
    ...rows.map((row) => row.map((cell, column) => cell.padStart(columns[column]!)).join("   ")),
    "",
    `samples/s: training by plain SGD with binary cross-entropy, copying the examples and the loss included; the best`,
    `repetition in ${seconds} s. forward: one pass over a batch by network.forward, on one thread, at best.`,
  ].join("\n");
}
