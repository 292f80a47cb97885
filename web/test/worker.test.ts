import assert from "node:assert/strict";
import test from "node:test";
import { hex } from "@scure/base";
import { concat } from "../src/bytes.ts";
import { epochOf } from "../src/charter.ts";
import { keysOf, newCode, recipientOf, stretch } from "../src/code.ts";
import { today } from "../src/day.ts";
import { deliver } from "../src/delivery.ts";
import type { Followup, Report } from "../src/message.ts";
import { openParcel } from "../src/open.ts";
import { type Parcel, parcelId } from "../src/parcel.ts";
import { copyOf, pieceSize } from "../src/pieces.ts";
import { handleOf } from "../src/slots.ts";
import { operations, type Step } from "../src/worker.ts";
import { background, boardBytes, charterLine, makeBureau } from "./make.ts";

const b = await makeBureau();
const line = await charterLine(b);
const { charters } = await operations.charters(line);
const [charter] = charters as [(typeof charters)[0]];
const epoch = epochOf(charter, today()) as NonNullable<ReturnType<typeof epochOf>>;
const steps: Step[] = [];
const tell = (step: Step) => steps.push(step);
const handle = async (code: ReturnType<typeof newCode>) =>
  hex.encode(handleOf((await keysOf(await stretch(code), b.bureau)).slots));

/** The parcels of the letter with that number. */
async function rest(letter: number): Promise<Parcel[]> {
  const all: Parcel[] = [];
  for (let p = await operations.next(letter); p; p = await operations.next(letter)) all.push(p);
  return all;
}

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
  const letter = await operations.report({ charter, epoch, code, content, files: [] }, tell);
  const [parcel, ...more] = (await rest(letter)) as [Parcel, ...Parcel[]];
  assert.equal(more.length, 0);
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
    files: [],
  };
  const sealed = async () => {
    return ((await rest(await operations.turn(order, tell))) as [Parcel])[0];
  };
  const first = await sealed();
  const { message } = await openParcel(b.identity, first.bytes, b.bureau, 1);
  const turn = message as Followup;
  assert.equal(turn.handle, await handle(order.code));
  assert.deepEqual(turn.siblings, (await Promise.all(siblings.map(handle))).sort());
  assert.deepEqual(turn.read, [1, 3]);
  const again = (await openParcel(b.identity, (await sealed()).bytes, b.bureau, 1)).message;
  assert.deepEqual(again, turn);
});

test("report, with a picture and its original, seals the pieces first and names them last", async () => {
  const comment = new Uint8Array([0xff, 0xfe, 0, 5, 0x4a, 0x61, 0x6e]);
  const frame = new Uint8Array([0xff, 0xc0, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0]);
  const scan = new Uint8Array([0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0]);
  const drawn = crypto.getRandomValues(new Uint8Array(60_000)).map((v) => v & 0x7f);
  const picture = concat(new Uint8Array([0xff, 0xd8]), comment, frame, scan, ...Array(5).fill(drawn), new Uint8Array([0xff, 0xd9]));
  const seen = await operations.inspect({ name: "a.jpg", data: new Blob([picture]) });
  assert.deepEqual([seen.kind, seen.why, seen.found.map((f) => f.value)], ["jpeg", undefined, ["Jan"]]);
  const copies = [seen.cleaned, seen.original].map((copy, i) => {
    assert.ok(copy);
    return { name: `${i}.jpg`, type: "image/jpeg", ...copy, acknowledged: [] };
  });
  const content = { language: "nl", topic: "other", answers: [], text: "Iets." };
  const parcels = await rest(await operations.report({ charter, epoch, code: newCode(), content, files: copies }, tell));
  const opened = await Promise.all(parcels.map((p) => openParcel(b.identity, p.bytes, b.bureau, 1)));
  assert.deepEqual(
    opened.map((o) => o.message.kind),
    ["file", "file", "file", "file", "report"],
  );
  const { files } = (opened[4] as (typeof opened)[0]).message as Report;
  assert.deepEqual(
    files.map((f) => [f.name, f.size, f.parcels]),
    [
      ["0.jpg", picture.length - comment.length, parcels.slice(0, 2).map((p) => p.id)],
      ["1.jpg", picture.length, parcels.slice(2, 4).map((p) => p.id)],
    ],
  );
  assert.deepEqual(concat(opened[2]?.body as Uint8Array, opened[3]?.body as Uint8Array), picture);
  assert.equal(opened[2]?.body.length, pieceSize);
});

/** A file of so many pieces whose reading waits at the second, once held is called, until it may go on. */
function slowFile(pieces: number) {
  const data = new Blob([crypto.getRandomValues(new Uint8Array(65_536)), new Uint8Array((pieces - 1) * pieceSize)]);
  let wait: Promise<void> | undefined;
  let release = () => {};
  const hold = () => {
    wait = new Promise((resolve) => {
      release = resolve;
    });
  };
  const slice = (from: number, to: number) => ({
    arrayBuffer: async () => {
      if (from > 0) await wait;
      return data.slice(from, to).arrayBuffer();
    },
  });
  return { data: { size: data.size, slice } as unknown as Blob, hold, release: () => release() };
}

test("letter, stopped while its file is read slowly, takes no piece of the next", async () => {
  const { data, hold, release } = slowFile(3);
  const copy = await copyOf(data);
  const page = background();
  const content = { language: "nl", topic: "other", answers: [], text: "Iets." };
  const order = () => ({
    report: { charter, epoch, code, content, files: [{ name: "a", type: "", ...copy, acknowledged: [] as string[] }] },
  });
  const code = newCode();
  const collect = async (stopped: AbortController, reached = () => {}) => {
    const all: Parcel[] = [];
    const post = async (parcel: Parcel) => {
      all.push(parcel);
      reached();
    };
    const ends = deliver(page.parcels(order()), { post, acknowledged: () => {}, trouble: async () => {} }, stopped.signal);
    return { all, error: await ends.catch((e) => e) };
  };
  hold();
  const first = new AbortController();
  let old: ReturnType<typeof collect> | undefined;
  await new Promise<void>((posted) => {
    old = collect(first, posted);
  });
  first.abort(); // its second piece is being read
  const second = collect(new AbortController());
  await new Promise((resolve) => setTimeout(resolve, 50));
  release();
  const [{ error, all: before }, { all, error: none }] = await Promise.all([old as ReturnType<typeof collect>, second]);
  assert.ok(error);
  assert.equal(none, undefined);
  assert.equal(before.length, 1);
  const letter = await openParcel(b.identity, (all[3] as Parcel).bytes, b.bureau, 1);
  const named = (letter.message as Report).files.flatMap((f) => f.parcels);
  assert.deepEqual(
    all.slice(0, -1).map((p) => p.id),
    named,
  );
  assert.deepEqual(all.at(-1)?.pieces, named);
});

test("next, of a letter after which another was begun, is refused", async () => {
  const order = {
    charter,
    epoch,
    code: newCode(),
    content: { language: "nl", topic: "other", answers: [], text: "Iets." },
    files: [],
  };
  const first = await operations.report(order, tell);
  const second = await operations.report(order, tell);
  await assert.rejects(operations.next(first), /stale/);
  assert.equal((await rest(second)).length, 1);
});

test("inspect, of what is clean, and of what is unknown, offers one copy", async () => {
  const clean = await operations.inspect({ name: "a.txt", data: new Blob(["een zin"]) });
  assert.deepEqual([Boolean(clean.cleaned), Boolean(clean.original)], [true, false]);
  const unknown = await operations.inspect({ name: "a.bin", data: new Blob([new Uint8Array(9)]) });
  assert.deepEqual([unknown.why, Boolean(unknown.cleaned), Boolean(unknown.original)], ["unknown", false, true]);
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
