// A field for one word of a code, which offers the words of the list that begin so: a combobox with a list of its own, after the pattern
// of WAI-ARIA, because a browser's datalist is drawn differently everywhere and not read out in some.

import { splitWords } from "../code.ts";
import { wordsThatBegin } from "../completion.ts";
import { h, unkept } from "./dom.ts";

export interface WordEvents {
  changed(value: string): void;
  /** More than one word, or the end of one, was typed or pasted: the words, and whether the last is complete. */
  spread?(words: string[], ended: boolean): void;
  /** The language tag of the list whose words are offered first. */
  list(): string;
  /** How many words fit. */
  offered?(n: number): void;
}

const offers = 6; // words at a time

export class WordField {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  private readonly list: HTMLUListElement;
  private active = -1;

  constructor(
    id: string,
    label: { text: string; short?: string },
    value: string,
    private readonly events: WordEvents,
  ) {
    this.list = h("ul", {
      role: "listbox",
      id: `${id}-list`,
      class: "offers",
      "aria-label": label.text,
      hidden: true,
      translate: "no",
    });
    this.input = h("input", {
      id,
      type: "text",
      class: "field word",
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": `${id}-list`,
      ...unkept,
    });
    this.input.value = value;
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (e) => this.pressed(e));
    this.input.addEventListener("blur", () => this.left());
    const text = label.short === undefined ? label.text : h("span", { class: "hidden" }, label.text);
    const short = label.short !== undefined && h("span", { "aria-hidden": "true" }, label.short);
    this.element = h("div", { class: "word-field" }, h("label", { for: id }, text, short), this.input, this.list);
  }

  set(value: string): void {
    this.input.value = value;
    this.events.changed(value);
    this.close();
  }

  private typed(): void {
    const { value } = this.input;
    const words = splitWords(value);
    if (words.length === 0) this.input.value = ""; // numbers and commas stand between words
    if (this.events.spread && (words.length > 1 || (words.length === 1 && /[^\p{L}\p{M}]$/u.test(value)))) {
      this.close();
      this.events.spread(words, /[^\p{L}\p{M}]$/u.test(value));
      return;
    }
    this.events.changed(this.input.value);
    this.offer();
  }

  /** Shows the words that begin with what has been typed, unless it is one of them in full. */
  private offer(): void {
    const start = splitWords(this.input.value)[0] ?? "";
    const fitting = start.length < 2 ? [] : wordsThatBegin(start, this.events.list());
    this.close();
    if (fitting.length === 0 || (fitting.length === 1 && fitting[0] === start)) return;
    const shown = fitting.slice(0, offers);
    this.list.replaceChildren(
      ...shown.map((word, i) =>
        h(
          "li",
          { role: "option", id: `${this.list.id}-${i}`, "aria-selected": "false", onpointerdown: (e) => this.chosen(e, word) },
          word,
        ),
      ),
    );
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.events.offered?.(fitting.length);
  }

  private close(): void {
    this.active = -1;
    this.list.hidden = true;
    this.list.replaceChildren();
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  private pressed(e: KeyboardEvent): void {
    const { children } = this.list;
    if (e.key === "Escape") this.close(); // the same key twice leaves the page, also from here
    if (children.length === 0) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (step !== undefined) {
      const from = this.active < 0 && step < 0 ? 0 : this.active;
      this.activate((from + step + children.length) % children.length);
      e.preventDefault();
    } else if (e.key === "Enter" && (this.active >= 0 || children.length === 1)) {
      e.preventDefault();
      this.take(children[Math.max(this.active, 0)]?.textContent ?? "");
    }
  }

  private activate(i: number): void {
    this.active = i;
    for (const [j, option] of [...this.list.children].entries()) option.setAttribute("aria-selected", String(i === j));
    this.input.setAttribute("aria-activedescendant", `${this.list.id}-${i}`);
    this.list.children[i]?.scrollIntoView({ block: "nearest" });
  }

  private chosen(e: Event, word: string): void {
    e.preventDefault(); // the field keeps the focus
    this.take(word);
  }

  private take(word: string): void {
    this.set(word);
    this.events.spread?.([word], true);
  }

  /** The word that was highlighted, or the only one that begins so, is put in full: it can then be compared with the paper. */
  private left(): void {
    const start = splitWords(this.input.value)[0] ?? "";
    const only = start.length < 4 ? [] : wordsThatBegin(start, this.events.list());
    const word = this.list.children[this.active]?.textContent ?? (only.length === 1 ? only[0] : undefined);
    if (word !== undefined && word !== this.input.value) this.set(word);
    this.close();
  }
}
