// Profiles made by code: of nobody, but sound.

import { encodeProfile, FACE_NETWORKS, shippedModel, type EnrolledPhoto, type Profile } from "@selfsame/face";

const CERTAINTY = await shippedModel();

const QUALITY: EnrolledPhoto["quality"] = {
  brightness: 120,
  contrast: 100,
  sidelight: 0,
  sharpness: 0.05,
  eyes: 0.6,
  mouth: 0.5,
  yaw: 3,
  pitch: -2,
  roll: 1,
  misfit: 0.05,
  eyeDistance: 80,
  outside: 0,
};

/** A profile of `count` photos whose descriptors are their numbers. */
export function plainProfile(count = 4): Profile {
  return {
    photos: Array.from({ length: count }, (_, index) => ({
      label: `${index}.jpg`,
      added: "2026-01-31T12:00:00Z",
      quality: QUALITY,
      descriptor: new Float32Array(128).fill(index / 100),
    })),
    level: 1e-4,
    certainty: CERTAINTY,
    networks: FACE_NETWORKS,
    created: "2026-01-31T12:00:00Z",
    changed: "2026-02-01T12:00:00Z",
  };
}

export const plainProfileBytes = (count?: number): Promise<Uint8Array> => encodeProfile(plainProfile(count));
