// Photos on the way to whoever looks at them.

import { join } from "node:path";
import { SelfsameError } from "@selfsame/engine";
import { expect, test } from "vitest";
import { FACE_FILES } from "@selfsame/face";
import { readAhead, readInstalledFile } from "../src/face/networks.ts";
import { lookAtPhotos } from "../src/face/photos.ts";
import { temporaryFolder } from "./support/files.ts";
import { putPicture } from "./support/photos.ts";

const cwd = temporaryFolder();

test("networks that cannot be used are said once, as they are, even while the first photo is still decoded", async () => {
  const path = join(cwd, "photo.png");
  await putPicture(path, "disc", 1, 0);
  const missing = Promise.reject(new SelfsameError("file", "the networks are not installed"));
  await expect(
    lookAtPhotos(
      [path],
      missing,
      () => Promise.reject(new Error("nobody looks")),
      () => undefined,
    ),
  ).rejects.toThrow("the networks are not installed");
});

test("files that are read ahead are the installed ones, those of the mesh when they are asked for", async () => {
  const read = readAhead();
  for (const file of [FACE_FILES.detector[0], FACE_FILES.mesh[0]])
    expect(await read(file)).toEqual(await readInstalledFile(file));
});
