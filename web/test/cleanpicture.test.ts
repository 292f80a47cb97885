import assert from "node:assert/strict";
import test, { before } from "node:test";
import { crc32 } from "node:zlib";
import { concat, utf8 } from "../src/bytes.ts";
import { clean } from "../src/clean/clean.ts";
import { assertBare, cleanFile, load, path, plantJpeg, python, run, save, secrets } from "./cleanmake.ts";

before(() => {
  python("make", path(""));
});

/** Cleans a file and asserts that nothing is left in it and that it shows the same, pixel by pixel and turned the same way. */
async function assertCleans(name: string, ...what: string[]) {
  const result = await cleanFile(name);
  assertBare(name);
  const [before, afterwards] = python("pixels", path(name), path(`clean-${name}`))
    .trim()
    .split("\n");
  assert.equal(afterwards, before, name);
  assert.deepEqual(result.left, []);
  for (const w of what)
    assert.ok(
      result.found.some((f) => f.what === w),
      `${name}: no ${w} among ${JSON.stringify(result.found)}`,
    );
  return result;
}

/** A JPEG with its thumbnail in EXIF, JFIF's extension, a second picture after the end, and an ICC profile. */
function plantAll(from: string, to: string, ...more: string[]) {
  save("thumb.jpg", load("grey.jpg"));
  plantJpeg("grey.jpg", "thumb-planted.jpg");
  plantJpeg(from, to, `-ThumbnailImage<=${path("thumb-planted.jpg")}`, ...more);
  save(to, concat(load(to), load("thumb-planted.jpg"), utf8(`SEFH ${secrets.author}`)));
}

test("clean, a JPEG with everything, leaves the picture", async () => {
  plantAll("icc.jpg", "all.jpg");
  const { found, kind } = await assertCleans(
    "all.jpg",
    "gps",
    "camera",
    "serial",
    "author",
    "software",
    "time",
    "thumbnail",
    "comment",
    "other",
  );
  assert.equal(kind, "jpeg");
  const has = (what: string, where: string, value: string) =>
    assert.ok(
      found.some((f) => f.what === what && f.where === where && f.value === value),
      `${what} ${where} ${JSON.stringify(found)}`,
    );
  has("gps", "EXIF", "53.12340° N");
  has("author", "EXIF", secrets.author);
  has("serial", "EXIF", secrets.serial);
  has("serial", "XMP SerialNumber", secrets.serial);
  has("author", "IPTC", secrets.author);
  has("comment", "COM", secrets.other);
});

for (const from of ["plain.jpg", "progressive.jpg", "restarts.jpg", "cmyk.jpg", "grey.jpg"]) {
  test(`clean, ${from} with everything, leaves the picture`, async () => {
    plantAll(from, `all-${from}`);
    await assertCleans(`all-${from}`, "gps", "author", "thumbnail");
  });
}

test("clean, a JPEG that is turned, stays turned", async () => {
  for (const orientation of [1, 3, 6, 8]) {
    const name = `turned-${orientation}.jpg`;
    plantAll("plain.jpg", name, `-IFD0:Orientation#=${orientation}`);
    await assertCleans(name, "gps");
    const told = run("exiftool", ["-s3", "-n", "-Orientation", path(`clean-${name}`)]).trim();
    assert.equal(told, orientation === 1 ? "" : String(orientation));
  }
});

test("clean, pictures of other kinds that are turned, stay turned", async () => {
  for (const name of ["plain.png", "palette.png", "lossless.webp", "lossy.webp"]) {
    plantJpeg(name, `turned-${name}`, "-IFD0:Orientation#=6");
    await assertCleans(`turned-${name}`, "gps", "author");
    assert.equal(run("exiftool", ["-s3", "-n", "-Orientation", path(`clean-turned-${name}`)]).trim(), "6");
  }
});

test("clean, JPEG with fill bytes and a small picture in JFIF, leaves the picture", async () => {
  const plain = load("plain.jpg");
  const jfif = concat(utf8("JFIF\0"), new Uint8Array([1, 2, 0, 0, 1, 0, 1, 1, 1, 255, 0, 0]));
  const head = concat(new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, jfif.length + 2]), jfif, new Uint8Array([0xff, 0xff, 0xff]));
  save("odd.jpg", concat(head, plain.subarray(20)));
  await assertCleans("odd.jpg", "thumbnail");
});

test("clean, JPEG that breaks off in its scan, keeps what there is and nothing else", async () => {
  plantJpeg("plain.jpg", "whole.jpg");
  const whole = load("whole.jpg");
  save("cut.jpg", whole.subarray(0, whole.length - 200));
  const { bytes } = await cleanFile("cut.jpg");
  assert.ok(!Buffer.from(bytes).includes(secrets.author));
  assert.deepEqual(bytes.subarray(-100), whole.subarray(whole.length - 300, whole.length - 200));
});

test("clean, JPEG cut anywhere before its scan, is damaged", async () => {
  plantJpeg("plain.jpg", "whole.jpg");
  const whole = load("whole.jpg");
  const scan = Buffer.from(whole).lastIndexOf(Buffer.from([0xff, 0xda]));
  for (let n = 3; n < scan; n += 101) assert.equal((await clean("x.jpg", whole.slice(0, n))).why, "damaged", String(n));
});

test("clean, PNG with text, times, a profile and what was cropped away, leaves the picture", async () => {
  for (const from of ["plain.png", "icc.png", "palette.png", "animated.png"]) {
    const name = `all-${from}`;
    plantJpeg(
      from,
      name,
      `-PNG:Author=${secrets.author}`,
      `-PNG:Software=${secrets.program}`,
      "-PNG:ModifyDate=2019:08:07 06:05:04",
    );
    run("exiftool", ["-q", "-q", "-overwrite_original", "-z", `-PNG:Comment=${secrets.place} ${"é".repeat(300)}`, path(name)]);
    save(name, concat(load(name), load("plain.png").subarray(60), utf8(secrets.author)));
    const { found } = await assertCleans(name, "author", "software", "gps", "other", "time", "comment");
    assert.ok(found.some((f) => f.where === "after the end"));
    assert.ok(found.some((f) => f.value?.startsWith(secrets.place)));
  }
});

test("clean, PNG that is cut or has a chunk too many, is damaged", async () => {
  const png = load("plain.png");
  for (let n = 9; n < png.length; n += 37) assert.equal((await clean("x.png", png.slice(0, n))).why, "damaged", String(n));
  const unknown = concat(png.subarray(0, 33), new Uint8Array(4), utf8("CgBI"), new Uint8Array(4), png.subarray(33));
  assert.equal((await clean("x.png", unknown)).why, "damaged");
});

test("clean, WebP of each kind, leaves the picture", async () => {
  for (const from of ["lossy.webp", "lossless.webp", "animated.webp"]) {
    plantJpeg(from, `all-${from}`);
    const odd = load(`all-${from}`);
    save(`all-${from}`, concat(odd, utf8(secrets.author)));
    await assertCleans(`all-${from}`, "author", "gps", "serial", "other");
  }
  const webp = load("all-lossy.webp");
  for (let n = 13; n < webp.length - 30; n += 53) assert.equal((await clean("x.webp", webp.slice(0, n))).why, "damaged", String(n));
});

test("clean, lengths and loops that lie, end in damaged and take no memory", async () => {
  const exif = (body: number[]) => concat(utf8("Exif\0\0"), new Uint8Array(body));
  const loop = exif([0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x69, 0x87, 4, 0, 1, 0, 0, 0, 8, 0, 0, 0, 8, 0, 0, 0]);
  const huge = exif([0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0xff, 0xff, 1, 0x0e, 0, 2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
  const plain = load("plain.jpg");
  for (const body of [loop, huge, exif([]), exif([0x49]), exif([0x49, 0x49, 42, 0, 255, 255, 255, 255])]) {
    const odd = concat(plain.subarray(0, 2), new Uint8Array([0xff, 0xe1, 0, body.length + 2]), body, plain.subarray(2));
    const { cleaned } = await clean("odd.jpg", odd);
    assert.deepEqual(new Uint8Array(await (cleaned as Blob).arrayBuffer()), plain);
  }
});

test("clean, a JPEG of 200 MiB, is made of slices", async () => {
  const plain = load("plain.jpg");
  const scan = new Uint8Array(1 << 20).fill(0x5a);
  scan.set([0xff, 0], 0);
  scan.set([0xff], scan.length - 1); // stuffed by the next part's first byte, so that a marker lies across every window
  const rest = new Uint8Array(1 << 20).fill(0x5a);
  rest.set([0], 0);
  rest.set([0xff], rest.length - 1);
  const last = new Uint8Array([0, 0xff, 0xd9]);
  const start = plain.subarray(0, plain.length - 2);
  const blob = new Blob([start, scan, ...Array.from({ length: 199 }, () => rest), last, utf8(secrets.author)]);
  const reads: number[] = [];
  const { arrayBuffer } = Blob.prototype;
  Blob.prototype.arrayBuffer = function () {
    reads.push(this.size);
    return arrayBuffer.call(this);
  };
  const { cleaned, found } = await clean("large.jpg", blob);
  Blob.prototype.arrayBuffer = arrayBuffer;
  assert.equal(cleaned?.size, blob.size - secrets.author.length);
  assert.deepEqual(found, [{ what: "other", where: "after the end" }]);
  assert.ok(reads.length > 200 && Math.max(...reads) <= 262_144, "read in more than a window at a time");
});

test("clean, values that are meant to harm a screen, are made harmless", async () => {
  const plain = load("plain.jpg");
  const comment = utf8(`a\u202eb\u0000\u001b[31mc\u200b${"😀".repeat(500)}`);
  const size = comment.length + 2;
  const odd = concat(plain.subarray(0, 2), new Uint8Array([0xff, 0xfe, size >> 8, size & 255]), comment, plain.subarray(2));
  const { found } = await clean("odd.jpg", odd);
  const value = found[0]?.value as string;
  assert.match(value, /^a b \[31mc 😀+…$/u);
  assert.equal(Array.from(value).length, 80);
});

test("clean, other kinds of file, are said to be unknown and plain text is passed on", async () => {
  const kinds = ["", "GIF89a", "\0\0\0\x18ftypheic", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "PK\x03\x04"];
  for (const start of kinds) {
    const result = await clean(
      "x.docx",
      Uint8Array.from(start, (c) => c.charCodeAt(0)),
    );
    assert.equal(result.cleaned, undefined);
    assert.match(result.why as string, /^(unknown|damaged)$/);
  }
  const text = utf8("één regel\r\nen nog een\n");
  const passed = await clean("notes.TXT", text);
  assert.deepEqual(
    [passed.kind, (await passed.cleaned?.bytes?.()) ?? new Uint8Array(await (passed.cleaned as Blob).arrayBuffer())],
    ["text", text],
  );
  assert.equal((await clean("notes.txt", new Uint8Array([0x41, 0, 0x42]))).why, "unknown");
  assert.equal((await clean("notes.txt", new Uint8Array([0xff, 0xfe, 0x42]))).why, "unknown");
});

test("clean, a JPEG with room to spare in its tables or without an end, says what is left", async () => {
  const plain = load("plain.jpg");
  const segment = (marker: number, data: Uint8Array) => concat(new Uint8Array([0xff, marker, 0, data.length + 2]), data);
  const table = new Uint8Array(65).fill(1);
  const extra = (s: Uint8Array) => concat(plain.subarray(0, 2), s, plain.subarray(2));
  const places = async (data: Uint8Array<ArrayBuffer>) => (await clean("x.jpg", data)).left.map((f) => f.where);
  assert.deepEqual(await places(extra(concat(segment(0xdd, new Uint8Array(2)), segment(0xdb, concat(table, table))))), []);
  assert.deepEqual(await places(extra(segment(0xdd, utf8("\0\0Jan")))), ["segment dd"]);
  assert.deepEqual(await places(extra(segment(0xdf, utf8("Jan")))), ["segment df"]);
  assert.deepEqual(await places(extra(segment(0xdb, concat(table, utf8("\x01Jan"))))), ["segment db"]);
  assert.deepEqual(await places(plain.slice(0, plain.length - 2)), ["end of the scan"]);
});

test("clean, pictures with what no reader shows, lose it", async () => {
  const png = load("plain.png");
  const data = Buffer.from(`fdAT\0\0\0\0${secrets.author}`);
  const sum = Buffer.alloc(8);
  sum.writeUInt32BE(data.length - 4, 0);
  sum.writeUInt32BE(crc32(data), 4);
  save("fdat.png", concat(png.subarray(0, -12), sum.subarray(0, 4), data, sum.subarray(4), png.subarray(-12)));
  assert.deepEqual((await cleanFile("fdat.png")).bytes, png);
  const webp = load("lossy.webp");
  const name = utf8(secrets.author.padEnd(30));
  const twice = concat(webp, utf8("VP8 "), new Uint8Array([name.length, 0, 0, 0]), name);
  new DataView(twice.buffer).setUint32(4, twice.length - 8, true);
  save("twice.webp", twice);
  await assertCleans("twice.webp", "other");
});
