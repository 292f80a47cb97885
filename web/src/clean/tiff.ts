// EXIF is a TIFF file without a picture: directories (IFDs) of tags that point at each other. It is read only to tell the reporter what is
// in it, and for the orientation, without which a picture would turn.

import type { Bytes } from "../bytes.ts";
import type { Notes, What } from "./finding.ts";
import { latin1 } from "./source.ts";

const mostDirectories = 8;
const mostTags = 256;
const longestValue = 400; // bytes; more is not shown

// Tags that hold a directory, and those that tell something (Exif 3.0, TIFF 6, DNG 1.7).
const directories = new Set([0x8769, 0x8825, 0xa005]);
const telling: [What, ...number[]][] = [
  ["camera", 0x010f, 0x0110, 0xa433, 0xa434], // Make, Model, LensMake, LensModel
  ["serial", 0x927c, 0xa420, 0xa431, 0xa435, 0xc62f], // MakerNote, ImageUniqueID, BodySerialNumber, LensSerialNumber, CameraSerialNumber
  ["author", 0x013b, 0x8298, 0x9c9d, 0xa430, 0xa437, 0xa438], // Artist, Copyright, XPAuthor, CameraOwnerName, Photographer, ImageEditor
  ["software", 0x0131, 0x013c, 0xa439], // Software, HostComputer, CameraFirmware
  ["time", 0x0132, 0x9003, 0x9004], // ModifyDate, DateTimeOriginal, CreateDate
  ["comment", 0x010e, 0x9286, 0x9c9b, 0x9c9c, 0x9c9e, 0x9c9f, 0xa436], // ImageDescription, UserComment, XPTitle to XPSubject, ImageTitle
  ["thumbnail", 0x0201],
];
const gpsPosition = 0x0002; // latitude; 4 is longitude, each with a letter in the tag before it
const unitSizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];

/** Notes what is in data, a TIFF file that may be cut or hostile, and returns its orientation: 1 to 8, 1 if it says none. */
export function readTiff(data: Bytes, notes: Notes): number {
  const reader = new Reader(data);
  if (!reader.ok) {
    notes.add("other", "EXIF");
    return 1;
  }
  const found = notes.found.length;
  const orientation = reader.walk(notes);
  if (notes.found.length === found && reader.tags > 1) notes.add("other", "EXIF");
  return orientation;
}

/** A TIFF file that says nothing but the orientation. */
export function orientationOnly(orientation: number): Bytes {
  const out = new Uint8Array(26);
  out.set([0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation]);
  return out;
}

class Reader {
  readonly ok: boolean;
  tags = 0;
  private readonly data: Bytes;
  private readonly view: DataView;
  private readonly little: boolean;

  constructor(data: Bytes) {
    this.data = data;
    this.view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    this.little = data[0] === 0x49;
    this.ok = data.length >= 8 && (this.little || data[0] === 0x4d) && data[1] === data[0];
  }

  walk(notes: Notes): number {
    const queue: { at: number; gps: boolean; first: boolean }[] = [{ at: this.u32(4), gps: false, first: true }];
    const seen = new Set<number>();
    let orientation = 1;
    for (let n = 0; n < queue.length && n < mostDirectories; n++) {
      const { at, gps, first } = queue[n] as (typeof queue)[number];
      if (at < 8 || at + 2 > this.data.length || seen.has(at)) continue;
      seen.add(at);
      const count = Math.min(this.u16(at), mostTags);
      for (let i = 0; i < count && at + 14 + i * 12 <= this.data.length; i++) {
        const entry = at + 2 + i * 12;
        const tag = this.u16(entry);
        this.tags++;
        if (directories.has(tag) && !gps) queue.push({ at: this.u32(entry + 8), gps: tag === 0x8825, first: false });
        else if (tag === 0x0112 && first && this.u16(entry + 2) === 3) orientation = this.u16(entry + 8);
        else if (gps) this.noteGps(entry, tag, notes);
        else {
          const what = telling.find((t) => t.includes(tag))?.[0];
          if (what) notes.add(what, "EXIF", this.text(entry));
        }
      }
      const next = at + 2 + count * 12;
      if (!gps && next + 4 <= this.data.length) queue.push({ at: this.u32(next), gps: false, first: false });
    }
    return orientation >= 1 && orientation <= 8 ? orientation : 1;
  }

  private noteGps(entry: number, tag: number, notes: Notes): void {
    if (tag === gpsPosition || tag === gpsPosition + 2) {
      const at = this.place(entry, 24);
      const part = (k: number) => this.u32(at + 8 * k) / (this.u32(at + 8 * k + 4) || 1);
      const letter = String.fromCharCode(this.data[entry - 4] ?? 0).replace(/[^NESW]/, "");
      if (at < 0 || this.u16(entry + 2) !== 5) notes.add("gps", "EXIF");
      else notes.add("gps", "EXIF", `${(part(0) + part(1) / 60 + part(2) / 3600).toFixed(5)}° ${letter}`);
    } else if (tag === 0x001d) notes.add("time", "EXIF", this.text(entry));
    else if (tag === 0x001b || tag === 0x001c) notes.add("gps", "EXIF", this.text(entry));
    else if (tag > 4) notes.add("gps", "EXIF");
  }

  /** The text of an entry, or nothing if it is not one. XP tags are UTF-16 in bytes; comments begin with eight bytes that name their code. */
  private text(entry: number): string {
    const [tag, type] = [this.u16(entry), this.u16(entry + 2)];
    const size = Math.min(this.u32(entry + 4) * (unitSizes[type] ?? 0), longestValue);
    const at = size <= 4 ? entry + 8 : this.place(entry, size);
    if (at < 0 || tag === 0x927c) return "";
    const raw = this.data.subarray(at, at + size);
    if (tag >= 0x9c9b && tag <= 0x9c9f) return new TextDecoder("utf-16le").decode(raw);
    if (tag === 0x9286) {
      const utf16 = latin1(raw.subarray(0, 7)) === "UNICODE";
      return new TextDecoder(utf16 ? (this.little ? "utf-16le" : "utf-16be") : "utf-8").decode(raw.subarray(8));
    }
    return type === 2 || type === 129 ? new TextDecoder().decode(raw) : "";
  }

  private place(entry: number, size: number): number {
    const at = this.u32(entry + 8);
    return at + size <= this.data.length ? at : -1;
  }

  private u16(at: number): number {
    return this.view.getUint16(at, this.little);
  }

  private u32(at: number): number {
    return this.view.getUint32(at, this.little);
  }
}
