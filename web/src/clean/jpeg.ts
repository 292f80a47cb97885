// JPEG: what draws the picture is kept byte for byte, everything else goes.
//
// ICC profiles go too: one from a calibrated screen or a scanner is as good as a serial number, with the date on which it was made, and even
// without its texts its curves are that machine's own. Numbers of pixels stay what they are; colours of wide-gamut pictures may look a little paler.

import type { Bytes } from "../bytes.ts";
import { concat, utf8 } from "../bytes.ts";
import type { Notes } from "./finding.ts";
import { Unclean } from "./finding.ts";
import { noteIptc } from "./iptc.ts";
import type { Source } from "./source.ts";
import { latin1, Pieces } from "./source.ts";
import { orientationOnly, readTiff } from "./tiff.ts";
import { noteXmp } from "./xmp.ts";

const jfifSize = 18; // marker, length and 14 bytes; a thumbnail may follow
const adobeSize = 16;
const step = 65_536;

interface State {
  out: Pieces;
  jfif: Bytes;
  orientation: number;
  frame: boolean;
  scan: boolean;
  whole: boolean;
}

/** A Blob of slices of the original; damaged unless it begins as a JPEG and has a frame and a scan. One that breaks off in a scan is kept so. */
export async function cleanJpeg(source: Source, notes: Notes): Promise<Blob> {
  const state: State = {
    out: new Pieces(source.blob),
    jfif: new Uint8Array(0),
    orientation: 1,
    frame: false,
    scan: false,
    whole: false,
  };
  let at: number | undefined = 2;
  while (at !== undefined) at = await segment(source, at, state, notes);
  if (!state.frame || !state.scan) throw new Unclean("damaged");
  if (!state.whole) notes.leave("other", "end of the scan"); // what stands there may be no picture
  const tiff = orientationOnly(state.orientation);
  const exif = concat(new Uint8Array([0xff, 0xe1, 0, 8 + tiff.length]), utf8("Exif\0\0"), tiff);
  const parts = [new Uint8Array([0xff, 0xd8]), state.jfif, ...(state.orientation > 1 ? [exif] : []), state.out.blobOf()];
  return new Blob(parts);
}

/** Deals with what begins at at and says where the next thing begins; undefined at the end. */
async function segment(source: Source, from: number, state: State, notes: Notes): Promise<number | undefined> {
  const at = await nextMarker(source, from);
  if (at > from) notes.add("other", "between segments");
  if (at + 2 > source.size) return undefined;
  const marker = (await source.bytes(at, 2))[1] as number;
  if (marker === 0xd9) {
    state.out.keep(at, at + 2);
    state.whole = true;
    await noteTrailer(source, at + 2, notes);
    return undefined;
  }
  const cut = state.scan && at + 4 > source.size;
  if (cut) return undefined;
  const head = await source.bytes(at + 2, 2);
  const length = ((head[0] as number) << 8) | (head[1] as number);
  const end = at + 2 + length;
  if (length < 2 || marker === 0xd8 || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) throw new Unclean("damaged");
  if (state.scan && end > source.size) return undefined;
  const body = await source.bytes(at, length + 2);
  if (marker === 0xfe) notes.add("comment", "COM", text(body.subarray(4)));
  else if (marker >= 0xe0 && marker <= 0xef) application(marker, body, state, notes);
  else if (marker >= 0xc0 && marker <= 0xdf && marker !== 0xc8) {
    if (marker < 0xd0 && marker !== 0xc4 && marker !== 0xcc) state.frame = true;
    state.out.keep(at, end);
    let filled = marker === 0xdd ? 6 : marker === 0xdf ? 5 : marker === 0xdb ? 4 : end - at;
    while (marker === 0xdb && filled < end - at) filled += (body[filled] as number) > 15 ? 129 : 65;
    if (filled !== end - at) notes.leave("other", `segment ${marker.toString(16)}`);
    if (marker === 0xda) return await scan(source, end, state);
  } else throw new Unclean("damaged");
  return end;
}

/** The place of the next 0xff that is followed by a marker: any number of 0xff may stand before one, and decoders skip what is none. */
async function nextMarker(source: Source, from: number): Promise<number> {
  for (let at = from; at < source.size; ) {
    const data = await source.upTo(at, step);
    const i = data.indexOf(0xff);
    if (i < 0 || at + i + 1 >= source.size) at += i < 0 ? data.length : i + 1;
    else if (i + 1 === data.length) at += i;
    else if (data[i + 1] !== 0 && data[i + 1] !== 0xff) return at + i;
    else at += i + 1;
  }
  return source.size;
}

/** Keeps the entropy-coded bytes of a scan: up to a marker that is neither a stuffed zero nor a restart. */
async function scan(source: Source, from: number, state: State): Promise<number> {
  state.scan = true;
  for (let at = from; at < source.size; ) {
    const data = await source.upTo(at, step);
    const i = markerIn(data);
    if (i + 1 < data.length) {
      state.out.keep(from, at + i);
      return at + i;
    }
    if (data.length === 1) break;
    at += i;
  }
  state.out.keep(from, source.size);
  return source.size;
}

/** Where a marker begins that ends a scan; otherwise the length of data, less one if its last byte may begin a marker. */
function markerIn(data: Bytes): number {
  for (let i = data.indexOf(0xff); i >= 0; i = data.indexOf(0xff, i + 1)) {
    const next = data[i + 1];
    if (next === undefined) return i;
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return i;
  }
  return data.length;
}

/** JFIF keeps the density, Adobe the colour transform without which CMYK and RGB pictures turn false. */
function application(marker: number, body: Bytes, state: State, notes: Notes): void {
  const id = latin1(body.subarray(4, 40));
  if (marker === 0xe0 && id.startsWith("JFIF\0") && body.length >= jfifSize) {
    if (body.length > jfifSize) notes.add("thumbnail", "JFIF");
    const jfif = body.slice(0, jfifSize);
    jfif.set([0, jfifSize - 2], 2);
    jfif.set([0, 0], jfifSize - 2);
    if (state.jfif.length === 0) state.jfif = jfif;
  } else if (marker === 0xee && id.startsWith("Adobe") && body.length >= adobeSize) {
    if (body.length > adobeSize) notes.add("other", "APP14");
    const adobe = body.slice(0, adobeSize);
    adobe.set([0, adobeSize - 2], 2);
    state.out.put(adobe);
  } else if (marker === 0xe1 && id.startsWith("Exif\0")) {
    const orientation = readTiff(body.subarray(10), notes);
    if (state.orientation === 1) state.orientation = orientation;
  } else if (marker === 0xe1 && id.startsWith("http://ns.adobe.com/")) noteXmp(body.subarray(4), notes);
  else if (marker === 0xe0 && id.startsWith("JFXX")) notes.add("thumbnail", "JFXX");
  else if (marker === 0xe2 && id.startsWith("ICC_PROFILE")) notes.add("other", "ICC");
  else if (marker === 0xe2 && id.startsWith("MPF")) notes.add("other", "MPF");
  else if (marker === 0xed && id.startsWith("Photoshop 3.0")) noteIptc(body.subarray(4), notes);
  else notes.add("other", `APP${marker - 0xe0}`, id.split("\0")[0]);
}

async function noteTrailer(source: Source, at: number, notes: Notes): Promise<void> {
  if (at >= source.size) return;
  const rest = await source.upTo(at, step);
  if (at + rest.length === source.size && rest.every((b) => b === 0 || b === 0x0a || b === 0x0d)) return; // padding
  notes.add(rest[0] === 0xff && rest[1] === 0xd8 ? "thumbnail" : "other", "after the end");
}

function text(data: Bytes): string {
  return new TextDecoder().decode(data.subarray(0, 400));
}
