// Whom to tell: one bureau or several, and not the one that it is about.

import type { Charter } from "../charter.ts";
import type { App } from "./app.ts";
import { choice, ErrorLine, form, h, paragraphs } from "./dom.ts";
import { type Draft, reportEpoch } from "./draft.ts";
import { actions } from "./parts.ts";
import type { Ways } from "./report.ts";

export function chooseBureaus(app: App, draft: Draft, ways: Ways): void {
  const { charters } = app.drop;
  app.setColour(draft.bureaus[0]);
  app.show(({ t }) => {
    const error = new ErrorLine();
    const codes = h("p", { class: "keep", role: "status", hidden: draft.bureaus.length < 2 });
    const count = () => {
      codes.textContent = t.bureau.codes(draft.bureaus.length);
      codes.hidden = draft.bureaus.length < 2;
    };
    count();
    const cards = charters.map((c) =>
      bureau(app, c, charters.length > 1 && draft, () => {
        error.clear();
        count();
      }),
    );
    const submit = () => {
      const first = document.querySelector<HTMLElement>("input[name=bureau]");
      if (draft.bureaus.length === 0) error.show(t.bureau.missing, first);
      else if (draft.bureaus.some((c) => !reportEpoch(app, c))) error.show(t.bureau.closed, first);
      else go(app, draft, ways);
    };
    const list =
      charters.length > 1
        ? h(
            "fieldset",
            { "aria-describedby": "bureau-hint" },
            h("legend", {}, t.bureau.choose),
            h("p", { id: "bureau-hint" }, t.bureau.about),
            ...cards,
          )
        : h("div", {}, h("p", {}, t.bureau.only), ...cards);
    return {
      name: "bureau",
      title: t.bureau.title,
      body: [form("bureau", submit, list, codes, error.element, actions(app, ways.back))],
    };
  });
}

/** The questions are the first bureau's; a topic stays chosen if its form has one of the same id. */
function go(app: App, draft: Draft, ways: Ways): void {
  draft.topic = draft.bureaus[0]?.form.topics.find((t) => t.id === draft.topic?.id);
  app.setColour(draft.bureaus[0]);
  ways.next();
}

/** A bureau and what it handles; with a box to tick where there is a choice. */
function bureau(app: App, c: Charter, draft: Draft | false, changed: () => void): HTMLElement {
  const about = app.inLanguage(c.about).split("\n");
  const closed = !reportEpoch(app, c) && h("p", { class: "error" }, app.t.bureau.closed);
  if (!draft)
    return h(
      "div",
      { class: "card", "data-bureau": c.bureau },
      h("p", { class: "strong" }, app.name(c)),
      ...paragraphs(about),
      closed,
    );
  const text = { id: `bureau-${c.bureau}`, title: app.name(c), hint: about.join(" ") };
  const change = (checked: boolean) => {
    const chosen = new Set(checked ? [...draft.bureaus, c] : draft.bureaus.filter((b) => b !== c));
    draft.bureaus = app.drop.charters.filter((b) => chosen.has(b));
    changed();
  };
  return h(
    "div",
    { "data-bureau": c.bureau },
    choice("checkbox", "bureau", c.bureau, text, draft.bureaus.includes(c), change),
    closed,
  );
}
