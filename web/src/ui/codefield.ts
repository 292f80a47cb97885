// The fields for a code, a word each. A code that is typed or pasted in one go spreads over them. Every mistake is named, with the words
// that may have been meant.

import { type Code, codeWords, readCode, splitWords } from "../code.ts";
import { listOf, strangers, wholeWord } from "../completion.ts";
import { findWord, nearestWords } from "../words.ts";
import type { App } from "./app.ts";
import { button, type Child, ErrorLine, h } from "./dom.ts";
import { WordField } from "./wordfield.ts";

export class CodeField {
  readonly element: HTMLElement;
  private readonly fields: WordField[];
  private readonly error = new ErrorLine();
  private readonly status = h("p", { role: "status", class: "hidden" });

  /** values are the words as typed; the array is kept up to date. */
  constructor(
    private readonly app: App,
    id: string,
    label: string,
    private readonly values: string[],
  ) {
    const { t } = app;
    this.fields = Array.from({ length: codeWords }, (_, i) => {
      const text = { text: `${label}: ${t.confirm.word(i + 1)}`, short: `${i + 1}.` };
      return new WordField(`${id}-${i + 1}`, text, values[i] ?? "", {
        changed: (value) => this.changed(i, value),
        list: () => this.list(),
        spread: (words, ended) => this.spread(i, words, ended),
        offered: (n) => {
          this.status.textContent = t.enter.suggestions(n);
        },
      });
    });
    this.element = h(
      "fieldset",
      { class: "question", "aria-describedby": `${id}-hint` },
      h("legend", {}, label),
      h("p", { class: "hint", id: `${id}-hint` }, t.enter.hint),
      h("div", { class: "code-field" }, ...this.fields.map((f) => f.element)),
      this.status,
      this.error.element,
    );
  }

  focus(): void {
    this.fields[0]?.input.focus();
  }

  /** The code that was typed; or undefined, and all mistakes are said. */
  read(): Code | undefined {
    const words = this.fields.map((f) => splitWords(f.input.value));
    if (this.refuseUnknown(words)) return undefined;
    const empty = words.flatMap((w, i) => (w.length === 0 ? [i] : []));
    if (empty.length > 0) {
      this.refuse([this.app.t.enter.empty(empty.map((i) => i + 1).join(", "))], ...empty.map((i) => this.input(i)));
      return undefined;
    }
    const read = readCode(words.flat().join(" "));
    if ("code" in read) return this.app.keepSecret(read.code);
    this.refuse([read.mistake.kind === "count" ? this.app.t.enter.count(read.mistake.got) : this.app.t.enter.check], this.input(0));
    return undefined;
  }

  refuse(why: Child[], ...fields: HTMLElement[]): void {
    this.error.show(why, ...(fields.length > 0 ? fields : [this.input(0)]));
  }

  /** The list of the words that were typed so far. */
  private list(): string {
    return listOf(splitWords(this.values.join(" ")), this.app.language);
  }

  /** Says of each word that is on no list, or on another one than most, which one it is, and what is near. */
  private refuseUnknown(words: string[][]): boolean {
    const t = this.app.t.enter;
    const all = words.flatMap((in1, i) => in1.map((word) => ({ i, word })));
    const other = strangers(all.map(({ word }) => word)).map((k) => all[k]);
    const wrong = all.filter((w) => findWord(w.word) < 0 || other.includes(w));
    const why = wrong.flatMap((w) => {
      const { i, word } = w;
      const near = nearestWords(word, 3, this.list()).map((n) => button("nearest", n, () => this.replace(i, word, n)));
      const said = other.includes(w) ? t.other(i + 1, word) : t.unknown(i + 1, word);
      return [h("p", {}, said), h("div", { class: "nearest", translate: "no" }, h("span", {}, t.nearest), ...near)];
    });
    if (wrong.length > 0) this.refuse(why, ...new Set(wrong.map(({ i }) => this.input(i))));
    return wrong.length > 0;
  }

  private input(i: number): HTMLInputElement {
    return (this.fields[i] as WordField).input;
  }

  private changed(i: number, value: string): void {
    this.values[i] = value;
    this.error.clear();
    this.app.setTyped(true);
  }

  /** Words from the field i on; what goes beyond the last field stays in it, to be named as too much. */
  private spread(i: number, words: string[], ended: boolean): void {
    const room = codeWords - i;
    const parts = [...words.slice(0, room - 1), words.slice(room - 1).join(" ")].filter((w) => w !== "");
    for (const [j, part] of parts.entries()) this.fields[i + j]?.set(whole(part));
    const next = Math.min(i + parts.length - (ended ? 0 : 1), codeWords - 1);
    const { input } = this.fields[next] as WordField;
    input.focus();
    if (ended) input.select();
    else input.setSelectionRange(input.value.length, input.value.length);
  }

  /** Puts another word in the place of a mistyped one. */
  private replace(i: number, word: string, by: string): void {
    const field = this.fields[i] as WordField;
    field.set(
      splitWords(field.input.value)
        .map((w) => (w === word ? by : w))
        .join(" "),
    );
    field.input.focus();
  }
}

/** A word cut after four letters or later, in full. */
function whole(part: string): string {
  const words = splitWords(part);
  return words.length === 1 ? (wholeWord(words[0] as string) ?? part) : part;
}
