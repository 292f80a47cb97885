// Reads and writes zip archives as office documents use them. Entries that do not change are passed on as slices of the original, still deflated;
// times, comments, extra fields and whatever stands between the entries are not.

import type { Bytes } from "../bytes.ts";
import { concat } from "../bytes.ts";
import { crc32 } from "./crc.ts";
import { Unclean } from "./finding.ts";
import { deflate, inflate } from "./inflate.ts";
import { Source } from "./source.ts";

export interface Entry {
  name: string;
  method: number; // 0 stored, 8 deflated
  crc: number;
  size: number; // once inflated, says the archive
  data: Blob;
}

const mostEntries = 10_000;
const utf8Names = 0x0800;
const encrypted = 0x2041; // traditional, strong, and with a masked directory
const endSize = 22;
const directorySize = 46;
const localSize = 30;

/** An archive and what in it goes without saying: whether anything tells a time or a remark. */
export interface Archive {
  entries: Entry[];
  dated: boolean;
  remarks: boolean;
}

/** The entries by the central directory, which must be the only one and whose entries may not overlap or share a name. */
export async function readZip(source: Source): Promise<Archive> {
  const tail = await source.upTo(Math.max(0, source.size - endSize - 65_535), endSize + 65_535);
  const v = view(tail);
  let end = tail.length - endSize;
  while (end >= 0 && v.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) throw new Unclean("damaged");
  const [count, size, offset] = [v.getUint16(end + 10, true), v.getUint32(end + 12, true), v.getUint32(end + 16, true)];
  if (count > mostEntries || offset === 0xffffffff) throw new Unclean("large");
  const remarks = end + endSize < tail.length;
  const directory = (await source.bytes(offset, size)).slice();
  const archive: Archive = { entries: [], dated: false, remarks };
  const spans: [number, number][] = [];
  for (let at = 0, n = 0; n < count; n++) at = await entry(source, directory, at, archive, spans);
  spans.sort((a, b) => a[0] - b[0]);
  if (spans.some(([from], i) => i > 0 && from < (spans[i - 1] as [number, number])[1])) throw new Unclean("damaged");
  if (new Set(archive.entries.map((e) => e.name.toLowerCase())).size !== archive.entries.length) throw new Unclean("damaged");
  return archive;
}

async function entry(source: Source, directory: Bytes, at: number, archive: Archive, spans: [number, number][]): Promise<number> {
  if (at + directorySize > directory.length) throw new Unclean("damaged");
  const v = view(directory.subarray(at));
  const lengths = [v.getUint16(28, true), v.getUint16(30, true), v.getUint16(32, true)] as const;
  const [method, packed, size, offset] = [
    v.getUint16(10, true),
    v.getUint32(20, true),
    v.getUint32(24, true),
    v.getUint32(42, true),
  ];
  if (v.getUint32(0, true) !== 0x02014b50 || (method !== 0 && method !== 8)) throw new Unclean("damaged");
  if (v.getUint16(8, true) & encrypted) throw new Unclean("encrypted");
  if ([packed, size, offset].includes(0xffffffff)) throw new Unclean("large");
  const name = new TextDecoder().decode(directory.subarray(at + directorySize, at + directorySize + lengths[0]));
  const local = view(await source.bytes(offset, localSize));
  const from = offset + localSize + local.getUint16(26, true) + local.getUint16(28, true);
  if (local.getUint32(0, true) !== 0x04034b50 || from + packed > source.size) throw new Unclean("damaged");
  spans.push([offset, from + packed]);
  if (v.getUint32(12, true) >>> 16 > 0x21) archive.dated = true;
  if (lengths[1] + lengths[2] > 0) archive.remarks = true;
  if (!name.endsWith("/"))
    archive.entries.push({ name, method, crc: v.getUint32(16, true), size, data: source.blob.slice(from, from + packed) });
  return at + directorySize + lengths[0] + lengths[1] + lengths[2];
}

/** What an entry holds: a slice if it is stored; large if it inflates to more than limit bytes, whatever it says of itself. */
export async function open(e: Entry, limit: number): Promise<Blob> {
  if (e.method === 0) return e.data;
  if (e.size > limit) throw new Unclean("large");
  return new Blob(await inflate(e.data, "deflate-raw", limit));
}

/** The entry with other contents: texts deflated again, files stored. */
export async function replace(e: Entry, contents: Bytes | Blob): Promise<Entry> {
  if (contents instanceof Blob) return { name: e.name, method: 0, crc: await crcOf(contents), size: contents.size, data: contents };
  if (e.method === 0) return await replace(e, new Blob([contents]));
  return { name: e.name, method: 8, crc: crc32(contents), size: contents.length, data: await deflate(contents) };
}

async function crcOf(blob: Blob): Promise<number> {
  const source = new Source(blob);
  const step = 65_536;
  let crc = 0;
  for (let at = 0; at < blob.size; at += step) crc = crc32(await source.upTo(at, step), crc);
  return crc;
}

/** An archive in which every entry is of midnight on 1 January 1980, the first moment that the format knows. */
export function writeZip(entries: Entry[]): Blob {
  const parts: (Bytes | Blob)[] = [];
  const directory: Bytes[] = [];
  let at = 0;
  for (const e of entries) {
    const name = new TextEncoder().encode(e.name);
    // The fields that a local header and one in the directory share: version needed to CRC, sizes, lengths.
    // biome-ignore format: a table
    const shared = numbers([20, 2], [/^[ -~]*$/.test(e.name) ? 0 : utf8Names, 2], [e.method, 2], [0, 2], [0x21, 2], [e.crc, 4],
      [e.data.size, 4], [e.size, 4], [name.length, 2], [0, 2]);
    parts.push(concat(numbers([0x04034b50, 4]), shared, name), e.data);
    // Made by Unix, as most tools say; an ordinary file that all may read and its owner write.
    const rest = numbers([0, 2], [0, 2], [0, 2], [0o100644 * 0x10000, 4], [at, 4]);
    directory.push(concat(numbers([0x02014b50, 4], [0x0314, 2]), shared, rest, name));
    at += localSize + name.length + e.data.size;
  }
  const list = concat(...directory);
  const end = numbers([0x06054b50, 4], [0, 4], [entries.length, 2], [entries.length, 2], [list.length, 4], [at, 4], [0, 2]);
  return new Blob([...parts, list, end]);
}

/** Little-endian numbers, each with its size in bytes. */
function numbers(...fields: [number, number][]): Bytes {
  return Uint8Array.from(fields.flatMap(([n, size]) => Array.from({ length: size }, (_, i) => (n >>> (8 * i)) & 255)));
}

function view(data: Uint8Array): DataView {
  return new DataView(data.buffer, data.byteOffset, data.byteLength);
}
