import assert from "node:assert/strict";
import test from "node:test";
import { boardSize, findNote, isOld, parseBoard } from "../src/board.ts";
import type { Bytes } from "../src/bytes.ts";
import { parseCharter } from "../src/charter.ts";
import { keysOf, newCode, recipientOf, stretch } from "../src/code.ts";
import { today } from "../src/day.ts";
import { openNote } from "../src/open.ts";
import { slotLabel } from "../src/slots.ts";
import { boardBytes, charterLine, makeBureau } from "./make.ts";

const b = await makeBureau();
const charter = await parseCharter(await charterLine(b));
const keys = await keysOf(await stretch(newCode()), b.bureau);
const to = { recipient: await recipientOf(keys), slots: keys.slots };
const notes = [
  { to, note: { kind: "receipt" as const, received: 1 } },
  { to, note: { kind: "answer" as const, slot: 1, text: "Thank you." } },
];
const good = await boardBytes(b, notes);

test("board, as signed, is read and its notes open", async () => {
  const board = await parseBoard(good, charter);
  assert.equal(good.length, boardSize(4));
  const open = (slot: number) => {
    const data = findNote(board, slotLabel(keys.slots, board.nonce, slot)) as Bytes;
    return openNote(keys.identity, keys.slots, { bureau: b.bureau, nonce: board.nonce, slot }, data);
  };
  assert.deepEqual((await open(0)).kind, "receipt");
  assert.deepEqual((await open(1)).text, "Thank you.");
  assert.equal(findNote(board, slotLabel(keys.slots, board.nonce, 2)), undefined);
});

test("board, altered, cut or of another bureau, is refused", async () => {
  const change = (at: number, to: number) => good.map((x, i) => (i === at ? to : x)) as Bytes;
  const refused = (data: Bytes, reason: string) => assert.rejects(parseBoard(data, charter), { reason });
  await refused(change(0, 0), "malformed");
  await refused(change(94, 5), "malformed");
  await refused(change(94, 3), "malformed");
  await refused(change(93, 0), "malformed"); // next before made
  await refused(change(20, (good[20] as number) ^ 1), "bureau");
  await refused(change(5000, (good[5000] as number) ^ 1), "signature");
  await refused(change(good.length - 1, (good[good.length - 1] as number) ^ 1), "signature");
  await refused(good.slice(0, -1), "malformed");
  await refused(new Uint8Array([...good, 0]), "malformed");
  const other = await makeBureau();
  await refused(await boardBytes(other, []), "bureau");
  await refused(await boardBytes({ ...b, dispatch: other.dispatch }, []), "signature");
  await refused(await boardBytes(b, [], { number: 0 }), "malformed");
  await refused(await boardBytes(b, [], { made: today(), next: today() }), "malformed");
  const swapped = good.slice();
  swapped.set(good.subarray(95, 95 + 4112), 95 + 4112);
  await refused(swapped, "malformed"); // the same label twice
});

test("note, elsewhere than it was made for, is refused", async () => {
  const board = await parseBoard(good, charter);
  const data = findNote(board, slotLabel(keys.slots, board.nonce, 1)) as Bytes;
  const at = { bureau: b.bureau, nonce: board.nonce, slot: 1 };
  const open = (place: typeof at, note = data, k = keys) => openNote(k.identity, k.slots, place, note);
  await assert.rejects(open({ ...at, slot: 2 }), { reason: "mac" });
  await assert.rejects(open({ ...at, nonce: new Uint8Array(32) }), { reason: "mac" });
  await assert.rejects(open({ ...at, bureau: "00".repeat(32) }), { reason: "mac" });
  await assert.rejects(open(at, data.slice(0, -1)), { reason: "shape" });
  await assert.rejects(open(at, data.map((x, i) => (i === 3000 ? x ^ 1 : x)) as Bytes), { reason: "sealed" });
  const other = await keysOf(await stretch(newCode()), b.bureau);
  await assert.rejects(open(at, data, other), { reason: "sealed" });
});

test("isOld, a day after the promise, is still forgiven", () => {
  assert.deepEqual([isOld({ next: 10 }, 11), isOld({ next: 10 }, 12)], [false, true]);
});
