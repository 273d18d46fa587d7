// The drawn people of the demonstration, and the sheet that shows what the network said about them.

import sharp from "sharp";
import { expect, test } from "vitest";
import { CHARACTERS } from "./characters.ts";
import { drawPicture, SIDE } from "./picture.ts";
import { drawSheet } from "./sheet.ts";

const render = (svg: string) => sharp(Buffer.from(svg));
const draw = (number: number, index = 0, seed = 7) => drawPicture(seed, CHARACTERS[index]!, index, number);

test("the same seed draws the same picture", () => {
  expect(draw(3)).toBe(draw(3));
});

test("another picture number, person or seed draws another picture", () => {
  const pictures = [draw(3), draw(4), draw(3, 1), draw(3, 0, 8)];
  expect(new Set(pictures).size).toBe(pictures.length);
});

test("every number in every picture is one", () => {
  for (const index of CHARACTERS.keys()) {
    for (let number = 0; number < 20; number++) expect(draw(number, index)).not.toMatch(/NaN|undefined|Infinity/);
  }
});

test.each(CHARACTERS.map(({ name }, index) => ({ name, index })))(
  "$name can be seen: a picture with light and shade",
  async ({ index }) => {
    const { width, height } = await render(draw(0, index)).metadata();
    expect([width, height]).toEqual([SIDE, SIDE]);
    const { channels } = await render(draw(0, index)).removeAlpha().grayscale().stats();
    expect(channels[0]!.stdev).toBeGreaterThan(15);
  },
);

test("a picture carries a little grain, as photos do", async () => {
  const pixels = (svg: string) => render(svg).raw().toBuffer();
  const grainy = await pixels(draw(0));
  const smooth = await pixels(draw(0).replace(/<rect[^>]*url\(#grain\)[^>]*>/, ""));
  const difference = grainy.reduce((sum, value, i) => sum + Math.abs(value - smooth[i]!), 0) / grainy.length;
  expect(difference).toBeGreaterThan(0.3);
  expect(difference).toBeLessThan(5);
});

test("two people in the same pose and light differ where the face is", async () => {
  // Picture number and index choose pose and light, so both are drawn as index 0.
  const face = (character: (typeof CHARACTERS)[number]) =>
    render(drawPicture(7, character, 0, 1))
      .grayscale()
      .resize(64, 64)
      .extract({ left: 16, top: 16, width: 32, height: 32 })
      .raw()
      .toBuffer();
  const faces = await Promise.all(CHARACTERS.map(face));
  for (const [i, one] of faces.entries()) {
    for (const other of faces.slice(i + 1)) {
      const difference = one.reduce((sum, value, pixel) => sum + Math.abs(value - other[pixel]!), 0) / one.length;
      expect(difference).toBeGreaterThan(4);
    }
  }
});

test("the sheet shows each picture with its certainty, and names a mistake", async () => {
  const photo = await render(draw(0)).jpeg().toBuffer();
  const right = { photo, owner: true, certainty: 0.982, fires: true };
  const sheet = drawSheet([right, { photo, owner: false, certainty: 0.02, fires: false }], "mila");
  const mistaken = drawSheet([right, { photo, owner: false, certainty: 0.7, fires: true }], "mila");
  expect(sheet.match(/<image/g)).toHaveLength(2);
  expect(mistaken.length).toBeGreaterThan(sheet.length + 500); // "a stranger got in" takes strokes
  const { width } = await render(sheet).metadata();
  expect(width).toBe(1200);
});
