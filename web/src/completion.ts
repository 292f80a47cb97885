// Completes words of a code while they are typed.

import { findWord, words } from "./words.ts";

/** The words that begin so, in the order of the list. */
export function wordsThatBegin(start: string): string[] {
  return words.filter((w) => w.startsWith(start));
}

/** A word that was given in full, or cut after its fourth letter or later, in full; undefined if there is none. */
export function wholeWord(word: string): string | undefined {
  return words[findWord(word)];
}
