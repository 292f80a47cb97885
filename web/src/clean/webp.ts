// WebP: the chunks that draw the picture are kept, also inside the frames of an animation; everything else goes (ICC profiles too, see jpeg.ts).

import type { Bytes } from "../bytes.ts";
import { concat, utf8 } from "../bytes.ts";
import type { Notes } from "./finding.ts";
import { Unclean } from "./finding.ts";
import type { Source } from "./source.ts";
import { latin1 } from "./source.ts";
import { orientationOnly, readTiff } from "./tiff.ts";
import { noteXmp } from "./xmp.ts";

const longest = 65_536; // bytes of a chunk that are read to tell what it says
const hasExif = 0x08;
const hasAlphaOrAnimation = 0x12;
const pictures = new Set(["VP8 ", "VP8L", "ALPH"]);
const frameHeader = 16;

interface Chunk {
  type: string;
  from: number;
  size: number;
}

/** A Blob of slices of the original; damaged unless every chunk is whole and there is a picture. */
export async function cleanWebp(source: Source, notes: Notes): Promise<Blob> {
  const end = 8 + u32(await source.bytes(4, 4), 0);
  if (end > source.size + 1) throw new Unclean("damaged");
  if (end < source.size) notes.add("other", "after the end");
  const chunks = await list(source, 12, Math.min(end, source.size));
  const orientation = await noteDropped(source, chunks, notes);
  const parts: (Bytes | Blob)[] = [];
  const seen = new Set<string>();
  for (const c of chunks) {
    const kind = c.type.replace(/^VP8[ L]/, "VP8");
    if (c.type !== "ANMF" && seen.has(kind)) {
      notes.add("other", c.type); // decoders show the first
      continue;
    }
    seen.add(kind);
    if (c.type === "VP8X") parts.push(...write(c.type, [flags(await source.bytes(c.from, 10), orientation > 1)]));
    else if (c.type === "ANMF") parts.push(...write(c.type, await frame(source, c, notes)));
    else if (c.type === "ANIM" || pictures.has(c.type)) parts.push(...write(c.type, [slice(source, c.from, c.size)]));
  }
  if (!chunks.some((c) => c.type === "ANMF" || c.type.startsWith("VP8"))) throw new Unclean("damaged");
  if (orientation > 1 && chunks[0]?.type === "VP8X") parts.push(...write("EXIF", [orientationOnly(orientation)]));
  return new Blob(write("RIFF", [utf8("WEBP"), ...parts]));
}

async function list(source: Source, from: number, end: number): Promise<Chunk[]> {
  const out: Chunk[] = [];
  for (let at = from; at < end; ) {
    const head = await source.bytes(at, 8);
    const c = { type: latin1(head.subarray(0, 4)), from: at + 8, size: u32(head, 4) };
    if (c.from + c.size > end) throw new Unclean("damaged");
    out.push(c);
    at = c.from + c.size + (c.size & 1);
  }
  return out;
}

async function noteDropped(source: Source, chunks: Chunk[], notes: Notes): Promise<number> {
  let orientation = 1;
  for (const { type, from, size } of chunks) {
    if (pictures.has(type) || ["VP8X", "ANIM", "ANMF"].includes(type)) continue;
    const data = await source.bytes(from, Math.min(size, longest));
    if (type === "EXIF") orientation = readTiff(latin1(data.subarray(0, 6)) === "Exif\0\0" ? data.subarray(6) : data, notes);
    else if (type === "XMP ") noteXmp(data, notes);
    else notes.add("other", type === "ICCP" ? "ICC" : type);
  }
  return orientation;
}

/** The frame's place and time, and of what follows only what draws it. */
async function frame(source: Source, c: Chunk, notes: Notes): Promise<(Bytes | Blob)[]> {
  if (c.size < frameHeader) throw new Unclean("damaged");
  const inner = await list(source, c.from + frameHeader, c.from + c.size);
  for (const x of inner) if (!pictures.has(x.type)) notes.add("other", `ANMF ${x.type}`);
  const parts = inner.filter((x) => pictures.has(x.type)).flatMap((x) => write(x.type, [slice(source, x.from, x.size)]));
  return [slice(source, c.from, frameHeader), ...parts];
}

function flags(body: Bytes, exif: boolean): Bytes {
  const out = body.slice();
  out.set([((out[0] as number) & hasAlphaOrAnimation) | (exif ? hasExif : 0), 0, 0, 0]);
  return out;
}

function write(type: string, parts: (Bytes | Blob)[]): (Bytes | Blob)[] {
  const size = parts.reduce((n, p) => n + (p instanceof Blob ? p.size : p.length), 0);
  const head = new Uint8Array(4);
  new DataView(head.buffer).setUint32(0, size, true);
  return [concat(utf8(type), head), ...parts, new Uint8Array(size & 1)];
}

function slice(source: Source, from: number, size: number): Blob {
  return source.blob.slice(from, from + size);
}

function u32(data: Bytes, at: number): number {
  return new DataView(data.buffer, data.byteOffset, data.byteLength).getUint32(at, true);
}
