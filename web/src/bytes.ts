// Small helpers over byte strings. The formats are big-endian throughout.

export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();

export function utf8(text: string): Bytes {
  return encoder.encode(text);
}

export function concat(...parts: Uint8Array[]): Bytes {
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}

export function u32be(n: number): Bytes {
  const out = new Uint8Array(4);
  new DataView(out.buffer).setUint32(0, n);
  return out;
}

export function readU32(data: Uint8Array, at: number): number {
  return new DataView(data.buffer, data.byteOffset, data.byteLength).getUint32(at);
}

/** Gives memory back at once, where a browser can: files go by in pieces faster than garbage is collected. The bytes are gone after it. */
export function free(data: Bytes): void {
  (data.buffer as { transfer?(size: number): unknown }).transfer?.(0);
}

/** Has a browser look for garbage: it counts what is asked for, and takes no memory for what nobody writes to. Sealing and sending leave small
 * things behind that it would let grow to a hundred megabytes. */
export function tidy(): void {
  try {
    new ArrayBuffer(2 ** 26);
  } catch {
    // so much may not be asked for here
  }
}

/** Below 0, 0 or above 0, as byte strings are ordered. */
export function compare(a: Uint8Array, b: Uint8Array): number {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    const d = (a[i] as number) - (b[i] as number);
    if (d !== 0) return d;
  }
  return a.length - b.length;
}

/** In time that does not depend on where the difference is; for MACs. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let differ = 0;
  for (let i = 0; i < a.length; i++) differ |= (a[i] as number) ^ (b[i] as number);
  return differ === 0;
}

export function startsWith(data: Uint8Array, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (data[i] !== text.charCodeAt(i)) return false;
  return true;
}

export function allZero(data: Uint8Array): boolean {
  return data.every((b) => b === 0);
}
