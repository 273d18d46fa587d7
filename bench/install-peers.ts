// Installs what the benchmarks compare with, into bench/peers/node_modules and nowhere else, in the versions of its lock
// file; and says how to get what npm does not have.
// Usage: node --import ./scripts/typescript.js bench/install-peers.ts

import { spawnSync } from "node:child_process";
import { join } from "node:path";

const npm = process.platform === "win32" ? "npm.cmd" : "npm";
const { status } = spawnSync(npm, ["ci", "--no-audit", "--no-fund"], {
  cwd: join(import.meta.dirname, "peers"),
  stdio: "inherit",
});
if (status !== 0) {
  console.error("install-peers: npm ci failed in bench/peers; what it said stands above.");
  process.exit(1);
}
console.log(`jax-js and TensorFlow.js are in bench/peers/node_modules.

PyTorch, NumPy and OpenBLAS are the system's, used by /usr/bin/python3. On Debian:
  apt-get install -y --no-install-recommends python3-torch libopenblas0-pthread`);
