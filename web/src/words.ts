// Turns bits into words of a list and back: 2048 words whose first four letters are unique, 11 bits each, most significant bit first (SPEC
// §1). There are two lists, BIP-39 English and a Dutch one of our own; no word of one begins with the first four letters of a word of the
// other, so that a word says by itself which list it is of.

import englishCoded from "words:en";
import dutchCoded from "words:nl";

const bitsPerWord = 11;
const size = 2 ** bitsPerWord;
const english = decoded(englishCoded);
const dutch = decoded(dutchCoded);

/** The words of a front-coded list, as wordlists.mjs makes it: how many letters of the word before, and the rest. */
function decoded(coded: string): string[] {
  let last = "";
  return Array.from(coded.matchAll(/(\d)(\D+)/g), ([, shared, rest]) => {
    last = last.slice(0, Number(shared)) + rest;
    return last;
  });
}

/** A list's language. */
export type ListLanguage = "en" | "nl";

/** The words of both lists: the English ones at 0…2047, the Dutch ones at 2048…4095. What of a place lies below 2048 is the word's index, the 11
 * bits for which it stands. */
export const words: readonly string[] = [...english, ...dutch];

/** The language of the list for a language tag: Dutch for nl and what begins with nl-, otherwise English. */
export function listLanguage(tag: string): ListLanguage {
  return /^nl(-|$)/.test(tag) ? "nl" : "en";
}

/** The words of the list for a language tag, in order. */
export function wordsIn(tag: string): readonly string[] {
  return listLanguage(tag) === "nl" ? dutch : english;
}

/** The language of the list on which a place is. */
export function languageAt(place: number): ListLanguage {
  return place < size ? "en" : "nl";
}

/** The first n words of bits, which has at least 11·n of them, in the language of a tag. */
export function encodeWords(bits: Uint8Array, n: number, tag = "en"): string[] {
  const list = wordsIn(tag);
  return Array.from({ length: n }, (_, w) => {
    let index = 0;
    for (let b = w * bitsPerWord; b < (w + 1) * bitsPerWord; b++)
      index = (index << 1) | (((bits[b >> 3] as number) >> (7 - (b & 7))) & 1);
    return list[index] as string;
  });
}

/** Packs the indices of words, or their places, into bytes, zero bits at the end. */
export function decodeWords(places: number[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(Math.ceil((places.length * bitsPerWord) / 8));
  places.forEach((place, w) => {
    for (let i = 0; i < bitsPerWord; i++) {
      const b = w * bitsPerWord + i;
      if ((place >> (bitsPerWord - 1 - i)) & 1) out[b >> 3] = (out[b >> 3] as number) | (1 << (7 - (b & 7)));
    }
  });
  return out;
}

/** The place of a word given in full, or cut after its fourth letter or later; -1 if there is none. */
export function findWord(word: string): number {
  const exact = words.indexOf(word);
  if (exact >= 0 || word.length < 4) return exact;
  return words.findIndex((w) => w.startsWith(word));
}

/** The language of the list that most of the places are on; where they are as many, that of the first; where there are none, English. */
export function languageOf(places: number[]): ListLanguage {
  const known = places.filter((p) => p >= 0).map(languageAt);
  const first = known[0] ?? "en";
  return known.filter((l) => l === first).length * 2 >= known.length ? first : first === "en" ? "nl" : "en";
}

/** Up to n words of the list for a language tag that differ least, by edit distance, then by the alphabet. */
export function nearestWords(word: string, n: number, tag = "en"): string[] {
  const cut = word.slice(0, 64); // nothing on the list is near a longer one
  const near = wordsIn(tag).map((w) => ({ w, d: distance(cut, w) }));
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
