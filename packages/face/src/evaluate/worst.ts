// The attempts that went most wrong, each with the enrolled photo that it is best seen beside.

import { decideRatio } from "../decide/decide.ts";
import { descriptorDistance } from "../profile/group.ts";
import type { Evaluation } from "./evaluate.ts";
import type { EvaluatedPerson, ScoredAttempt } from "./score.ts";

/** Places as in `ScoredAttempt`. */
export interface Mistake {
  readonly owner: number;
  readonly person: number;
  readonly photo: number;
  /** The enrolled photo that is most like this one; undefined where one of the two shows no face. */
  readonly beside: number | undefined;
  /** In [0, 1], at the level; 0 where there was no ratio. */
  readonly certainty: number;
  /** As `unlock` would say it. */
  readonly reason: string;
}

export interface Mistakes {
  /** Strangers who were let in, the surest first. */
  readonly accepted: readonly Mistake[];
  /** Owners who were refused, the least certain first. */
  readonly refused: readonly Mistake[];
}

/** At most `count` (from 0) of each kind, as `unlock` decides; a photo before an owner is named once, whatever the shuffles. */
export function worstMistakes(
  people: readonly EvaluatedPerson[],
  { scored, protocol, level }: Pick<Evaluation, "scored" | "protocol" | "level">,
  count: number,
): Mistakes {
  const decisionOn = ({ person, photo, ratio }: ScoredAttempt) =>
    decideRatio(ratio, level, people[person]!.photos[photo]);
  const mistakes = (attempts: readonly ScoredAttempt[], sign: 1 | -1, isAccepted: boolean): Mistake[] => {
    const named = new Set<string>();
    const found: Mistake[] = [];
    for (const attempt of [...attempts].sort((a, b) => (a.ratio === b.ratio ? 0 : a.ratio < b.ratio ? sign : -sign))) {
      const { owner, person, photo } = attempt;
      const key = `${owner} ${person} ${photo}`;
      const { unlocked, certainty, reason } = decisionOn(attempt);
      if (unlocked !== isAccepted || named.has(key)) continue;
      named.add(key);
      found.push({ owner, person, photo, beside: besideOf(people, attempt, protocol), certainty, reason });
      if (found.length === count) break;
    }
    return found;
  };
  const couldFire = scored.impostor.filter(({ ratio }) => ratio + level.offset > 0);
  return { accepted: mistakes(couldFire, 1, true), refused: mistakes(scored.genuine, -1, false) };
}

function besideOf(
  people: readonly EvaluatedPerson[],
  { owner, person, photo, trial }: ScoredAttempt,
  { trials }: Evaluation["protocol"],
): number | undefined {
  const face = people[person]!.photos[photo];
  let [nearest, least]: [number | undefined, number] = [undefined, Infinity];
  for (const place of trials[trial]!.enrolled) {
    const other = people[owner]!.photos[place];
    if (face === undefined || other === undefined) continue;
    const distance = descriptorDistance(face.descriptor, other.descriptor);
    if (distance < least) [nearest, least] = [place, distance];
  }
  return nearest;
}
