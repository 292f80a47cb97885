// The questions that a bureau asks, as data (SPEC §2), and which of them are to be asked.

import { integer, list, literal, type Of, object, string, where } from "./canon.ts";
import { formId, lines, textsOrNone } from "./texts.ts";

const option = object({ id: string(formId), title: lines });

const condition = object({ question: string(), is: list(string(), 1, Number.MAX_SAFE_INTEGER) });

const question = where(
  object({
    id: string(formId),
    type: literal("choice", "choices", "line", "text"),
    title: lines,
    hint: textsOrNone,
    options: list(option, 0, 64),
    when: list(condition, 0, Number.MAX_SAFE_INTEGER),
  }),
  (q) => (q.type === "choice" || q.type === "choices") === q.options.length > 0 && distinct(q.options),
);

const topic = where(
  object({ id: string(formId), title: lines, hint: textsOrNone, questions: list(question, 0, 32) }),
  (t) => distinct(t.questions) && t.questions.every((q, i) => q.when.every((c) => known(c, t.questions.slice(0, i)))),
);

export const form = where(object({ version: integer(1), topics: list(topic, 1, 16) }), (f) => distinct(f.topics));

export type Form = Of<typeof form>;
export type Topic = Of<typeof topic>;
export type Question = Of<typeof question>;

function distinct(items: { id: string }[]): boolean {
  return new Set(items.map((x) => x.id)).size === items.length;
}

/** Whether a condition names an earlier question and options that it has. */
function known(c: Of<typeof condition>, earlier: Question[]): boolean {
  const q = earlier.find((e) => e.id === c.question);
  return q !== undefined && c.is.every((id) => q.options.some((o) => o.id === id));
}

/** What was chosen or written so far: option ids or a text, by question id. */
export type Given = Record<string, string[] | string>;

/** The questions to be asked, in order. An answer to a question that is not asked counts for nothing. */
export function asked(topic: Topic, given: Given): Question[] {
  const open: Question[] = [];
  for (const q of topic.questions) {
    const holds = q.when.every(
      (c) => open.some((o) => o.id === c.question) && [given[c.question] ?? []].flat().some((v) => c.is.includes(v)),
    );
    if (holds) open.push(q);
  }
  return open;
}
