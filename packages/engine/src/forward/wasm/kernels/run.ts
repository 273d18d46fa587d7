// AssemblyScript. Walks the operations of a program, one behind the other in memory: what each thread does of one.

import { convolutionRows } from "./convolution";
import { depthwiseRows } from "./depthwise";
import { AVERAGE_POOL, CLEAR, CONVOLUTION, COPY, DEPTHWISE, MAX_POOL, Operation, POINTWISE, REFLOW, SIGMOID, WINOGRAD } from "./operation";
import { clear, copyRows, pointwiseRows, reflow, sigmoidRows } from "./passes";
import { poolRows } from "./pools";
import { winogradRows } from "./winograd";

/** Units from `first` to `end` of an operation, on thread `thread`. Who computes what changes no number. */
export function work(j: Operation, first: usize, end: usize, thread: usize): void {
  const scratch = j.scratch + thread * j.scratchStride;
  switch (j.kind) {
    case CONVOLUTION:
      if (j.isByPanel != 0) convolutionRows(j, 0, j.rows, first, end, scratch);
      else convolutionRows(j, first, end, 0, j.panels, scratch);
      break;
    case WINOGRAD:
      winogradRows(j, first, end, scratch);
      break;
    case DEPTHWISE:
      depthwiseRows(j, first, end - first, j.out + first * j.outRow);
      break;
    case MAX_POOL:
    case AVERAGE_POOL:
      poolRows(j, first, end);
      break;
    case POINTWISE:
      pointwiseRows(j, first, end);
      break;
    case SIGMOID:
      sigmoidRows(j, first, end);
      break;
    case CLEAR:
      clear(j);
      break;
    case COPY:
      copyRows(j, first, end);
      break;
    case REFLOW:
      reflow(j);
      break;
  }
}
