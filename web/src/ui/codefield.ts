// The field for a code, which names mistakes and offers the words that may have been meant.

import { type Code, type Mistake, readCode } from "../code.ts";
import type { App } from "./app.ts";
import { button, type Child, ErrorLine, h, unkept } from "./dom.ts";

export class CodeField {
  readonly element: HTMLElement;
  private readonly input: HTMLTextAreaElement;
  private readonly error = new ErrorLine();

  constructor(
    private readonly app: App,
    id: string,
    label: string,
    value: string,
    changed: (value: string) => void,
  ) {
    this.input = h("textarea", { id, class: "field code-field", rows: "3", "aria-describedby": `${id}-hint`, ...unkept });
    this.input.value = value;
    this.input.addEventListener("input", () => {
      this.error.clear();
      changed(this.input.value);
    });
    const hint = h("p", { class: "hint", id: `${id}-hint` }, app.t.enter.hint);
    this.element = h("div", { class: "question" }, h("label", { for: id }, label), hint, this.input, this.error.element);
  }

  /** The code that was typed; or undefined, and the mistake is said. */
  read(): Code | undefined {
    const read = readCode(this.input.value);
    if ("code" in read) return read.code;
    this.refuse(...this.say(read.mistake));
    return undefined;
  }

  refuse(...why: Child[]): void {
    this.error.show(why, this.input);
  }

  private say(mistake: Mistake): Child[] {
    const t = this.app.t.enter;
    if (mistake.kind === "count") return [t.count(mistake.got)];
    if (mistake.kind === "check") return [t.check];
    const near = mistake.nearest.map((w) => button("nearest", w, () => this.replace(mistake.word, w)));
    return [
      h("p", {}, t.unknown(mistake.position, mistake.word)),
      h("div", { class: "nearest" }, h("span", {}, t.nearest), ...near),
    ];
  }

  /** Puts another word in the place of a mistyped one. What was typed may differ from what was read in case and accents. */
  private replace(word: string, by: string): void {
    const pieces = this.input.value.split(/(\s+)/);
    const bare = (s: string) =>
      s
        .normalize("NFKD")
        .replace(/\p{Mn}/gu, "")
        .toLowerCase();
    const at = pieces.findIndex((p) => bare(p).includes(word));
    if (at < 0) return;
    pieces[at] = bare(pieces[at] as string).replace(word, by);
    this.input.value = pieces.join("");
    this.input.dispatchEvent(new Event("input"));
    this.input.focus();
  }
}
