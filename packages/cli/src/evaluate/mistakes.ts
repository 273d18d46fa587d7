// The worst mistakes side by side: the photo that was decided on, and the enrolled one that is most like it.

import type { Mistake } from "@selfsame/face";
import { percent } from "../report/format.ts";
import { escape, section } from "../report/markup.ts";
import { inFolder, type EvaluationResult } from "./result.ts";
import { facePicture } from "./pictures.ts";

export async function mistakeSections(result: EvaluationResult): Promise<string> {
  const { accepted, refused } = result.mistakes;
  const none = "<p>None, of so many attempts; that does not mean never.</p>";
  const parts = [
    [
      "Strangers who were let in",
      "The surest first: the stranger's photo, and the owner's enrolled one that is most like it.",
      accepted,
    ],
    [
      "Owners who were refused",
      "The least certain first, each beside the enrolled photo that is most like it.",
      refused,
    ],
  ] as const;
  const sections: string[] = [];
  for (const [title, words, mistakes] of parts) {
    const pairs: string[] = [];
    for (const mistake of mistakes) pairs.push(await pair(mistake, result));
    sections.push(
      section(title, `<p>${words}</p>`, pairs.length === 0 ? none : `<div class="pairs">${pairs.join("")}</div>`),
    );
  }
  return sections.join("\n");
}

async function pair(
  { owner, person, photo, beside, certainty, reason }: Mistake,
  result: EvaluationResult,
): Promise<string> {
  const { people } = result;
  const picture = async (who: number, place: number) => {
    const { paths, photos } = people[who]!;
    const source = await facePicture(paths[place]!, photos[place]);
    const image = source === undefined ? "" : `<img alt="" width="112" height="112" src="${source}">`;
    return `<figure>${image}<figcaption><bdi>${escape(inFolder(result, paths[place]!)).replace(/[/_-]/g, "$&<wbr>")}</bdi></figcaption></figure>`;
  };
  const pictures = [await picture(person, photo), ...(beside === undefined ? [] : [await picture(owner, beside)])];
  const words = person === owner ? reason : `let in as <bdi>${escape(people[owner]!.name)}</bdi>`;
  return `<div class="pair">${pictures.join("")}<p class="small">${escape(percent(certainty))} certain: ${person === owner ? escape(words) : words}</p></div>`;
}
