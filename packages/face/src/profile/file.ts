// The profile as a file: sealed safetensors, so that damage is told from health. docs/privacy.md lists what is in it; who
// writes it keeps it private and writes it atomically.

import { isSelfsameError, SelfsameError } from "@selfsame/engine";
import {
  decodeSealed,
  encodeSealed,
  isBeyondBytes,
  parseStrictJson,
  type Tensor,
  type TensorFile,
} from "@selfsame/engine/file";
import { DESCRIPTOR_LENGTH } from "../networks/index.ts";
import { CERTAINTY, checkProfile, DESCRIPTORS, record, type ProfileAbout } from "./check.ts";
import type { Profile } from "./profile.ts";
import { checkShipped } from "./shipped.ts";

/** Metadata key, and the format's name and version in its value. */
const KEY = "selfsame";
const FORMAT = "selfsame-profile";
const VERSION = 1;
/** How a page begins that a server sent in a file's place. */
const HTML = /^\s*<(?:!doctype|!--|html|head|body|\?xml)/i;

/**
 * The profile as the bytes of a file. The same profile gives the same bytes.
 * Throws SelfsameError `profile` for one that could not be read again: numbers that are not finite, dates that are none;
 * `backend-unavailable` as `decodeProfile`.
 */
export async function encodeProfile(profile: Profile): Promise<Uint8Array<ArrayBuffer>> {
  const { photos, level, certainty, networks, created, changed } = profile;
  const descriptors = new Float32Array(photos.length * DESCRIPTOR_LENGTH);
  photos.forEach(({ descriptor }, index) => {
    if (descriptor.length !== DESCRIPTOR_LENGTH)
      throw unsound(
        "encodeProfile",
        `photo ${index} has a descriptor of ${descriptor.length} numbers, not ${DESCRIPTOR_LENGTH}`,
      );
    descriptors.set(descriptor, index * DESCRIPTOR_LENGTH);
  });
  const tensors = new Map<string, Tensor>([
    [DESCRIPTORS, { shape: [photos.length, DESCRIPTOR_LENGTH], values: descriptors }],
    ...[...certainty.tensors].map(([name, tensor]) => [CERTAINTY + name, tensor] as const),
  ]);
  const { version, about, levels } = certainty;
  const words = {
    format: FORMAT,
    version: VERSION,
    networks,
    level,
    created,
    changed,
    photos: photos.map(({ label, added, quality }) => ({ label, added, quality })),
    certainty: { version, about, levels },
  };
  const text = JSON.stringify(words);
  try {
    // as decodeProfile will
    checkProfile(parseStrictJson(text) as unknown as ProfileAbout, tensors);
    await checkShipped(certainty);
  } catch (cause) {
    throw unsound("encodeProfile", cause);
  }
  return encodeSealed({ metadata: new Map([[KEY, text]]), tensors });
}

/**
 * A profile from the bytes of a file. `networks` names those of the chain that will be asked.
 * Throws SelfsameError `profile` where the bytes are no sound profile, its descriptors were made by other networks, or its
 * certainty network bears the version of the shipped one (`CERTAINTY_VERSION`) and is another,
 * `profile-version` where a later version wrote it, `backend-unavailable` where the machine has no SHA-256 (a page that
 * is not secure).
 */
export async function decodeProfile(bytes: Uint8Array, networks: string): Promise<Profile> {
  if (HTML.test(new TextDecoder().decode(bytes.subarray(0, 64))))
    throw new SelfsameError(
      "profile",
      `decodeProfile: this is an HTML page, not a profile; a server probably sent its "not found" page. Check the address.`,
    );
  try {
    const profile = await decodeSealed(bytes, (file) => profileOf(file, networks));
    await checkShipped(profile.certainty);
    return profile;
  } catch (cause) {
    if (isSelfsameError(cause, "profile") || isSelfsameError(cause, "profile-version") || isBeyondBytes(cause))
      throw cause;
    throw unsound("decodeProfile", cause);
  }
}

function profileOf({ metadata, tensors }: TensorFile, networks: string): Profile {
  const text = metadata.get(KEY);
  if (text === undefined) throw new Error(`its metadata has no "${KEY}": Selfsame did not write it`);
  const about = record("metadata", parseStrictJson(text));
  if (about["format"] !== FORMAT) throw new Error(`it is not a ${FORMAT} but a ${JSON.stringify(about["format"])}`);
  const version = about["version"];
  if (typeof version !== "number" || !Number.isSafeInteger(version) || version < 1)
    throw new Error(`its format version is ${JSON.stringify(version)}, no whole number of at least 1`);
  if (version > VERSION)
    throw new SelfsameError(
      "profile-version",
      `decodeProfile: the profile has format version ${version}; this Selfsame reads up to ${VERSION}. Update it, or enroll again.`,
    );
  const profile = checkProfile(about as unknown as ProfileAbout, tensors);
  if (profile.networks !== networks)
    throw new SelfsameError(
      "profile",
      `decodeProfile: its descriptors were made by ${JSON.stringify(profile.networks)}, this chain is ${JSON.stringify(networks)}; the numbers of one mean nothing to the other. Enroll again, or use the version that made it.`,
    );
  return profile;
}

function unsound(where: string, cause: unknown): SelfsameError {
  const reason = (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, "");
  return new SelfsameError(
    "profile",
    `${where}: this is not a sound profile: ${reason}. Use another copy, or enroll again.`,
    cause instanceof Error ? { cause } : undefined,
  );
}
