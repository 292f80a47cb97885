// Texts of a bureau in several languages (SPEC §1), and the shapes that charters and parcels share.

import { map, type Shape, string } from "./canon.ts";

export const languageTag = /^[a-z]{2,8}(-[a-z0-9]{1,8})*$/;
export const formId = /^[a-z][a-z0-9-]{0,31}$/;

/** Controls other than the line feed, and characters that change how others are shown. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const forbidden = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

export type Texts = Record<string, string>;

const text = string((s) => s !== "" && !forbidden.test(s));

/** Names and titles, which stand in lines of others. */
export const lines: Shape<Texts> = map(
  languageTag,
  string((s) => s !== "" && !forbidden.test(s) && !/[\n\u2028\u2029]/.test(s)),
  1,
  16,
);
export const texts: Shape<Texts> = map(languageTag, text, 1, 16);
export const textsOrNone: Shape<Texts> = map(languageTag, text, 0, 16);

/** The text in this language; failing that in English, failing that in the alphabetically first; failing that nothing. */
export function inLanguage(t: Texts, language: string): string {
  return t[language] ?? t.en ?? Object.values(t)[0] ?? "";
}
