// What the calling thread and its workers say to each other. One message asks for one call of a session, however many
// steps that covers, and one answers it.

import { SelfsameError, type ErrorCode } from "../../../errors.ts";
import type { Session } from "../../backend.ts";
import type { Opening } from "../session.ts";

/** The methods of a session that are called by message. */
export type Method = Exclude<keyof Session, "facts" | "dispose">;

export type Request =
  /** The worker becomes a helper, one of those that share the memory. */
  | { readonly kind: "help"; readonly module: WebAssembly.Module; readonly memory: WebAssembly.Memory }
  /** The worker becomes the leader: it opens the session and answers calls. */
  | { readonly kind: "lead"; readonly opening: Opening }
  | { readonly kind: "call"; readonly id: number; readonly method: Method; readonly values: readonly unknown[] };

export type Reply =
  | { readonly kind: "ready" }
  | { readonly kind: "answer"; readonly id: number; readonly value: unknown }
  /** Without an id: it could not become what it was asked to be, or broke. */
  | { readonly kind: "failure"; readonly id?: number; readonly error: PlainError };

/** An error as it crosses threads. */
export interface PlainError {
  readonly code?: ErrorCode;
  readonly message: string;
  readonly stack?: string | undefined;
}

export function plainError(error: unknown): PlainError {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message, stack } = error;
  return error instanceof SelfsameError ? { code: error.code, message, stack } : { message, stack };
}

/** The error again: what went wrong in the worker, and where there, is its cause. */
export function errorAgain({ code, message, stack }: PlainError): Error {
  const options = stack === undefined ? {} : { cause: stack };
  return code === undefined ? new Error(message, options) : new SelfsameError(code, message, options);
}

/** The buffers of all numbers in `value`, however deep, to be handed over instead of copied. */
export function buffersIn(value: unknown): ArrayBuffer[] {
  if (typeof value !== "object" || value === null) return [];
  if (ArrayBuffer.isView(value)) return value.buffer instanceof ArrayBuffer ? [value.buffer] : [];
  const within = value instanceof Map ? value.values() : Array.isArray(value) ? value : Object.values(value);
  return [...within].flatMap(buffersIn);
}
