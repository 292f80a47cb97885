// What cleaning of both families of office documents shares: a budget for what is inflated, names that become "Author 1", and pictures and documents
// inside, which are cleaned as if they came alone.

import type { Notes } from "./finding.ts";
import { Unclean } from "./finding.ts";
import { decodeXml, encodeXml } from "./xml.ts";
import { unescapeXml } from "./xmp.ts";
import type { Archive, Entry } from "./zip.ts";
import { open, replace, writeZip } from "./zip.ts";

const largestText = 32 << 20;
const largestFile = 128 << 20;

/** Cleans a file inside another; undefined if it cannot be. */
export type Inner = (blob: Blob, notes: Notes) => Promise<Blob | undefined>;

/** How many bytes may still be inflated, over all the documents inside each other. */
export interface Budget {
  left: number;
}

export class Document {
  readonly notes: Notes;
  private readonly budget: Budget;
  private readonly inner: Inner;
  private readonly aliases = new Map<string, number>();

  constructor(notes: Notes, budget: Budget, inner: Inner) {
    this.notes = notes;
    this.budget = budget;
    this.inner = inner;
  }

  /** Notes the author where found and returns what stands for him or her throughout this document. */
  author(escaped: string, where: string): string {
    if (/^(Author \d+)?$/.test(escaped)) return escaped;
    this.notes.add("author", where, unescapeXml(escaped));
    return `Author ${this.number(escaped)}`;
  }

  initials(escaped: string, where: string): string {
    if (/^(A\d*)?$/.test(escaped)) return escaped;
    this.notes.add("author", where, unescapeXml(escaped));
    return "A";
  }

  /** The archive without the parts that dropped names, and with every text passed through part. */
  async clean(archive: Archive, dropped: RegExp, part: (name: string, text: string, gone: Set<string>) => string): Promise<Blob> {
    const gone = new Set(archive.entries.map((e) => e.name).filter((name) => dropped.test(name)));
    for (const name of gone)
      this.notes.add(/thumbnail/i.test(name) ? "thumbnail" : /signature/i.test(name) ? "author" : "other", name);
    const out: Entry[] = [];
    for (const e of archive.entries) {
      if (gone.has(e.name)) continue;
      if (/\.(xml|rels|vml|rdf)$/i.test(e.name))
        out.push(await replace(e, encodeXml(part(e.name, decodeXml(await this.text(e)), gone))));
      else out.push(e.name === "mimetype" ? e : await this.file(e));
    }
    return writeZip(out);
  }

  private async text(e: Entry): Promise<Uint8Array<ArrayBuffer>> {
    const blob = await this.contents(e, largestText);
    if (blob.size > largestText) throw new Unclean("large"); // a stored one needs no inflating, but is read whole
    return new Uint8Array(await blob.arrayBuffer());
  }

  /** A picture or a document inside: cleaned, or as it is and noted as left. */
  private async file(e: Entry): Promise<Entry> {
    const blob = await this.contents(e, largestFile);
    const notes = this.notes.inside(e.name);
    const cleaned = await this.inner(blob, notes);
    if (!cleaned) {
      notes.left.push(...notes.found.splice(0));
      this.notes.leave("other", e.name);
    }
    this.notes.take(notes);
    return cleaned && (notes.found.length > 0 || cleaned.size !== blob.size) ? await replace(e, cleaned) : e;
  }

  private async contents(e: Entry, limit: number): Promise<Blob> {
    const blob = await open(e, Math.min(limit, this.budget.left));
    if (e.method !== 0) this.budget.left -= blob.size;
    return blob;
  }

  private number(name: string): number {
    const known = this.aliases.get(name) ?? this.aliases.size + 1;
    this.aliases.set(name, known);
    return known;
  }
}
