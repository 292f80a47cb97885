import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";
import { generateHybridIdentity, identityToRecipient } from "age-encryption";
import { type Bytes, concat } from "../src/bytes.ts";
import type { FileRef } from "../src/message.ts";
import { openParcel } from "../src/open.ts";
import { type Parcel, parcelSize, plaintextSize } from "../src/parcel.ts";
import { type Attachment, copyOf, pieceSize, piecesOf, sealFiles } from "../src/pieces.ts";

const identity = await generateHybridIdentity();
const recipient = await identityToRecipient(identity);
const bureau = "ab".repeat(32);

/** A file on a disk that changes under the page: after so many reads it has other bytes, or none. */
class Changing extends Blob {
  reads = 0;
  most = 0;

  constructor(
    private readonly before: Bytes,
    private readonly after?: { reads: number; bytes: Bytes | undefined },
  ) {
    super([before]);
  }

  override slice(from = 0, to = this.before.length): Blob {
    this.reads++;
    this.most = Math.max(this.most, Math.min(to, this.before.length) - from);
    const now = this.after && this.reads > this.after.reads ? this.after.bytes : this.before;
    if (now) return new Blob([now.subarray(from, to)]);
    return { arrayBuffer: () => Promise.reject(new DOMException("gone", "NotReadableError")) } as unknown as Blob;
  }
}

const random = (n: number) => {
  const out = new Uint8Array(n);
  for (let at = 0; at < n; at += 65_536) crypto.getRandomValues(out.subarray(at, at + 65_536));
  return out;
};

async function attached(data: Blob, acknowledged: string[] = []): Promise<Attachment> {
  return { name: "a", type: "", acknowledged, ...(await copyOf(data)) };
}

async function sealAll(files: Attachment[], epoch = 2): Promise<{ parcels: Parcel[]; refs: FileRef[] }> {
  const parcels: Parcel[] = [];
  const all = sealFiles({ bureau, epoch }, recipient, files);
  for (;;) {
    const { value, done } = await all.next();
    if (done) return { parcels, refs: value };
    parcels.push(value);
  }
}

test("pieces, of every size around a full one, join to the file that is named", async () => {
  for (const size of [1, pieceSize - 1, pieceSize, pieceSize + 1, 3 * pieceSize]) {
    const bytes = random(size);
    const { parcels, refs } = await sealAll([await attached(new Blob([bytes]))], Number.MAX_SAFE_INTEGER);
    const opened = await Promise.all(parcels.map((p) => openParcel(identity, p.bytes, bureau, Number.MAX_SAFE_INTEGER)));
    assert.deepEqual(concat(...opened.map((o) => o.body)), bytes);
    assert.ok(parcels.every((p) => p.bytes.length === parcelSize));
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    assert.deepEqual(refs, [{ name: "a", type: "", size, sha256, parcels: parcels.map((p) => p.id) }]);
    assert.equal(parcels.length, piecesOf(size));
  }
  assert.ok(pieceSize > plaintextSize - 200);
});

test("pieces, that the drop has, are named and not sealed again", async () => {
  const bytes = random(2 * pieceSize + 5);
  const first = await sealAll([await attached(new Blob([bytes]))]);
  const ids = first.parcels.map((p) => p.id);
  const { parcels, refs } = await sealAll([await attached(new Blob([bytes]), ids.slice(0, 2))]);
  assert.equal(parcels.length, 1);
  assert.deepEqual(refs[0]?.parcels, [...ids.slice(0, 2), parcels[0]?.id]);
  assert.equal(refs[0]?.sha256, first.refs[0]?.sha256);
});

test("file, that is read, is never asked for more than a piece", async () => {
  const blob = new Changing(random(4 * pieceSize + 1));
  await sealAll([await attached(blob)]);
  assert.equal(blob.most, pieceSize);
  assert.equal(blob.reads, 2 * 5);
});

test("file, that changed or went after it was chosen, stops the sealing and is named by its number", async () => {
  const bytes = random(2 * pieceSize);
  const other = bytes.slice();
  other[2 * pieceSize - 1] = (other[2 * pieceSize - 1] as number) ^ 1;
  for (const now of [other, bytes.subarray(0, pieceSize + 3), undefined]) {
    const changing = await attached(new Changing(bytes, { reads: 2, bytes: now }));
    const files = [await attached(new Blob([random(5)])), changing];
    await assert.rejects(sealAll(files), { reason: "file", which: 1 });
  }
  await assert.rejects(copyOf(new Changing(bytes, { reads: 1, bytes: undefined })), { reason: "file" });
});

test("file, that changed after its pieces were acknowledged, stops the sealing too", async () => {
  const bytes = random(2 * pieceSize);
  const { refs } = await sealAll([await attached(new Blob([bytes]))]);
  const changed = await attached(new Changing(bytes, { reads: 2, bytes: random(2 * pieceSize) }), refs[0]?.parcels);
  await assert.rejects(sealAll([changed]), { reason: "file", which: 0 });
});
