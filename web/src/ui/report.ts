// A new report, one thing a screen: danger, bureaus, their cards, topic, text, questions, files, overview, codes, sending. The screens are steps in
// a list that follows from what has been chosen; a step knows how to go on and back and nothing of its neighbours.

import type { Charter } from "../charter.ts";
import type { App } from "./app.ts";
import { askCard } from "./askcard.ts";
import { chooseBureaus } from "./bureaus.ts";
import { showCheck } from "./check.ts";
import { unready } from "./chosen.ts";
import { askDanger } from "./danger.ts";
import { button, h, paragraphs } from "./dom.ts";
import { cardOf, codeOf, type Draft, newDraft, questionsOf, reportFor, sendingEpoch } from "./draft.ts";
import { askFiles } from "./files.ts";
import { showCode } from "./newcode.ts";
import { showSaved } from "./offline.ts";
import { whenBack } from "./parts.ts";
import { askQuestion, askText } from "./questions.ts";
import { send } from "./send.ts";
import { home } from "./start.ts";
import { chooseTopic } from "./topic.ts";

/** The ways out of a step. */
export interface Ways {
  next(): void;
  back(): void;
  to(key: string): void;
}

interface Step {
  key: string;
  done: boolean; // once the overview has been reached, steps that are done are passed over
  show(app: App, draft: Draft, ways: Ways): void;
}

/** Begins a report. The boards are fetched as for a look, so that both look alike from outside. */
export function startReport(app: App): void {
  app.drop.fetchBoards().catch(() => undefined); // only the date of the next board is lost
  show(app, newDraft(app.drop.charters), "danger");
}

function steps(app: App, draft: Draft): Step[] {
  const questions = questionsOf(draft);
  return [
    { key: "danger", done: true, show: askDanger },
    { key: "bureaus", done: draft.bureaus.length > 0, show: chooseBureaus },
    ...draft.bureaus.map((c) => ({
      key: `card-${c.bureau}`,
      done: cardOf(draft, c).state !== undefined,
      show: (_: App, d: Draft, ways: Ways) => askCard(app, cardOf(d, c), c, ways),
    })),
    { key: "topic", done: draft.topic !== undefined, show: chooseTopic },
    { key: "text", done: draft.text.trim() !== "", show: askText },
    ...questions.map((q, i) => ({
      key: `question-${q.id}`,
      done: true,
      show: (_: App, d: Draft, ways: Ways) => askQuestion(app, d, q, { nth: i + 1, of: questions.length }, ways),
    })),
    { key: "files", done: !unready(draft.files), show: (_, d, ways) => askFiles(app, d.files, ways) },
    { key: "check", done: false, show: showCheck },
  ];
}

function show(app: App, draft: Draft, key: string): void {
  const all = steps(app, draft);
  const step = all.find((s) => s.key === key) ?? (all.at(-1) as Step);
  step.show(app, draft, {
    next: () => {
      const after = steps(app, draft);
      const rest = after.slice(after.findIndex((s) => s.key === step.key) + 1);
      const next = draft.checked ? rest.find((s) => !s.done) : rest[0];
      if (next) show(app, draft, next.key);
      else noteCodes(app, draft, 0);
    },
    back: () => {
      const now = steps(app, draft);
      const before = draft.checked ? now.at(-1) : now[now.findIndex((s) => s.key === step.key) - 1];
      if (step.key === "check") leaveCheck(app, draft, now);
      else if (before) show(app, draft, before.key);
      else home(app);
    },
    to: (other) => show(app, draft, other),
  });
}

/** Back from the overview goes through the steps again. */
function leaveCheck(app: App, draft: Draft, all: Step[]): void {
  draft.checked = false;
  show(app, draft, all.at(-2)?.key ?? "danger");
}

/** Shows the code of each bureau in turn, has it confirmed, and sends. */
function noteCodes(app: App, draft: Draft, i: number): void {
  const charter = draft.bureaus[i];
  if (!charter) {
    sendAll(app, draft);
    return;
  }
  const n = draft.bureaus.length;
  const occasion = {
    title: (t: App["t"]) => (n === 1 ? t.code.title : t.code.titleOf(i + 1, n, app.name(charter))),
    why: (t: App["t"]) => (i === 0 ? t.code.why : t.code.whyOf),
    isNext: false,
    last: i === n - 1,
    back: () => (i === 0 ? show(app, draft, "check") : noteCodes(app, draft, i - 1)),
  };
  showCode(app, codeOf(app, draft, charter), occasion, () => noteCodes(app, draft, i + 1));
}

/** Sends to each bureau that has not got its report yet. */
function sendAll(app: App, draft: Draft): void {
  const charter = draft.bureaus.find((c) => !draft.sent.has(c));
  if (!charter) {
    showSent(app, draft.bureaus);
    return;
  }
  const epoch = sendingEpoch(app, draft, charter);
  if (!epoch) {
    show(app, draft, "bureaus");
    return;
  }
  const order = { charter, epoch, code: codeOf(app, draft, charter), content: reportFor(app, draft, charter) };
  send(app, {
    bureau: charter.bureau,
    done: [...draft.sent],
    several: draft.bureaus.length > 1,
    files: draft.files,
    letter: (files) => ({ report: { ...order, files } }),
    sent: () => {
      draft.sent.add(charter);
      sendAll(app, draft);
    },
    back: () => show(app, draft, "check"),
    toFiles: () => show(app, draft, "files"),
  });
}

function showSent(app: App, charters: Charter[]): void {
  if (app.offline) {
    showSaved(app, charters, false);
    return;
  }
  app.setTyped(false);
  app.show(({ t }) => ({
    name: "sent",
    title: t.sent.title,
    body: [
      ...paragraphs(charters.map((c) => t.sent.arrived(app.name(c)))),
      h(
        "div",
        { class: "keep" },
        h("p", { class: "strong" }, charters.length === 1 ? t.sent.keep : t.sent.keepAll(charters.length)),
      ),
      h("p", {}, whenBack(app, (charters[0] as Charter).bureau)),
      h("p", {}, t.sent.close),
      h(
        "div",
        { class: "actions" },
        button("leave-now", t.leaveAll, () => app.leave(), "primary"),
      ),
    ],
  }));
}
