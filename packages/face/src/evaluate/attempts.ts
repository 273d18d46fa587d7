// Attempts: someone's photo held before someone's profile, with what came of it. All figures are counted on these.

/** One score for each attempt, higher for the owner; -Infinity where no face was found, which never unlocks. */
export interface Attempts {
  /** Names of the people, whom `owner` and `stranger` index. */
  readonly people: readonly string[];
  readonly genuine: readonly GenuineAttempt[];
  readonly impostor: readonly ImpostorAttempt[];
}

/** An owner before their own profile. */
export interface GenuineAttempt {
  readonly owner: number;
  readonly score: number;
}

/** A stranger before an owner's profile. */
export interface ImpostorAttempt {
  readonly owner: number;
  readonly stranger: number;
  readonly score: number;
}
