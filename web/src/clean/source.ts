// Reads a file through one window, and writes one as slices of the file and small pieces, so that no size of file needs memory of
// its size.

import type { Bytes } from "../bytes.ts";
import { Unclean } from "./finding.ts";

const windowSize = 262_144;
const largestRead = 32 << 20;

export class Source {
  readonly blob: Blob;
  private window: Bytes = new Uint8Array(0);
  private start = 0;

  constructor(blob: Blob) {
    this.blob = blob;
  }

  get size(): number {
    return this.blob.size;
  }

  /** Exactly n bytes from at; damaged where the file has fewer, whatever a length inside it says. A view: valid until the next call. */
  async bytes(at: number, n: number): Promise<Bytes> {
    if (at < 0 || n < 0 || at + n > this.size) throw new Unclean("damaged");
    if (n > largestRead) throw new Unclean("large");
    if (at < this.start || at + n > this.start + this.window.length) {
      const end = Math.min(this.size, at + Math.max(n, windowSize));
      this.window = new Uint8Array(await this.blob.slice(at, end).arrayBuffer());
      this.start = at;
    }
    return this.window.subarray(at - this.start, at - this.start + n);
  }

  /** Up to n bytes from at, without moving the window; for short looks elsewhere. */
  async peek(at: number, n: number): Promise<Bytes> {
    return new Uint8Array(await this.blob.slice(at, at + n).arrayBuffer());
  }

  /** Up to n bytes from at, fewer at the end of the file. */
  upTo(at: number, n: number): Promise<Bytes> {
    return this.bytes(at, Math.max(0, Math.min(n, this.size - at)));
  }
}

/** A file in the making. Adjoining ranges of the original become one slice. */
export class Pieces {
  private readonly blob: Blob;
  private readonly parts: BlobPart[] = [];
  private from = 0;
  private to = 0;

  constructor(blob: Blob) {
    this.blob = blob;
  }

  keep(from: number, to: number): void {
    if (from !== this.to) this.flush(from);
    this.to = to;
  }

  put(part: Bytes | Blob): void {
    this.flush(this.to);
    this.parts.push(part);
  }

  blobOf(): Blob {
    this.flush(this.to);
    return new Blob(this.parts);
  }

  private flush(next: number): void {
    if (this.to > this.from) this.parts.push(this.blob.slice(this.from, this.to));
    this.from = next;
    this.to = next;
  }
}

/** The characters of bytes, one to one: TextDecoder's "latin1" is another table. */
export function latin1(data: Uint8Array): string {
  let text = "";
  for (let at = 0; at < data.length; at += 8192) text += String.fromCharCode(...data.subarray(at, at + 8192));
  return text;
}

export function fromLatin1(text: string): Bytes {
  const out = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) out[i] = text.charCodeAt(i);
  return out;
}
