// The entry @selfsame/engine/numbers: elementary functions and randomness that give the same bits everywhere, where the
// engine's own results depend on them and those of packages above it should not depend on the machine either.

export { cos, exp, expm1, log, log1p, sigmoid, sin, softplus, tanh } from "./elementary.ts";
export { areFinite } from "./finite.ts";
export { permutation, PURPOSE, stream, type Stream } from "./random.ts";
