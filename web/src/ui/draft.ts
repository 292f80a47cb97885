// What a reporter has chosen and written so far, in memory only; it survives going back and forth and changes of language.

import { type Charter, type Epoch, epochOf, expired, rootsOf } from "../charter.ts";
import { type Code, newCode } from "../code.ts";
import { asked, type Given, type Question, type Topic } from "../form.ts";
import type { Report } from "../message.ts";
import type { App } from "./app.ts";
import type { Chosen } from "./chosen.ts";
import { places } from "./places.ts";

/** The words of a bureau's card that the page asks for, what was typed, and how it ended. */
export interface Card {
  places: number[]; // from 1, of the twelve
  typed: string[];
  state?: "right" | "none";
}

export interface Draft {
  danger: string; // an option of the question "danger", or empty
  bureaus: Charter[];
  cards: Map<Charter, Card>;
  signals: Set<string>; // what was recognised; it is not sent
  fits: boolean; // the topic was chosen by it
  topic: Topic | undefined; // of the first bureau's form
  given: Record<string, Given>; // by topic
  text: string;
  files: Chosen[];
  codes: Map<Charter, Code>;
  epochs: Map<Charter, Epoch>; // of what has been begun: all of it is of one, also past midnight
  sent: Set<Charter>;
  checked: boolean; // the overview was reached: what is changed leads back there
}

export function newDraft(charters: Charter[]): Draft {
  return {
    danger: "",
    bureaus: charters.length === 1 ? [...charters] : [],
    cards: new Map(),
    signals: new Set(),
    fits: false,
    topic: undefined,
    given: {},
    text: "",
    files: [],
    codes: new Map(),
    epochs: new Map(),
    sent: new Set(),
    checked: false,
  };
}

/** Asks for more words where more cards would do: somebody could make keys for as many roots, each with a few words of a real card, until they have most
 * pairs of its words (SPEC §2). */
export function newCard(charter: Charter): Card {
  const roots = rootsOf(charter).length;
  const asked = places(2 + Number(roots > 1) + Number(roots > 3), 12);
  return { places: asked, typed: asked.map(() => "") };
}

export function cardOf(draft: Draft, charter: Charter): Card {
  const card = draft.cards.get(charter) ?? newCard(charter);
  draft.cards.set(charter, card);
  return card;
}

export function codeOf(app: App, draft: Draft, charter: Charter): Code {
  const code = draft.codes.get(charter) ?? app.keepSecret(newCode());
  draft.codes.set(charter, code);
  return code;
}

/** The epoch to which a report can be sealed today. */
export function reportEpoch(app: App, charter: Charter): Epoch | undefined {
  return expired(charter, app.today()) ? undefined : epochOf(charter, app.today());
}

/** The epoch of all parcels of a report: that of the day on which sending was begun. The desk keeps its identity for as long as the drop keeps
 * parcels. */
export function sendingEpoch(app: App, draft: Draft, charter: Charter): Epoch | undefined {
  const epoch = draft.epochs.get(charter) ?? reportEpoch(app, charter);
  if (epoch) draft.epochs.set(charter, epoch);
  return epoch;
}

/** What was given to the questions of the topic. */
export function givenOf(draft: Draft): Given {
  if (!draft.topic) return {};
  const given = draft.given[draft.topic.id] ?? {};
  draft.given[draft.topic.id] = given;
  return given;
}

/** Whether a question is the page's own, which it asks before all others. */
function isDanger(q: Question): boolean {
  return q.id === "danger" && ["yes", "no", "unsure"].every((id) => q.options.some((o) => o.id === id));
}

/** The questions that have a screen each. */
export function questionsOf(draft: Draft): Question[] {
  return draft.topic ? asked(draft.topic, withDanger(draft)).filter((q) => !isDanger(q)) : [];
}

function withDanger(draft: Draft): Given {
  const known = draft.topic?.questions.some(isDanger) && draft.danger !== "";
  return known ? { ...givenOf(draft), danger: [draft.danger] } : givenOf(draft);
}

/** The answers to the questions that are asked, each in words beside its option ids. */
export function answersOf(app: App, draft: Draft): Report["answers"] {
  const given = withDanger(draft);
  return asked(draft.topic ?? { id: "", title: {}, hint: {}, questions: [] }, given).flatMap((q) => {
    const answer = inWords(app, q, given[q.id]).toWellFormed();
    return answer === ""
      ? []
      : [{ id: q.id, question: app.inLanguage(q.title), values: [given[q.id] ?? []].flat().filter((v) => isOption(q, v)), answer }];
  });
}

const isOption = (q: Question, id: string) => q.options.some((o) => o.id === id);

/** An answer as it is read: the titles of what was chosen, or the text. */
export function inWords(app: App, q: Question, value: string | string[] = ""): string {
  if (typeof value === "string") return value.trim();
  const chosen = q.options.filter((o) => value.includes(o.id));
  return chosen.map((o) => app.inLanguage(o.title)).join("; ");
}

/** The report as the form of one bureau has it: the first bureau's answers, with ids only where that form has them too. */
export function reportFor(app: App, draft: Draft, charter: Charter): Pick<Report, "language" | "topic" | "answers" | "text"> {
  const { topics } = charter.form;
  const topic = topics.find((t) => t.id === draft.topic?.id) ?? (topics.at(-1) as Topic);
  const answers = answersOf(app, draft).map((a) => {
    const q = topic.questions.find((x) => x.id === a.id);
    return { ...a, values: q ? a.values.filter((v) => isOption(q, v)) : [] };
  });
  return { language: app.language, topic: topic.id, answers, text: draft.text.trim().toWellFormed() };
}
