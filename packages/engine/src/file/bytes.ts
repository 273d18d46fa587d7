// The bytes of a file from wherever a program has them: memory, a File in a browser, or the response to a fetch.

import { SelfsameError, type ErrorCode } from "../errors.ts";

export type FileSource = Uint8Array | ArrayBuffer | Blob | Response;

/** Throws `input` on anything else, and `code` where a response failed or an HTML page came in place of the file. */
export async function bytesOf(source: FileSource, code: ErrorCode): Promise<Uint8Array> {
  // Bytes first: in Node the mere mention of Response loads a whole HTTP client.
  if (typeof source === "object" && source !== null && "byteLength" in source) {
    // A plain view: Node's Buffer is a Uint8Array whose slice does not copy.
    const { buffer, byteOffset, byteLength } = ArrayBuffer.isView(source) ? source : new Uint8Array(source);
    return refuseHtml(new Uint8Array(buffer, byteOffset, byteLength), "the file", code);
  }
  if (typeof Blob !== "undefined" && source instanceof Blob) {
    const from = "name" in source ? String(source.name) : "the file";
    return refuseHtml(new Uint8Array(await source.arrayBuffer()), from, code);
  }
  if (typeof Response !== "undefined" && source instanceof Response) {
    const from = source.url === "" ? "the response" : source.url;
    if (!source.ok)
      throw new SelfsameError(
        code,
        `${from}: the server answered ${source.status} ${source.statusText}. Check the address.`,
      );
    return refuseHtml(new Uint8Array(await source.arrayBuffer()), from, code);
  }
  const got =
    typeof source === "string"
      ? `the text ${JSON.stringify(source)}`
      : (source as unknown) instanceof Promise
        ? "a promise, which must be awaited"
        : typeof source;
  throw new SelfsameError(
    "input",
    `expected the bytes of a file, a File, or the response to a fetch, got ${got}. Read the file first.`,
  );
}

function refuseHtml(bytes: Uint8Array, from: string, code: ErrorCode): Uint8Array {
  const start = new TextDecoder().decode(bytes.subarray(0, 64)); // which takes a byte order mark away
  if (/^\s*<(?:!doctype|!--|html|head|body|\?xml)/i.test(start)) {
    throw new SelfsameError(
      code,
      `${from}: this is an HTML page, not a ${code === "checkpoint" ? code : "model"}; the server probably sent its "not found" page. Check the address.`,
    );
  }
  return bytes;
}
