import assert from "node:assert/strict";
import test from "node:test";
import { hex } from "@scure/base";
import { concat } from "../src/bytes.ts";
import { epochOf } from "../src/charter.ts";
import { keysOf, newCode, recipientOf, stretch } from "../src/code.ts";
import { today } from "../src/day.ts";
import type { Followup, Report } from "../src/message.ts";
import { openParcel } from "../src/open.ts";
import { parcelId } from "../src/parcel.ts";
import { handleOf } from "../src/slots.ts";
import { operations, type Step } from "../src/worker.ts";
import { boardBytes, charterLine, makeBureau } from "./make.ts";

const b = await makeBureau();
const line = await charterLine(b);
const { charters } = await operations.charters(line);
const [charter] = charters as [(typeof charters)[0]];
const epoch = epochOf(charter, today()) as NonNullable<ReturnType<typeof epochOf>>;
const steps: Step[] = [];
const tell = (step: Step) => steps.push(step);
const handle = async (code: ReturnType<typeof newCode>) =>
  hex.encode(handleOf((await keysOf(await stretch(code), b.bureau)).slots));

test("charters, one that does not verify among them, are read without it", async () => {
  const other = await makeBureau();
  const bad = line.slice();
  bad[200] = (bad[200] as number) ^ 1;
  const newer = await charterLine({ ...b, charter: { ...b.charter, serial: 2 } });
  const read = await operations.charters(concat(await charterLine(other), bad, newer, line));
  assert.deepEqual(
    read.charters.map((c) => [c.bureau, c.serial]),
    [
      [other.bureau, 1],
      [b.bureau, 2],
    ],
  );
  assert.equal(read.refused, 1);
});

test("report, made, carries the keys of its code", async () => {
  const code = newCode();
  const content = { language: "nl", topic: "other", answers: [], text: "Iets." };
  const parcel = await operations.report({ charter, epoch, code, content }, tell);
  assert.equal(parcel.id, await parcelId(parcel.bytes));
  const { message } = await openParcel(b.identity, parcel.bytes, b.bureau, 1);
  const keys = await keysOf(await stretch(code), b.bureau);
  assert.equal((message as Report).recipient, await recipientOf(keys));
  assert.deepEqual(steps, ["stretch", "seal"]);
});

test("turn, made, names the old code's handle and the siblings in order", async () => {
  const [code, next, ...siblings] = [newCode(), newCode(), newCode(), newCode()];
  const order = {
    bureau: b.bureau,
    epoch,
    code: code as (typeof siblings)[0],
    next: next as (typeof siblings)[0],
    siblings,
    read: [3, 1],
    language: "en",
    text: "",
  };
  const first = await operations.turn(order, tell);
  const { message } = await openParcel(b.identity, first.bytes, b.bureau, 1);
  const turn = message as Followup;
  assert.equal(turn.handle, await handle(order.code));
  assert.deepEqual(turn.siblings, (await Promise.all(siblings.map(handle))).sort());
  assert.deepEqual(turn.read, [1, 3]);
  const again = (await openParcel(b.identity, (await operations.turn(order, tell)).bytes, b.bureau, 1)).message;
  assert.deepEqual(again, turn);
});

test("look, with the code of a report, finds the note on the bureau's board", async () => {
  const code = newCode();
  const keys = await keysOf(await stretch(code), b.bureau);
  const to = { recipient: await recipientOf(keys), slots: keys.slots };
  await operations.board({ data: await boardBytes(b, [{ to, note: { kind: "receipt", received: 1 } }]), charter });
  const seen = await operations.look(code, tell);
  assert.deepEqual(
    seen.map((s) => [s.bureau, s.receipt?.received]),
    [[b.bureau, 1]],
  );
  assert.deepEqual(await operations.look(newCode(), tell), []);
});
