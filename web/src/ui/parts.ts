// Pieces that several screens share.

import { utf8 } from "../bytes.ts";
import type { App } from "./app.ts";
import { button, type Child, h, submitButton, unkept } from "./dom.ts";

/** The buttons under a form: on, back, and others. */
export function actions(
  app: App,
  back: () => void,
  text = app.t.next,
  action = "next",
  backText = app.t.back,
  ...others: Child[]
): HTMLElement {
  return h("div", { class: "actions" }, submitButton(text, action), button("back", backText, back), ...others);
}

/** Bytes that a value takes in a parcel. */
export function weight(value: unknown): number {
  return utf8(JSON.stringify(value)).length;
}

/** A number of bytes as people say it. */
export function size(app: App, bytes: number): string {
  const [unit, name, digits] = bytes < 2 ** 20 ? [2 ** 10, "kB", 0] : [2 ** 20, "MB", 1];
  return `${app.number(Number((Math.ceil((bytes / unit) * 10 ** digits) / 10 ** digits).toFixed(digits)))} ${name}`;
}

/** When the next board is promised, if that is still to come. */
export function whenBack(app: App, bureau: string): string {
  const next = app.drop.datesOf(bureau)?.next;
  return next !== undefined && next >= app.today() ? app.t.sent.when(app.date(next)) : app.t.sent.whenUnknown;
}

/** A large text field that says how much room is left once it gets scarce. A title of its own makes it a label, otherwise the screen's
 * title is. */
export function textField(
  app: App,
  id: string,
  text: { title?: string; hint: string },
  value: string,
  room: number,
  changed: (value: string) => void,
) {
  const left = h("p", { class: "hint", "aria-live": "polite" });
  const label = text.title === undefined && "title";
  const input = h("textarea", {
    id,
    class: "field",
    rows: "8",
    "aria-labelledby": label,
    "aria-describedby": `${id}-hint`,
    ...unkept,
  });
  const { questions } = app.t;
  const count = () => {
    const free = room - weight(input.value);
    if (free > room / 4) left.textContent = "";
    else left.textContent = free < 0 ? questions.tooLong(app.number(-free)) : questions.left(app.number(free));
  };
  input.value = value;
  input.addEventListener("input", () => {
    changed(input.value);
    count();
  });
  count();
  return h(
    "div",
    { class: "question" },
    text.title !== undefined && h("label", { for: id }, text.title),
    h("p", { class: "hint", id: `${id}-hint` }, text.hint),
    input,
    left,
  );
}
