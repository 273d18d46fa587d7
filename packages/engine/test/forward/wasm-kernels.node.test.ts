// The committed kernels are the ones that the AssemblyScript beside them compiles to. In Node: the compiler reads files.

import { expect, test } from "vitest";
// eslint-disable-next-line selfsame/import-law -- the script makes a file of this room and belongs to none
import { kernelModule } from "../../../../scripts/build-kernels.ts";
import { FORWARD_KERNEL_BYTES } from "../../src/forward/wasm/kernel-bytes.ts";

test("the kernels of forward-only networks compile again to the bytes that are committed", async () => {
  const text = await kernelModule("FORWARD_KERNEL_BYTES");
  const fresh = Object.fromEntries([...text.matchAll(/(\w+):\s*"([^"]+)"/g)].map(([, name, hex]) => [name, hex]));
  expect(Object.keys(fresh)).toEqual(Object.keys(FORWARD_KERNEL_BYTES));
  for (const [name, bytes] of Object.entries(FORWARD_KERNEL_BYTES))
    expect(fresh[name] === bytes, `${name}: kernel-bytes.ts is not what kernels/*.ts compile to; npm run kernels`).toBe(
      true,
    );
}, 60_000);
