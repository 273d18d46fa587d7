// What a face does at one moment.

export interface Expression {
  /** -1 corners down to 1 broad smile. */
  readonly smile: number;
  /** 0 lips closed to 1 mouth open. */
  readonly parted: number;
  /** How far the lids are open: 0 closed, 1 usual. */
  readonly openness: number;
  /** -1 lowered to 1 raised. */
  readonly brows: number;
  /** -1 worried to 1 frowning. */
  readonly frown: number;
  /** Where the eyes look, each in [-1, 1]. */
  readonly gaze: readonly [x: number, y: number];
}
