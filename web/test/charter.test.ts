import assert from "node:assert/strict";
import test from "node:test";
import { base64 } from "@scure/base";
import { type Bytes, concat, utf8 } from "../src/bytes.ts";
import { cardWords, epochOf, expired, fingerprintWords, parseCharter } from "../src/charter.ts";
import { parseDay } from "../src/day.ts";
import { asked, type Topic } from "../src/form.ts";
import { wrongWord } from "../src/ui/askcard.ts";
import { newCard } from "../src/ui/draft.ts";
import { words } from "../src/words.ts";
import { operations } from "../src/worker.ts";
import { charterLine, exampleForm, makeBureau, signLine, succeed } from "./make.ts";

const b = await makeBureau();
const good = await charterLine(b);

const refused = (line: Bytes, reason: string, why: string) => assert.rejects(parseCharter(line), { reason }, why);

test("charter, as signed, is read", async () => {
  const c = await parseCharter(good);
  assert.equal(c.bureau, b.bureau);
  assert.deepEqual(c.form, exampleForm);
  assert.equal(fingerprintWords(c.bureau).length, 12);
  assert.ok(fingerprintWords(c.bureau).every((w) => words.includes(w)));
});

test("charter, with any bit flipped in its signature or text, is refused", async () => {
  for (const at of [10, 500, 3000, good.length - 4000, good.length - 10]) {
    const bad = good.slice();
    bad[at] = (bad[at] as number) ^ 1;
    await assert.rejects(parseCharter(bad), { name: "Refused" }, `byte ${at}`);
  }
});

test("charter, breaking a limit under a right signature, is refused", async () => {
  const [topic] = exampleForm.topics as [Topic];
  const [epoch] = b.charter.epochs;
  const form = (t: unknown) => ({ form: { version: 1, topics: [t] } });
  const question = { id: "q", type: "choice", title: { en: "x" }, hint: {}, options: [{ id: "a", title: { en: "a" } }], when: [] };
  const bad: Record<string, unknown>[] = [
    { format: "luwte/2 charter" },
    { serial: 0 },
    { made: "2030-01-02", expires: "2030-01-02" },
    { expires: "2030-02-30" },
    { name: {} },
    { name: { en: "" } },
    { name: { EN: "x" } },
    { name: { en: "a\u202eb" } },
    { name: { en: "a\tb" } },
    { about: Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`a${String.fromCharCode(97 + i)}`, "x"])) },
    { colour: "#777777" },
    { colour: null },
    { onion: "example.onion" },
    { onion: `${"a".repeat(56)}.onion` },
    { dispatch: base64.encode(new Uint8Array(1983)) },
    { epochs: [] },
    { epochs: [epoch, epoch] },
    { epochs: [{ ...epoch, from: epoch?.until }] },
    { epochs: [{ ...epoch, recipient: epoch?.recipient.slice(0, -1) }] },
    { epochs: [{ ...epoch, recipient: `age1tag1${epoch?.recipient.slice(8)}` }] },
    { form: { version: 0, topics: [topic] } },
    { form: { version: 1, topics: [] } },
    { form: { version: 1, topics: [topic, topic] } },
    form({ ...topic, id: "Approached" }),
    form({ ...topic, questions: [question, question] }),
    form({ ...topic, questions: [{ ...question, type: "number" }] }),
    form({ ...topic, questions: [{ ...question, options: [] }] }),
    form({ ...topic, questions: [{ ...question, type: "line" }] }),
    form({ ...topic, questions: [{ ...question, when: [{ question: "q", is: ["a"] }] }] }),
    form({ ...topic, questions: [question, { ...question, id: "r", when: [{ question: "q", is: ["b"] }] }] }),
    form({ ...topic, questions: [question, { ...question, id: "r", when: [{ question: "q", is: [] }] }] }),
    { retention: { parcels: 0, answers: 1 } },
    { retention: { parcels: 1, answers: 521 } },
    { pages: ["00".repeat(32), "00".repeat(32)] },
    { extra: 1 },
  ];
  for (const change of bad) await refused(await charterLine(b, change), "malformed", JSON.stringify(change).slice(0, 80));
});

test("charter, of another bureau or signer, is refused", async () => {
  const other = await makeBureau();
  await refused(await charterLine(b, { bureau: other.bureau }), "bureau", "fingerprint");
  const signed = good.slice(0, good.length - 4500 - 17);
  await refused(await signLine(other, signed), "signature", "signer");
  await refused(concat(good, utf8("\n")), "malformed", "trailing byte");
  await refused(good.slice(0, -1), "malformed", "no line feed");
  await refused(new Uint8Array(), "malformed", "nothing");
});

test("epoch, of a day, is the highest-numbered one that holds it", async () => {
  const e = (epoch: number, from: string, until: string) => ({
    epoch,
    from,
    until,
    recipient: b.charter.epochs[0]?.recipient as string,
  });
  const epochs = [e(1, "2030-01-01", "2030-03-01"), e(4, "2030-02-01", "2030-04-01")];
  const c = { ...(await parseCharter(good)), epochs, expires: "2030-05-01" };
  const on = (text: string) => epochOf(c, parseDay(text) as number)?.epoch;
  assert.deepEqual(["2029-12-31", "2030-01-01", "2030-02-01", "2030-03-31", "2030-04-01"].map(on), [undefined, 1, 4, 4, undefined]);
  assert.deepEqual([expired(c, parseDay("2030-05-02") as number), expired(c, parseDay("2030-05-03") as number)], [false, true]);
});

test("asked, of a topic, are the questions whose conditions hold", () => {
  const [topic] = exampleForm.topics as [Topic];
  const ids = (given: Record<string, string[]>) => asked(topic, given).map((q) => q.id);
  assert.deepEqual(ids({}), ["how", "data"]);
  assert.deepEqual(ids({ how: ["online"] }), ["how", "channel", "data"]);
});

test("charters, older than one that this visit saw, are not followed", async () => {
  const first = await makeBureau();
  const second = await succeed(first);
  const of = (line: Bytes) =>
    operations.charters(line).then(({ charters }) => charters.map((c) => [c.serial, c.predecessors.length]));
  assert.deepEqual(await of(await charterLine(first, { serial: 5 })), [[5, 0]]);
  assert.deepEqual(await of(await charterLine(first, { serial: 4 })), [[5, 0]]);
  assert.deepEqual(await of(await charterLine(second, { serial: 2 })), [[2, 1]]);
  assert.deepEqual(await of(await charterLine(first, { serial: 9 })), [[2, 1]]);
  assert.deepEqual(
    await of(await charterLine(await succeed(first), { serial: 9 })),
    [[2, 1]],
    "another successor of the same root",
  );
  assert.deepEqual(await of(await charterLine(b)), [[1, 0]]);
});

test("card, of a bureau with several roots, is asked for so many words that a chain made for it has no more chance than one root", async () => {
  const of = (n: number, k: number): number => (k === 0 ? 1 : (of(n - 1, k - 1) * n) / k); // n over k
  const chance = (roots: number, words: number) => (roots * of(5, words)) / of(12, words); // of roots that have five words each
  let bureau = b;
  for (let roots = 1; roots <= 9; bureau = await succeed(bureau), roots++) {
    const { places, typed } = newCard(await parseCharter(await charterLine(bureau)));
    assert.ok(
      places.length >= 2 && places.length < 5 && chance(roots, places.length) <= chance(1, 2),
      `${roots} roots, ${places.length} words`,
    );
    assert.equal(typed.length, places.length);
  }
});

test("card, from before a succession or after it, has words of one root", async () => {
  const charter = await parseCharter(await charterLine(await succeed(b)));
  const [older, newer] = [fingerprintWords(b.bureau), cardWords(charter)] as [string[], string[]];
  assert.notDeepEqual(older, newer);
  const places = [2, 9];
  const wrong = (one: string | undefined, two: string | undefined) => wrongWord(charter, { places, typed: [one ?? "", two ?? ""] });
  assert.equal(wrong(newer[1], newer[8]), -1);
  assert.equal(wrong(older[1], older[8]), -1);
  assert.equal(wrong(older[1], newer[8]), 1, "words of two roots");
  assert.equal(wrong(newer[1], ""), 1);
  assert.equal(wrong("", newer[8]), 0);
  const before = await parseCharter(good);
  assert.equal(wrongWord(before, { places, typed: [newer[1] ?? "", newer[8] ?? ""] }), 0, "a new card, and no succession");
});
