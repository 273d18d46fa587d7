// Photos made ready for networks that see faces, right here: what is left of it when it ends.

import { join } from "node:path";
import { FACE_CROPS } from "@selfsame/face";
import { expect, test } from "vitest";
import { chipPreparer } from "../src/chips/preparer.ts";
import { SLOW } from "./support/command.ts";
import { putSelfie } from "./support/face-photos.ts";
import { temporaryFolder } from "./support/files.ts";

const cwd = temporaryFolder();

test(
  "one that ends reads the photo under way to its end, and keeps no network in memory",
  async () => {
    const path = join(cwd, "selfie.jpg");
    await putSelfie(path, 0, 0);
    const preparer = chipPreparer({ size: 24, color: false, standardization: "none", face: FACE_CROPS }, 1);
    const underWay = preparer.prepare(path);
    await preparer.end();
    expect(await underWay).toMatchObject({ pixels: { length: 24 * 24 }, face: { others: 0 } });
    expect(await preparer.prepare(path)).toEqual({ problem: "the detector was disposed of. Make another." });
  },
  SLOW,
);
