// The ten-selfie protocol on some people, from their readings to every figure.

import { SelfsameError } from "@selfsame/engine";
import type { CertaintyModel, OpenCertainty } from "../certainty/model.ts";
import { openCertainty } from "../certainty/open.ts";
import { checkLevel } from "../decide/check-level.ts";
import { decideRatio, showsFace } from "../decide/decide.ts";
import { DEFAULT_LEVEL, SECURITY_LEVELS, type LevelOffset, type SecurityLevel } from "../decide/level.ts";
import { calibrationOf, type Calibration } from "./calibration.ts";
import { knownAmong } from "./known.ts";
import {
  OWNER_SPARE,
  PROTOCOL_DEFAULTS,
  protocolOf,
  type Person,
  type Protocol,
  type ProtocolOptions,
} from "./protocol.ts";
import { compareAt, type Interval, type RateAt } from "./rates.ts";
import {
  attemptsOf,
  scoreAttempts,
  type EvaluatedPerson,
  type Scored,
  type ScoredAttempt,
  type ScoreOptions,
} from "./score.ts";
import { findSuspects, withoutSuspects, type Suspect } from "./suspects.ts";

export interface EvaluatePeopleOptions extends Partial<ProtocolOptions>, Pick<ScoreOptions, "onTrial"> {
  readonly model: CertaintyModel;
  /** What opens the model; default: `openCertainty`. */
  readonly open?: OpenCertainty;
  /** Default: 1e-4. */
  readonly level?: SecurityLevel;
  /** `hashName` of everyone whom the model was trained on. */
  readonly trainedOn?: ReadonlySet<string>;
}

/** What was counted on one set of attempts. */
export interface Figures {
  readonly genuineAttempts: number;
  readonly impostorAttempts: number;
  /** The distinct pairs of an owner and a stranger among them: photos and shuffles of one pair are no new evidence. */
  readonly impostorPairs: number;
  /** By the certainty network, at 1e-2, 1e-3 and 1e-4: ratios alone, no photo refused for its quality. */
  readonly rates: readonly RateAt[];
  /** The same by the distance to the mean of the enrolled descriptors. */
  readonly meanDistance: readonly RateAt[];
  /** 95% intervals of the network's FRR minus that of the distance, one for each rate, paired. */
  readonly differences: readonly Interval[];
  /** As `unlock` decides at the level: fires above 0.5, and refuses a photo too poor to tell. */
  readonly atThreshold: { readonly security: SecurityLevel; readonly far: number; readonly frr: number };
  /** Of the ratios before the level's offset; attempts without a face left out. */
  readonly calibration: Calibration;
}

export interface Evaluation {
  readonly owners: number;
  readonly strangers: number;
  /** Photos in which no face was found, or what was found is none. */
  readonly noFace: number;
  readonly figures: Figures;
  readonly suspects: readonly Suspect[];
  /** The figures without attempts of suspect photos; undefined where there is none. */
  readonly clear: Figures | undefined;
  /** Places of the people whom the model was trained on: figures on them flatter it. */
  readonly known: readonly number[];
  readonly level: LevelOffset;
  readonly protocol: Protocol;
  readonly scored: Scored;
}

/**
 * Runs the protocol on people who were read, with one certainty network for all of them; it trains nothing. Names of
 * people must differ. Throws SelfsameError `input` for fewer than two owners or no stranger, saying what it takes, and for a
 * level that the model does not support; `model-file` where the model does not fit together; what `onTrial` throws.
 *
 * @example
 * const { figures } = await evaluatePeople(people, { model: await shippedModel() });
 * figures.rates.at(-1); // { far: 0.0001, frr, low, high, measurable, threshold }
 */
export async function evaluatePeople(
  people: readonly EvaluatedPerson[],
  {
    model,
    open = openCertainty,
    level = DEFAULT_LEVEL,
    trainedOn = new Set(),
    onTrial,
    ...options
  }: EvaluatePeopleOptions,
): Promise<Evaluation> {
  const offset = checkLevel(level, model.levels);
  people = people.map(({ name, photos }) => ({
    name,
    photos: photos.map((face) => (showsFace(face) ? face : undefined)),
  }));
  const counted = people.map(({ name, photos }) => ({ name, photos: photos.length }));
  const setting = { ...PROTOCOL_DEFAULTS, ...options };
  checkPeople(counted, setting);
  const protocol = await protocolOf(counted, setting);
  const scored = await scoreAttempts(people, protocol, {
    open: (enrolled) => open(model, enrolled),
    ...(onTrial && { onTrial }),
  });
  const suspects = findSuspects(people, scored, -offset.offset);
  return {
    owners: people.length - protocol.strangers.length,
    strangers: protocol.strangers.length,
    noFace: people.reduce((sum, { photos }) => sum + photos.filter((face) => face === undefined).length, 0),
    figures: figuresOf(people, scored, offset),
    suspects,
    clear: suspects.length === 0 ? undefined : figuresOf(people, withoutSuspects(scored, suspects), offset),
    known: await knownAmong(
      people.map(({ name }) => name),
      trainedOn,
    ),
    level: offset,
    protocol,
    scored,
  };
}

/** Throws SelfsameError `input` where the protocol cannot be run on these people. */
export function checkPeople(people: readonly Person[], { enroll }: Pick<ProtocolOptions, "enroll">): void {
  const owners = people.filter(({ photos }) => photos >= enroll + OWNER_SPARE).length;
  const strangers = people.length - owners;
  if (owners >= 2 && strangers >= 1) return;
  const count = (number: number, one: string) => `${number} ${one}${number === 1 ? "" : "s"}`;
  throw new SelfsameError(
    "input",
    `expected at least 2 people with ${enroll + OWNER_SPARE} photos or more, who are the owners (${enroll} enroll), and at least 1 ` +
      `with fewer, who are the strangers; got ${count(owners, "owner")} and ${count(strangers, "stranger")}. Add people, or enroll with another number of photos.`,
  );
}

function figuresOf(people: readonly EvaluatedPerson[], scored: Scored, level: LevelOffset): Figures {
  const { one, other, differences } = compareAt(
    attemptsOf(people, scored, ({ ratio }) => ratio),
    attemptsOf(people, scored, ({ distance }) => -distance),
    SECURITY_LEVELS,
  );
  return {
    genuineAttempts: scored.genuine.length,
    impostorAttempts: scored.impostor.length,
    impostorPairs: new Set(scored.impostor.map(({ owner, person }) => owner * people.length + person)).size,
    rates: one,
    meanDistance: other,
    differences,
    atThreshold: atThreshold(people, scored, level),
    calibration: calibrationOf(seenRatios(scored.genuine), seenRatios(scored.impostor)),
  };
}

/** Natural-log likelihood ratios of the attempts that had one, in their order: those without a face are left out. */
export function seenRatios(attempts: readonly ScoredAttempt[]): number[] {
  return attempts.map(({ ratio }) => ratio).filter(Number.isFinite);
}

function atThreshold(people: readonly EvaluatedPerson[], scored: Scored, level: LevelOffset): Figures["atThreshold"] {
  const isUnlocked = ({ person, photo, ratio }: ScoredAttempt) =>
    // Asked only where it could fire: judging a photo takes longer than adding.
    ratio + level.offset > 0 && decideRatio(ratio, level, people[person]!.photos[photo]).unlocked;
  const accepted = scored.impostor.filter(isUnlocked).length;
  const refused = scored.genuine.filter((attempt) => !isUnlocked(attempt)).length;
  return {
    security: level.level,
    far: accepted / scored.impostor.length,
    frr: refused / scored.genuine.length,
  };
}
