// A turn of the conversation: a reply that moves it to a new code. First comes the question whether a next code was noted on an earlier
// try, for that try may have arrived: the same code is then used again, and further ones are named as siblings (SPEC §9).

import { compare } from "../bytes.ts";
import { type Charter, type Epoch, epochOf } from "../charter.ts";
import { type Code, newCode } from "../code.ts";
import { giveaways } from "../giveaway.ts";
import type { Seen } from "../look.ts";
import type { App } from "./app.ts";
import { askCard } from "./askcard.ts";
import { advice, filesRow, rowsElement } from "./check.ts";
import { type Chosen, filesWeight } from "./chosen.ts";
import { CodeField } from "./codefield.ts";
import { button, ErrorLine, form, h } from "./dom.ts";
import { type Card, newCard } from "./draft.ts";
import { askFiles } from "./files.ts";
import { showCode } from "./newcode.ts";
import { showSaved } from "./offline.ts";
import { actions, textField, weight, whenBack } from "./parts.ts";
import { room } from "./questions.ts";
import { type Looked, outcomeOf, showResult } from "./result.ts";
import { send, showProgress } from "./send.ts";

interface Turn {
  looked: Looked;
  charter: Charter;
  seen: Seen | undefined; // of that bureau: nobody else could have left it for the code
  card: Card; // asked for where nothing was seen
  typed: string[][]; // the words of next codes of earlier tries, as typed
  next: Code;
  reused: boolean; // next was noted on an earlier try
  siblings: Code[];
  text: string;
  files: Chosen[];
  epoch?: Epoch; // of what has been begun: all of it is of one, also past midnight
}

export function startTurn(app: App, looked: Looked): void {
  const bureaus = looked.seen.length > 0 ? looked.seen.map((s) => s.bureau) : app.drop.charters.map((c) => c.bureau);
  const charters = app.drop.charters.filter((c) => bureaus.includes(c.bureau));
  if (charters.length === 1) askNext(app, newTurn(app, looked, charters[0] as Charter));
  else chooseBureau(app, looked, charters);
}

function newTurn(app: App, looked: Looked, charter: Charter): Turn {
  const seen = looked.seen.find((s) => s.bureau === charter.bureau);
  const next = app.keepSecret(newCode());
  return { looked, charter, seen, card: newCard(charter), typed: [[]], next, reused: false, siblings: [], text: "", files: [] };
}

function chooseBureau(app: App, looked: Looked, charters: Charter[]): void {
  app.show(({ t }) => ({
    name: "turn-bureau",
    title: t.turn.bureau,
    body: [
      h(
        "div",
        { class: "ways" },
        ...charters.map((c) => button(`bureau-${c.bureau}`, app.name(c), () => askNext(app, newTurn(app, looked, c)), "way")),
      ),
      h(
        "div",
        { class: "actions" },
        button("back", t.back, () => showResult(app, looked)),
      ),
    ],
  }));
}

function askNext(app: App, turn: Turn): void {
  const way = (action: string, text: string, go: () => void) => button(action, text, go, "way");
  const first = () => {
    if (turn.reused) Object.assign(turn, { next: app.keepSecret(newCode()), reused: false, siblings: [] });
    prove(app, turn);
  };
  app.show(({ t }) => ({
    name: "turn-next",
    title: t.turn.nextTitle,
    body: [
      h("p", {}, t.turn.nextWhy),
      h(
        "div",
        { class: "ways" },
        way("first-turn", t.turn.no, first),
        way("noted", t.turn.yes, () => enterNext(app, turn)),
      ),
      h(
        "div",
        { class: "actions" },
        button("back", t.back, () => showResult(app, turn.looked)),
      ),
    ],
  }));
}

function enterNext(app: App, turn: Turn): void {
  app.show(({ t }) => {
    const fields = turn.typed.map((words, i) => {
      const label = turn.typed.length === 1 ? t.enter.label : t.turn.nth(i + 1);
      return new CodeField(app, `next-${i + 1}`, label, words);
    });
    const submit = () => {
      const codes = readAll(app, turn, fields);
      if (codes) lookWithNext(app, turn, codes);
    };
    const more = button("another", t.turn.another, () => {
      turn.typed.push([]);
      app.render();
      document.getElementById(`next-${turn.typed.length}-1`)?.focus();
    });
    const body = [
      h("p", {}, t.turn.entryHint),
      form(
        "next",
        submit,
        ...fields.map((f) => f.element),
        turn.typed.length < 16 && more,
        actions(app, () => askNext(app, turn), t.next, "look"),
      ),
    ];
    return { name: "turn-entry", title: t.turn.entryTitle, body };
  });
}

/** All codes that were typed; fields beyond the first may be empty. Undefined if one is wrong, and that is said. */
function readAll(app: App, turn: Turn, fields: CodeField[]): Code[] | undefined {
  const codes: Code[] = [];
  for (const [i, field] of fields.entries()) {
    if (i > 0 && turn.typed[i]?.join("").trim() === "") continue;
    const code = field.read();
    if (!code) return undefined;
    const same = compare(code, turn.looked.code) === 0;
    if (same || codes.some((c) => compare(c, code) === 0)) {
      field.refuse([same ? app.t.enter.same : app.t.enter.twice]);
      return undefined;
    }
    codes.push(code);
  }
  return codes;
}

/** Looks with the next codes. One that shows something goes on from there; but alarms on several codes of one's own are cleared up by a
 * turn that names them all. */
async function lookWithNext(app: App, turn: Turn, codes: Code[]): Promise<void> {
  const progress = showProgress(app, "looking", (t) => t.turn.entryTitle);
  try {
    for (const code of codes) {
      const seen = await app.background.order("look", code, (step) => progress((t) => t.sending[step]));
      const outcome = outcomeOf(seen);
      if (outcome !== "nothing" && !(outcome === "alarm" && codes.length > 1)) return showResult(app, { code, seen, found: true });
    }
  } catch (error) {
    return app.show(({ t }) => ({
      name: "not-looked",
      title: t.turn.entryTitle,
      body: [
        h("div", { class: "error", role: "alert" }, app.failure(error)),
        h(
          "div",
          { class: "actions" },
          button("back", t.back, () => enterNext(app, turn), "primary"),
        ),
      ],
    }));
  }
  const [next, ...siblings] = codes as [Code, ...Code[]];
  Object.assign(turn, { next, siblings, reused: true });
  prove(app, turn);
}

/** A bureau of which the code has shown nothing may be another one, by the drop's making. */
function prove(app: App, turn: Turn): void {
  const next = () => write(app, turn);
  if (turn.seen) next();
  else askCard(app, turn.card, turn.charter, { next, back: () => askNext(app, turn) });
}

function write(app: App, turn: Turn): void {
  const mayBeEmpty = (turn.seen?.answers.length ?? 0) > 0;
  app.show(({ t }) => {
    const error = new ErrorLine();
    const hint = mayBeEmpty ? t.turn.textEmpty : t.questions.textHint;
    const field = textField(app, "text", { title: t.turn.text, hint }, turn.text, room, (value) => {
      turn.text = value;
      app.setTyped(true);
      error.clear();
    });
    const submit = () => {
      const over = weight(turn.text) + filesWeight(turn.files) - room;
      const input = document.getElementById("text");
      if (over > 0) error.show(t.questions.tooLong(app.number(over)), input);
      else if (!mayBeEmpty && turn.text.trim() === "") error.show(t.turn.missing, input);
      else if (!epochOf(turn.charter, app.today())) error.show(t.turn.closed);
      else attach(app, turn);
    };
    const bottom = actions(app, () => askNext(app, turn));
    const reused = turn.reused && h("p", { class: "strong" }, t.turn.reused);
    return { name: "turn-text", title: t.turn.textTitle, body: [reused, form("turn", submit, field, error.element, bottom)] };
  });
}

function attach(app: App, turn: Turn): void {
  askFiles(app, turn.files, { next: () => check(app, turn), back: () => write(app, turn) });
}

/** Whether there is nothing to look at again before a code is shown. */
function plain(turn: Turn): boolean {
  return giveaways(turn.text).length === 0 && turn.files.length === 0 && !turn.reused;
}

/** What in the reply could tell who the reporter is, if anything stands out; the files, if there are any; and in any case a last stop before all is
 * sent. */
function check(app: App, turn: Turn): void {
  if (plain(turn)) {
    noteNext(app, turn);
    return;
  }
  const change = (key: string) => (key === "files" ? attach : write)(app, turn);
  app.show(({ t }) => {
    const error = new ErrorLine();
    const rows = [{ key: "text", title: t.turn.textTitle, value: turn.text.trim(), free: true }, filesRow(app, turn.files)];
    const submit = () => {
      const over = weight(turn.text) + filesWeight(turn.files) - room;
      if (over > 0) error.show(t.questions.tooLong(app.number(over)));
      else noteNext(app, turn);
    };
    return {
      name: "turn-check",
      title: t.check.title,
      body: [
        rowsElement(app, rows, change),
        h("h2", {}, t.giveaway.title),
        ...advice(app, rows),
        form(
          "check",
          submit,
          error.element,
          actions(app, () => attach(app, turn), turn.reused ? t.confirm.send : t.next),
        ),
      ],
    };
  });
}

function noteNext(app: App, turn: Turn): void {
  if (turn.reused) {
    sendTurn(app, turn);
    return;
  }
  const words = { title: (t: App["t"]) => t.code.titleNext, why: (t: App["t"]) => t.code.whyNext };
  showCode(app, turn.next, { ...words, isNext: true, last: true, back: () => (plain(turn) ? attach : check)(app, turn) }, () =>
    sendTurn(app, turn),
  );
}

function sendTurn(app: App, turn: Turn): void {
  const { charter, looked, next, siblings } = turn;
  const epoch = turn.epoch ?? epochOf(charter, app.today());
  if (!epoch) {
    write(app, turn);
    return;
  }
  turn.epoch = epoch;
  const read = turn.seen?.answers.flatMap((a) => a.slots) ?? [];
  const text = turn.text.trim().toWellFormed();
  const order = { bureau: charter.bureau, epoch, code: looked.code, next, siblings, read, language: app.language, text };
  send(app, {
    bureau: charter.bureau,
    files: turn.files,
    letter: (files) => ({ turn: { ...order, files } }),
    sent: () => sent(app, charter, siblings.length > 0),
    back: () => write(app, turn),
    toFiles: () => attach(app, turn),
  });
}

function sent(app: App, charter: Charter, several: boolean): void {
  if (app.offline) {
    showSaved(app, [charter], true);
    return;
  }
  app.setTyped(false);
  app.show(({ t }) => ({
    name: "turn-sent",
    title: t.sent.turnTitle,
    body: [
      h(
        "div",
        { class: "keep" },
        h("p", { class: "strong" }, t.sent.turnKeep),
        several && h("p", {}, t.sent.turnFirst),
        h("p", {}, t.sent.turnWhy),
      ),
      h("p", {}, t.sent.turnArrived(app.name(charter))),
      h("p", {}, whenBack(app, charter.bureau)),
      h("p", {}, t.sent.close),
      h(
        "div",
        { class: "actions" },
        button("leave-now", t.leaveAll, () => app.leave(), "primary"),
      ),
    ],
  }));
}
