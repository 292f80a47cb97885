// The overview before anything is sent: every answer, each of which can be changed, and what in them could tell who the reporter is.

import { type Giveaway, giveaways } from "../giveaway.ts";
import type { App } from "./app.ts";
import type { Chosen } from "./chosen.ts";
import { type Child, ErrorLine, form, h } from "./dom.ts";
import { cardOf, type Draft, givenOf, inWords, questionsOf } from "./draft.ts";
import { filesInWords } from "./filecard.ts";
import { actions } from "./parts.ts";
import { excess } from "./questions.ts";

export interface Row {
  key: string; // of the step that changes it
  title: string;
  value: string;
  free?: boolean; // in the reporter's own words
}

export function showCheck(app: App, draft: Draft, ways: { next(): void; back(): void; to(key: string): void }): void {
  draft.checked = true;
  app.show(({ t }) => {
    const error = new ErrorLine();
    const rows = rowsOf(app, draft);
    const submit = () => {
      const over = excess(app, draft);
      if (over > 0) error.show(t.questions.tooLong(app.number(over)));
      else ways.next();
    };
    return {
      name: "check",
      title: t.check.title,
      body: [
        h("p", { class: "strong" }, t.check.lead),
        rowsElement(app, rows, ways.to),
        h("h2", {}, t.giveaway.title),
        ...advice(
          app,
          rows.filter((r) => r.free),
        ),
        form("check", submit, error.element, actions(app, ways.back, t.check.next)),
      ],
    };
  });
}

function rowsOf(app: App, draft: Draft): Row[] {
  const { t } = app;
  const given = givenOf(draft);
  return [
    { key: "danger", title: t.danger.title, value: t.danger[draft.danger as "yes" | "no" | "unsure"] ?? "" },
    { key: "bureaus", title: t.check.to, value: draft.bureaus.map((c) => app.name(c)).join("; ") },
    ...draft.bureaus.map((c) => ({
      key: `card-${c.bureau}`,
      title: draft.bureaus.length > 1 ? `${t.check.card}: ${app.name(c)}` : t.check.card,
      value: cardOf(draft, c).state === "right" ? t.check.cardRight : t.check.cardNone,
    })),
    { key: "topic", title: t.topic.title, value: app.inLanguage(draft.topic?.title ?? {}) },
    { key: "text", title: t.questions.text, value: draft.text.trim(), free: true },
    ...questionsOf(draft).map((q) => ({
      key: `question-${q.id}`,
      title: app.inLanguage(q.title),
      value: inWords(app, q, given[q.id]),
      free: q.options.length === 0,
    })),
    filesRow(app, draft.files),
  ];
}

export function filesRow(app: App, files: Chosen[]): Row {
  return { key: "files", title: app.t.files.row, value: filesInWords(app, files), free: true };
}

export function rowsElement(app: App, rows: Row[], change: (key: string) => void): HTMLElement {
  return h("dl", { class: "rows" }, ...rows.map((row) => rowElement(app, row, change)));
}

function rowElement(app: App, row: Row, to: (key: string) => void): HTMLElement {
  const { t } = app;
  const change = h(
    "button",
    { type: "button", class: "quiet", "data-action": `change-${row.key}`, onclick: () => to(row.key) },
    t.check.change,
    h("span", { class: "hidden" }, `: ${row.title}`),
  );
  const value = row.value === "" ? h("span", { class: "hint" }, t.check.empty) : beginning(row.value);
  return h("div", {}, h("dt", {}, row.title), h("dd", { class: "value" }, value), h("dd", {}, change));
}

/** As much of a long text as an overview needs. */
function beginning(text: string): string {
  return text.length > 1500 ? `${text.slice(0, 1500)}…` : text;
}

/** What stands out, each thing once, with what it may mean. */
export function advice(app: App, rows: { value: string }[]): Child[] {
  const t = app.t.giveaway;
  const found = giveaways(rows.map((r) => r.value).join("\n\n"));
  if (found.length === 0) return [h("p", { "data-giveaways": "0" }, t.none)];
  const kinds = Map.groupBy(found, (g: Giveaway) => g.kind);
  const items = [...kinds].map(([kind, all]) =>
    h("li", { "data-giveaway": kind }, ...all.map((g) => h("q", {}, g.found)), h("br"), t.kinds[kind]),
  );
  return [h("p", {}, t.found), h("ul", { class: "giveaways", "data-giveaways": String(found.length) }, ...items)];
}
