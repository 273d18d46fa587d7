// What a file is, by its first bytes and never by its name, so that no decoder sees what it was not made for.
// Sources: JPEG T.81 B.1; PNG specification 5.2; RFC 9649 (WebP); ISO/IEC 14496-12 and 23008-12 (ftyp brands).

/** The kinds that are decoded. */
export type PhotoKind = "jpeg" | "png" | "webp" | "avif";

/** What a file that is not decoded seems to be. */
export type OtherKind =
  "heic" | "gif" | "bmp" | "tiff" | "jpeg-xl" | "pdf" | "svg" | "html" | "text" | "empty" | "unknown";

export const KIND_NAMES = { jpeg: "JPEG", png: "PNG", webp: "WebP", avif: "AVIF" } as const satisfies Record<
  PhotoKind,
  string
>;

/** How many bytes from the start of a file `kindOf` wants. */
export const HEAD_BYTES = 4096;

const HEIC_BRANDS = ["heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs"];
const AVIF_BRANDS = ["avif", "avis"];
/** Image files in general: they say nothing of the codec, and without an AVIF brand beside them it is HEVC. */
const ANY_BRANDS = ["mif1", "msf1", "mif2"];

const BEGINNINGS: readonly (readonly [kind: PhotoKind | OtherKind, start: string])[] = [
  ["jpeg", "\xff\xd8\xff"],
  ["png", "\x89PNG\r\n\x1a\n"],
  ["gif", "GIF87a"],
  ["gif", "GIF89a"],
  ["tiff", "II*\0"],
  ["tiff", "MM\0*"],
  ["jpeg-xl", "\xff\x0a"],
  ["jpeg-xl", "\0\0\0\x0cJXL \r\n\x87\n"],
  ["pdf", "%PDF-"],
];

/** The kind of an ISO media file by its brands: the major one decides where it names a codec. */
function brandKind(latin: string, head: Uint8Array): PhotoKind | OtherKind {
  const length = new DataView(head.buffer, head.byteOffset).getUint32(0);
  const brands = [latin.slice(8, 12)];
  for (let at = 16; at + 4 <= Math.min(length, latin.length); at += 4) brands.push(latin.slice(at, at + 4));
  for (const brand of brands) {
    if (AVIF_BRANDS.includes(brand)) return "avif";
    if (HEIC_BRANDS.includes(brand)) return "heic";
  }
  return brands.some((brand) => ANY_BRANDS.includes(brand)) ? "heic" : "unknown";
}

/** What readable text is; undefined where the bytes are not text. */
function textKind(head: Uint8Array): OtherKind | undefined {
  const text = new TextDecoder().decode(head, { stream: true }); // stream: a character cut at the end is no error
  if (/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffd]/.test(text)) return undefined;
  if (/<(!doctype html|html|head|body)[\s>]/i.test(text)) return "html";
  if (/<svg[\s>]/i.test(text)) return "svg";
  return "text";
}

/** What a file is, from its first `HEAD_BYTES` bytes (or all of them, where it is shorter). */
export function kindOf(head: Uint8Array): PhotoKind | OtherKind {
  if (head.length === 0) return "empty";
  const latin = Buffer.from(head.buffer, head.byteOffset, head.length).toString("latin1");
  for (const [kind, start] of BEGINNINGS) if (latin.startsWith(start)) return kind;
  if (latin.startsWith("RIFF") && latin.slice(8, 12) === "WEBP") return "webp";
  if (latin.slice(4, 8) === "ftyp") return brandKind(latin, head);
  if (latin.startsWith("BM") && head.length > 14 && latin.slice(6, 10) === "\0\0\0\0") return "bmp";
  return textKind(head) ?? "unknown";
}

const CONVERT = "Photos are read as JPEG, PNG, WebP or AVIF: convert it, or leave it out.";

const REFUSALS: Readonly<Record<OtherKind, string>> = {
  heic:
    "is a HEIC photo, which cannot be read here. Convert it to JPEG first (on a Mac: sips -s format jpeg PHOTO --out PHOTO.jpg), " +
    'or have the iPhone save JPEG: Settings > Camera > Formats > "Most Compatible".',
  gif: `is a GIF. ${CONVERT}`,
  bmp: `is a BMP. ${CONVERT}`,
  tiff: `is a TIFF or a camera's raw file. ${CONVERT}`,
  "jpeg-xl": `is a JPEG XL. ${CONVERT}`,
  pdf: `is a PDF. ${CONVERT}`,
  svg: `is an SVG drawing. ${CONVERT}`,
  html: "is a web page, not a photo, whatever its name. Download the photo itself, or leave it out.",
  text: "is a text file, not a photo, whatever its name. Leave it out.",
  empty: "is empty. Copy or download it again, or leave it out.",
  unknown: `is not a photo in a format known here. ${CONVERT}`,
};

/** Why a file of this kind is not decoded, as a sentence without its path; undefined for the kinds that are. */
export function refusal(kind: PhotoKind | OtherKind): string | undefined {
  return kind in KIND_NAMES ? undefined : REFUSALS[kind as OtherKind];
}
