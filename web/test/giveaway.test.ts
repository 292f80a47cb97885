import assert from "node:assert/strict";
import test from "node:test";
import { giveaways } from "../src/giveaway.ts";
// The Go client runs the same cases.
import cases from "./giveaway.json";

const found = (text: string) => giveaways(text).map((g) => `${g.kind}: ${g.found}`);

for (const { kind, text, begins } of cases.standsOut) {
  test(`giveaways, of “${begins.replace("\n", " ")}”, are of the kind ${kind}`, () => {
    const all = giveaways(text);
    assert.equal(all.length, 1, JSON.stringify(all));
    assert.equal(all[0]?.kind, kind);
    assert.ok(all[0]?.found.startsWith(begins), all[0]?.found);
  });
}

for (const text of cases.harmless) {
  test(`giveaways, of “${text.slice(0, 30)}…”, are none`, () => assert.deepEqual(found(text), []));
}

test("giveaways, several, are each said once and in a fixed order", () => {
  const text = "Om 14:35 belde hij. Ik ben Jan. Mail jan@example.nl of jan@example.nl, alleen ik weet het. Om 14:35!";
  assert.deepEqual(found(text), ["name: Ik ben Jan", "only: alleen ik", "email: jan@example.nl", "time: 14:35"]);
});

test("giveaways, of a long text, are found without delay", () => {
  const start = performance.now();
  giveaways("1 ".repeat(100_000));
  giveaways("ik ben de ".repeat(20_000));
  giveaways(`${"a.".repeat(100_000)}@`);
  assert.ok(performance.now() - start < 3_000);
});
