import assert from "node:assert/strict";
import test from "node:test";
import { base64, bech32 } from "@scure/base";
import { Encrypter, generateHybridIdentity, generateX25519Identity, identityToRecipient } from "age-encryption";
import { type Bytes, concat, u32be, utf8 } from "../src/bytes.ts";
import { encodeMessage, excess, type Followup, type Report } from "../src/message.ts";
import { openParcel } from "../src/open.ts";
import { checkShape, headerSize, parcelSize, plaintextSize } from "../src/parcel.ts";
import { seal, sealMessage } from "../src/seal.ts";

const identity = await generateHybridIdentity();
const recipient = await identityToRecipient(identity);
const bureau = "ab".repeat(32);

const report: Report = {
  format: "luwte/1 parcel",
  kind: "report",
  bureau,
  epoch: 2,
  recipient,
  slots: base64.encode(new Uint8Array(32)),
  language: "nl",
  form: 1,
  topic: "other",
  answers: [{ id: "how", question: "Hoe?", values: ["online"], answer: "Online" }],
  text: "Mijn melding \u2028 <b>",
  files: [],
};
const followup: Followup = {
  format: "luwte/1 parcel",
  kind: "followup",
  bureau,
  epoch: 2,
  handle: "01".repeat(16),
  recipient,
  slots: report.slots,
  siblings: [],
  read: [1, 2],
  language: "en",
  text: "",
  files: [],
};

test("seal, a report and a follow-up, open as they were", async () => {
  for (const message of [report, followup]) {
    const parcel = await sealMessage(recipient, message);
    assert.equal(parcel.length, parcelSize);
    const opened = await openParcel(identity, parcel, bureau, 2);
    assert.deepEqual(opened.message, message);
    await assert.rejects(openParcel(identity, parcel, "00".repeat(32), 2), { reason: "bound" });
    await assert.rejects(openParcel(identity, parcel, bureau, 1), { reason: "bound" });
    await assert.rejects(openParcel(await generateHybridIdentity(), parcel, bureau, 2), { reason: "sealed" });
  }
});

test("seal, a text to the last byte and one more, fits and does not", async () => {
  const room = -excess({ ...report, text: "x" }) + 1;
  const full = { ...report, text: "x".repeat(room) };
  assert.equal(excess(full), 0);
  await openParcel(identity, await sealMessage(recipient, full), bureau, 2);
  await assert.rejects(sealMessage(recipient, { ...report, text: "x".repeat(room + 1) }), { reason: "size" });
});

test("seal, to anything but one usable hybrid recipient, is refused", async () => {
  const classical = await identityToRecipient(await generateX25519Identity());
  const { words } = bech32.decode(recipient as `age1pq1${string}`, false);
  const poisoned = concat(bech32.fromWords(words).slice(0, -32), new Uint8Array(32));
  const outOfRange = concat(new Uint8Array([255, 255, 255]), bech32.fromWords(words).slice(3));
  const bad = [
    "",
    classical,
    recipient.toUpperCase(),
    `${recipient} `,
    `${recipient}\n${recipient}`,
    recipient.slice(0, -1) + (recipient.endsWith("q") ? "p" : "q"),
    bech32.encode("age1pq", bech32.toWords(poisoned), false),
    bech32.encode("age1pq", bech32.toWords(outOfRange), false),
  ];
  for (const r of bad) await assert.rejects(seal(r, utf8("x")), { reason: "recipient" }, r.slice(0, 20));
});

test("parcel, of another shape, is refused before opening", async () => {
  const parcel = await sealMessage(recipient, report);
  const two = new Encrypter();
  two.addRecipient(recipient);
  two.addRecipient(recipient);
  const twice = new Uint8Array(await two.encrypt(new Uint8Array(plaintextSize)));
  assert.throws(() => checkShape(parcel.slice(0, -1)), { reason: "short" });
  assert.throws(() => checkShape(concat(parcel, new Uint8Array(1))), { reason: "long" });
  assert.throws(() => checkShape(twice.slice(0, parcelSize)), { reason: "shape" });
  for (let at = 0; at < headerSize; at += 1) {
    const bad = parcel.slice();
    bad[at] = 0x21;
    assert.throws(() => checkShape(bad), { reason: "shape" }, `byte ${at}`);
  }
});

test("plaintext, not exactly as specified, is refused", async () => {
  const opens = async (plaintext: Bytes) => openParcel(identity, await seal(recipient, plaintext), bureau, 2);
  const json = new TextDecoder().decode(encodeMessage(report)).replace(/\0+$/, "").slice(4);
  const wrap = (text: string, tail = 0) => {
    const out = concat(u32be(utf8(text).length), utf8(text), new Uint8Array(plaintextSize - 4 - utf8(text).length));
    out[plaintextSize - 1] = tail;
    return out;
  };
  assert.ok(await opens(wrap(json)));
  const refused = async (text: string, reason: string, tail = 0) =>
    assert.rejects(opens(wrap(text, tail)), { reason }, text.slice(0, 60));
  await refused(json, "malformed", 1);
  await refused(` ${json}`, "malformed");
  await refused(json.replace("luwte/1", "luwte/2"), "version");
  await refused(json.replace('"report"', '"letter"'), "version");
  await refused(json.replace('"report"', '"toString"'), "version");
  await refused(json.replace('"topic"', '"Topic"'), "malformed");
  await refused(json.replace('"epoch":2', '"epoch":2,"epoch":2'), "malformed");
  await refused(json.replace('"files":[]', '"files":[],"more":1'), "malformed");
  await refused(json.replace(/"text":"[^"]*"/, '"text":""'), "malformed");
  await refused("", "malformed");
  const long = wrap(json);
  long.set(u32be(0xffffffff));
  await assert.rejects(opens(long), { reason: "malformed" });
});
