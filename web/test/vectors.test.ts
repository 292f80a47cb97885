// The test vectors beside the specification, which the Go packages run too. Each suite asserts how many it ran. dispatch.json is not here: the
// page reads no dispatches.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { sha256 } from "@noble/hashes/sha2.js";
import { hex } from "@scure/base";
import { findNote, parseBoard } from "../src/board.ts";
import { type Bytes, concat, u32be, utf8 } from "../src/bytes.ts";
import { type Charter, epochOf, fingerprintWords, inboxOf, isAfter, parseCharter } from "../src/charter.ts";
import { keysOf, readCode, recipientOf, stretch, wordsOf } from "../src/code.ts";
import { colourOk, darkEnough } from "../src/colour.ts";
import { formatDay, parseDay } from "../src/day.ts";
import { decodeMessage, encodeMessage } from "../src/message.ts";
import { openNote, openParcel } from "../src/open.ts";
import { parcelId, plaintextSize } from "../src/parcel.ts";
import { seal } from "../src/seal.ts";
import { verify } from "../src/sign.ts";
import { handleOf, macKey, slotLabel } from "../src/slots.ts";

interface Edit {
  at?: number;
  put?: string;
  cut?: number;
  append?: string;
}
interface Case {
  name: string;
  base: string;
  edits?: Edit[];
  error?: string;
}

// biome-ignore lint/suspicious/noExplicitAny: the shape of each file is in crypto/vectors/vectors.go
const load = (name: string): any => JSON.parse(readFileSync(`../crypto/vectors/${name}`, "utf8"));
const bytes = (text: string): Bytes => new Uint8Array(hex.decode(text));

function input(c: Case): Bytes {
  let data: Bytes = new Uint8Array(readFileSync(`../crypto/vectors/${c.base}`));
  for (const e of c.edits ?? []) {
    data.set(bytes(e.put ?? ""), e.at ?? 0);
    data = concat(data.subarray(0, data.length - (e.cut ?? 0)), bytes(e.append ?? ""));
  }
  return data;
}

/** The attempt must come out as the case says: with a value, or refused for the reason named. */
async function expect<T>(c: { name: string; error?: string }, attempt: () => T | Promise<T>): Promise<T | undefined> {
  if (!c.error) return attempt();
  await assert.rejects(async () => attempt(), { name: "Refused", reason: c.error }, c.name);
  return undefined;
}

test("code, derived vectors, agree", async () => {
  const { derived } = load("code.json");
  for (const d of derived) {
    const secret = bytes(d.secret);
    assert.deepEqual([wordsOf(secret).join(" "), wordsOf(secret, "nl").join(" ")], [d.words, d.words_nl]);
    assert.deepEqual([readCode(d.words), readCode(d.words_nl)], [{ code: secret }, { code: secret }]);
    const keys = await keysOf(await stretch(secret), d.bureau);
    assert.equal(keys.identity, d.identity);
    assert.equal(await recipientOf(keys), d.recipient);
    assert.equal(hex.encode(keys.slots), d.slots);
    assert.equal(hex.encode(handleOf(keys.slots)), d.handle);
    assert.equal(hex.encode(macKey(keys.slots)), d.mac_key);
    const labels = Array.from({ length: 16 }, (_, i) => hex.encode(slotLabel(keys.slots, bytes(d.nonce), i)));
    assert.deepEqual(labels, d.labels);
  }
  assert.equal(derived.length, 3);
});

test("code, reading vectors, agree", () => {
  const kinds: Record<string, string> = { "unknown-word": "unknown", "other-list": "other", count: "count", check: "check" };
  const { read } = load("code.json");
  for (const r of read) {
    const got = readCode(r.text);
    if (!r.error) {
      assert.deepEqual(got, { code: bytes(r.secret) }, r.text);
      continue;
    }
    assert.ok("mistake" in got, r.text);
    assert.equal(got.mistake.kind, kinds[r.error], r.text);
    if (!r.position) continue;
    assert.ok(got.mistake.kind === "unknown" || got.mistake.kind === "other", r.text);
    const { position, nearest } = got.mistake;
    const language = "language" in got.mistake ? got.mistake.language : undefined;
    assert.deepEqual([position, language, nearest[0]], [r.position, r.language, r.nearest], r.text);
  }
  assert.equal(read.length, 38);
});

test("sign, vectors, agree", async () => {
  const v = load("sign.json");
  for (const c of v.cases) {
    assert.equal(await verify(bytes(v.public), c.label, bytes(c.data ?? ""), bytes(c.signature)), !c.error, c.name);
  }
  assert.equal(v.cases.length, 12);
});

test("charter, vectors, agree", async () => {
  const v = load("charter.json");
  for (const c of v.cases) await expect(c, () => parseCharter(utf8(c.text)));
  assert.equal(v.cases.length, 118);
  const charter = (await parseCharter(new Uint8Array(readFileSync("../crypto/vectors/charter.bin")))) as Charter;
  assert.deepEqual(
    [charter.bureau, inboxOf(charter.bureau), ...["en", "nl"].map((tag) => fingerprintWords(charter.bureau, tag).join(" "))],
    [v.bureau, v.inbox, v.words, v.words_nl],
  );
  for (const e of v.epochs) assert.equal(epochOf(charter, parseDay(e.day) as number)?.epoch ?? 0, e.epoch, e.day);
  assert.equal(v.epochs.length, 6);
  const of = async (name: string) => parseCharter(utf8(v.cases.find((c: Case) => c.name === name)?.text ?? ""));
  for (const { known, next, error } of v.orders)
    assert.equal(isAfter(await of(next), await of(known)), !error, `${known}, ${next}`);
  assert.equal(v.orders.length, 18);
});

test("colour, vectors and all colours, agree", () => {
  const { colours, all_colours } = load("charter.json");
  for (const c of colours) assert.equal(colourOk(c.text), !c.error, c.name);
  assert.equal(colours.length, 28);
  const every = new Uint8Array(2 ** 21);
  for (let rgb = 0; rgb < 2 ** 24; rgb++) if (darkEnough(rgb)) every[rgb >> 3] = (every[rgb >> 3] as number) | (0x80 >> (rgb & 7));
  assert.equal(hex.encode(sha256(every)), all_colours);
});

test("board, vectors, agree", async () => {
  const v = load("board.json");
  const charter = { bureau: v.bureau, dispatch: Buffer.from(v.dispatch, "hex").toString("base64") } as Charter;
  for (const c of v.cases as Case[]) {
    const board = await expect(c, () => parseBoard(input(c), charter));
    if (!board) continue;
    const read = [hex.encode(board.nonce), board.number, formatDay(board.made), formatDay(board.next)];
    assert.deepEqual(read, [v.nonce, v.number, v.made, v.next], c.name);
    assert.equal(findNote(board, bytes(v.label))?.length, 4096);
  }
  assert.equal(v.cases.length, 25);
});

test("note, vectors, agree", async () => {
  const v = load("note.json");
  for (const c of v.cases) {
    const place = { bureau: v.bureau, nonce: bytes(v.nonce), slot: c.slot ?? 0 };
    const note = await expect(c, () => openNote(v.identity, bytes(v.slots), place, input(c)));
    if (note) assert.equal(JSON.stringify(note), JSON.stringify(JSON.parse(c.object)), c.name);
  }
  assert.equal(v.cases.length, 31);
});

test("parcel, vectors, agree", async () => {
  const v = load("parcel.json");
  for (const c of v.cases as Case[]) await expect(c, () => openParcel(v.identity, input(c), v.bureau, v.epoch));
  assert.equal(v.cases.length, 14);
  for (const { base, id } of v.ids) assert.equal(await parcelId(input({ name: "id", base })), id);
  const whole = input({ name: "good", base: "report.age" });
  await assert.rejects(openParcel(v.identity, whole, v.bureau, v.epoch + 1), { reason: "bound" });
  await assert.rejects(openParcel(v.identity, whole, "00".repeat(32), v.epoch), { reason: "bound" });
});

test("plaintext, vectors, agree", async () => {
  const { plaintexts } = load("parcel.json");
  for (const c of plaintexts) {
    const [json, body] = [utf8(c.object ?? ""), bytes(c.body ?? "")];
    const plaintext = concat(
      u32be(json.length + (c.longer ?? 0)),
      json,
      body,
      new Uint8Array(plaintextSize - 4 - json.length - body.length),
    );
    plaintext[plaintextSize - 1] = c.last ?? 0;
    const decoded = await expect(c, () => decodeMessage(plaintext));
    if (decoded) assert.deepEqual(encodeMessage(decoded.message, decoded.body as Bytes), plaintext, c.name);
  }
  assert.equal(plaintexts.length, 47);
});

test("recipient, vectors, agree", async () => {
  const { recipients } = load("parcel.json");
  for (const c of recipients) await expect(c, () => seal(c.text, new Uint8Array()));
  assert.equal(recipients.length, 11);
});
