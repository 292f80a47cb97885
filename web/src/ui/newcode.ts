// A new code: shown, written down, confirmed. Nothing is sent before, so that nobody clicks on without having noted it.

import { type Code, codeWords, splitWords, wordsOf } from "../code.ts";
import { sameWord } from "../completion.ts";
import type { Texts } from "../language/nl.ts";
import { listLanguage } from "../words.ts";
import type { App } from "./app.ts";
import { bullets, button, ErrorLine, form, h } from "./dom.ts";
import { actions } from "./parts.ts";
import { places } from "./places.ts";
import { WordField } from "./wordfield.ts";

export interface Occasion {
  title(t: Texts): string;
  why(t: Texts): string;
  isNext: boolean; // the code comes after another one
  last: boolean; // after it all is sent
  back(): void;
}

/** The language in which each code was first shown: it stays so on the screen as it does on paper. */
const languages = new WeakMap<Code, string>();

function languageOf(app: App, code: Code): string {
  const language = languages.get(code) ?? app.language;
  languages.set(code, language);
  return language;
}

/** Shows a code and calls then once it has been confirmed. */
export function showCode(app: App, code: Code, occasion: Occasion, then: () => void): void {
  app.setTyped(true);
  const language = languageOf(app, code);
  app.show(({ t }) => ({
    name: "code",
    title: occasion.title(t),
    body: [
      h("p", { class: "strong" }, occasion.why(t)),
      h(
        "ol",
        { class: "words code", lang: listLanguage(language), translate: "no", "data-code": true, "aria-label": t.code.words },
        ...wordsOf(code, language).map((w) => h("li", {}, w)),
      ),
      occasion.isNext && h("div", { class: "keep" }, h("p", { class: "strong" }, t.code.keepOld)),
      bullets(t.code.keep),
      h(
        "div",
        { class: "actions" },
        button("written", t.code.written, () => confirm(app, code, occasion, then), "primary"),
        button("back", t.back, occasion.back),
      ),
    ],
  }));
}

function confirm(app: App, code: Code, occasion: Occasion, then: () => void): void {
  const language = languageOf(app, code);
  const expected = wordsOf(code, language);
  const positions = places(3, codeWords);
  const values = new Map<number, string>();
  const show = () => showCode(app, code, occasion, then);
  app.show(({ t }) => {
    const error = new ErrorLine();
    const fields = positions.map((n) => {
      const changed = (value: string) => {
        values.set(n, value);
        error.clear();
      };
      const field = new WordField(`confirm-${n}`, { text: t.confirm.word(n) }, values.get(n) ?? "", {
        changed,
        list: () => language,
      });
      field.input.dataset.position = String(n);
      return field;
    });
    const submit = () => {
      const wrong = positions.findIndex((n) => !isWord(values.get(n) ?? "", expected[n - 1] as string));
      if (wrong < 0) return then();
      error.show(t.confirm.wrong(positions[wrong] as number), (fields[wrong] as WordField).input);
    };
    const goOn = occasion.last ? t.confirm.send : t.next;
    const body = [
      h("p", {}, t.confirm.why),
      form("confirm", submit, ...fields.map((f) => f.element), error.element, actions(app, show, goOn, "send", t.confirm.show)),
    ];
    return { name: "confirm", title: t.confirm.title, body };
  });
}

/** Whether a text is one word, and stands for what another does, whatever list the two are of. */
export function isWord(text: string, word: string): boolean {
  const read = splitWords(text);
  return read.length === 1 && sameWord(read[0] as string, word);
}
