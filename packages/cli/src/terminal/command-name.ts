// What the reader types to run this command: pasted from a message, it must work where the message was read.

/** "npx selfsame" where npx started it, else "selfsame". */
export function commandName(): string {
  return process.env["npm_command"] === "exec" ? "npx selfsame" : "selfsame";
}
