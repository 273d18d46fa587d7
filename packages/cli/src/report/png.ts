// A small picture as a data: address, so that the page needs no second file.
// PNG (Portable Network Graphics) Specification, W3C: 8 bits a channel, gray or RGB, no filter.

import { crc32, deflateSync } from "node:zlib";
import type { Thumbnail } from "./report.ts";

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
/** The colour types of section 11.2.2, by channel count. */
const COLOR_TYPE = { 1: 0, 3: 2 } as const;

/** The picture as `data:image/png;base64,...`. */
export function pngDataUri({ width, height, channels, data }: Thumbnail): string {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8; // bits a channel
  header[9] = COLOR_TYPE[channels];
  const stride = width * channels;
  const rows = Buffer.alloc(height * (stride + 1)); // each row opens with its filter: 0, none
  for (let y = 0; y < height; y++) rows.set(data.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1);
  const file = Buffer.concat([SIGNATURE, chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND")]);
  return `data:image/png;base64,${file.toString("base64")}`;
}

/** Length, type, data, and the checksum of type and data. */
function chunk(type: string, data: Uint8Array = new Uint8Array(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  out.set(body, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}
