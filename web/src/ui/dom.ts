// Makes elements. Everything that is shown goes in as text, never as HTML.

export type Child = Node | string | undefined | false;
type Props = Record<string, string | boolean | undefined | ((e: Event) => void)>;

/** An element with attributes, listeners (onclick: function) and children. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (typeof value === "string") element.setAttribute(name, value);
  }
  element.append(...children.filter((c) => c !== undefined && c !== false));
  return element;
}

export function button(action: string, text: string, onclick: () => void, kind = ""): HTMLButtonElement {
  return h("button", { type: "button", class: kind, "data-action": action, onclick }, text);
}

/** A form whose submission stays on the page. */
export function form(action: string, onsubmit: () => void, ...children: Child[]): HTMLFormElement {
  const submit = (e: Event) => {
    e.preventDefault();
    onsubmit();
  };
  return h("form", { "data-form": action, novalidate: true, autocomplete: "off", onsubmit: submit }, ...children);
}

export function submitButton(text: string, action = "next"): HTMLButtonElement {
  return h("button", { type: "submit", class: "primary", "data-action": action }, text);
}

export function paragraphs(lines: string[]): HTMLElement[] {
  return lines.map((line) => h("p", {}, line));
}

export function bullets(lines: string[]): HTMLElement {
  return h("ul", {}, ...lines.map((line) => h("li", {}, line)));
}

/** One choice of a group, with what it means under its name. */
export function choice(
  kind: "radio" | "checkbox",
  group: string,
  value: string,
  text: { id: string; title: string; hint?: string },
  checked: boolean,
  change: (checked: boolean) => void,
): HTMLLabelElement {
  const { id, title, hint = "" } = text;
  const onchange = () => change(box.checked);
  const described = hint !== "" && `${id}-hint`;
  const box = h("input", {
    type: kind,
    name: group,
    id,
    value,
    checked,
    "aria-describedby": described,
    "aria-labelledby": `${id}-title`,
    onchange,
  });
  const name = h("span", { class: "choice-title", id: `${id}-title` }, title);
  const more = hint !== "" && h("span", { class: "hint", id: `${id}-hint` }, hint);
  return h("label", { class: "card choice", for: id }, box, h("span", {}, name, more));
}

/** A text from elsewhere without the characters that change how others are shown. */
export function harmless(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
}

/** Attributes of fields whose contents no browser should keep, complete, correct or send to a spelling service. */
export const unkept = { autocomplete: "off", autocapitalize: "none", autocorrect: "off", spellcheck: "false" };

let errors = 0; // made so far

/** A form's or a field's error, announced when it appears. The field, if there is one, is marked, described by it and gets the focus. */
export class ErrorLine {
  private fields: HTMLElement[] = [];
  readonly element = h("div", { class: "error", role: "alert", id: `error-${++errors}`, hidden: true });

  show(what: Child[] | string, ...fields: (HTMLElement | null)[]): void {
    this.clear();
    this.element.append(...[what].flat().filter((c) => c !== undefined && c !== false));
    this.element.hidden = false;
    this.fields = fields.filter((f) => f !== null);
    for (const field of this.fields) {
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-errormessage", this.element.id);
    }
    this.fields[0]?.focus();
    if (this.fields.length === 0) this.element.scrollIntoView({ block: "nearest" });
  }

  clear(): void {
    this.element.replaceChildren();
    this.element.hidden = true;
    for (const field of this.fields) {
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-errormessage");
    }
    this.fields = [];
  }
}
