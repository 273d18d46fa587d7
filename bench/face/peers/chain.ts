// Our chain as the benchmarks open it: the networks of the peers' packages, the shipped certainty network, and an owner.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  checkLevel,
  loadFaceNetworks,
  openCertainty,
  openFaceReader,
  shippedModel,
  type Certainty,
  type CertaintyModel,
  type FaceNetworks,
  type FaceReader,
  type FaceReading,
  type LevelOffset,
  type SecurityLevel,
} from "@selfsame/face";
import type { Photos } from "./photo.ts";

export interface Chain {
  readonly networks: FaceNetworks;
  readonly reader: FaceReader;
  readonly model: CertaintyModel;
}

/** The chain before the owner of ten photos. */
export interface OwnersChain extends Chain {
  readonly enrolled: readonly FaceReading[];
  readonly certainty: Certainty;
  readonly level: LevelOffset;
}

/** `packages`: a folder like node_modules that holds the networks. */
export async function openChain(packages: string): Promise<Chain> {
  const networks = await loadFaceNetworks(async (file) => {
    const address = join(packages, file.package, file.path);
    return { bytes: await readFile(address), address };
  });
  return { networks, reader: await openFaceReader(networks), model: await shippedModel() };
}

/** Enrolls the photos, all of which must show a face. */
export async function openOwner(packages: string, { enrolled }: Photos, level: SecurityLevel): Promise<OwnersChain> {
  const chain = await openChain(packages);
  const readings: FaceReading[] = [];
  for (const photo of enrolled) {
    const reading = await chain.reader.read(photo);
    if (reading === undefined) throw new Error("no face was found in a photo that enrolls");
    readings.push(reading);
  }
  return {
    ...chain,
    enrolled: readings,
    certainty: await openCertainty(chain.model, readings),
    level: checkLevel(level, chain.model.levels),
  };
}
