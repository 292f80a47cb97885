// Takes out of a file what names people, machines, places and times, on the reporter's machine and without redrawing anything: what is shown
// or said stays bit for bit. It trusts nothing in the file: every length is checked, what is inflated is bounded, documents inside documents go
// three deep. Pictures never pass through a canvas, which Tor Browser scrambles.
//
// What a picture shows, what a text says and how either is phrased is not looked at; neither are marks hidden in the drawing itself, such as a
// printer's yellow dots.

import type { Finding, Why } from "./finding.ts";
import { Notes, Unclean } from "./finding.ts";
import { cleanJpeg } from "./jpeg.ts";
import { cleanOpenDocument } from "./odf.ts";
import { cleanOffice } from "./office.ts";
import type { Budget, Inner } from "./package.ts";
import { Document } from "./package.ts";
import { cleanPdf } from "./pdf.ts";
import { cleanPng } from "./png.ts";
import { latin1, Source } from "./source.ts";
import { cleanWebp } from "./webp.ts";
import type { Archive } from "./zip.ts";
import { open, readZip } from "./zip.ts";

export type { Finding, What, Why } from "./finding.ts";

export type Kind = "jpeg" | "png" | "webp" | "pdf" | "office" | "opendocument" | "text" | "unknown";

/**
 * cleaned and why exclude each other. With cleaned, found is what was taken out and left what is still there; with why, found is what was seen
 * before the cleaner gave up.
 */
export interface Cleaned {
  kind: Kind;
  cleaned?: Blob;
  why?: Why;
  found: Finding[];
  left: Finding[];
}

const deepest = 3;
const inflatable = 256 << 20;

/**
 * Cleans one file. The kind is what its first bytes say; the name matters for plain text only, which has no first bytes of its own. The result is
 * made of slices of data, so it is read again when it is sent; neither is held in memory. Never rejects for what is in the file.
 */
export async function clean(name: string, data: Blob | Uint8Array<ArrayBuffer>): Promise<Cleaned> {
  const blob = data instanceof Blob ? data : new Blob([data]);
  return await cleanAt(name, blob, new Notes(), { left: inflatable }, deepest);
}

async function cleanAt(name: string, blob: Blob, notes: Notes, budget: Budget, depth: number): Promise<Cleaned> {
  const source = new Source(blob);
  const result: Cleaned = { kind: "unknown", found: notes.found, left: notes.left };
  try {
    const first = latin1(await source.upTo(0, 1024));
    result.kind = kindByStart(first);
    if (result.kind === "unknown" && /\.(txt|csv|md)$/i.test(name) && (await isText(source))) result.kind = "text";
    let archive: Archive | undefined;
    if (first.startsWith("PK\x03\x04")) {
      archive = await readZip(source);
      result.kind = await kindOfArchive(archive);
    }
    result.cleaned = await cleaner(result.kind, source, archive, notes, budget, depth);
  } catch (error) {
    result.why = error instanceof Unclean ? error.why : "damaged";
    // Nothing is handed back half clean: all that was seen is still in the file.
    notes.found.push(...notes.left.splice(0));
  }
  return result;
}

function cleaner(
  kind: Kind,
  source: Source,
  archive: Archive | undefined,
  notes: Notes,
  budget: Budget,
  depth: number,
): Promise<Blob> | Blob {
  const inner: Inner = async (blob, innerNotes) =>
    depth > 0 ? (await cleanAt("", blob, innerNotes, budget, depth - 1)).cleaned : undefined;
  if (archive && kind !== "unknown") {
    if (archive.dated) notes.add("time", "zip");
    if (archive.remarks) notes.add("other", "zip");
    return (kind === "office" ? cleanOffice : cleanOpenDocument)(archive, new Document(notes, budget, inner));
  }
  if (kind === "jpeg") return cleanJpeg(source, notes);
  if (kind === "png") return cleanPng(source, notes);
  if (kind === "webp") return cleanWebp(source, notes);
  if (kind === "pdf") return cleanPdf(source, notes, budget);
  if (kind === "text") return source.blob;
  throw new Unclean("unknown");
}

function kindByStart(first: string): Kind {
  if (first.startsWith("\xff\xd8\xff")) return "jpeg";
  if (first.startsWith("\x89PNG\r\n\x1a\n")) return "png";
  if (first.startsWith("RIFF") && first.startsWith("WEBP", 8)) return "webp";
  return first.includes("%PDF-") ? "pdf" : "unknown";
}

async function kindOfArchive(archive: Archive): Promise<Kind> {
  const mimetype = archive.entries.find((e) => e.name === "mimetype");
  if (mimetype) {
    const type = await (await open(mimetype, 256)).slice(0, 256).text();
    return type.startsWith("application/vnd.oasis.opendocument.") ? "opendocument" : "unknown";
  }
  const types = archive.entries.some((e) => e.name === "[Content_Types].xml");
  return types && archive.entries.some((e) => /^(word|xl|ppt)\//.test(e.name)) ? "office" : "unknown";
}

/** Whether there is nothing but UTF-8 text, which has no place for anything else. */
async function isText(source: Source): Promise<boolean> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const step = 65_536;
  for (let at = 0; at < source.size; at += step) {
    try {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      if (/[\0-\x08\x0e-\x1f]/.test(decoder.decode(await source.upTo(at, step), { stream: at + step < source.size }))) return false;
    } catch {
      return false;
    }
  }
  return true;
}
