// The network behind detection, reduced to one question. Whoever has another detector with BlazeFace's answers, or a
// worker that holds one, can pass that instead.

import { SelfsameError } from "@selfsame/engine";
import type { ForwardSession } from "@selfsame/engine/forward";
import { DETECTOR_OUTPUTS } from "../networks/mediapipe.ts";
import type { RawDetections } from "./decode.ts";

/** What detection asks of a network. Calls are made one after another. */
export interface Detector {
  /** `input` (256, 256, 3), RGB in [-1, 1]; it is written over after the answer came. */
  run(input: Float32Array): Promise<RawDetections>;
}

/** The fine grid's answers, then the coarse one's, as the anchors are counted. */
function join(fine: ArrayLike<number>, coarse: ArrayLike<number>): Float32Array {
  const all = new Float32Array(fine.length + coarse.length);
  all.set(fine);
  all.set(coarse, fine.length);
  return all;
}

/**
 * A session of `detectorNetwork` as a detector. The session stays its owner's to dispose.
 * `run` throws SelfsameError("structure") where the session is another network's.
 */
export function blazeFaceDetector(session: ForwardSession): Detector {
  return {
    async run(input) {
      const answers = await session.run(input, 1);
      const valuesOf = (name: string): ArrayLike<number> => {
        const answer = answers.get(name);
        if (answer !== undefined) return answer.values;
        throw new SelfsameError(
          "structure",
          `blazeFaceDetector: expected an output ${name}, got ${[...answers.keys()].join(", ")}. Open a session of detectorNetwork.`,
        );
      };
      const { fineLogits, coarseLogits, fineBoxes, coarseBoxes } = DETECTOR_OUTPUTS;
      return {
        logits: join(valuesOf(fineLogits), valuesOf(coarseLogits)),
        boxes: join(valuesOf(fineBoxes), valuesOf(coarseBoxes)),
      };
    },
  };
}
