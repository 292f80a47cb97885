import assert from "node:assert/strict";
import test from "node:test";
import { en } from "../src/language/en.ts";
import { complete, languageOf, languages, type Some } from "../src/language/index.ts";
import { nl, type Texts } from "../src/language/nl.ts";
import { pap } from "../src/language/pap.ts";

/** What one locale lacks of another, or has of another kind. */
function lacking(some: unknown, whole: unknown, at: string): string[] {
  if (typeof some !== typeof whole || Array.isArray(some) !== Array.isArray(whole)) return [at];
  if (typeof whole === "string") return some === "" ? [at] : [];
  if (typeof whole === "function") {
    const args = Array.from({ length: whole.length }, (_, i) => `«${i}»`);
    return spoken(some as () => unknown, args) ? [] : [at];
  }
  const [one, other] = [some, whole] as Record<string, unknown>[];
  return Object.keys(other ?? {}).flatMap((k) => lacking(one?.[k], other?.[k], `${at}.${k}`));
}

/** Whether a text says all that it is given. Counts may choose between wordings. */
function spoken(text: (...args: unknown[]) => unknown, args: string[]): boolean {
  const said = JSON.stringify([text(...args), text(...args.map((_, i) => i + 1))]);
  return args.every((a, i) => said.includes(a) || said.includes(String(i + 1)) || said.length > 6);
}

for (const [tag, texts] of Object.entries({ en, pap, nl } as Record<string, Some<Texts>>)) {
  test(`language, ${tag}, has every text`, () => {
    assert.deepEqual(lacking(texts, nl, tag), []);
    assert.deepEqual(lacking(nl, texts, tag), []);
  });
}

test("language, that lacks texts, says them in another", () => {
  const some = complete<Texts>({ back: "Volver", start: { title: "x" } }, en);
  assert.equal(some.back, "Volver");
  assert.equal(some.start.title, "x");
  assert.equal(some.start.danger, en.start.danger);
  assert.deepEqual(some.start.what, en.start.what);
  assert.equal(some.code.titleOf(1, 2, "A"), en.code.titleOf(1, 2, "A"));
});

test("language, that the browser names, is taken if there is one", () => {
  assert.equal(languageOf(["pap-AW", "nl"]), "pap");
  assert.equal(languageOf(["fr-FR", "en-GB"]), "en");
  assert.equal(languageOf(["de"]), "nl");
  assert.deepEqual(Object.keys(languages), ["nl", "en", "pap"]);
});

test("dates, in every language, name the month", () => {
  assert.equal(languages.nl?.texts.date(3, 3, 2026), "3 maart 2026");
  assert.equal(languages.en?.texts.date(3, 3, 2026), "3 March 2026");
  assert.equal(languages.pap?.texts.date(31, 12, 2026), "31 di desèmber 2026");
});
