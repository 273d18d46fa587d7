// Lint settings for rooms that are pure: no clock, no chance, no host, the same numbers on every machine.

const HOST =
  "document window self navigator location localStorage sessionStorage indexedDB XMLHttpRequest fetch WebSocket " +
  "process Buffer require global __dirname __filename console alert";
const CLOCK = "Date performance setTimeout setInterval setImmediate requestAnimationFrame requestIdleCallback";

/** The Math functions whose last bits the standard leaves to each JavaScript engine; sqrt is exact, these are not. */
const ROUNDED_AS_ENGINES_LIKE =
  "exp expm1 log log1p log2 log10 pow sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh cbrt hypot";

const words = (text) => text.split(" ");
const host = words(HOST).map((name) => ({ name, message: "It belongs to a host: have it passed in at the edge." }));
const clock = words(CLOCK).map((name) => ({ name, message: "No clock here: have the time passed in at the edge." }));
const rounded = words(ROUNDED_AS_ENGINES_LIKE).map((property) => ({
  object: "Math",
  property,
  message: "Engines round it differently: use numbers/elementary.ts.",
}));

/** Settings for src/ of engine and face. */
export const pureRules = {
  "no-restricted-globals": ["error", ...host, ...clock],
  "no-restricted-properties": [
    "error",
    ...[
      ["Math", "random"],
      ["crypto", "getRandomValues"],
      ["crypto", "randomUUID"],
    ].map(([object, property]) => ({ object, property, message: "Randomness has a seed: use numbers/random.ts." })),
    ...[...host, ...clock].map(({ name, message }) => ({ object: "globalThis", property: name, message })),
    ...rounded,
  ],
  "no-restricted-syntax": [
    "error",
    {
      selector: "BinaryExpression[operator='**'], AssignmentExpression[operator='**=']",
      message: "Engines round ** differently: multiply, or use numbers/elementary.ts.",
    },
    {
      selector: ":not(MemberExpression, VariableDeclarator) > Identifier[name='Math']",
      message: "Name the function, as in Math.sqrt, so that its rounding can be checked.",
    },
    {
      selector: "MemberExpression[computed=true][object.name='Math']",
      message: "Name the function, as in Math.sqrt, so that its rounding can be checked.",
    },
    {
      selector: "VariableDeclarator[init.name='Math'][id.type='Identifier']",
      message: "Name the function, as in Math.sqrt, so that its rounding can be checked.",
    },
    {
      selector:
        "Program > VariableDeclaration[kind!='const'], ExportNamedDeclaration > VariableDeclaration[kind!='const']",
      message: "No mutable state at module level.",
    },
    { selector: "ExportDefaultDeclaration", message: "Exports have names." },
  ],
};
