import assert from "node:assert/strict";
import test from "node:test";
import { keysOf, newCode, recipientOf, stretch } from "../src/code.ts";
import { today } from "../src/day.ts";
import { Drop } from "../src/drop.ts";
import { background, boardBytes, charterLine, makeBureau } from "./make.ts";

const b = await makeBureau();
const line = await charterLine(b);
const code = newCode();
const keys = await keysOf(await stretch(code), b.bureau);
const to = { recipient: await recipientOf(keys), slots: keys.slots };
const notes = [{ to, note: { kind: "receipt", received: 2 } as const }];
const older = await boardBytes(b, [], { number: 1, next: today() + 2 });
const newer = await boardBytes(b, notes, { number: 2, next: today() + 9 });
const spoiled = newer.slice();
spoiled[1000] = (spoiled[1000] as number) ^ 1;

type Part = Uint8Array<ArrayBuffer>;

/** What is there after files were chosen one after the other, each of so many parts. */
async function chosen(...files: Part[][]) {
  const page = background();
  const drop = new Drop(page, true);
  for (const parts of files) assert.deepEqual(await drop.takeFiles([new File(parts, "bureaus.dat")]), []);
  const seen = await page.order("look", code);
  return { next: drop.datesOf(b.bureau)?.next, board: drop.boards.get(b.bureau), received: seen[0]?.receipt?.received };
}

test("saved boards, in any order, are read by the newest that verifies", async () => {
  for (const files of [
    [[line, newer, older]],
    [[line, older, newer]],
    [[line, newer], [older]],
    [
      [line, newer],
      [line, older],
    ],
    [[line, newer, spoiled]],
    [[line, newer], [spoiled]],
  ]) {
    const { next, received } = await chosen(...files);
    assert.deepEqual([next, received], [today() + 9, 2]);
  }
  assert.equal((await chosen([line, spoiled])).board, "refused");
  assert.equal((await chosen([line, spoiled], [older])).next, today() + 2);
});

test("saved boards, chosen alone after the charters, are verified by these", async () => {
  const { next, received } = await chosen([line], [newer]);
  assert.deepEqual([next, received], [today() + 9, 2]);
  assert.equal((await chosen([line], [spoiled])).board, "refused");
});

test("saved files, of which a later one is something else, stay as they were", async () => {
  const page = background();
  const drop = new Drop(page, true);
  await drop.takeFiles([new File([line, newer], "bureaus.dat")]);
  assert.deepEqual(await drop.takeFiles([new File(["Other words"], "notes.txt")]), ["notes.txt"]);
  assert.equal(drop.datesOf(b.bureau)?.next, today() + 9);
  assert.equal((await page.order("look", code)).length, 1);
});

// Last: from here on the worker of these tests has seen a newer charter.
test("saved boards, of a key that a newer charter no longer names, are not read", async () => {
  const { dispatch } = (await makeBureau()).charter;
  const renewed = await charterLine({ ...b, charter: { ...b.charter, serial: 2, dispatch } });
  const { board, received } = await chosen([line, newer], [renewed]);
  assert.deepEqual([board, received], ["refused", undefined]);
});
