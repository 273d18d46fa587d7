// What `selfsame bench` was asked, and what holds where the command line is silent.

/** Absent where the command line was silent. */
export interface BenchArguments {
  readonly inputs?: number;
  readonly hidden?: readonly number[];
  readonly batch?: readonly number[];
  readonly threads?: number | "auto";
  readonly kernels?: string;
  readonly seconds?: number;
  readonly json?: boolean;
}

/** What holds where the command line is silent: the network that `train` makes by default. */
export const BENCH_DEFAULTS = {
  inputs: 4096,
  hidden: [1024, 768],
  batch: [1, 8, 32, 128, 256],
  threads: "auto",
  seconds: 2,
} as const;
