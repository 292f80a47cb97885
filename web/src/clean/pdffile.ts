// Finds the objects of a PDF by its cross-reference tables and streams (ISO 32000-2 §7.5). Strict: a file that readers would have to mend is
// damaged, because two readers may mend it differently and one of them see what was thought gone.

import type { Bytes } from "../bytes.ts";
import { concat } from "../bytes.ts";
import { Unclean } from "./finding.ts";
import { inflate } from "./inflate.ts";
import type { Budget } from "./package.ts";
import type { Dict, Value } from "./pdfsyntax.ts";
import { margin, Parser, Ref, Short } from "./pdfsyntax.ts";
import type { Source } from "./source.ts";
import { latin1 } from "./source.ts";

const firstRead = 1024; // most objects are smaller, and to make text of bytes is slow where a browser compiles nothing
const largestObject = 16 << 20;
const largestStream = 32 << 20; // of those that hold objects or cross-references, inflated
const mostObjects = 500_000;
const mostSections = 256;

/** Where an object is: at an offset, or within another, a stream of objects. */
export type Place = { at: number } | { within: number };

export interface Read {
  n: number;
  value: Value;
  from?: number; // where the bytes of a stream begin
  size?: number;
}

export class PdfFile {
  readonly places = new Map<number, Place | undefined>();
  readonly trailers: Dict[] = [];
  /** The lengths of streams that are given in another object, where that one is in a stream of objects. */
  readonly numbers = new Map<number, number>();
  private readonly source: Source;
  private readonly base: number;
  private readonly budget: Budget;

  constructor(source: Source, base: number, budget: Budget) {
    this.source = source;
    this.base = base;
    this.budget = budget;
  }

  /** Follows the chain of sections from the newest to the oldest; encrypted if one says so. */
  async readSections(): Promise<void> {
    const tail = latin1(await this.source.upTo(Math.max(0, this.source.size - 2048), 2048));
    const start = /startxref\s+(\d{1,12})\s+%%EOF[\s\0]*$/.exec(tail); // were anything to follow, some readers would look further back
    if (!start) throw new Unclean("damaged");
    const queue = [Number(start[1])];
    const seen = new Set<number>();
    for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
      if (seen.has(at) || seen.size >= mostSections) throw new Unclean("damaged");
      seen.add(at);
      const trailer = await this.section(this.base + at);
      if (trailer.has("Encrypt")) throw new Unclean("encrypted");
      this.trailers.push(trailer);
      for (const key of ["XRefStm", "Prev"]) if (trailer.has(key)) queue.push(integer(trailer.get(key)));
    }
  }

  /** The object at that place in the file; damaged unless it is number n and, if a stream, ends where it says. */
  async object(n: number, at: number): Promise<Read> {
    const read = await this.parse(this.base + at, (parser, from) => {
      const head = parser.match(/(\d{1,10})\s+\d{1,5}\s+obj/y);
      if (!head || Number(head[1]) !== n) throw new Unclean("damaged");
      const value = parser.value();
      if (parser.match(/endobj/y)) return { n, value };
      if (!parser.match(/stream(?:\r\n|\n)/y) || !(value instanceof Map)) throw new Unclean("damaged");
      return { n, value, from: from + parser.at };
    });
    if (read.from === undefined) return read;
    const size = await this.length((read.value as Dict).get("Length"));
    const after = latin1(await this.source.upTo(read.from + size, 32));
    if (!/^\s*endstream/.test(after)) throw new Unclean("damaged");
    return { ...read, size };
  }

  /** The objects that a stream of objects holds. */
  async within(container: Read): Promise<Read[]> {
    const dict = dictOf(container.value);
    const text = latin1(await this.contents(container)) + margin;
    const [count, first] = [integer(dict.get("N")), integer(dict.get("First"))];
    const index = new Parser(text);
    const heads = Array.from({ length: Math.min(count, mostObjects) }, () => [index.value(), index.value()].map(integer));
    return heads.map(([n, at]) => ({ n: n as number, value: new Parser(text, first + (at as number)).value() }));
  }

  /** The bytes of a stream of objects or cross-references, which nothing but deflate and PNG's predictors may have changed. */
  async contents(read: Read): Promise<Bytes> {
    const dict = dictOf(read.value);
    const from = read.from as number;
    const blob = this.source.blob.slice(from, from + (read.size as number));
    const [filter, parameters] = [single(dict.get("Filter")), single(dict.get("DecodeParms"))];
    if (filter !== undefined && filter !== "/FlateDecode") throw new Unclean("damaged");
    const limit = Math.min(largestStream, this.budget.left);
    if (blob.size > limit) throw new Unclean("large");
    const data = filter ? await inflateStream(blob, limit) : new Uint8Array(await blob.arrayBuffer());
    this.budget.left -= 2 * data.length; // its values stay in memory too
    if (!(parameters instanceof Map) || integer(parameters.get("Predictor") ?? "1") < 10) return data;
    if (integer(parameters.get("Colors") ?? "1") !== 1) throw new Unclean("damaged");
    return unpredict(data, integer(parameters.get("Columns") ?? "1"));
  }

  /** Reads on until run has all that it needs. */
  private async parse<T>(at: number, run: (parser: Parser, at: number) => T): Promise<T> {
    for (let n = firstRead; ; n *= 4) {
      if (at >= this.source.size) throw new Unclean("damaged");
      try {
        const text = latin1(await this.source.upTo(at, n));
        return run(new Parser(at + n < this.source.size ? text : text + margin), at);
      } catch (error) {
        if (!(error instanceof Short)) throw error;
        if (at + n >= this.source.size) throw new Unclean("damaged");
        if (n >= largestObject) throw new Unclean("large");
      }
    }
  }

  private async section(at: number): Promise<Dict> {
    const start = latin1(await this.source.peek(at, 32));
    if (!/^\s*xref/.test(start)) return await this.sectionStream(at);
    return await this.parse(at, (parser) => {
      parser.match(/xref/y);
      const entries: [number, Place | undefined][] = [];
      while (!parser.match(/trailer/y)) {
        const head = parser.match(/(\d{1,10}) +(\d{1,10})/y);
        if (!head) throw new Unclean("damaged");
        for (let i = 0; i < Number(head[2]); i++) {
          const line = parser.match(/(\d{10}) (\d{5}) ([nf])/y);
          if (!line || i > mostObjects) throw new Unclean("damaged");
          entries.push([Number(head[1]) + i, line[3] === "n" ? { at: Number(line[1]) } : undefined]);
        }
      }
      const trailer = dictOf(parser.value());
      for (const [n, place] of entries) this.place(n, place);
      return trailer;
    });
  }

  private async sectionStream(at: number): Promise<Dict> {
    const head = /^\s*(\d{1,10})\s/.exec(latin1(await this.source.peek(at, 32)));
    if (!head) throw new Unclean("damaged");
    const read = await this.object(Number(head[1]), at - this.base);
    const dict = dictOf(read.value);
    if (dict.get("Type") !== "/XRef" || read.from === undefined) throw new Unclean("damaged");
    const data = await this.contents(read);
    const widths = list(dict.get("W")).map(integer);
    const [a, b, c] = widths as [number, number, number];
    const index = dict.has("Index") ? list(dict.get("Index")).map(integer) : [0, integer(dict.get("Size"))];
    if (widths.length !== 3 || widths.some((w) => w > 8) || a + b + c === 0) throw new Unclean("damaged");
    let row = 0;
    for (let i = 0; i + 1 < index.length; i += 2) {
      for (let k = 0; k < (index[i + 1] as number); k++, row += a + b + c) {
        if (row + a + b + c > data.length) throw new Unclean("damaged");
        const type = a === 0 ? 1 : number(data, row, a);
        const second = number(data, row + a, b);
        this.place((index[i] as number) + k, type === 1 ? { at: second } : type === 2 ? { within: second } : undefined);
      }
    }
    return dict;
  }

  private place(n: number, place: Place | undefined): void {
    if (!this.places.has(n)) this.places.set(n, place);
    if (this.places.size > mostObjects) throw new Unclean("large");
  }

  private async length(value: Value | undefined): Promise<number> {
    if (!(value instanceof Ref)) return integer(value);
    const known = this.numbers.get(value.n);
    const place = this.places.get(value.n);
    if (known !== undefined) return known;
    if (!place || !("at" in place)) throw new Unclean("damaged");
    const found = /^\s*(\d{1,10})\s+\d{1,5}\s+obj\s+(\d{1,12})\s+endobj/.exec(
      latin1(await this.source.peek(this.base + place.at, 96)),
    );
    if (!found || Number(found[1]) !== value.n) throw new Unclean("damaged");
    return Number(found[2]);
  }
}

/** Some writers count the line end before "endstream" as the stream's own; browsers take no byte too many. */
async function inflateStream(blob: Blob, limit: number): Promise<Bytes> {
  for (let cut = 0; ; cut++) {
    try {
      return concat(...(await inflate(blob.slice(0, blob.size - cut), "deflate", limit)));
    } catch (error) {
      if (cut === 2 || !(error instanceof Unclean) || error.why !== "damaged") throw error;
    }
  }
}

/** Undoes PNG's filters 0 to 2, which are all that is used here, over rows of one byte a column. */
function unpredict(data: Bytes, columns: number): Bytes {
  const rows = Math.floor(data.length / (columns + 1));
  const out = new Uint8Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    const filter = data[r * (columns + 1)] as number;
    if (filter > 2) throw new Unclean("damaged");
    for (let i = 0; i < columns; i++) {
      const at = r * columns + i;
      const left = filter === 1 && i > 0 ? (out[at - 1] as number) : 0;
      const up = filter === 2 && r > 0 ? (out[at - columns] as number) : 0;
      out[at] = (data[r * (columns + 1) + 1 + i] as number) + left + up;
    }
  }
  return out;
}

/** The one value of a list, or the value itself. */
export function single(value: Value | undefined): Value | undefined {
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}

export function dictOf(value: Value | undefined): Dict {
  if (!(value instanceof Map)) throw new Unclean("damaged");
  return value;
}

function list(value: Value | undefined): Value[] {
  if (!Array.isArray(value)) throw new Unclean("damaged");
  return value;
}

function integer(value: Value | undefined): number {
  if (typeof value !== "string" || !/^\+?\d{1,12}$/.test(value)) throw new Unclean("damaged");
  return Number(value);
}

function number(data: Bytes, at: number, width: number): number {
  let n = 0;
  for (let i = 0; i < width; i++) n = n * 256 + (data[at + i] as number);
  return n;
}
