// A new code: shown, written down, confirmed. Nothing is sent before, so that nobody clicks on without having noted it.

import { type Code, codeWords, splitWords, wordsOf } from "../code.ts";
import { findWord, words as wordList } from "../words.ts";
import type { App } from "./app.ts";
import { button, ErrorLine, form, h, unkept } from "./dom.ts";
import { actions } from "./parts.ts";

export interface Occasion {
  isNext: boolean; // the code comes after another one
  back(): void;
}

/** Shows a code and calls then once it has been confirmed. */
export function showCode(app: App, code: Code, occasion: Occasion, then: () => void): void {
  app.setTyped(true);
  app.show(({ t }) => ({
    name: "code",
    title: occasion.isNext ? t.code.titleNext : t.code.title,
    body: [
      h("p", { class: "strong" }, occasion.isNext ? t.code.whyNext : t.code.why),
      h(
        "ol",
        { class: "words code", lang: "en", translate: "no", "data-code": true, "aria-label": t.code.words },
        ...wordsOf(code).map((w) => h("li", {}, w)),
      ),
      h("ul", {}, ...t.code.keep.map((line) => h("li", {}, line))),
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
  const positions = threeOf(codeWords);
  const values = new Map<number, string>();
  const show = () => showCode(app, code, occasion, then);
  app.show(({ t }) => {
    const error = new ErrorLine();
    const fields = positions.map((n) => {
      const id = `confirm-${n}`;
      const input = h("input", { id, type: "text", class: "field word", "data-position": String(n), ...unkept });
      input.value = values.get(n) ?? "";
      input.addEventListener("input", () => values.set(n, input.value));
      return h("div", { class: "question" }, h("label", { for: id }, t.confirm.word(n)), input);
    });
    const submit = () => {
      const wrong = positions.find((n) => readWord(values.get(n) ?? "") !== expected[n - 1]);
      if (wrong === undefined) return then();
      error.show(t.confirm.wrong(wrong), document.getElementById(`confirm-${wrong}`));
    };
    const body = [
      h("p", {}, t.confirm.why),
      form("confirm", submit, ...fields, error.element, actions(app, show, t.confirm.send, "send", t.confirm.show)),
    ];
    return { name: "confirm", title: t.confirm.title, body };
  });
}

/** The one word of the list that a text holds, read as forgivingly as a code. */
function readWord(text: string): string | undefined {
  const read = splitWords(text);
  return read.length === 1 ? wordList[findWord(read[0] as string)] : undefined;
}

/** Three different places from 1 to n, ascending, at random. */
function threeOf(n: number): number[] {
  const places = Array.from({ length: n }, (_, i) => i + 1);
  const draws = crypto.getRandomValues(new Uint32Array(3));
  return [...draws].map((d) => places.splice(d % places.length, 1)[0] as number).sort((a, b) => a - b);
}
