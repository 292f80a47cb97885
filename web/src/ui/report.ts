// A new report: bureau, topic, questions, code, sending.

import { type Charter, type Epoch, epochOf, expired, fingerprintWords } from "../charter.ts";
import { type Code, newCode } from "../code.ts";
import type { Given, Topic } from "../form.ts";
import type { App } from "./app.ts";
import { button, ErrorLine, form, h } from "./dom.ts";
import { showCode } from "./newcode.ts";
import { actions, whenBack } from "./parts.ts";
import { answersOf, questions } from "./questions.ts";
import { sendParcel } from "./send.ts";
import { home } from "./start.ts";

/** What has been chosen and written so far; it survives going back and forth. */
interface Draft {
  charter: Charter | undefined;
  topic: Topic | undefined;
  given: Record<string, Given>; // by topic
  text: string;
  code: Code;
}

/** Begins a report. The boards are fetched as for a look, so that both look alike from outside. */
export function startReport(app: App): void {
  app.drop.fetchBoards().catch(() => undefined); // only the date of the next board is lost
  const { charters } = app.drop;
  chooseBureau(app, {
    charter: charters.length === 1 ? charters[0] : undefined,
    topic: undefined,
    given: {},
    text: "",
    code: newCode(),
  });
}

/** The epoch to which a report can be sealed today. */
function reportEpoch(app: App, charter: Charter): Epoch | undefined {
  return expired(charter, app.today()) ? undefined : epochOf(charter, app.today());
}

function chooseBureau(app: App, draft: Draft): void {
  app.show(({ t }) => {
    const error = new ErrorLine();
    const submit = () => {
      if (!draft.charter) error.show(t.bureau.missing);
      else if (!reportEpoch(app, draft.charter)) error.show(t.bureau.closed);
      else chooseTopic(app, draft, draft.charter);
    };
    const many = app.drop.charters.length > 1;
    const cards = app.drop.charters.map((c) => bureauCard(app, c, many && (() => select(c)), draft.charter === c));
    const select = (c: Charter) => {
      if (draft.charter !== c) draft.topic = undefined;
      draft.charter = c;
      error.clear();
    };
    const list = many
      ? h("fieldset", {}, h("legend", {}, t.bureau.choose), ...cards)
      : h("div", {}, h("p", {}, t.bureau.only), ...cards);
    return {
      name: "bureau",
      title: t.bureau.title,
      body: [
        form(
          "bureau",
          submit,
          list,
          error.element,
          actions(app, () => home(app)),
        ),
      ],
    };
  });
}

/** A bureau with its words to check; with a radio button where there is a choice. */
function bureauCard(app: App, c: Charter, select: (() => void) | false, chosen: boolean): HTMLElement {
  const { t } = app;
  const id = `bureau-${c.bureau}`;
  const radio = select && h("input", { type: "radio", name: "bureau", id, value: c.bureau, checked: chosen, onchange: select });
  const name = h("strong", {}, app.name(c));
  return h(
    "div",
    { class: "card", "data-bureau": c.bureau },
    radio ? h("label", { class: "choice", for: id }, radio, name) : h("p", {}, name),
    ...app
      .inLanguage(c.about)
      .split("\n")
      .map((line) => h("p", {}, line)),
    reportEpoch(app, c) ? undefined : h("p", { class: "error" }, t.bureau.closed),
    h("h2", {}, t.bureau.words),
    h("p", { class: "hint" }, t.bureau.wordsHint),
    h("ol", { class: "words fingerprint", lang: "en", translate: "no" }, ...fingerprintWords(c.bureau).map((w) => h("li", {}, w))),
  );
}

function chooseTopic(app: App, draft: Draft, charter: Charter): void {
  app.show(({ t }) => {
    const error = new ErrorLine();
    const submit = () => {
      if (draft.topic) ask(app, draft, charter, draft.topic);
      else error.show(t.topic.missing);
    };
    const choices = charter.form.topics.map((topic) => {
      const id = `topic-${topic.id}`;
      const choose = () => {
        draft.topic = topic;
        error.clear();
      };
      const radio = h("input", {
        type: "radio",
        name: "topic",
        id,
        value: topic.id,
        checked: draft.topic === topic,
        onchange: choose,
      });
      const hint = app.inLanguage(topic.hint);
      const text = h("span", {}, h("strong", {}, app.inLanguage(topic.title)), hint !== "" && h("span", { class: "hint" }, hint));
      return h("label", { class: "card choice", for: id }, radio, text);
    });
    const list = h("fieldset", {}, h("legend", { class: "hidden" }, t.topic.title), ...choices);
    const back = () => chooseBureau(app, draft);
    return { name: "topic", title: t.topic.title, body: [form("topic", submit, list, error.element, actions(app, back))] };
  });
}

function ask(app: App, draft: Draft, charter: Charter, topic: Topic): void {
  const given = draft.given[topic.id] ?? {};
  draft.given[topic.id] = given;
  const back = () => chooseTopic(app, draft, charter);
  const next = () => showNewCode(app, draft, charter, topic);
  app.show(({ t }) => ({ name: "questions", title: t.questions.title, body: questions(app, topic, given, draft, next, back) }));
}

function showNewCode(app: App, draft: Draft, charter: Charter, topic: Topic): void {
  const back = () => ask(app, draft, charter, topic);
  showCode(app, draft.code, { isNext: false, back }, () => send(app, draft, charter, topic));
}

function send(app: App, draft: Draft, charter: Charter, topic: Topic): void {
  const epoch = reportEpoch(app, charter);
  if (!epoch) {
    chooseBureau(app, draft);
    return;
  }
  const answers = answersOf(app, topic, draft.given[topic.id] ?? {});
  const content = { language: app.t.language, topic: topic.id, answers, text: draft.text.trim().toWellFormed() };
  sendParcel(app, {
    bureau: charter.bureau,
    seal: (tell) => app.background.order("report", { charter, epoch, code: draft.code, content }, tell),
    sent: () => sent(app, charter),
    back: () => ask(app, draft, charter, topic),
  });
}

function sent(app: App, charter: Charter): void {
  app.setTyped(false);
  app.show(({ t }) => ({
    name: "sent",
    title: t.sent.title,
    body: [
      h("p", {}, t.sent.arrived(app.name(charter))),
      h("p", { class: "strong" }, t.sent.keep),
      h("p", {}, whenBack(app, charter.bureau)),
      h("p", {}, t.sent.close),
      h(
        "div",
        { class: "actions" },
        button("leave-now", t.leave, () => app.leave(), "primary"),
      ),
    ],
  }));
}
