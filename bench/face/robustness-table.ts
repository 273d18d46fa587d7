// What scripts/face/robustness.ts measured, as a table.

export interface RobustnessResult {
  /** The false accept rate of unchanged photos, which set the threshold. */
  readonly level: number;
  readonly people: number;
  readonly owners: number;
  readonly copies: readonly {
    readonly copy: string;
    readonly photos: number;
    /** The share of photos in which no face was found, in [0, 1]. */
    readonly noFace: number;
    readonly genuine: number;
    /** The share of genuine attempts that did not fire, no face counted, in [0, 1]. */
    readonly frr: number;
    /** The same with photos that `unlock` refuses as too poor. */
    readonly frrOfUnlock: number;
    readonly impostor: number;
    /** The share of impostor attempts that fired, in [0, 1]. */
    readonly far: number;
  }[];
}

const percent = (share: number, digits = 1) => `${(100 * share).toFixed(digits)}%`;

export function robustnessRows({ copies }: RobustnessResult): string[][] {
  return [
    ["copies", "no face", "FRR", "FRR, poor photos refused", "FAR"],
    ...copies.map(({ copy, noFace, frr, frrOfUnlock, far }) => [
      copy,
      percent(noFace),
      percent(frr),
      percent(frrOfUnlock),
      percent(far, 2),
    ]),
  ];
}
