// Whether what was found is a face at all, by MediaPipe's face mesh, which answers that beside its vertices. It knows walls
// and hands from faces, but takes drawings for faces, too. It is asked about a gray picture: of a face in green or blue
// light it often says no, and of places beside faces it says less often yes.

import type { Image } from "@selfsame/engine";
import type { ForwardSession } from "@selfsame/engine/forward";
import { toChannels } from "@selfsame/engine/pixels";
import type { Face } from "../detect/face.ts";
import { warp } from "../geometry/warp.ts";
import { fillMeshInput, MESH_OUTPUTS, MESH_SIDE } from "../networks/index.ts";
import { faceRegion } from "./region.ts";

/** The face's box is widened so much, as MediaPipe does (face_landmark_front_cpu: scale 1.5). */
const WIDER = 1.5;

/**
 * The mesh network's certainty, in [0, 1], that this is a face. `session` runs it; calls are made one after another. `face` in
 * pixels of `image`. Throws SelfsameError("input") as `findLandmarks` does.
 */
export async function facePresence(session: ForwardSession, image: Image, face: Face): Promise<number> {
  const input = new Float32Array(MESH_SIDE * MESH_SIDE * 3);
  const chip = warp(image, faceRegion(face, WIDER, MESH_SIDE), MESH_SIDE, MESH_SIDE);
  fillMeshInput(toChannels(toChannels(chip, 1), 3), input);
  return (await session.run(input, 1)).get(MESH_OUTPUTS.face)!.values[0]!;
}
