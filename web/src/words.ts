// Turns bits into words of the BIP-39 English list and back: 2048 words whose first four letters are unique, 11 bits each, most
// significant bit first (SPEC §1).

import { wordlist } from "@scure/bip39/wordlists/english.js";

const bitsPerWord = 11;

export const words: readonly string[] = wordlist;

/** The first n words of bits, which has at least 11·n of them. */
export function encodeWords(bits: Uint8Array, n: number): string[] {
  return Array.from({ length: n }, (_, w) => {
    let index = 0;
    for (let b = w * bitsPerWord; b < (w + 1) * bitsPerWord; b++)
      index = (index << 1) | (((bits[b >> 3] as number) >> (7 - (b & 7))) & 1);
    return words[index] as string;
  });
}

/** Packs the indices of words into bytes, zero bits at the end. */
export function decodeWords(indices: number[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(Math.ceil((indices.length * bitsPerWord) / 8));
  indices.forEach((index, w) => {
    for (let i = 0; i < bitsPerWord; i++) {
      const b = w * bitsPerWord + i;
      if ((index >> (bitsPerWord - 1 - i)) & 1) out[b >> 3] = (out[b >> 3] as number) | (1 << (7 - (b & 7)));
    }
  });
  return out;
}

/** The index of a word given in full, or cut after its fourth letter or later; -1 if there is none. */
export function findWord(word: string): number {
  const exact = words.indexOf(word);
  if (exact >= 0 || word.length < 4) return exact;
  return words.findIndex((w) => w.startsWith(word));
}

/** Up to n words of the list that differ least, by edit distance, then by the alphabet. */
export function nearestWords(word: string, n: number): string[] {
  const cut = word.slice(0, 64); // nothing on the list is near a longer one
  const near = words.map((w) => ({ w, d: distance(cut, w) }));
  near.sort((a, b) => a.d - b.d); // stable, so the alphabet decides among equals
  return near.slice(0, n).map((x) => x.w);
}

/** The number of letters to insert, delete, change, or swap with their neighbour (optimal string alignment). */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let d = Math.min((last[j] as number) + 1, (row[j - 1] as number) + 1, (last[j - 1] as number) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) d = Math.min(d, (before[j - 2] as number) + 1);
      row.push(d);
    }
    before = last;
    last = row;
  }
  return last[b.length] as number;
}
