// Compiles limits.as with the AssemblyScript that also compiles the kernels.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import asc from "assemblyscript/asc";

const SOURCE = join(import.meta.dirname, "limits.as");

/** WebAssembly with memory of its own, which grows by `memory.grow`. */
export async function compileLimits(relaxed: boolean): Promise<Uint8Array<ArrayBuffer>> {
  let bytes: Uint8Array<ArrayBuffer> | undefined;
  const features = ["--enable", "simd", ...(relaxed ? ["--enable", "relaxed-simd"] : [])];
  const flags = ["limits.ts", "--outFile", "limits.wasm", "-O3", "--runtime", "stub", "--noAssert", ...features];
  const { error, stderr } = await asc.main(flags, {
    // The compiler takes files that end in .ts only; the type checker of the rest should not take this one.
    readFile: (name) => (name === "limits.ts" ? readFile(SOURCE, "utf8") : null),
    writeFile: (_, contents) => {
      bytes = new Uint8Array(contents as Uint8Array<ArrayBuffer>);
    },
    listFiles: () => [],
  });
  if (error || bytes === undefined)
    throw new Error(`limits.as: ${error?.message ?? "nothing was written"}\n${stderr.toString()}`);
  return bytes;
}
