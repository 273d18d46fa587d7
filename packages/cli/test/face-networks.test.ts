// The files of the networks as they are installed: every one of them is the one that was pinned, or none is used.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { FACE_FILES, type FaceFile } from "@selfsame/face";
import { describe, expect, test } from "vitest";
import { pinnedFile } from "../src/face/digests.ts";
import { readInstalledFile } from "../src/face/networks.ts";
import { temporaryFolder } from "./support/files.ts";

const files: readonly FaceFile[] = Object.values(FACE_FILES).flat();

test.each(files)("$path is installed as it was pinned", async (file) => {
  const { bytes, address } = await readInstalledFile(file);
  expect(bytes.length).toBe(pinnedFile(file).bytes);
  expect(address).toContain(file.path);
});

describe("a file that is not the one that was pinned", () => {
  const folder = temporaryFolder();
  const file = FACE_FILES.detector[1];
  const read = () => readInstalledFile(file, [join(folder, "nothing"), folder]);
  const place = join(folder, file.package, file.path);
  const put = async (bytes: Uint8Array | string) => {
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, bytes);
  };
  const whole = async () => new Uint8Array((await readInstalledFile(file)).bytes);
  const wayOut = "Delete the folder @vladmandic/human in node_modules and install selfsame again";

  test("is used where it is the same, wherever it lies", async () => {
    await put(await whole());
    expect((await readFile(place)).equals((await read()).bytes)).toBe(true);
  });

  test("is refused with a single bit flipped, by its path", async () => {
    const bytes = await whole();
    bytes[300_000]! ^= 4;
    await put(bytes);
    const error = await read().catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ code: "model-file" });
    expect((error as Error).message).toContain(join(file.package, file.path));
    expect((error as Error).message).toMatch(/SHA-256 is [0-9a-f]{12}\.\.\., dc9a97fdc50b\.\.\. was expected/);
    expect((error as Error).message).toContain(wayOut);
  });

  test("is refused when cut short, with both sizes", async () => {
    await put((await whole()).subarray(0, 1000));
    await expect(read()).rejects.toThrow(/is cut short or another file: it has 1,000 bytes; 538,928 were expected/);
  });

  test("is called a web page where it is one", async () => {
    await put("<!doctype html>\n<title>404 Not Found</title>");
    await expect(read()).rejects.toThrow(/is a web page, not the weights of a network/);
  });

  test("is named where it is missing, and so is the package", async () => {
    await put("");
    await expect(readInstalledFile(FACE_FILES.mesh[0], [folder])).rejects.toThrow(/facemesh\.json is missing/);
    await expect(readInstalledFile(file, [join(folder, "nothing")])).rejects.toThrow(
      /the package @vladmandic\/human, which holds the networks, is not installed/,
    );
  });
});
