// What a profile holds, for people and for programs. Never a descriptor: numbers that stand for a face are not shown.

import type { Json } from "@selfsame/engine";
import { checkLevel, type Profile } from "@selfsame/face";
import picocolors from "picocolors";
import { displayed } from "../files/paths.ts";
import { shown } from "../photos/problem.ts";
import { day } from "./date.ts";
import { levelText } from "./enrollment-text.ts";
import { columns } from "./table.ts";

export function profileJson(path: string, { photos, level, networks, certainty, created, changed }: Profile): Json {
  return JSON.parse(
    JSON.stringify({
      profile: displayed(path),
      created,
      changed,
      security: level,
      networks,
      certainty: certainty.version,
      photos: photos.map(({ label, added, quality }, place) => ({ number: place + 1, label, added, quality })),
    }),
  ) as Json;
}

export function profileText(path: string, profile: Profile, color: boolean): string {
  const { dim, bold } = picocolors.createColors(color);
  const { photos, created, changed, level, certainty } = profile;
  const since = day(created) === day(changed) ? day(created) : `${day(created)}, changed ${day(changed)}`;
  const head = ["", "photo", "enrolled", "between the eyes", "brightness", "contrast", "sharpness", "yaw", "pitch"];
  const rows = photos.map(({ label, added, quality }, place) => [
    String(place + 1),
    shown(label),
    day(added),
    `${quality.eyeDistance.toFixed(0)} pixels`,
    quality.brightness.toFixed(0),
    quality.contrast.toFixed(0),
    quality.sharpness.toFixed(3),
    `${quality.yaw.toFixed(0)}°`,
    `${quality.pitch.toFixed(0)}°`,
  ]);
  const [first, ...rest] = columns([head, ...rows], "rllrrrrrr");
  return [
    `${bold(displayed(path))}: ${photos.length} photos, enrolled ${since}`,
    `Security level ${level.toExponential()}. ${levelText(checkLevel(level, certainty.levels), profile)}`,
    "",
    dim(first!),
    ...rest,
  ].join("\n");
}
