// The photos of test/face-page.test.ts: the owner's and other people's, good and poor, and some that show nobody. All are
// made from the color photos that a package carries; they claim no rate.

import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { putDrawing } from "../../packages/cli/test/support/drawings.ts";
import { groupPhoto, PEOPLE, putSelfie } from "../../packages/cli/test/support/face-photos.ts";

const OWNER = 0;

/** The square around a person's face. */
function faceOf(person: number): Sharp {
  const [photo, left, top, side] = PEOPLE[person]!;
  return sharp(groupPhoto(photo)).extract({ left, top, width: side, height: side });
}

/** Writes them to `folder`, which exists; their names, each saying what it shows. */
export async function putProbes(folder: string): Promise<string[]> {
  const made: string[] = [];
  const at = (name: string): string => join(folder, made[made.push(name) - 1]!);
  await putSelfie(at("owner.jpg"), OWNER, 20);
  await putSelfie(at("owner-again.jpg"), OWNER, 21);
  await putSelfie(at("owner-dark.jpg"), OWNER, 22, { brightness: 0.3 });
  await putSelfie(at("owner-in-the-dark.jpg"), OWNER, 23, { brightness: 0.08 });
  await faceOf(OWNER).rotate(30, { background: "#808080" }).toFile(at("owner-turned.jpg"));
  // A face of 40 pixels within a larger photo.
  await faceOf(OWNER)
    .resize(80)
    .extend({ top: 150, bottom: 90, left: 240, right: 80, background: "#908070" })
    .toFile(at("owner-small.jpg"));
  // As phones store them: the sensor's pixels lie on their side, and the colors are wider than sRGB.
  const lying = await faceOf(OWNER).rotate(270).png().toBuffer();
  await sharp(lying).withMetadata({ orientation: 6 }).jpeg({ quality: 90 }).toFile(at("owner-lying.jpg"));
  await faceOf(OWNER).withIccProfile("p3").jpeg({ quality: 90 }).toFile(at("owner-wide-colors.jpg"));
  await faceOf(OWNER).grayscale().jpeg({ quality: 90 }).toFile(at("owner-gray.jpg"));
  await faceOf(OWNER).png().toFile(at("owner.png"));
  await faceOf(OWNER).jpeg({ quality: 20 }).toFile(at("owner-coarse.jpg"));
  await sharp(groupPhoto(6)).toFile(at("owner-among-others.jpg"));
  for (const person of [1, 3, 6, 9, 11]) await putSelfie(at(`other-${person}.jpg`), person, 20);
  await faceOf(4).rotate(-25, { background: "#808080" }).toFile(at("other-turned.jpg"));
  await sharp(groupPhoto(3)).toFile(at("others.jpg"));
  await putDrawing(at("nobody-drawing.jpg"), "cartoon", 1);
  const sky = { r: 120, g: 160, b: 220 };
  await sharp({ create: { width: 640, height: 480, channels: 3, background: sky } }).toFile(at("nobody-sky.jpg"));
  return made;
}
