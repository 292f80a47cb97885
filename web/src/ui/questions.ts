// The text, which alone is needed, and the questions of a topic, one a screen, each of which may be skipped.

import type { Question } from "../form.ts";
import type { App } from "./app.ts";
import { filesWeight } from "./chosen.ts";
import { button, type Child, choice, ErrorLine, form, h, unkept } from "./dom.ts";
import { answersOf, type Draft, givenOf, questionsOf } from "./draft.ts";
import { actions, textField, weight } from "./parts.ts";
import type { Ways } from "./report.ts";

/** Bytes for text, answers and the names of files in a report; R and what else is around them takes less than the rest of a parcel. */
export const room = 255_000;

/** How much there is too much. */
export function excess(app: App, draft: Draft): number {
  return Math.max(0, weight(answersOf(app, draft)) + weight(draft.text) + filesWeight(draft.files) - room);
}

export function askText(app: App, draft: Draft, ways: Ways): void {
  app.show(({ t }) => {
    const error = new ErrorLine();
    const field = textField(app, "text", { hint: t.questions.textHint }, draft.text, room, (value) => {
      draft.text = value;
      app.setTyped(true);
      error.clear();
    });
    const submit = () => {
      const input = document.getElementById("text");
      const over = excess(app, draft);
      if (draft.text.trim() === "") error.show(t.questions.missing, input);
      else if (over > 0) error.show(t.questions.tooLong(app.number(over)), input);
      else ways.next();
    };
    const after = questionsOf(draft).length > 0 && !draft.checked && h("p", { class: "hint" }, t.questions.after);
    return {
      name: "text",
      title: t.questions.text,
      body: [form("text", submit, field, after, error.element, actions(app, ways.back))],
    };
  });
}

export function askQuestion(app: App, draft: Draft, q: Question, at: { nth: number; of: number }, ways: Ways): void {
  const given = givenOf(draft);
  app.show(({ t }) => {
    const error = new ErrorLine();
    const hint = app.inLanguage(q.hint);
    const more = [hint, q.type === "choices" ? t.questions.choices : "", t.questions.free].filter((x) => x !== "").join(" ");
    const submit = () => {
      const over = excess(app, draft);
      if (over > 0) error.show(t.questions.tooLong(app.number(over)), document.getElementById(`question-${q.id}`));
      else ways.next();
    };
    const skip = () => {
      delete given[q.id];
      ways.next();
    };
    const changed = (value: string | string[]) => {
      given[q.id] = value;
      app.setTyped(true);
      error.clear();
    };
    const field =
      q.type === "choice" || q.type === "choices" ? choices(app, q, given[q.id], changed) : written(q, given[q.id], changed);
    const rest = !draft.checked && at.nth < at.of && button("rest", t.questions.rest, () => ways.to("check"), "quiet");
    const bottom = actions(app, ways.back, t.next, "next", t.back, button("skip", t.questions.skip, skip), rest);
    return {
      name: "question",
      title: app.inLanguage(q.title),
      step: t.questions.nth(at.nth, at.of),
      body: [h("p", { class: "hint", id: "question-hint" }, more), form(q.id, submit, field, error.element, bottom)],
    };
  });
}

function written(q: Question, value: string | string[] | undefined, changed: (value: string) => void): HTMLElement {
  const common = {
    id: `question-${q.id}`,
    class: "field",
    "aria-labelledby": "title",
    "aria-describedby": "question-hint",
    ...unkept,
  };
  const input =
    q.type === "line" ? h("input", { type: "text", maxlength: "1000", ...common }) : h("textarea", { rows: "5", ...common });
  input.value = typeof value === "string" ? value : "";
  input.addEventListener("input", () => changed(input.value));
  return h("div", { class: "question" }, input);
}

function choices(app: App, q: Question, value: string | string[] | undefined, changed: (value: string[]) => void): HTMLElement {
  const group = h("fieldset", { class: "question", "aria-labelledby": "title", "aria-describedby": "question-hint" });
  const kind = q.type === "choice" ? "radio" : "checkbox";
  const change = () => changed([...group.querySelectorAll("input")].filter((b) => b.checked).map((b) => b.value));
  const options: Child[] = q.options.map((o) =>
    choice(
      kind,
      `question-${q.id}`,
      o.id,
      { id: `question-${q.id}-${o.id}`, title: app.inLanguage(o.title) },
      value?.includes(o.id) ?? false,
      change,
    ),
  );
  group.append(...(options as Node[]));
  return group;
}
