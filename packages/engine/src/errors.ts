// The one error type of the project: a stable code for programs, a sentence with the way out for people.

/** Codes are part of the public interface: none is renamed or reused within a major version. */
export type ErrorCode =
  | "structure" // a network that cannot exist: shapes, names, sizes
  | "input" // an argument or an array of the wrong shape, range or type
  | "examples" // examples that cannot be trained on
  | "loss-not-finite" // training left the numbers
  | "backend-unavailable" // the machine lacks what the backend needs
  | "backend-lost" // what the backend ran on ended while it was needed
  | "model-file" // bytes that are not a model this version can read
  | "model-version" // a model written by a later version
  | "checkpoint" // a checkpoint that does not fit what it is resumed with
  | "profile" // bytes that are not an enrolled owner's profile this version can use
  | "profile-version" // a profile written by a later version
  | "photo" // an image that cannot be read or used
  | "file" // reading or writing a file failed
  | "usage"; // a command line that does not make sense

/**
 * An error with a stable `code` and a message that says where, what was expected, what came, and the way out.
 *
 * @example
 * try { await load(bytes) } catch (error) { if (isSelfsameError(error, "model-file")) ... }
 */
export class SelfsameError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "SelfsameError";
    this.code = code;
  }
}

/** True for a SelfsameError, of the given code if one is given; works across copies of the package. */
export function isSelfsameError(error: unknown, code?: ErrorCode): error is SelfsameError {
  return (
    error instanceof Error &&
    error.name === "SelfsameError" &&
    "code" in error &&
    (code === undefined || error.code === code)
  );
}
