// What the page of test/face-page.test.ts does with the functions that docs/face.md shows: enroll, then decide on each photo.

import type { Decision, Enrollment, FaceReader, Profile } from "@selfsame/face";

/** What the block of docs/face.md exports. */
export interface Faces {
  openReader(base: string): Promise<FaceReader>;
  enrollPhotos(reader: FaceReader, photos: readonly File[]): Promise<Enrollment>;
  unlock(reader: FaceReader, profile: Profile, photo: Blob): Promise<Decision>;
}

/** Addresses on the page's own server. */
export interface Given {
  readonly models: string;
  readonly selfies: readonly string[];
  readonly probes: readonly string[];
}

export interface Answered {
  readonly refusal: string | undefined;
  /** How many of the selfies the profile holds. */
  readonly enrolled: number;
  /** In the order of the probes. */
  readonly decisions: readonly Decision[];
}

export async function answer(faces: Faces, { models, selfies, probes }: Given): Promise<Answered> {
  const reader = await faces.openReader(models);
  const photos: File[] = [];
  for (const address of selfies) photos.push(await photoAt(address));
  const { profile, refusal } = await faces.enrollPhotos(reader, photos);
  const decisions: Decision[] = [];
  if (profile !== undefined)
    for (const address of probes) decisions.push(await faces.unlock(reader, profile, await photoAt(address)));
  reader.dispose();
  return { refusal, enrolled: profile?.photos.length ?? 0, decisions };
}

async function photoAt(address: string): Promise<File> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return new File([await response.blob()], address);
}
