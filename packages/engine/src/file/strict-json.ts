// JSON (RFC 8259) from strangers: as JSON.parse, but a key given twice and the key `__proto__` are refused, nesting is
// limited, and objects have no prototype.

import type { Json } from "./facts.ts";

/** Deeper than any file of ours. */
const DEPTH_LIMIT = 64;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** What a string is made of, no bare control characters; in pieces, since one pattern overflows its stack on long strings. */
const PLAIN = /[^"\\\u0000-\u001f]+/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const SPACE = /[ \t\n\r]*/y;

/** Parses `text`. Throws a plain Error that names the place. */
export function parseStrictJson(text: string): Json {
  let at = 0;

  function fail(expected: string): never {
    throw new Error(`expected ${expected} at character ${at}`);
  }
  function token(pattern: RegExp): string | undefined {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  }
  function take(character: string): boolean {
    token(SPACE);
    if (text[at] !== character) return false;
    at++;
    return true;
  }
  function string(): string {
    if (!take('"')) fail("a string");
    const start = at - 1;
    while (text[at] !== '"') if ((token(PLAIN) ?? token(ESCAPE)) === undefined) fail("a string to its end");
    at++;
    return JSON.parse(text.slice(start, at)) as string; // which decodes its escapes
  }
  function object(depth: number): Json {
    const values = Object.create(null) as Record<string, Json>;
    if (take("}")) return values;
    do {
      const key = string();
      if (key === "__proto__") throw new Error(`the key __proto__ at character ${at}`);
      if (key in values) throw new Error(`the key ${JSON.stringify(key)} a second time at character ${at}`);
      if (!take(":")) fail('":"');
      values[key] = value(depth);
    } while (take(","));
    return take("}") ? values : fail('"}"');
  }
  function array(depth: number): Json {
    const values: Json[] = [];
    if (take("]")) return values;
    do values.push(value(depth));
    while (take(","));
    return take("]") ? values : fail('"]"');
  }
  function value(depth: number): Json {
    if (depth > DEPTH_LIMIT) throw new Error(`more than ${DEPTH_LIMIT} levels of nesting at character ${at}`);
    if (take("{")) return object(depth + 1);
    if (take("[")) return array(depth + 1);
    if (text[at] === '"') return string();
    for (const [word, meaning] of [
      ["true", true],
      ["false", false],
      ["null", null],
    ] as const) {
      if (text.startsWith(word, at)) {
        at += word.length;
        return meaning;
      }
    }
    const number = token(NUMBER);
    return number === undefined ? fail("a value") : Number(number);
  }

  const result = value(0);
  token(SPACE);
  if (at !== text.length) fail("the end");
  return result;
}
