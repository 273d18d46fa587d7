// The links of `selfsame unlock` one after another, each on the clock, in a process that has done nothing before. The
// command itself decodes while the networks open, and its code is put together, so that it takes less than their sum.
// Usage: node first-decision.js COMMAND PROFILE PHOTO, run by bench/face/cold.ts. COMMAND: the folder of the built command.
// JavaScript, since the command is published as such and Node should have nothing to translate.

import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [command, profilePath, photo] = process.argv.slice(2);
const ms = { "start of Node": performance.now() };
let last = performance.now();
const lap = (name) => {
  const now = performance.now();
  ms[name] = now - last;
  last = now;
};
const part = (path) => import(pathToFileURL(join(command, path)).href);

await part("program.js");
await part("commands/unlock.js");
const { readInstalledFile } = await part("face/networks.js");
const { decodePhoto } = await part("photos/decode.js");
const { readProfile } = await part("face/profile-file.js");
const face = await part("../@selfsame/face/index.js"); // installed beside it
lap("code");
const bytes = new Map();
const nameOf = (file) => `${file.package}/${file.path}`;
const { detector, landmarks, descriptor } = face.FACE_FILES; // the mesh is for second looks
const files = [detector, landmarks, descriptor].flat();
await Promise.all(files.map(async (file) => bytes.set(nameOf(file), await readInstalledFile(file))));
lap("weights read and checked");
const networks = await face.loadFaceNetworks(async (file) => bytes.get(nameOf(file)), { mesh: "later" });
lap("networks made");
const reader = await face.openFaceReader(networks);
lap("networks opened");
const profile = await readProfile(profilePath, () => undefined);
const certainty = await face.openCertainty(profile.certainty, profile.photos);
lap("profile");
const image = await decodePhoto(photo, async (decoded) => decoded);
lap("photo decoded");
const level = face.checkLevel(profile.level, profile.certainty.levels);
const { unlocked } = await face.recognize(reader, certainty, level, image);
lap("first look and decision");
console.log(JSON.stringify({ unlocked, ms }));
