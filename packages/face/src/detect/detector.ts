// The network behind detection, reduced to one question. Whoever has another detector with BlazeFace's answers, or a
// worker that holds one, can pass that instead.

import { SelfsameError } from "@selfsame/engine";
import type { ForwardNetwork, ForwardOpenOptions, ForwardSession } from "@selfsame/engine/forward";
import { DETECTOR_OUTPUTS } from "../networks/mediapipe.ts";
import { reshapedDetector } from "../networks/reshaped.ts";
import type { RawDetections } from "./decode.ts";
import type { DetectorShape } from "./shape.ts";

/** What detection asks of a network. Calls are made one after another. */
export interface Detector {
  /**
   * `input` (height, width, 3), RGB in [-1, 1]; it is written over after the answer came. Height and width are those of
   * `shape`: 256, or one of them 192.
   */
  run(input: Float32Array, shape: DetectorShape): Promise<RawDetections>;
}

/** The fine grid's answers, then the coarse one's, as the anchors are counted. */
function join(fine: ArrayLike<number>, coarse: ArrayLike<number>): Float32Array {
  const all = new Float32Array(fine.length + coarse.length);
  all.set(fine);
  all.set(coarse, fine.length);
  return all;
}

/** BlazeFace as a detector. It opens a session for each shape that it is asked for, and keeps it. */
export class BlazeFaceDetector implements Detector {
  readonly #network: ForwardNetwork;
  readonly #options: ForwardOpenOptions;
  readonly #sessions = new Map<string, Promise<ForwardSession>>();
  #last: Promise<void> = Promise.resolve();
  #isDisposed = false;

  /** `network` is `detectorNetwork`'s; it stays its owner's to dispose. */
  constructor(network: ForwardNetwork, options: ForwardOpenOptions = {}) {
    this.#network = network;
    this.#options = options;
  }

  /** Throws SelfsameError("structure") where the network is another one, and "input" after `dispose`. */
  run(input: Float32Array, shape: DetectorShape): Promise<RawDetections> {
    const turn = this.#run(input, shape);
    const before = this.#last;
    const ended = () => before;
    this.#last = turn.then(ended, ended);
    return turn;
  }

  async #run(input: Float32Array, shape: DetectorShape): Promise<RawDetections> {
    const answers = await (await this.open(shape)).run(input, 1);
    const valuesOf = (name: string): ArrayLike<number> => {
      const answer = answers.get(name);
      if (answer !== undefined) return answer.values;
      throw new SelfsameError(
        "structure",
        `BlazeFaceDetector: expected an output ${name}, got ${[...answers.keys()].join(", ")}. Give it a detectorNetwork.`,
      );
    };
    const { fineLogits, coarseLogits, fineBoxes, coarseBoxes } = DETECTOR_OUTPUTS;
    return {
      logits: join(valuesOf(fineLogits), valuesOf(coarseLogits)),
      boxes: join(valuesOf(fineBoxes), valuesOf(coarseBoxes)),
    };
  }

  /** The session for a shape; `run` opens it by itself. Throws SelfsameError("input") after `dispose`. */
  async open(shape: DetectorShape): Promise<ForwardSession> {
    if (this.#isDisposed) throw new SelfsameError("input", "the detector was disposed of. Make another.");
    const key = `${shape.height}x${shape.width}`;
    const known = this.#sessions.get(key);
    if (known !== undefined) return known;
    const opening = reshapedDetector(this.#network, shape).open(this.#options);
    this.#sessions.set(key, opening);
    opening.catch(() => this.#sessions.delete(key));
    return opening;
  }

  /** Gives its sessions back, those on their way too, when the run under way has ended. */
  dispose(): void {
    this.#isDisposed = true;
    for (const session of this.#sessions.values())
      Promise.all([session, this.#last]).then(
        ([open]) => open.dispose(),
        () => undefined,
      );
    this.#sessions.clear();
  }
}
