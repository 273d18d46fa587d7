// AssemblyScript. What follows a sum, on four numbers of a cell or on one: · scale + shift by channel, + the same place of
// another map, activation. By themselves or as the end of another operation these are the same roundings.

import { madd } from "../../../backends/wasm/kernels/lanes";
import { Operation, PRELU, RELU, RELU6 } from "./operation";

/** x where x > 0, else x · slopes. */
@inline
export function preluLanes(z: v128, slopes: v128): v128 {
  return v128.bitselect(z, f32x4.mul(z, slopes), f32x4.gt(z, f32x4.splat(0)));
}

/** `channel`: bytes to the channel; `added`: the address to add from, or 0. */
@inline
export function endLanes(j: Operation, z: v128, channel: usize, added: usize): v128 {
  return endKnown(j, z, channel, added, j.scale, j.activation);
}

/** The same where the operation's `scale` and `activation` were read before: once for many. */
@inline
export function endKnown(
  j: Operation, z: v128, channel: usize, added: usize, scale: usize, activation: i32,
): v128 {
  if (scale != 0) z = madd(z, v128.load(scale + channel), v128.load(j.shift + channel));
  if (added != 0) z = f32x4.add(z, v128.load(added));
  if (activation == 0) return z;
  if (activation == PRELU) return preluLanes(z, v128.load(j.slopes + channel));
  z = f32x4.pmax(z, f32x4.splat(0));
  if (activation == RELU6) z = f32x4.pmin(z, f32x4.splat(6));
  return z;
}

@inline
export function endOne(j: Operation, z: f32, channel: usize, added: usize): f32 {
  if (j.scale != 0) z = load<f32>(j.shift + channel) + z * load<f32>(j.scale + channel);
  if (added != 0) z += load<f32>(added);
  const activation = j.activation;
  if (activation == RELU || activation == RELU6) z = z < 0 ? 0 : z;
  if (activation == RELU6) z = z > 6 ? 6 : z;
  if (activation == PRELU) z = z > 0 ? z : z * load<f32>(j.slopes + channel);
  return z;
}
