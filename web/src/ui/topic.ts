// What a report is about, and a self-check for those who do not know: "do you recognise this?", in the manner of a signal card. The signals
// are the bureau's own: lines of a topic's hint that begin with "- ".

import type { Topic } from "../form.ts";
import type { App } from "./app.ts";
import { button, choice, ErrorLine, form, h } from "./dom.ts";
import type { Draft } from "./draft.ts";
import { actions } from "./parts.ts";
import type { Ways } from "./report.ts";

const mark = "- ";

interface Signal {
  id: string; // topic and place, whatever the language
  topic: Topic;
  text: string;
}

export function chooseTopic(app: App, draft: Draft, ways: Ways): void {
  const topics = draft.bureaus[0]?.form.topics ?? [];
  app.show(({ t }) => {
    const error = new ErrorLine();
    const choices = topics.map((topic) => {
      const text = { id: `topic-${topic.id}`, title: app.inLanguage(topic.title), hint: hintOf(app, topic) };
      return choice("radio", "topic", topic.id, text, draft.topic === topic, () => {
        draft.topic = topic;
        error.clear();
      });
    });
    const submit = () => {
      if (draft.topic) ways.next();
      else error.show(t.topic.missing, choices[0]?.control as HTMLElement);
    };
    const fits = draft.fits && h("p", { class: "keep", id: "fits" }, t.topic.fits);
    const list = h("fieldset", { "aria-labelledby": "title", "aria-describedby": draft.fits && "fits" }, ...choices);
    const help = signalsOf(app, topics).length > 0 && button("help", t.topic.help, () => recognise(app, draft, topics, ways));
    return {
      name: "topic",
      title: t.topic.title,
      body: [fits, form("topic", submit, list, error.element, actions(app, ways.back, t.next, "next", t.back, help))],
    };
  });
}

function recognise(app: App, draft: Draft, topics: Topic[], ways: Ways): void {
  app.show(({ t }) => {
    const boxes = signalsOf(app, topics).map((s) =>
      choice("checkbox", "signal", s.id, { id: `signal-${s.id}`, title: s.text }, draft.signals.has(s.id), (checked) => {
        if (checked) draft.signals.add(s.id);
        else draft.signals.delete(s.id);
      }),
    );
    const submit = () => {
      const best = bestOf(draft.signals, topics);
      if (best) Object.assign(draft, { topic: best, fits: true });
      chooseTopic(app, draft, ways);
    };
    const back = () => chooseTopic(app, draft, ways);
    const list = h("fieldset", { "aria-labelledby": "title", "aria-describedby": "signals-hint" }, ...boxes);
    const hint = h("p", { id: "signals-hint" }, t.signals.hint);
    return { name: "signals", title: t.signals.title, body: [hint, form("signals", submit, list, actions(app, back))] };
  });
}

/** The hint without its signals. */
function hintOf(app: App, topic: Topic): string {
  const lines = app.inLanguage(topic.hint).split("\n");
  return lines.filter((line) => !line.startsWith(mark)).join(" ");
}

function signalsOf(app: App, topics: Topic[]): Signal[] {
  return topics.flatMap((topic) => {
    const lines = app.inLanguage(topic.hint).split("\n");
    const signals = lines.filter((line) => line.startsWith(mark));
    return signals.map((line, i) => ({ id: `${topic.id}-${i}`, topic, text: line.slice(mark.length) }));
  });
}

/** The topic of which most was recognised; among equals the one that weighs most, which forms put last but for "something else". */
export function bestOf(signals: Set<string>, topics: Topic[]): Topic | undefined {
  const count = (t: Topic) => [...signals].filter((s) => s.replace(/-\d+$/, "") === t.id).length;
  const order = [...topics.slice(0, -1).reverse(), ...topics.slice(-1)];
  const most = Math.max(0, ...order.map(count));
  return most === 0 ? undefined : order.find((t) => count(t) === most);
}
