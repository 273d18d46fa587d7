// sharp, locked down: it can open nothing but the four kinds of photo, and keeps nothing between two photos.
// Loaded with `import()` when the first photo is decoded, so that `--help` does not wait for it. What it sets holds for
// the whole process; that is why it is no part of the library.

import sharp from "sharp";

sharp.cache(false);
// One thread a photo: many photos are decoded at once instead.
sharp.concurrency(1);
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({
  operation: [
    "VipsForeignLoadJpegBuffer",
    "VipsForeignLoadPngBuffer",
    "VipsForeignLoadWebpBuffer",
    "VipsForeignLoadHeifBuffer", // AVIF; what is not AVIF is turned away before
  ],
});

export { sharp };
