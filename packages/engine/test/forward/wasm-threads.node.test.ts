// A network on several threads: the same numbers as on one. In Node, where a session may wait for others.

import { expect, test } from "vitest";
import { forwardPlanOf } from "../../src/forward/plan.ts";
import { openForwardWasm } from "../../src/forward/wasm/open.ts";
import { forwardCases, forwardInputsOf, forwardParametersOf, type ForwardCase } from "../support/forward-cases.ts";

const CASES = /large enough to share|^detector/;
const shared = forwardCases.filter(({ name }) => CASES.test(name));

async function answers(one: ForwardCase, threads: number) {
  const { structure } = one;
  const opening = { structure, plan: forwardPlanOf(structure), parameters: forwardParametersOf(one) };
  const session = await openForwardWasm(opening, { threads });
  expect(session.facts).toMatchObject({ name: "wasm", threads, notes: [] });
  const inputs = forwardInputsOf(one);
  const usual = await session.run(inputs, one.count);
  const every = await session.run(
    inputs,
    one.count,
    structure.layers.map(({ name }) => name),
  );
  const again = await session.run(inputs, one.count);
  session.dispose();
  return { usual, every, again };
}

test("a network answers with the same bits on one thread, on two and on three", async () => {
  expect(shared.length).toBe(3);
  for (const one of shared) {
    const alone = await answers(one, 1);
    for (const threads of [2, 3]) expect(await answers(one, threads), one.name).toEqual(alone);
  }
}, 60_000);
