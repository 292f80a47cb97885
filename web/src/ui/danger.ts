// The first question of all: is anyone in danger now? A bureau reads reports after days; 112 helps at once.

import type { App } from "./app.ts";
import { bullets, button, choice, form, h } from "./dom.ts";
import type { Draft } from "./draft.ts";
import { actions } from "./parts.ts";
import type { Ways } from "./report.ts";

export function askDanger(app: App, draft: Draft, ways: Ways): void {
  app.show(({ t }) => {
    const answers = (["yes", "no", "unsure"] as const).map((id) =>
      choice("radio", "danger", id, { id: `danger-${id}`, title: t.danger[id] }, draft.danger === id, () => {
        draft.danger = id;
      }),
    );
    const submit = () => {
      if (draft.danger === "yes") showHelp(app, draft, ways);
      else ways.next();
    };
    const group = h("fieldset", { "aria-labelledby": "title", "aria-describedby": "danger-hint" }, ...answers);
    const hint = h("p", { class: "danger", id: "danger-hint" }, t.danger.hint);
    return {
      name: "danger",
      title: t.danger.title,
      body: [hint, form("danger", submit, group, actions(app, ways.back))],
    };
  });
}

function showHelp(app: App, draft: Draft, ways: Ways): void {
  app.show(({ t }) => ({
    name: "danger-now",
    title: t.danger.nowTitle,
    body: [
      h("div", { class: "alarm" }, bullets(t.danger.now)),
      h("p", {}, t.danger.nowLater),
      h(
        "div",
        { class: "actions" },
        button("next", t.danger.nowNext, ways.next, "primary"),
        button("back", t.back, () => askDanger(app, draft, ways)),
      ),
    ],
  }));
}
