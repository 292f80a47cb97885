// The languages of the page. A language is one file and one line here; its tag is that of the bureaus' texts and of reports. A text that a
// file lacks is said in English, and a test names it.

import { en } from "./en.ts";
import { nl, type Texts } from "./nl.ts";
import { pap } from "./pap.ts";

/** Texts of which any may be missing. */
export type Some<T> = T extends string | unknown[] | ((...args: never[]) => unknown) ? T : { [K in keyof T]?: Some<T[K]> };

const files: Record<string, [name: string, texts: Some<Texts>]> = {
  nl: ["Nederlands", nl],
  en: ["English", en],
  pap: ["Papiamentu", pap],
};

/** By tag: a language's name, its texts, and its texts where the page is a saved file and nothing is sent. */
export const languages: Record<string, { name: string; texts: Texts; offline: Texts }> = Object.fromEntries(
  Object.entries(files).map(([tag, [name, some]]) => {
    const texts = complete<Texts>(some, en);
    return [tag, { name, texts, offline: complete<Texts>(texts.offline.instead, texts) }];
  }),
);

/** The first of these languages, as browsers name them, that the page has. */
export function languageOf(wanted: readonly string[]): string {
  return wanted.map((l) => l.split("-")[0] as string).find((l) => l in languages) ?? "nl";
}

/** Texts with what they lack taken from others. */
export function complete<T>(some: Some<T>, rest: T): T {
  if (typeof rest !== "object" || rest === null || Array.isArray(rest)) return (some ?? rest) as T;
  const keys = Object.keys(rest) as (keyof T)[];
  return Object.fromEntries(keys.map((k) => [k, complete((some as T | undefined)?.[k] as Some<T[keyof T]>, rest[k])])) as T;
}
