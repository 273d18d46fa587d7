// The chain's networks from the files of the installed packages: which files are read, and when.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FACE_FILES, loadFaceNetworks, type FaceFile } from "../src/index.ts";

const packages = join(import.meta.dirname, "../../../node_modules");

/** Reads files as they are installed, except those in `instead`, and notes which. */
function reader(instead: Readonly<Record<string, string>> = {}) {
  const paths: string[] = [];
  return {
    paths,
    async read(file: FaceFile) {
      paths.push(file.path);
      const other = instead[file.path];
      const address = join(packages, file.package, file.path);
      return { bytes: other === undefined ? await readFile(address) : new TextEncoder().encode(other), address };
    },
  };
}

test("the mesh can be left for later: its files are read when it is first opened, and no sooner", async () => {
  const { paths, read } = reader();
  const { mesh } = await loadFaceNetworks(read, { mesh: "later" });
  const [json, weights] = FACE_FILES.mesh.map(({ path }) => path);
  expect(paths).toHaveLength(6);
  expect(paths).not.toContain(json);
  (await mesh.open()).dispose();
  expect(paths.slice(6).sort()).toEqual([weights, json].sort());
});

test("a file that is a web page is refused by its address, at once or when the mesh is opened", async () => {
  const page = { [FACE_FILES.mesh[1].path]: "<!doctype html>" };
  await expect(loadFaceNetworks(reader(page).read)).rejects.toMatchObject({ code: "model-file" });
  const { mesh } = await loadFaceNetworks(reader(page).read, { mesh: "later" });
  await expect(mesh.open()).rejects.toThrow(/facemesh\.bin: this is an HTML page/);
});
