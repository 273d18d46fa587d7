// `selfsame evaluate` through its binary, on variations of the faces in photos that a package carries. They show that it
// works, not how well: variations of one photo are far more alike than photos of one person.

import { copyFile, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { probit } from "../src/evaluate/probit.ts";
import { selfsame, SLOW, start, succeeds } from "./support/command.ts";
import { putSelfies } from "./support/face-photos.ts";
import { temporaryFolder } from "./support/files.ts";

const cwd = temporaryFolder();
const people = join(cwd, "people");
/** A folder's name is what a stranger chose: it must not get into the page as markup. */
const HOSTILE = process.platform === "win32" ? "eve" : "<i>eve";
const onPosix = test.skipIf(process.platform === "win32");

beforeAll(async () => {
  await putSelfies(join(people, "ada"), 0, 6);
  await putSelfies(join(people, HOSTILE), 1, 6);
  await putSelfies(join(people, "grace"), 4, 2);
  await putSelfies(join(people, "emmy"), 5, 2);
  const wall = sharp({ create: { width: 320, height: 240, channels: 3, background: "#446688" } });
  await wall.jpeg().toFile(join(people, "emmy", "wall.jpg"));
  await writeFile(join(people, "emmy", "notes.jpg"), "no photo, but named like one");
  await mkdir(join(people, "nobody"));
  await copyFile(join(people, "ada", "00.jpg"), join(people, "in-no-folder.jpg"));
}, SLOW);

test(
  "counts owners, strangers and attempts, leaves no photo without a face out, and writes a page for one pair of eyes",
  async () => {
    const words = ["evaluate", "people", "--enroll", "3", "--json", "--report", "page.html"];
    const { code, stdout, stderr } = await selfsame(words, { cwd });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^reading 18 photos of 4 people$/m);
    expect(stderr).toMatch(/^left out 1 photo in no person's folder$/m);
    expect(stderr).not.toContain("warning");
    expect(stderr).toMatch(/^skipped people.emmy.notes\.jpg: is a text file/m);
    const result = JSON.parse(stdout) as Record<string, unknown>;
    expect(result).toMatchObject({
      owners: 2,
      strangers: 2,
      genuineAttempts: 2 * 2 * 3,
      impostorAttempts: 2 * 2 * 5,
      impostorPairs: 2 * 2,
      noFace: 1,
      unreadable: 1,
      rates: [1e-2, 1e-3, 1e-4].map((far) => ({ far, frr: null, low: null, high: null, measurable: false })),
      atThreshold: { security: 1e-4 },
      suspects: [],
      withoutSuspects: null,
      trainedOn: { owners: 0, strangers: 0 },
    });
    expect(Object.keys(result).slice(0, 12)).toEqual([
      ...["owners", "strangers", "genuineAttempts", "impostorAttempts", "impostorPairs", "noFace", "rates"],
      ...["atThreshold", "calibration", "baselines", "suspects", "withoutSuspects"],
    ]);
    expect(result["msPerPhoto"]).toBeGreaterThan(0);
    const { cllr, minCllr } = result["calibration"] as Record<string, number>;
    expect(cllr).toBeGreaterThanOrEqual(minCllr!);

    const page = await readFile(join(cwd, "page.html"), "utf8");
    const { document } = parseHTML(page);
    expect(document.querySelectorAll("script, link, i").length).toBe(0);
    expect(document.querySelectorAll("svg").length).toBe(2 * 3);
    expect(document.body.textContent).toContain("300 impostor attempts needed, 20 made");
    expect(document.body.textContent).toContain("20 impostor attempts are those of 4 pairs of an owner and a stranger");
    // Nobody was let in or refused wrongly, so no photo is shown.
    expect(document.querySelector("img")).toBeNull();
    expect(document.querySelector("footer")!.textContent).toMatch(/holds no photo\..*mode 0600/);
    if (process.platform !== "win32") expect((await stat(join(cwd, "page.html"))).mode & 0o777).toBe(0o600);
  },
  SLOW,
);

test(
  "says the same in words, and the same however many times it is asked",
  async () => {
    const words = ["evaluate", "people", "--enroll", "4", "--seeds", "1"];
    const text = await succeeds(words, { cwd });
    expect(text).toMatch(
      /^2 owners \(4 photos enroll, 1 shuffle\) and 2 strangers: 4 genuine and 10 impostor attempts, the latter of 4 pairs of people\. Intervals are by bootstrap over people\./,
    );
    expect(text).toContain("No face was found in 1 of 17 photos; each counts as refused. 1 file could not be read");
    expect(text).toMatch(/^1 in 1,000 +not measurable +3,000 impostor attempts needed, 10 made$/m);
    expect(text).toContain("too few to tell this level");
    const stable = (all: string) => all.replace(/[\d.]+ ms a photo/, "");
    expect(stable(await succeeds(words, { cwd }))).toBe(stable(text));
  },
  SLOW,
);

describe("a folder or a place that will not do", () => {
  const refuses = async (...words: string[]) => {
    const { code, stdout, stderr } = await selfsame(["evaluate", ...words], { cwd });
    expect([code, stdout]).toEqual([2, ""]);
    return stderr;
  };

  test(
    "is refused before any photo is read, with what the folder must look like",
    async () => {
      const shape =
        /must hold a folder for each person with that person's photos.*such as .*ada.1\.jpg: expected at least 2/;
      const many = await refuses("people");
      expect(many).toMatch(shape);
      expect(many).toContain("12 photos or more, who are the owners (10 enroll)");
      expect(many).toContain("got 0 owners and 4 strangers");
      expect(await refuses(join("people", "ada"))).toMatch(/got 0 owners and 0 strangers/);
      expect(await refuses("nowhere")).toBe("selfsame: nowhere: no such folder. Check the path.\n");
      expect(await refuses(join("people", "in-no-folder.jpg"))).toContain("expected a folder of photos, got a file");
      expect(await refuses("people", "--enroll", "2")).toMatch(/--enroll 2: expected a whole number from 3 to 50\./);
    },
    SLOW,
  );

  test(
    "is not overwritten by the report",
    async () => {
      await writeFile(join(cwd, "thesis.html"), "years of work");
      const words = ["people", "--enroll", "3", "--report"];
      expect(await refuses(...words, "thesis.html")).toMatch(
        /thesis\.html is there already and is no report of selfsame/,
      );
      expect(await readFile(join(cwd, "thesis.html"), "utf8")).toBe("years of work");
      expect(await refuses(...words, join("gone", "page.html"))).toContain("Make its folder first");
    },
    SLOW,
  );
});

onPosix(
  "Ctrl-C ends it in good order, with nothing written",
  async () => {
    const run = start(["evaluate", "people", "--enroll", "3", "--report", "late.html"], { cwd });
    await run.says("reading 18 photos");
    run.child.kill("SIGINT");
    const { code, stdout, stderr } = await run.finished;
    expect([code, stdout]).toEqual([130, ""]);
    expect(stderr).toMatch(/Interrupted; nothing was written\.\n$/);
    expect((await readdir(cwd)).filter((name) => name.startsWith("late"))).toEqual([]);
  },
  SLOW,
);

test(
  "warns of copies, which make figures better than they should be",
  async () => {
    const copies = join(cwd, "copies");
    for (const name of ["ada", "grace", "emmy"])
      await putSelfies(join(copies, name), name.length, name === "emmy" ? 1 : 5);
    await copyFile(join(copies, "ada", "00.jpg"), join(copies, "ada", "09.jpg"));
    const { code, stderr } = await selfsame(["evaluate", "copies", "--enroll", "3"], { cwd });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^selfsame: warning: 1 photo of a person is a copy of another: figures are better than/m);
  },
  SLOW,
);

test("normal deviates are those of the tables", () => {
  for (const [share, deviate] of [
    [0.5, 0],
    [0.975, 1.959964],
    [0.84134475, 1],
    [0.01, -2.326348],
    [1e-4, -3.719016],
    [1e-12, -7.034484],
  ] as const)
    expect(probit(share)).toBeCloseTo(deviate, 5);
});
