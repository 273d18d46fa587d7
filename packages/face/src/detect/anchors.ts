// The anchors of BlazeFace's back-camera model: the points of its input that each of its answers is told from.
// Source: Bazarevsky et al., "BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs", 2019, figure 2; grids as
// in MediaPipe's face_detection_back graph: strides 16, 32, 32, 32 at 256 pixels, two anchors a stride and cell, all of
// unit size, so that an anchor is its center and nothing else.

/** The side of the square that the detector sees, in pixels. */
export const INPUT_SIDE = 256;

/** (pixels from cell to cell, anchors in each cell), in the order of the network's answers. */
const GRIDS = [
  { stride: 16, anchors: 2 },
  { stride: 32, anchors: 6 },
] as const;

/** How many anchors an input of this height and width has: 896 for the square. */
export function anchorCount({ height, width }: { readonly height: number; readonly width: number }): number {
  return GRIDS.reduce((sum, { stride, anchors }) => sum + (height / stride) * (width / stride) * anchors, 0);
}

/** Centers (anchors, 2) as x, y in pixels of the input, rows first: in the square, anchor 0 is (8, 8), anchor 895 (240, 240). */
export function blazeFaceAnchors(shape: { readonly height: number; readonly width: number }): Float64Array {
  const centers = new Float64Array(2 * anchorCount(shape));
  let at = 0;
  for (const { stride, anchors } of GRIDS) {
    for (let row = 0; row < shape.height / stride; row++) {
      for (let column = 0; column < shape.width / stride; column++) {
        for (let anchor = 0; anchor < anchors; anchor++) {
          centers[at++] = (column + 0.5) * stride;
          centers[at++] = (row + 0.5) * stride;
        }
      }
    }
  }
  return centers;
}
