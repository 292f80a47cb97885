// Completes words of a code while they are typed.

import { findWord, languageAt, languageOf, words, wordsIn } from "./words.ts";

/** The words of both lists that begin so, those of the list for a language tag first. */
export function wordsThatBegin(start: string, tag: string): string[] {
  return [...new Set([...wordsIn(tag), ...words].filter((w) => w.startsWith(start)))];
}

/** A word that was given in full, or cut after its fourth letter or later, in full; undefined if there is none. */
export function wholeWord(word: string): string | undefined {
  return words[findWord(word)];
}

/** Whether two words, each of any list and perhaps cut, stand for the same bits. */
export function sameWord(a: string, b: string): boolean {
  const [x, y] = [findWord(a), findWord(b)];
  return x >= 0 && y >= 0 && x % wordsIn("en").length === y % wordsIn("en").length;
}

/** The language of the list that words are of, as far as they are of one; otherwise that of a tag. */
export function listOf(given: string[], tag: string): string {
  const places = given.map(findWord).filter((p) => p >= 0);
  return places.length === 0 ? tag : languageOf(places);
}

/** Where words are not all of one list: the places of those of the other list than most. */
export function strangers(given: string[]): number[] {
  const places = given.map(findWord);
  const list = languageOf(places);
  return given.flatMap((_, i) => ((places[i] as number) >= 0 && languageAt(places[i] as number) !== list ? [i] : []));
}
