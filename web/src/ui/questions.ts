// The questions of a topic, as fields, and the free text.

import { asked, type Given, type Question, type Topic } from "../form.ts";
import type { Report } from "../message.ts";
import type { App } from "./app.ts";
import { type Child, ErrorLine, form, h, unkept } from "./dom.ts";
import { actions, textField, weight } from "./parts.ts";

/** Bytes for text and answers in a report; R and what else is around them takes less than the rest of a parcel. */
export const room = 255_000;

/** The fields. next is called once there is a text and all fits. */
export function questions(
  app: App,
  topic: Topic,
  given: Given,
  draft: { text: string },
  next: () => void,
  back: () => void,
): Child[] {
  const { t } = app;
  const error = new ErrorLine();
  const changed = () => {
    app.setTyped(true);
    showAsked();
  };
  const fields = topic.questions.map((q) => ({ q, element: field(app, q, given, changed) }));
  const showAsked = () => {
    const open = asked(topic, given);
    for (const { q, element } of fields) element.hidden = !open.includes(q);
  };
  showAsked();
  const text = textField(app, "text", { title: t.questions.text, hint: t.questions.textHint }, draft.text, room, (value) => {
    draft.text = value;
    app.setTyped(true);
    error.clear();
  });
  const submit = () => {
    const over = weight(answersOf(app, topic, given)) + weight(draft.text) - room;
    const empty = draft.text.trim() === "";
    if (!empty && over <= 0) return next();
    error.show(empty ? t.questions.missing : t.questions.tooLong(app.number(over)), document.getElementById("text"));
  };
  const intro = fields.length > 0 && h("p", {}, t.questions.optional);
  return [intro, form("questions", submit, ...fields.map((f) => f.element), text, error.element, actions(app, back))];
}

function field(app: App, q: Question, given: Given, changed: () => void): HTMLElement {
  const hint = app.inLanguage(q.hint);
  return q.type === "choice" || q.type === "choices"
    ? choices(app, q, hint, given, changed)
    : written(app, q, hint, given, changed);
}

function written(app: App, q: Question, hint: string, given: Given, changed: () => void): HTMLElement {
  const id = `question-${q.id}`;
  const common = { id, class: "field", "aria-describedby": hint === "" ? undefined : `${id}-hint`, ...unkept };
  const input =
    q.type === "line" ? h("input", { type: "text", maxlength: "1000", ...common }) : h("textarea", { rows: "4", ...common });
  input.value = (given[q.id] as string | undefined) ?? "";
  input.addEventListener("input", () => {
    given[q.id] = input.value;
    changed();
  });
  const help = hint !== "" && h("p", { class: "hint", id: `${id}-hint` }, hint);
  return h("div", { class: "question" }, h("label", { for: id }, app.inLanguage(q.title)), help, input);
}

function choices(app: App, q: Question, hint: string, given: Given, changed: () => void): HTMLElement {
  const group = h("fieldset", { class: "question" }, h("legend", {}, app.inLanguage(q.title)));
  const help = [hint, q.type === "choices" ? app.t.questions.choices : ""].filter((x) => x !== "").join(" ");
  if (help !== "") group.append(h("p", { class: "hint" }, help));
  for (const o of q.options) {
    const id = `question-${q.id}-${o.id}`;
    const type = q.type === "choice" ? "radio" : "checkbox";
    const box = h("input", { type, name: `question-${q.id}`, id, value: o.id, checked: given[q.id]?.includes(o.id) ?? false });
    box.addEventListener("change", () => {
      given[q.id] = [...group.querySelectorAll("input")].filter((b) => b.checked).map((b) => b.value);
      changed();
    });
    group.append(h("label", { class: "choice", for: id }, box, app.inLanguage(o.title)));
  }
  return group;
}

/** The answers to the questions that were asked, each in words beside its option ids. */
export function answersOf(app: App, topic: Topic, given: Given): Report["answers"] {
  return asked(topic, given).flatMap((q) => {
    const value = given[q.id] ?? "";
    const values = typeof value === "string" ? [] : value;
    const titles = q.options.filter((o) => values.includes(o.id)).map((o) => app.inLanguage(o.title));
    const answer = (typeof value === "string" ? value.trim() : titles.join("; ")).toWellFormed();
    return answer === "" ? [] : [{ id: q.id, question: app.inLanguage(q.title), values, answer }];
  });
}
