// A new code: shown, written down, confirmed. Nothing is sent before, so that nobody clicks on without having noted it.

import { type Code, codeWords, splitWords, wordsOf } from "../code.ts";
import { wholeWord } from "../completion.ts";
import type { Texts } from "../language/nl.ts";
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

/** Shows a code and calls then once it has been confirmed. */
export function showCode(app: App, code: Code, occasion: Occasion, then: () => void): void {
  app.setTyped(true);
  app.show(({ t }) => ({
    name: "code",
    title: occasion.title(t),
    body: [
      h("p", { class: "strong" }, occasion.why(t)),
      h(
        "ol",
        { class: "words code", lang: "en", translate: "no", "data-code": true, "aria-label": t.code.words },
        ...wordsOf(code).map((w) => h("li", {}, w)),
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
  const expected = wordsOf(code);
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
      const field = new WordField(`confirm-${n}`, { text: t.confirm.word(n) }, values.get(n) ?? "", { changed });
      field.input.dataset.position = String(n);
      return field;
    });
    const submit = () => {
      const wrong = positions.findIndex((n) => readWord(values.get(n) ?? "") !== expected[n - 1]);
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

/** The one word of the list that a text holds, read as forgivingly as a code. */
export function readWord(text: string): string | undefined {
  const read = splitWords(text);
  return read.length === 1 ? wholeWord(read[0] as string) : undefined;
}
