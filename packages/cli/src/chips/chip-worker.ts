// A thread that makes photos ready for a network that sees aligned faces; the preparation is the thread's data.

import { workerData } from "node:worker_threads";
import type { Preparation } from "@selfsame/engine/pixels";
import { serveThread } from "../photos/threads.ts";
import { openChips } from "./open.ts";
import { prepareChip } from "./prepare.ts";

const chips = openChips();
chips.catch(() => undefined); // heard of with the first photo

serveThread((path) => prepareChip(path, chips, workerData as Preparation));
