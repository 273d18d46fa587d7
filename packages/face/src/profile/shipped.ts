// Whether a profile's certainty network is the one that it says it is. A profile brings the network that it was made for;
// one that bears the shipped network's version must be that network to the bit, levels included, or its stated rates are
// somebody's invention. This is no authentication: whoever writes a profile may name another version.

import { encodeSealed, sha256, toHex } from "@selfsame/engine/file";
import type { CertaintyModel } from "../certainty/model.ts";

/** The version of the certainty network that is shipped. A profile of another one brings a network that nobody here made. */
export const CERTAINTY_VERSION = "3";
/** `fingerprintOf` the shipped network, so that its weights need not be loaded to check a profile. A test compares. */
const FINGERPRINT = "2e8e702467737022a85327c44f325d33bfc977b19ccea2859af221c12500d07f";

/** The SHA-256, in hexadecimal digits, of all that a model says: version, structure, levels and tensors. */
export async function fingerprintOf({ version, about, levels, tensors }: CertaintyModel): Promise<string> {
  const rates = levels.map(({ level, offset, far, frr, impostorAttempts, genuineAttempts }) => [
    level,
    offset,
    far,
    frr,
    impostorAttempts,
    genuineAttempts,
  ]);
  const bytes = await encodeSealed({
    metadata: new Map([["certainty", JSON.stringify([version, about, rates])]]),
    tensors: new Map([...tensors].sort(([a], [b]) => (a < b ? -1 : 1))),
  });
  return toHex(await sha256(bytes));
}

/** Throws a plain Error with the reason where a model bears the shipped one's version and is another. */
export async function checkShipped(model: CertaintyModel): Promise<void> {
  if (model.version !== CERTAINTY_VERSION || (await fingerprintOf(model)) === FINGERPRINT) return;
  throw new Error(
    `its certainty network says that it is version ${CERTAINTY_VERSION}, which is shipped, but its numbers or levels are others`,
  );
}
