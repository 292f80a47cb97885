// What the tests of clean share: secrets to plant, archives made by hand, and the two programs whose word counts, exiftool and mat2.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";
import { type Bytes, utf8 } from "../src/bytes.ts";
import { type Cleaned, clean } from "../src/clean/clean.ts";

/** What no cleaned file may hold, in any encoding. */
export const secrets = {
  author: "Wilhelmina Tervoort",
  other: "Ruurd Zandstra",
  company: "Gemeente Lauwerszijl",
  camera: "Optiek Kamerad",
  serial: "SN-8817-4420-Q",
  program: "Tekstmaker Zeven",
  path: "C:\\Users\\wtervoort\\dossier.dotx",
  place: "Kerkstraat achter",
  year: "2019",
};

export const directory = mkdtempSync(join(tmpdir(), "luwte-clean-test-"));
after(() => rmSync(directory, { recursive: true }));

export const path = (name: string) => join(directory, name);

/** Runs a program that prepare.sh installs; it must succeed unless its status is read. */
export function run(program: string, args: string[], statuses = [0]): string {
  const done = spawnSync(program, args, { encoding: "utf8", maxBuffer: 1 << 28 });
  if (done.error) throw done.error;
  assert.ok(statuses.includes(done.status ?? -1), `${program} ${args.join(" ")}: ${done.stdout}${done.stderr}`);
  return done.stdout;
}

export const python = (...args: string[]) => run("/usr/bin/python3", ["test/cleanpictures.py", ...args]);

export const load = (name: string): Bytes => new Uint8Array(readFileSync(path(name)));

export function save(name: string, data: Uint8Array): string {
  writeFileSync(path(name), data);
  return path(name);
}

/** Cleans a file of the directory and saves the result beside it as clean-NAME. */
export async function cleanFile(name: string): Promise<Cleaned & { cleaned: Blob; bytes: Bytes }> {
  const result = await clean(name, new Blob([load(name)]));
  assert.ok(result.cleaned, `${name}: ${result.why}`);
  const bytes = new Uint8Array(await result.cleaned.arrayBuffer());
  save(`clean-${name}`, bytes);
  const again = await clean(name, bytes);
  assert.deepEqual([again.found, again.why], [[], undefined], `${name}, cleaned twice`);
  return { ...result, cleaned: result.cleaned, bytes };
}

// What exiftool tells of every file, or of what any reader of the format must know.
const harmless: RegExp[] = [
  /^(SourceFile|ExifTool:|File:|System:|Composite:(ImageSize|Megapixels)$|JFIF:)/,
  /^IFD0:Orientation$|^Adobe:|^APP14:/,
  /^(PNG:|PNG-(pHYs|cICP):)(ImageWidth|ImageHeight|BitDepth|ColorType|Compression|Filter|Interlace|Palette|Transparency|BackgroundColor)$/,
  /^PNG-pHYs:|^PNG:(AnimationFrames|AnimationPlays|Gamma|WhitePoint[XY]|Red[XY]|Green[XY]|Blue[XY]|SRGBRendering|SignificantBits)$/,
  /^RIFF:(WebP_Flags|VP8Version|ImageWidth|ImageHeight|HorizontalScale|VerticalScale|AlphaIsUsed|BackgroundColor|AnimationLoopCount|FrameCount|Duration)$/,
  /^RIFF:Alpha(Preprocessing|Filtering|Compression)$/,
  /^PDF:(PDFVersion|Linearized|HasXFA|PageCount|PageLayout|PageMode|Language)$/,
  /^ZIP:Zip(RequiredVersion|BitFlag|Compression|CRC|CompressedSize|UncompressedSize|FileName)$/,
];

/** Asserts that exiftool, mat2 and a search through every byte find nothing in a file that was planted, and no metadata that is not harmless. */
export function assertBare(name: string): void {
  const file = path(`clean-${name}`);
  const [tags] = JSON.parse(run("exiftool", ["-j", "-a", "-u", "-U", "-ee", "-G1", file]));
  for (const [tag, value] of Object.entries(tags)) {
    const known =
      harmless.some((h) => h.test(tag)) || (tag === "ZIP:ZipModifyDate" && String(value).startsWith("1980:01:01 00:00:00"));
    assert.ok(known, `${name}: exiftool shows ${tag}: ${value}`);
    assert.ok(!tag.startsWith("ExifTool:Error") && !tag.startsWith("ExifTool:Warning"), `${name}: ${value}`);
  }
  assertMat2(name, file);
  for (const [part, text] of contents(load(`clean-${name}`))) {
    for (const [what, secret] of Object.entries(secrets))
      assert.ok(!text.includes(secret), `${name} ${part} still holds the ${what}`);
  }
}

/** mat2 takes what a picture needs for metadata in formats that it draws anew; those few are named. */
function assertMat2(name: string, file: string): void {
  const lines = run("mat2", ["--show", file]).split("\n").slice(1);
  const told = lines.filter((l) => l.trim() !== "" && !/No metadata found/.test(l));
  const needed =
    /^ +(?:(?:creation|mod)-date: -1$|(?:Orientation|ExifByteOrder|DCTEncodeVersion|APP14Flags[01]|ColorTransform|Palette|Transparency|AnimationFrames|AnimationPlays|PixelsPerUnit[XY]|PixelUnits|SRGBRendering|Gamma|format|WebP_Flags|VP8Version|HorizontalScale|VerticalScale|AlphaIsUsed|AlphaPreprocessing|AlphaFiltering|AlphaCompression|AnimationLoopCount|FrameCount|Duration)\b)/;
  assert.deepEqual(
    told.filter((l) => !needed.test(l)),
    [],
    `mat2 shows something in ${name}`,
  );
}

/** The text of a file, and of everything deflated in it, as bytes and as UTF-16 alike. */
function contents(data: Buffer | Bytes): [string, string][] {
  const raw = Buffer.from(data);
  const texts: [string, string][] = [
    ["", raw.toString("latin1")],
    ["", raw.toString("utf16le")],
    ["", raw.subarray(1).toString("utf16le")],
  ];
  if (raw.readUInt32LE(0) === 0x04034b50)
    for (const [name, inner] of unzip(raw)) texts.push([name, name], ...contents4(name, inner));
  return texts;
}

function contents4(name: string, inner: Buffer): [string, string][] {
  return inner.length < 4 ? [] : contents(inner).map(([n, t]) => [`${name}/${n}`, t]);
}

export interface ZipOptions {
  stored?: RegExp;
  comment?: string;
  flags?: number;
  extra?: Buffer;
}

/** An archive as an office program writes one: dated, with extra fields, from a machine with an operating system. */
export function zip(entries: Record<string, string | Uint8Array>, options: ZipOptions = {}): Bytes {
  const [parts, list]: [Buffer[], Buffer[]] = [[], []];
  let at = 0;
  for (const [name, contents] of Object.entries(entries)) {
    const raw = Buffer.from(contents);
    const stored = name === "mimetype" || options.stored?.test(name);
    const data = stored ? raw : deflateRawSync(raw);
    const extra = options.extra ?? Buffer.alloc(0);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(options.flags ?? 0, 2);
    shared.writeUInt16LE(stored ? 0 : 8, 4);
    shared.writeUInt32LE(0x4e8f6c21, 6);
    shared.writeUInt32LE(crc32(raw), 10);
    shared.writeUInt32LE(data.length, 14);
    shared.writeUInt32LE(raw.length, 18);
    shared.writeUInt16LE(Buffer.byteLength(name), 22);
    shared.writeUInt16LE(extra.length, 24);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    parts.push(Buffer.from("PK\x03\x04"), shared, Buffer.from(name), extra, data);
    list.push(Buffer.from("PK\x01\x02\x14\x00"), shared, rest, Buffer.from(name), extra);
    at += 30 + Buffer.byteLength(name) + extra.length + data.length;
  }
  const directory = Buffer.concat(list);
  const comment = Buffer.from(options.comment ?? "");
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(parts.length / 5, 8);
  end.writeUInt16LE(parts.length / 5, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  end.writeUInt16LE(comment.length, 20);
  return new Uint8Array(Buffer.concat([...parts, directory, end, comment]));
}

/** What is in an archive, by its local headers; each CRC is checked. */
export function unzip(data: Uint8Array): Map<string, Buffer> {
  const raw = Buffer.from(data);
  const out = new Map<string, Buffer>();
  for (let at = 0; raw.readUInt32LE(at) === 0x04034b50; ) {
    const [method, crc, size] = [raw.readUInt16LE(at + 8), raw.readUInt32LE(at + 14), raw.readUInt32LE(at + 18)];
    const from = at + 30 + raw.readUInt16LE(at + 26) + raw.readUInt16LE(at + 28);
    const packed = raw.subarray(from, from + size);
    const inner = method === 0 ? packed : inflateRawSync(packed);
    const name = raw.toString("utf8", at + 30, at + 30 + raw.readUInt16LE(at + 26));
    assert.equal(crc32(inner), crc, name);
    out.set(name, inner);
    at = from + size;
  }
  return out;
}

/** A JPEG with all that a telephone and an editor leave in one, and a small picture that says the same. */
export function plantJpeg(from: string, to: string, ...more: string[]): void {
  const args = [
    "-GPSLatitude=53.1234", "-GPSLatitudeRef=N", "-GPSLongitude=6.5678", "-GPSLongitudeRef=E", "-GPSDateStamp=2019:08:07",
    `-EXIF:Artist=${secrets.author}`, `-XMP-dc:Creator=${secrets.author}`, `-IPTC:By-line=${secrets.author}`, `-Comment=${secrets.other}`,
    `-Make=${secrets.camera}`, `-Model=${secrets.camera} X`, `-SerialNumber=${secrets.serial}`, `-XMP-aux:SerialNumber=${secrets.serial}`,
    `-EXIF:Software=${secrets.program}`, `-XMP-xmp:CreatorTool=${secrets.program}`, `-IPTC:City=${secrets.place}`,
    `-EXIF:UserComment=${secrets.place}`, `-XPAuthor=${secrets.author}`, "-DateTimeOriginal=2019:08:07 06:05:04", "-XMP:CreateDate=2019:08:07 06:05:04",
    ...more,
  ]; // biome-ignore format: a table
  save(to, load(from));
  run("exiftool", ["-q", "-q", "-m", "-overwrite_original", ...args, path(to)]);
}

export const text = (s: string) => utf8(s);
