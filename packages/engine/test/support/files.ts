// Model files and checkpoints taken apart, changed and sealed again, without the engine's own reader or writer.

const LENGTH_BYTES = 8;
const SEAL = /"sha256":"([0-9a-f]{64})"/;

export interface Parts {
  /** The header's JSON, padding included. */
  readonly text: string;
  /** The tensors' bytes. */
  readonly data: Uint8Array;
}

/** SHA-256 as hexadecimal digits. */
export async function sha256Of(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function take(bytes: Uint8Array): Parts {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const text = new TextDecoder().decode(bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + length));
  return { text, data: bytes.slice(LENGTH_BYTES + length) };
}

export function put({ text, data }: Parts): Uint8Array<ArrayBuffer> {
  const header = new TextEncoder().encode(text);
  const bytes = new Uint8Array(LENGTH_BYTES + header.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, LENGTH_BYTES);
  bytes.set(data, LENGTH_BYTES + header.length);
  return bytes;
}

/** The same file with a seal that fits it, so that what lies behind the seal is reached; unchanged where it has none. */
export async function reseal(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const sealed = bytes.slice();
  const found = SEAL.exec(new TextDecoder("latin1").decode(bytes));
  if (found === null) return sealed;
  const at = found.index + found[0].length - 65;
  sealed.fill(0x30, at, at + 64);
  sealed.set(new TextEncoder().encode(await sha256Of(sealed)), at);
  return sealed;
}

/** With another header text, sealed again. */
export async function withText(bytes: Uint8Array, change: (text: string) => string): Promise<Uint8Array<ArrayBuffer>> {
  const { text, data } = take(bytes);
  return reseal(put({ text: change(text), data }));
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever JSON a test wants to lie about
type Anything = any;

/** With the header's JSON changed in place, sealed again. */
export function withHeader(bytes: Uint8Array, change: (header: Anything) => void): Promise<Uint8Array<ArrayBuffer>> {
  return withText(bytes, (text) => {
    const header = JSON.parse(text) as Anything;
    change(header);
    return JSON.stringify(header);
  });
}

/** With what the file says of itself (metadata `selfsame`) changed in place, sealed again. */
export function withAbout(bytes: Uint8Array, change: (about: Anything) => void): Promise<Uint8Array<ArrayBuffer>> {
  return withHeader(bytes, (header) => {
    const about = JSON.parse(header.__metadata__.selfsame) as Anything;
    change(about);
    header.__metadata__.selfsame = JSON.stringify(about);
  });
}
