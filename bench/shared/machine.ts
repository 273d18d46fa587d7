// What this machine is: figures of speed mean nothing without it. Nothing that names whose machine it is.

import { readdirSync, readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";

export interface MachineFacts {
  readonly cpu: string;
  readonly cores: number;
  /** Such as "L2 2048K"; as the system says, which on a virtual machine may be more than it may use. */
  readonly caches: readonly string[];
  readonly memoryGB: number;
  readonly system: string;
}

const CACHES = "/sys/devices/system/cpu/cpu0/cache";

export function machineFacts(): MachineFacts {
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    caches: caches(),
    memoryGB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
  };
}

function caches(): string[] {
  const say = (index: string, name: string) => readFileSync(`${CACHES}/${index}/${name}`, "utf8").trim();
  try {
    return readdirSync(CACHES)
      .filter((name) => name.startsWith("index"))
      .map((index) => {
        const kind = { Data: "d", Instruction: "i" }[say(index, "type")] ?? "";
        return `L${say(index, "level")}${kind} ${say(index, "size")}`;
      });
  } catch {
    return []; // not Linux
  }
}

/** "Intel(R) Xeon(R) Processor, 2 cores, L1d 48K, ...": one line for a page. */
export function machineLine({ cpu, cores, caches: sizes, memoryGB, system }: MachineFacts): string {
  return [cpu, `${cores} cores`, ...sizes, `${memoryGB} GB of memory`, system].join(", ");
}
