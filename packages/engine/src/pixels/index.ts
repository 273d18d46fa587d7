// The room of pixels, for those who want it without the rest of the engine: decoded images in, inputs out.

export { AUGMENTATION, augment, type AugmentationAmounts } from "./augment.ts";
export { centeredSquare, crop, type Rectangle } from "./crop.ts";
export { toChannels } from "./gray.ts";
export type { Image, Preparation } from "./image.ts";
export { prepare, preparedLength } from "./prepare.ts";
export { resize } from "./resize.ts";
export { standardize } from "./standardize.ts";
