// The anchors of BlazeFace's back-camera model: the points of its input that each of its 896 answers is told from.
// Source: Bazarevsky et al., "BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs", 2019, figure 2; grids as
// in MediaPipe's face_detection_back graph: strides 16, 32, 32, 32 at 256 pixels, two anchors a stride and cell, all of
// unit size, so that an anchor is its center and nothing else.

/** The side of the square that the detector sees, in pixels. */
export const INPUT_SIDE = 256;

/** (cells along a side, anchors in each cell), in the order of the network's answers. */
const GRIDS = [
  { cells: 16, anchors: 2 },
  { cells: 8, anchors: 6 },
] as const;

/** 16 * 16 * 2 + 8 * 8 * 6. */
export const ANCHOR_COUNT = 896;

/** Centers (896, 2) as x, y in pixels of the input, rows first: anchor 0 is (8, 8), anchor 895 (240, 240). */
export function blazeFaceAnchors(): Float64Array {
  const centers = new Float64Array(2 * ANCHOR_COUNT);
  let at = 0;
  for (const { cells, anchors } of GRIDS) {
    const stride = INPUT_SIDE / cells;
    for (let row = 0; row < cells; row++) {
      for (let column = 0; column < cells; column++) {
        for (let anchor = 0; anchor < anchors; anchor++) {
          centers[at++] = (column + 0.5) * stride;
          centers[at++] = (row + 0.5) * stride;
        }
      }
    }
  }
  return centers;
}
