// PDF: written anew from the objects that the newest version of the document uses. Earlier versions, which each saving may leave in the file, and
// whatever nothing leads to, are thereby gone, with the Info dictionary, XMP, thumbnails, private data of programs, dates and authors of remarks, and
// signatures (which hold a name and would not hold any more). Streams are slices of the original: what a page shows and says is not touched. JPEG
// pictures inside are cleaned as if they came alone.

import type { Bytes } from "../bytes.ts";
import type { Notes, What } from "./finding.ts";
import { ownPath, Unclean } from "./finding.ts";
import { inflateSome } from "./inflate.ts";
import { cleanJpeg } from "./jpeg.ts";
import type { Budget } from "./package.ts";
import type { Read } from "./pdffile.ts";
import { PdfFile, single } from "./pdffile.ts";
import type { Dict, Value } from "./pdfsyntax.ts";
import { Ref, textOf, write } from "./pdfsyntax.ts";
import { fromLatin1, latin1, Source } from "./source.ts";
import { kindOf, noteXmp } from "./xmp.ts";

// biome-ignore format: a table
const droppedKeys = new Map<string, What>(Object.entries({
  Metadata: "other", PieceInfo: "other", LastModified: "time", CreationDate: "time", ModDate: "time", Thumb: "thumbnail", SpiderInfo: "other",
  OPI: "other", CreatorInfo: "software", Perms: "other", Legal: "other", DSS: "author", Desc: "comment",
}));
// Remarks on a page, of which /T names the author; in form fields it is the name of the field.
const remarks =
  /^\/(Text|FreeText|Line|Square|Circle|Polygon|PolyLine|Highlight|Underline|Squiggly|StrikeOut|Caret|Stamp|Ink|Popup|FileAttachment|Sound|Redact)$/;
const xmpRead = 65_536;
const longestText = 65_536; // of a string that is searched for a path

/** An object as it will be written. */
interface Written {
  head: string;
  refs: number[];
  body?: Blob;
}

/** A Blob of slices of the original; damaged unless all that the document uses is found where the file says it is. */
export async function cleanPdf(source: Source, notes: Notes, budget: Budget): Promise<Blob> {
  const first = latin1(await source.upTo(0, 2048));
  const base = first.indexOf("%PDF-");
  const file = new PdfFile(source, base, budget);
  await file.readSections();
  if (file.trailers.length > (first.includes("/Linearized") ? 2 : 1)) notes.add("other", "earlier versions");
  const cleaner = new Cleaner(source, file, notes);
  await cleaner.readAll();
  const root = file.trailers.map((t) => t.get("Root")).find((r) => r instanceof Ref);
  if (!(root instanceof Ref)) throw new Unclean("damaged");
  const version = /^%PDF-([12]\.\d)/.exec(first.slice(base))?.[1] ?? "1.7";
  return writePdf(version, root.n, reachable(cleaner.records, root.n));
}

class Cleaner {
  readonly records = new Map<number, Written>();
  private readonly source: Source;
  private readonly file: PdfFile;
  private readonly notes: Notes;
  private readonly infos: Set<number>;

  constructor(source: Source, file: PdfFile, notes: Notes) {
    this.source = source;
    this.file = file;
    this.notes = notes;
    const infos = file.trailers.map((t) => t.get("Info"));
    this.infos = new Set(infos.flatMap((r) => (r instanceof Ref ? [r.n] : [])));
    for (const d of infos) if (d instanceof Map) this.info(d);
  }

  /** Streams of objects first, since lengths may be in them; then the others as they lie in the file, to read it once. */
  async readAll(): Promise<void> {
    const places = [...this.file.places];
    const containers = new Set(places.flatMap(([, p]) => (p && "within" in p ? [p.within] : [])));
    for (const n of containers) {
      const place = this.file.places.get(n);
      if (!place || !("at" in place)) throw new Unclean("damaged");
      for (const read of await this.file.within(await this.file.object(n, place.at))) {
        const at = this.file.places.get(read.n);
        if (!at || !("within" in at) || at.within !== n) continue; // a later version is elsewhere
        if (typeof read.value === "string" && /^\d+$/.test(read.value)) this.file.numbers.set(read.n, Number(read.value));
        await this.record(read);
      }
    }
    const direct = places.flatMap(([n, p]) => (p && "at" in p && !containers.has(n) ? [[n, p.at] as const] : []));
    direct.sort((a, b) => a[1] - b[1]);
    for (const [n, at] of direct) await this.direct(n, at);
  }

  /** One that is not where the file says is missed only if something leads to it. */
  private async direct(n: number, at: number): Promise<void> {
    let read: Read;
    try {
      read = await this.file.object(n, at);
    } catch (error) {
      if (error instanceof Unclean && error.why === "damaged") return;
      throw error;
    }
    await this.record(read);
  }

  private async record(read: Read): Promise<void> {
    if (this.infos.has(read.n)) {
      if (read.value instanceof Map) this.info(read.value);
      return void this.records.set(read.n, { head: "null", refs: [] });
    }
    const stream = read.from === undefined ? undefined : this.source.blob.slice(read.from, read.from + (read.size as number));
    const dict = read.value instanceof Map ? read.value : undefined;
    if (dict?.get("Type") === "/Metadata") {
      if (stream) await this.xmp(dict, stream);
      return void this.records.set(read.n, { head: "null", refs: [] });
    }
    const body = stream && dict ? await this.body(dict, stream) : undefined;
    if (body && dict) dict.set("Length", String(body.size));
    const refs: number[] = [];
    const head = write(this.bare(read.value, refs));
    this.records.set(read.n, body ? { head, refs, body } : { head, refs });
  }

  private async body(dict: Dict, stream: Blob): Promise<Blob> {
    const filter = single(dict.get("Filter"));
    if (dict.get("Type") === "/EmbeddedFile") this.notes.leave("other", "attachment");
    else if (filter === "/DCTDecode") return await this.picture(stream);
    else if (JSON.stringify(filter)?.match(/DCTDecode|JPXDecode|"n"/)) this.notes.leave("other", "picture");
    return stream;
  }

  private async picture(stream: Blob): Promise<Blob> {
    const notes = this.notes.inside("picture");
    try {
      const cleaned = await cleanJpeg(new Source(stream), notes);
      this.notes.take(notes);
      return cleaned;
    } catch {
      this.notes.leave("other", "picture");
      return stream;
    }
  }

  private async xmp(dict: Dict, stream: Blob): Promise<void> {
    const start = stream.slice(0, xmpRead);
    const flate = single(dict.get("Filter")) === "/FlateDecode";
    noteXmp(flate ? await inflateSome(start, "deflate", xmpRead) : new Uint8Array(await start.arrayBuffer()), this.notes);
  }

  private info(info: Dict): void {
    for (const [key, value] of info) {
      const text = textOf(value);
      if (text !== "" && key !== "Trapped") this.notes.add(kindOf(key) ?? "other", `Info ${key}`, text);
    }
  }

  /** The value without what tells on people and machines; what it still refers to is added to refs. */
  private bare(value: Value, refs: number[]): Value {
    if (value instanceof Ref) refs.push(value.n);
    if (typeof value === "string" && value.length < longestText) {
      const text = textOf(value);
      if (ownPath.test(text)) this.notes.leave("other", "link", text);
    }
    if (Array.isArray(value)) {
      if (value[0] === "/ICCBased") this.notes.leave("other", "ICC");
      return value.map((v) => this.bare(v, refs));
    }
    if (!(value instanceof Map)) return value;
    if (value.has("ByteRange")) {
      this.notes.add("author", "signature", textOf(value.get("Name")));
      return "null";
    }
    const out: Dict = new Map();
    for (const [key, v] of value) if (!this.drops(key, v, value)) out.set(key, this.bare(v, refs));
    return out;
  }

  private drops(key: string, value: Value, dict: Dict): boolean {
    const text = textOf(value);
    const subtype = dict.get("Subtype");
    const remark = remarks.test(String(subtype));
    const what =
      droppedKeys.get(key) ??
      (key.startsWith("PTEX.") ? "other" : undefined) ??
      (key === "M" && (remark || text !== "") ? "time" : remark && key === "T" ? "author" : undefined) ??
      (/^(Author|Creator|Producer)$/.test(key) && text !== "" ? kindOf(key) : undefined);
    if (what) {
      // What these lead to is noted where it is read.
      if (!(value instanceof Ref) || !/^(Metadata|M)$/.test(key)) this.notes.add(what, key === "T" ? "remark" : key, text);
      return true;
    }
    if (key === "XFA") this.notes.leave("other", "XFA");
    if (key === "EF") this.notes.leave("other", "attachment");
    if (key === "DestOutputProfile") this.notes.leave("other", "ICC");
    if ((key === "T" && subtype instanceof Ref) || /^(Author|Creator)$/.test(key)) this.notes.leave("author", key, text);
    return remark && key === "NM";
  }
}

/** The records that can be reached from the root, each with its new number. */
function reachable(records: Map<number, Written>, root: number): Map<number, Written> {
  const seen = new Set([root]);
  for (const n of seen) for (const ref of records.get(n)?.refs ?? []) seen.add(ref);
  if (!records.has(root)) throw new Unclean("damaged");
  return new Map([...records].filter(([n]) => seen.has(n)));
}

function writePdf(version: string, root: number, records: Map<number, Written>): Blob {
  const numbers = new Map([...records.keys()].map((n, i) => [n, i + 1]));
  const renumber = (head: string) =>
    head.replace(/\0(\d+)\0/g, (_, n) => (numbers.has(Number(n)) ? `${numbers.get(Number(n))} 0 R` : "null"));
  const parts: (Bytes | Blob)[] = [];
  const offsets: number[] = [];
  let [at, pending] = [0, `%PDF-${version}\n%\xe2\xe3\xcf\xd3\n`];
  for (const [n, { head, body }] of records) {
    offsets.push(at + pending.length);
    pending += `${numbers.get(n)} 0 obj\n${renumber(head)}\n`;
    if (body) {
      parts.push(fromLatin1(`${pending}stream\n`), body);
      at += pending.length + 7 + body.size;
      pending = "\nendstream\n";
    }
    pending += "endobj\n";
  }
  const start = at + pending.length;
  const rows = offsets.map((o) => `${String(o).padStart(10, "0")} 00000 n \n`).join("");
  const size = offsets.length + 1;
  const trailer = `trailer\n<</Size ${size}/Root ${numbers.get(root)} 0 R>>\nstartxref\n${start}\n%%EOF\n`;
  return new Blob([...parts, fromLatin1(`${pending}xref\n0 ${size}\n0000000000 65535 f \n${rows}${trailer}`)]);
}
