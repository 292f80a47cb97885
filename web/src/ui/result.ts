// What a look found: each outcome with its own sentence and next step.

import { isOld } from "../board.ts";
import type { Code } from "../code.ts";
import type { Seen } from "../look.ts";
import type { App } from "./app.ts";
import { button, type Child, h, harmless } from "./dom.ts";
import { enterCode, lookWith } from "./enter.ts";
import { chooseFiles } from "./offline.ts";
import { startReport } from "./report.ts";
import { startTurn } from "./turn.ts";

export interface Looked {
  code: Code;
  seen: Seen[]; // by bureau; hardly ever more than one
  found?: boolean; // with a next code that was noted on an earlier try
}

type Outcome = "alarm" | "answers" | "receipt" | "damaged" | "nothing";

export function outcomeOf(seen: Seen[]): Outcome {
  if (seen.some((s) => s.alarm)) return "alarm";
  if (seen.some((s) => s.answers.length > 0)) return "answers";
  if (seen.some((s) => s.receipt)) return "receipt";
  return seen.length > 0 ? "damaged" : "nothing";
}

export function showResult(app: App, looked: Looked): void {
  app.setColour(looked.seen.length === 1 ? app.drop.charterOf((looked.seen[0] as Seen).bureau) : undefined);
  app.show(({ t }) => {
    const outcome = outcomeOf(looked.seen);
    const answers = looked.seen.reduce((n, s) => n + s.answers.length, 0);
    const halfOnly = outcome === "damaged" && !looked.seen.some((s) => s.damaged);
    const title = outcome === "answers" ? t.result.answers(answers) : halfOnly ? t.result.incompleteTitle : t.result[outcome];
    const content = outcome === "nothing" ? nothing(app) : looked.seen.flatMap((s) => found(app, s, looked.seen.length > 1));
    const body = [
      looked.found && h("p", { class: "strong" }, t.turn.found),
      ...(outcome === "nothing" ? [...boardNotices(app), ...content] : [...content, ...boardNotices(app)]),
      ways(app, looked, outcome),
    ];
    return { name: "result", outcome, title, body };
  });
}

function nothing(app: App): Child[] {
  const t = app.t.result;
  const dates = app.drop.charters.flatMap((c) => {
    const dates = app.drop.datesOf(c.bureau);
    if (app.drop.boards.get(c.bureau) === "none") return [t.noBoard(app.name(c))];
    return dates && dates.next >= app.today() ? [t.earlyDate(app.name(c), app.date(dates.next))] : [];
  });
  const reasons = [t.early(dates.join(" ")), t.used, t.lost];
  return [h("p", {}, t.nothingLead), h("ul", { class: "reasons" }, ...reasons.map((r) => h("li", {}, r)))];
}

function found(app: App, seen: Seen, named: boolean): Child[] {
  const t = app.t.result;
  const { alarm, receipt } = seen;
  const answered = seen.answers.length > 0;
  const old = receipt && h("p", {}, t.receiptOld);
  return [
    named && h("h2", {}, `${t.from} ${app.nameOf(seen.bureau)}`),
    alarm && h("div", { class: "alarm", "data-found": "alarm" }, h("p", {}, t.alarmText(app.date(alarm.date)))),
    alarm && h("ol", {}, ...t.alarmDo.map((line) => h("li", {}, line))),
    receipt && h("p", { "data-found": "receipt" }, t.receiptText(app.date(receipt.date), receipt.received)),
    receipt && !answered && h("p", {}, t.receiptNext),
    !answered && old,
    receipt && receipt.missing.length > 0 && h("p", {}, t.missing),
    receipt && receipt.missing.length > 0 && h("ul", {}, ...receipt.missing.map((f) => h("li", {}, harmless(f)))),
    ...seen.answers.map((a) =>
      h(
        "section",
        { class: "answer", "data-found": "answer" },
        h("h2", {}, t.answerOf(app.date(a.date))),
        h("p", { dir: "auto" }, harmless(a.text)),
      ),
    ),
    answered && h("p", {}, t.answersNext),
    answered && old,
    seen.incomplete && h("p", { class: "notice" }, t.incomplete),
    seen.damaged && h("p", { class: "notice", "data-found": "damaged" }, t.damagedText),
  ];
}

function boardNotices(app: App): Child[] {
  const t = app.t.notices;
  const texts: string[] = [];
  const bad = app.drop.charters.filter((c) => app.drop.boards.get(c.bureau) === "refused");
  if (bad.length > 0) texts.push(t.boards(bad.map((c) => app.name(c)).join(", ")));
  for (const c of app.drop.charters) {
    const dates = app.drop.datesOf(c.bureau);
    if (dates && isOld(dates, app.today())) texts.push(t.old(app.name(c), app.date(dates.next), app.date(app.today())));
  }
  return texts.map((text) => h("p", { class: "notice", "data-notice": "board" }, text));
}

/** The next steps, the likeliest first. */
function ways(app: App, looked: Looked, outcome: Outcome): HTMLElement {
  const t = app.t.result;
  const turn = button(
    "turn",
    outcome === "answers" ? t.reply : t.turn,
    () => startTurn(app, looked),
    outcome === "answers" ? "primary" : "",
  );
  const later = app.offline ? app.t.offline.newer : t.later;
  const lookAgain = () => (app.offline ? chooseFiles(app, app.t.offline.again) : lookWith(app, looked.code));
  const again = button("look-again", later, lookAgain, outcome === "answers" ? "" : "primary");
  const other = button("other-code", t.other, () => enterCode(app));
  const report = button("report", t.report, () => startReport(app));
  const order = {
    answers: [turn, again],
    receipt: [again, turn],
    alarm: [again, other, report, turn],
    damaged: [again, turn],
    nothing: [again, other, turn, report],
  };
  return h("div", { class: "actions" }, ...order[outcome]);
}
