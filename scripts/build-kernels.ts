// Compiles the AssemblyScript kernels, those of training and those of forward-only networks, and writes their bytes into
// kernel-bytes.ts beside each.
// Usage: npm run kernels. A test compiles them again and compares.

import asc from "assemblyscript/asc";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";

const ENGINE = new URL("../packages/engine/src/", import.meta.url);
/** By the name of what is exported: the folder of kernels/ and kernel-bytes.ts. */
const MODULES = { KERNEL_BYTES: "backends/wasm/", FORWARD_KERNEL_BYTES: "forward/wasm/" } as const;
type ModuleName = keyof typeof MODULES;

// Memory is shared between threads, its sizes are the session's; new memory is zeros.
const COMMON = [
  "-O3z",
  "--runtime",
  "stub",
  "--noAssert",
  "--importMemory",
  "--memoryBase",
  "64",
  "--zeroFilledMemory",
];
const THREADS = ["--enable", "threads", "--sharedMemory", "--initialMemory", "1", "--maximumMemory", "65536"];
const VARIANTS = {
  relaxed: [...COMMON, ...THREADS, "--enable", "simd", "--enable", "relaxed-simd"],
  simd: [...COMMON, ...THREADS, "--enable", "simd"],
  scalar: [...COMMON, ...THREADS, "--disable", "simd"],
};

async function compile(sources: URL, flags: readonly string[]): Promise<Uint8Array> {
  let bytes: Uint8Array | undefined;
  const { error, stderr } = await asc.main(["kernels.ts", "--outFile", "kernels.wasm", ...flags], {
    // Sources import the shared elementary functions from outside their folder, so names are resolved from it.
    readFile: (name) => readFile(new URL(name, sources), "utf8").catch(() => null),
    writeFile: (_, contents) => {
      bytes = contents as Uint8Array;
    },
    listFiles: () => [],
  });
  if (error || bytes === undefined)
    throw new Error(`kernels: ${error?.message ?? "nothing was written"}\n${stderr.toString()}`);
  return bytes;
}

/** The text of a kernel-bytes.ts, compiled afresh. */
export async function kernelModule(name: ModuleName = "KERNEL_BYTES"): Promise<string> {
  const sources = new URL(`${MODULES[name]}kernels/`, ENGINE);
  const lines = [];
  for (const [variant, flags] of Object.entries(VARIANTS)) {
    lines.push(`  ${variant}:\n    "${Buffer.from(await compile(sources, flags)).toString("hex")}",\n`);
  }
  const text = `// Made by \`npm run kernels\` from kernels/*.ts: WebAssembly in hexadecimal, which compresses better than base64,\n// since what the variants share looks the same in each.\n\nexport const ${name} = {\n${lines.join("")}};\n`;
  return format(text, { ...(await resolveConfig(fileURLToPath(bytesOf(name)))), parser: "typescript" });
}

function bytesOf(name: ModuleName): URL {
  return new URL(`${MODULES[name]}kernel-bytes.ts`, ENGINE);
}

if (process.argv[1] !== undefined && import.meta.url.endsWith(process.argv[1].split("/").pop()!)) {
  for (const name of Object.keys(MODULES) as ModuleName[]) await writeFile(bytesOf(name), await kernelModule(name));
}
