import assert from "node:assert/strict";
import test from "node:test";
import { type GiveawayKind, giveaways } from "../src/giveaway.ts";

const found = (text: string) => giveaways(text).map((g) => `${g.kind}: ${g.found}`);

const standsOut: [GiveawayKind, string, string][] = [
  ["name", "Hallo, mijn naam is Jan de Vries en", "mijn naam is Jan"],
  ["name", "Ik ben Fatima en ik werk bij", "Ik ben Fatima"],
  ["name", "my name is Ann Smith.", "my name is Ann Smith"],
  ["name", "Met vriendelijke groet,\nPiet", "groet,\nPiet"],
  ["name", "Mi nòmber ta Shurman", "Mi nòmber ta Shurman"],
  ["only", "alleen ik had toegang", "alleen ik"],
  ["only", "Only I had access to it", "Only I"],
  ["only", "ik ben de enige met een sleutel", "ik ben de enige"],
  ["only", "Nobody else knew", "Nobody else"],
  ["only", "Ami so tabatin e yabi", "Ami so"],
  ["role", "Ik ben de griffier van", "Ik ben de griffier"],
  ["role", "ik werk als teamleider", "ik werk als teamleider"],
  ["role", "as the deputy mayor I", "as the deputy mayor"],
  ["role", "mijn personeelsnummer staat erop", "mijn personeelsnummer"],
  ["email", "mail me op j.devries@gemeente.example.nl graag", "j.devries@gemeente.example.nl"],
  ["phone", "bel 06-1234 5678", "06-1234 5678"],
  ["phone", "call +31 6 12345678", "+31 6 12345678"],
  ["phone", "(020) 123 45 67 overdag", "(020) 123 45 67"],
  ["phone", "yama 717-8000", "717-8000"],
  ["bsn", "bsn 111222333 stond erop", "111222333"],
  ["bsn", "1112.22.333", "1112.22.333"],
  ["date", "op 12 maart zag ik", "12 maart"],
  ["date", "op 12-03-2026 zag", "12-03-2026"],
  ["date", "on March 12, 2026 I", "March 12, 2026"],
  ["date", "2026-03-12", "2026-03-12"],
  ["date", "dia 3 di yüni", "3 di yüni"],
  ["time", "om 14:35 kwam", "14:35"],
  ["time", "om 14.35 uur", "14.35 uur"],
  ["time", "om half drie", "half drie"],
  ["time", "at 3 pm", "3 pm"],
];

for (const [kind, text, part] of standsOut) {
  test(`giveaways, of “${part.replace("\n", " ")}”, are of the kind ${kind}`, () => {
    const all = giveaways(text);
    assert.equal(all.length, 1, JSON.stringify(all));
    assert.equal(all[0]?.kind, kind);
    assert.ok(all[0]?.found.startsWith(part), all[0]?.found);
  });
}

const harmless = [
  "Ik ben bang en ik weet niet wat ik moet doen.",
  "Ze vroegen om adressen, “gewoon even”. Dat is al een paar weken zo.",
  "I am afraid. They offered 5000 euros twice, 3 people came.",
  "Het zijn er 25, misschien 1500 in 2025.",
  "Begin maart, 's avonds, belde iemand drie keer.",
  "Het gaat om kenteken XX-123-Y en dossier 123456789.", // fails the BSN's test
  "Marten en Julian kwamen langs; een directeur hoorde het.",
  "Mi tin miedu. Nan a pidi adrès.",
];

for (const text of harmless) {
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
