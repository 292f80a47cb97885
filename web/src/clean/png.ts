// PNG: the chunks that draw the picture are kept byte for byte, everything else goes. An animation (APNG) stays one.
//
// An ICC profile (iCCP) goes for the reasons given in jpeg.ts; the plain numbers of gAMA, cHRM, sRGB and cICP stay, each within its size.

import type { Bytes } from "../bytes.ts";
import { concat, readU32, u32be, utf8 } from "../bytes.ts";
import { crc32 } from "./crc.ts";
import type { Notes, What } from "./finding.ts";
import { Unclean } from "./finding.ts";
import { inflateSome } from "./inflate.ts";
import type { Source } from "./source.ts";
import { latin1, Pieces } from "./source.ts";
import { orientationOnly, readTiff } from "./tiff.ts";
import { kindOf, noteXmp } from "./xmp.ts";

const longest = 65_536; // bytes of a chunk that are read to tell what it says
const any = 0x7fffffff;
// The most bytes that each of these may have (PNG third edition, §11): more would be a hiding place.
// biome-ignore format: a table
const kept: Record<string, number> = {
  IHDR: 13, PLTE: 768, IDAT: any, IEND: 0, tRNS: 256, gAMA: 4, cHRM: 32, sRGB: 1, cICP: 4, mDCV: 24, cLLI: 8,
  sBIT: 4, bKGD: 6, pHYs: 9, acTL: 8, fcTL: 26, fdAT: any,
};

/** A Blob of slices of the original; damaged unless every chunk is whole, up to IEND. */
export async function cleanPng(source: Source, notes: Notes): Promise<Blob> {
  const out = new Pieces(source.blob);
  let [at, type, orientation] = [8, "", 1];
  let animated = false;
  let insert = new Uint8Array(0);
  const after = new Pieces(source.blob);
  for (; type !== "IEND"; ) {
    const head = await source.bytes(at, 8);
    const length = readU32(head, 0);
    const isFirst = type === "";
    type = latin1(head.subarray(4));
    const end = at + 12 + length;
    if (end > source.size || isFirst !== (type === "IHDR")) throw new Unclean("damaged");
    if (type === "acTL") animated = true;
    if (!animated && /^f[cd]/.test(type))
      notes.add("other", type); // no reader looks at it
    else if (type in kept && length <= (kept[type] as number)) (isFirst ? out : after).keep(at, end);
    else if (/^[A-Z]/.test(type))
      throw new Unclean("damaged"); // critical to decoders, and nothing that is known
    else {
      const told = await note(type, await source.bytes(at + 8, Math.min(length, longest)), notes);
      if (orientation === 1) orientation = told;
    }
    at = end;
  }
  if (at < source.size) notes.add("other", "after the end");
  if (orientation > 1) insert = chunk("eXIf", orientationOnly(orientation));
  return new Blob([source.blob.slice(0, 8), out.blobOf(), insert, after.blobOf()]);
}

function chunk(type: string, data: Bytes): Bytes {
  const body = concat(utf8(type), data);
  return concat(u32be(data.length), body, u32be(crc32(body)));
}

/** Notes a chunk that goes, and returns the orientation if it says one, else 1. */
async function note(type: string, data: Bytes, notes: Notes): Promise<number> {
  if (type === "eXIf") return readTiff(data, notes);
  if (type === "tEXt" || type === "zTXt" || type === "iTXt") await noteText(type, data, notes);
  else if (type === "tIME") notes.add("time", type, data.length === 7 ? day(data) : "");
  else if (type === "iCCP") notes.add("other", "ICC", latin1(data).split("\0")[0]);
  else notes.add("other", type);
  return 1;
}

async function noteText(type: string, data: Bytes, notes: Notes): Promise<void> {
  const end = data.indexOf(0);
  if (end < 0) return notes.add("comment", type);
  const keyword = latin1(data.subarray(0, end));
  const value = await textOf(type, data.subarray(end + 1));
  if (keyword === "XML:com.adobe.xmp") return noteXmp(value, notes);
  const what: What = kindOf(keyword) ?? (/time/i.test(keyword) ? "time" : keyword.startsWith("Raw profile") ? "other" : "comment");
  notes.add(what, `${type} ${keyword}`, keyword.startsWith("Raw") ? "" : new TextDecoder().decode(value.subarray(0, 400)));
}

/** The text that follows the keyword: as it is, deflated, or with a flag, a language and a translated keyword before it. */
async function textOf(type: string, data: Bytes): Promise<Bytes> {
  if (type === "tEXt") return data;
  if (type === "zTXt") return await inflateSome(data.subarray(1), "deflate", longest);
  const language = data.indexOf(0, 2);
  const translated = data.indexOf(0, language + 1);
  if (language < 0 || translated < 0) return data.subarray(0, 0);
  const rest = data.subarray(translated + 1);
  return data[0] === 1 ? await inflateSome(rest, "deflate", longest) : rest;
}

function day(data: Bytes): string {
  const two = (i: number) => String(data[i]).padStart(2, "0");
  return `${((data[0] as number) << 8) | (data[1] as number)}-${two(2)}-${two(3)} ${two(4)}:${two(5)}`;
}
