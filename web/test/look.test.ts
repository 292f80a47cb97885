import assert from "node:assert/strict";
import test from "node:test";
import { parseBoard } from "../src/board.ts";
import { parseCharter } from "../src/charter.ts";
import { keysOf, newCode, recipientOf, stretch } from "../src/code.ts";
import { formatDay, today } from "../src/day.ts";
import { look } from "../src/look.ts";
import type { Note } from "../src/note.ts";
import { boardBytes, charterLine, makeBureau } from "./make.ts";

const b = await makeBureau();
const charter = await parseCharter(await charterLine(b));
const keys = await keysOf(await stretch(newCode()), b.bureau);
const to = { recipient: await recipientOf(keys), slots: keys.slots };
const date = formatDay(today() - 1);

async function lookAt(...notes: (Partial<Note> & { kind: Note["kind"] })[]) {
  const bytes = await boardBytes(
    b,
    notes.map((note) => ({ to, note })),
  );
  return look(await parseBoard(bytes, charter), keys);
}

const none = { bureau: b.bureau, damaged: false, answers: [], incomplete: false };

test("look, nothing under the labels, finds nothing", async () => {
  assert.equal(await lookAt(), undefined);
});

test("look, a receipt or an alarm, says so", async () => {
  const missing = ["a.pdf"];
  assert.deepEqual(await lookAt({ kind: "receipt", received: 2, missing }), { ...none, receipt: { date, received: 2, missing } });
  assert.deepEqual(await lookAt({ kind: "alarm" }), { ...none, alarm: { date } });
});

test("look, an answer in parts, joins them", async () => {
  const part = (slot: number, p: number, parts: number, text: string) => ({ kind: "answer" as const, slot, part: p, parts, text });
  const seen = await lookAt(part(1, 1, 1, "one"), part(3, 1, 2, "two and "), part(4, 2, 2, "three"));
  assert.deepEqual(seen, {
    ...none,
    answers: [
      { slots: [1], date, text: "one" },
      { slots: [3, 4], date, text: "two and three" },
    ],
  });
});

test("look, an answer of which a part is not there, does not show it", async () => {
  const seen = await lookAt({ kind: "answer", slot: 2, part: 2, parts: 2, text: "three" });
  assert.deepEqual(seen, { ...none, incomplete: true });
});

test("look, a note that is not the desk's, is damaged", async () => {
  const forged = { recipient: to.recipient, slots: new Uint8Array(32) };
  const bytes = await boardBytes(b, [{ to, note: { kind: "receipt", received: 1 } }]);
  const other = await boardBytes(b, [{ to: forged, note: { kind: "receipt" } }]);
  const board = await parseBoard(bytes, charter);
  const stranger = await parseBoard(other, charter);
  for (const entry of board.entries) entry.note = (stranger.entries[0] as { note: typeof entry.note }).note;
  assert.deepEqual(await look(board, keys), { ...none, damaged: true });
});
