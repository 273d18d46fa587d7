// The committed kernels are the ones that the AssemblyScript beside them compiles to. In Node: the compiler reads files.

import { expect, test } from "vitest";
// eslint-disable-next-line selfsame/import-law -- the script makes a file of this room and belongs to none
import { kernelModule } from "../../../scripts/build-kernels.ts";
import { KERNEL_BYTES } from "../src/backends/wasm/kernel-bytes.ts";

test("the kernels compile again to the bytes that are committed", async () => {
  const text = await kernelModule();
  const fresh = Object.fromEntries([...text.matchAll(/(\w+):\s*"([^"]+)"/g)].map(([, name, hex]) => [name, hex]));
  expect(Object.keys(fresh)).toEqual(Object.keys(KERNEL_BYTES));
  for (const [name, bytes] of Object.entries(KERNEL_BYTES)) {
    expect(fresh[name] === bytes, `${name}: kernel-bytes.ts is not what kernels/*.ts compile to; npm run kernels`).toBe(
      true,
    );
    // Not every engine knows the relaxed instructions.
    if (name !== "relaxed") expect(WebAssembly.validate(Buffer.from(bytes, "hex")), name).toBe(true);
  }
}, 60_000);
