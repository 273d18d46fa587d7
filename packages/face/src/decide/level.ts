// Security levels: how many strangers may pass. A level is an offset on the output neuron's bias (the prior that puts its
// false accept rate at a certainty of 0.5), measured on people whom the network has never seen.

/** The share of strangers that may pass, of those that can be promised on the photos there are. */
export type SecurityLevel = 1e-2 | 1e-3 | 1e-4;

export const SECURITY_LEVELS: readonly SecurityLevel[] = [1e-2, 1e-3, 1e-4];
export const DEFAULT_LEVEL: SecurityLevel = 1e-4;

/** How many photos were enrolled where the rates of the levels were counted. Fewer say less about their owner. */
export const MEASURED_PHOTOS = 10;

/** The offset of one level, and what was counted when it was set. */
export interface LevelOffset {
  readonly level: SecurityLevel;
  /** Added to the log-likelihood ratio; the output fires where the sum is above 0. */
  readonly offset: number;
  /** False accept rate and false reject rate at this offset on people never seen, each in [0, 1]. */
  readonly far: number;
  readonly frr: number;
  /** How many impostor and genuine attempts they were counted on. */
  readonly impostorAttempts: number;
  readonly genuineAttempts: number;
}
