import assert from "node:assert/strict";
import test from "node:test";
import {
  acknowledgedOf,
  attachment,
  type Chosen,
  checkPieces,
  choose,
  filesWeight,
  inspected,
  itemsOf,
  totals,
  unready,
  withinLimits,
} from "../src/ui/chosen.ts";
import type { Inspected } from "../src/worker.ts";

const neutral = (n: number) => `bestand-${n}`;
const mebibyte = 2 ** 20;

/** A file of a size, without its bytes. */
function file(name: string, size = 10, type = ""): File {
  return Object.defineProperty(new File(["x"], name, { type }), "size", { value: size });
}

const copy = (size: number) => ({ data: file("", size), sums: new Uint8Array() });
const cleanable = (size: number, left: number): Inspected => ({
  kind: "jpeg",
  found: [{ what: "gps", where: "EXIF" }],
  left: [],
  cleaned: copy(left),
  original: copy(size),
});
const uncleanable: Inspected = { kind: "unknown", why: "unknown", found: [], left: [], original: copy(10) };

function chosen(...files: File[]): Chosen[] {
  const all: Chosen[] = [];
  choose(all, files, neutral);
  return all;
}

test("choose, files, gives them neutral names that keep what kind they are", () => {
  const all = chosen(
    file("Jan om 14.35.JPG"),
    file("geen"),
    file("naam.met.punt en zin"),
    file("a.docx"),
    file("a.jan"),
    file("a.1403"),
  );
  assert.deepEqual(
    all.map((c) => c.name),
    ["bestand-1.jpg", "bestand-2", "bestand-3", "bestand-4.docx", "bestand-5", "bestand-6"],
  );
  all.splice(1, 1);
  choose(all, [file("b.pdf")], neutral);
  assert.equal(all.at(-1)?.name, "bestand-7.pdf");
});

test("choose, more than the limits allow or empty ones, takes those that fit", () => {
  assert.equal(chosen(...Array.from({ length: 102 }, (_, i) => file(`${i}`))).length, 100);
  assert.equal(chosen(file("a", 200 * mebibyte), file("b", 57 * mebibyte), file("c", 56 * mebibyte)).length, 2);
  assert.equal(chosen(file("a", 0)).length, 0);
});

test("unready, while something is looked through, gone or undecided, says which", () => {
  const all = chosen(file("a.jpg"), file("b.bin"));
  const [a, b] = all as [Chosen, Chosen];
  assert.deepEqual(unready(all), { why: "wait", chosen: a });
  inspected(a, cleanable(10, 9));
  inspected(b, uncleanable);
  assert.deepEqual(unready(all), { why: "decide", chosen: b });
  b.send = "original";
  assert.equal(unready(all), undefined);
  inspected(a, "gone");
  assert.deepEqual(unready(all), { why: "gone", chosen: a });
  assert.equal(unready([]), undefined);
});

test("items, by what was decided, are the clean file, both, or the original", () => {
  const all = chosen(file("a.jpg", 10, "image/jpeg"));
  const [a] = all as [Chosen];
  const names = () => itemsOf(all, "origineel").map((i) => [i.name, i.copy.data.size]);
  assert.deepEqual(names(), []);
  inspected(a, cleanable(10, 9));
  assert.deepEqual(names(), [["bestand-1.jpg", 9]]);
  a.send = "both";
  assert.deepEqual(names(), [
    ["bestand-1.jpg", 9],
    ["bestand-1-origineel.jpg", 10],
  ]);
  assert.deepEqual(totals(all), { count: 2, bytes: 19 });
  a.send = "original";
  a.name = "  ";
  assert.deepEqual(names(), [["bestand-1.jpg", 10]]);
  assert.deepEqual(totals(all), { count: 1, bytes: 10 });
});

test("limits, with originals, count what is sent twice", () => {
  const all = chosen(file("a.jpg", 150 * mebibyte));
  inspected(all[0] as Chosen, cleanable(150 * mebibyte, 149 * mebibyte));
  assert.ok(withinLimits(all));
  (all[0] as Chosen).send = "both";
  assert.ok(!withinLimits(all));
});

test("weight, of files, is at least what naming them takes in a letter", () => {
  const all = chosen(...Array.from({ length: 100 }, (_, i) => file(`${i}.jpg`, 2 * mebibyte, "image/jpeg")));
  for (const c of all) inspected(c, cleanable(2 * mebibyte, 2 * mebibyte));
  const refs = itemsOf(all, "").map(({ name, copy }) => ({
    name,
    type: "image/jpeg",
    size: copy.data.size,
    sha256: "0".repeat(64),
    parcels: Array.from({ length: 9 }, () => "0".repeat(32)),
  }));
  const real = JSON.stringify(refs).length;
  assert.ok(filesWeight(all) >= real && filesWeight(all) < real * 1.2);
});

test("pieces, that a letter names and the drop has not, stop it, and count no more", () => {
  const all = chosen(file("a.jpg"), file("b.jpg"));
  for (const c of all) inspected(c, cleanable(10, 9));
  const items = itemsOf(all, "");
  const [a, b] = items.map(({ copy }) => acknowledgedOf(copy, "one"));
  const letter = (...pieces: string[]) => ({ id: "", bytes: new Uint8Array(), pieces });
  const check = (...pieces: string[]) => checkPieces(items, "one", letter(...pieces));
  a?.push("x", "y");
  b?.push("z");
  check("x", "y", "z");
  checkPieces(items, "one", { id: "", bytes: new Uint8Array() }); // a piece names none
  assert.throws(() => check("x", "z", "y"));
  assert.deepEqual([a, b], [[], []]);
  check();
});

test("media type, of a file, is by what is in it, whatever the browser says", () => {
  const all = chosen(file("a.jpg", 10, "image/x-own-editor"), file("b.qqq", 10, "application/x-own-editor"));
  inspected(all[0] as Chosen, cleanable(10, 9));
  inspected(all[1] as Chosen, uncleanable);
  (all[1] as Chosen).send = "original";
  assert.deepEqual(
    itemsOf(all, "").map((i) => attachment(i, "one").type),
    ["image/jpeg", ""],
  );
});

test("acknowledged, by one bureau, is not by another, and goes with the attachment", () => {
  const all = chosen(file("a.jpg", 10, "image/jpeg"));
  inspected(all[0] as Chosen, cleanable(10, 9));
  const [item] = itemsOf(all, "");
  assert.ok(item);
  acknowledgedOf(item.copy, "one").push("id");
  assert.deepEqual(attachment(item, "one").acknowledged, ["id"]);
  assert.deepEqual(attachment(item, "two").acknowledged, []);
  assert.equal(attachment(item, "one").type, "image/jpeg");
});
