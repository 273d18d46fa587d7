// The people of the demonstration, all invented. The first is the one whose face the network learns.
// Ines is Mila's sister on purpose: the same hair and nearly the same skin, so that no single color tells them apart.

export type HairStyle = "bob" | "bald" | "curls" | "fringe" | "long" | "short" | "bun" | "tousled" | "scarf";

/** Lengths in pixels on a head about 156 wide and 210 tall; eyes lie at height 0. */
export interface Character {
  readonly name: string;
  readonly skin: string;
  readonly hair: { readonly style: HairStyle; readonly color: string };
  readonly face: { readonly width: number; readonly jaw: number; readonly chin: number; readonly length: number };
  readonly eyes: {
    readonly size: number;
    readonly apart: number;
    readonly slant: number;
    readonly color: string;
    readonly lashes: number;
  };
  readonly brows: { readonly thickness: number; readonly arch: number; readonly height: number };
  readonly nose: { readonly width: number; readonly length: number };
  readonly mouth: { readonly width: number; readonly fullness: number; readonly color: string };
  /** 1 is usual; 0 for ears that hair or cloth covers. */
  readonly ears: number;
  /** 0 young to 1 old. */
  readonly age: number;
  readonly glasses?: "round" | "square";
  readonly beard?: "full" | "moustache";
  readonly freckles?: true;
  readonly earrings?: "hoop" | "pearl";
}

export const CHARACTERS: readonly Character[] = [
  {
    name: "mila",
    skin: "#e3ab84",
    hair: { style: "bob", color: "#5a2f20" },
    face: { width: 78, jaw: 55, chin: 22, length: 98 },
    eyes: { size: 1.14, apart: 33, slant: 0.04, color: "#5d7a4c", lashes: 2.6 },
    brows: { thickness: 5, arch: 5, height: 27 },
    nose: { width: 11, length: 34 },
    mouth: { width: 22, fullness: 1, color: "#b5524c" },
    ears: 0,
    age: 0.1,
    freckles: true,
  },
  {
    name: "otto",
    skin: "#eab79b",
    hair: { style: "bald", color: "#d9d2c6" },
    face: { width: 80, jaw: 64, chin: 32, length: 106 },
    eyes: { size: 0.88, apart: 32, slant: -0.1, color: "#56738a", lashes: 0 },
    brows: { thickness: 8.5, arch: 3, height: 24 },
    nose: { width: 18, length: 43 },
    mouth: { width: 24, fullness: 0.5, color: "#a9605a" },
    ears: 1.25,
    age: 1,
    glasses: "round",
    beard: "moustache",
  },
  {
    name: "amara",
    skin: "#7d4a30",
    hair: { style: "curls", color: "#22161a" },
    face: { width: 75, jaw: 54, chin: 22, length: 104 },
    eyes: { size: 1.1, apart: 33, slant: 0.12, color: "#3a2118", lashes: 3 },
    brows: { thickness: 6, arch: 8, height: 28 },
    nose: { width: 17, length: 36 },
    mouth: { width: 27, fullness: 1.6, color: "#96413f" },
    ears: 0.9,
    age: 0.3,
    earrings: "hoop",
  },
  {
    name: "jun",
    skin: "#e2b78c",
    hair: { style: "fringe", color: "#1d1a20" },
    face: { width: 77, jaw: 60, chin: 27, length: 102 },
    eyes: { size: 0.86, apart: 35, slant: 0.16, color: "#2e1d16", lashes: 0.8 },
    brows: { thickness: 6.5, arch: 1, height: 26 },
    nose: { width: 13, length: 37 },
    mouth: { width: 21, fullness: 0.9, color: "#b06355" },
    ears: 1,
    age: 0.2,
    glasses: "square",
  },
  {
    name: "ines",
    skin: "#e0a580",
    hair: { style: "long", color: "#613423" },
    face: { width: 73, jaw: 47, chin: 18, length: 110 },
    eyes: { size: 1, apart: 31, slant: 0.1, color: "#6a4428", lashes: 2.4 },
    brows: { thickness: 7.5, arch: 3, height: 24 },
    nose: { width: 12, length: 42 },
    mouth: { width: 25, fullness: 1.3, color: "#a5443f" },
    ears: 0.9,
    age: 0.3,
    earrings: "pearl",
  },
  {
    name: "sami",
    skin: "#b97c52",
    hair: { style: "short", color: "#2a1b18" },
    face: { width: 79, jaw: 66, chin: 34, length: 105 },
    eyes: { size: 0.95, apart: 32, slant: 0, color: "#3b2417", lashes: 1.2 },
    brows: { thickness: 10, arch: 3, height: 23 },
    nose: { width: 16, length: 43 },
    mouth: { width: 23, fullness: 0.9, color: "#9d544a" },
    ears: 1.05,
    age: 0.5,
    beard: "full",
  },
  {
    name: "greta",
    skin: "#efc4a8",
    hair: { style: "bun", color: "#bdb6b4" },
    face: { width: 74, jaw: 58, chin: 25, length: 100 },
    eyes: { size: 0.9, apart: 31, slant: -0.08, color: "#5f8595", lashes: 1.4 },
    brows: { thickness: 3.6, arch: 7, height: 27 },
    nose: { width: 13, length: 38 },
    mouth: { width: 22, fullness: 0.6, color: "#b8575c" },
    ears: 1.05,
    age: 0.95,
    earrings: "pearl",
  },
  {
    name: "leo",
    skin: "#f0c39c",
    hair: { style: "tousled", color: "#cf9a4a" },
    face: { width: 81, jaw: 60, chin: 24, length: 94 },
    eyes: { size: 1.16, apart: 34, slant: 0, color: "#4d83a3", lashes: 1 },
    brows: { thickness: 5, arch: 4, height: 28 },
    nose: { width: 11, length: 30 },
    mouth: { width: 20, fullness: 0.7, color: "#c06a5c" },
    ears: 1.4,
    age: 0,
    freckles: true,
  },
  {
    name: "noor",
    skin: "#c98f63",
    hair: { style: "scarf", color: "#8a3f4a" },
    face: { width: 75, jaw: 53, chin: 22, length: 101 },
    eyes: { size: 1.12, apart: 33, slant: 0.08, color: "#4a2f1c", lashes: 3.2 },
    brows: { thickness: 6.5, arch: 6, height: 26 },
    nose: { width: 12, length: 40 },
    mouth: { width: 23, fullness: 1.2, color: "#a64c4f" },
    ears: 0,
    age: 0.25,
  },
];
