// Makes, reads and stretches a reporter's code: 80 random bits and 8 check bits as 8 words, from which everything that the conversation
// needs is derived (SPEC §5). A code exists in a head and, for a moment, in memory.

import { sha256 } from "@noble/hashes/sha2.js";
import { bech32, hex } from "@scure/base";
import { identityToRecipient } from "age-encryption";
import { type Bytes, concat, utf8 } from "./bytes.ts";
import { label } from "./label.ts";
import { decodeWords, encodeWords, findWord, type ListLanguage, languageAt, languageOf, nearestWords } from "./words.ts";

export const codeWords = 8;
const secretSize = 10;
const rounds = 210_000;

export type Code = Bytes; // the 10 random bytes

/** What a code gives towards one bureau. */
export interface Keys {
  identity: string; // AGE-SECRET-KEY-PQ-1…, opens notes
  slots: Bytes; // S
}

/** How a text fails to be a code. */
export type Mistake =
  | { kind: "unknown"; position: number; word: string; nearest: string[] } // the first word that is on neither list; from 1
  | { kind: "other"; position: number; word: string; nearest: string[]; language: ListLanguage } // the first one on another list than most, and which
  | { kind: "count"; got: number }
  | { kind: "check" }; // one of the words is wrong, or their order

export function newCode(): Code {
  return crypto.getRandomValues(new Uint8Array(secretSize));
}

/** The 8 words of a code in the language of a tag: Dutch ones for nl, English ones otherwise. Any of them is the same code. */
export function wordsOf(code: Code, tag = "en"): string[] {
  return encodeWords(concat(code, checkBits(code)), codeWords, tag);
}

function checkBits(code: Uint8Array): Uint8Array {
  return sha256(concat(utf8(label.CodeCheck), code)).subarray(0, 1);
}

/** Reads a code of either list as people write it: any case, accents, words cut after four letters or later, and between them whatever is not a letter,
 * such as white space, hyphens, numbers. */
export function readCode(text: string): { code: Code } | { mistake: Mistake } {
  const read = splitWords(text);
  const places = read.map(findWord);
  const list = languageOf(places);
  const wrong = places.findIndex((p) => p < 0 || languageAt(p) !== list);
  if (wrong >= 0) {
    const [word, place] = [read[wrong] as string, places[wrong] as number];
    const mistake = { position: wrong + 1, word, nearest: nearestWords(word, 3, list) };
    return { mistake: place < 0 ? { kind: "unknown", ...mistake } : { kind: "other", ...mistake, language: languageAt(place) } };
  }
  if (read.length !== codeWords) return { mistake: { kind: "count", got: read.length } };
  const bits = decodeWords(places);
  const code = bits.slice(0, secretSize);
  return bits[secretSize] === checkBits(code)[0] ? { code } : { mistake: { kind: "check" } };
}

/** The words: runs of letters, in lower case and without accents. Everything else stands between words. */
export function splitWords(text: string): string[] {
  const plain = text
    .normalize("NFKD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase();
  return plain.match(/\p{L}+/gu) ?? [];
}

/** The slow derivation, 64 bytes from which the keys for any bureau follow at once. */
export async function stretch(code: Code): Promise<CryptoKey> {
  const secret = await crypto.subtle.importKey("raw", code, "PBKDF2", false, ["deriveBits"]);
  const salt = utf8(label.CodeSalt);
  const master = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-512", salt, iterations: rounds }, secret, 512);
  return crypto.subtle.importKey("raw", master, "HKDF", false, ["deriveBits"]);
}

/** The keys towards the bureau with fingerprint F in hex. */
export async function keysOf(master: CryptoKey, bureau: string): Promise<Keys> {
  const salt = new Uint8Array(hex.decode(bureau));
  const derive = async (info: string) =>
    new Uint8Array(await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info: utf8(info) }, master, 256));
  const identity = bech32.encodeFromBytes("AGE-SECRET-KEY-PQ-", await derive(label.Identity)).toUpperCase();
  return { identity, slots: await derive(label.Slots) };
}

/** R, age1pq1…, to which the desk seals notes. Apart from the other keys because a look does not need it, and it is the slow one. */
export function recipientOf(keys: Keys): Promise<string> {
  return identityToRecipient(keys.identity);
}
