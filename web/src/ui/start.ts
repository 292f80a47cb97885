// The first screen: what this is, and the two ways on.

import type { App, Screen } from "./app.ts";
import { button, h, paragraphs } from "./dom.ts";
import { enterCode } from "./enter.ts";
import { chooseFiles } from "./offline.ts";
import { startReport } from "./report.ts";

type State = { kind: "loading" } | { kind: "ready" } | { kind: "failed"; error: unknown };

/** Fetches the charters and shows the first screen meanwhile; a saved page asks for files instead. */
export async function start(app: App): Promise<void> {
  if (app.offline) return chooseFiles(app);
  app.show(screen(app, { kind: "loading" }));
  let state: State = { kind: "ready" };
  try {
    await app.drop.fetchCharters();
  } catch (error) {
    state = { kind: "failed", error };
  }
  app.setColour();
  app.show(screen(app, state));
}

/** The first screen again, without fetching. */
export function home(app: App): void {
  app.setColour();
  app.show(screen(app, { kind: "ready" }));
}

function screen(app: App, state: State): Screen {
  return ({ t }) => ({
    name: `start-${state.kind}`,
    title: t.start.title,
    body: [
      h("p", { class: "danger" }, t.start.danger),
      ...paragraphs(t.start.what),
      h("p", { class: "strong" }, t.start.before),
      ...ways(app, state),
      h("p", { class: "small" }, t.leaveHow),
      h("p", { class: "small" }, t.start.duty),
    ],
  });
}

function ways(app: App, state: State): HTMLElement[] {
  const { t } = app;
  if (state.kind === "loading") return [h("p", { role: "status", class: "loading" }, t.start.loading)];
  if (state.kind === "failed") {
    const again = button("again", t.again, () => start(app), "primary");
    return [h("div", { class: "error", role: "alert" }, app.failure(state.error)), h("div", { class: "actions" }, again)];
  }
  if (app.drop.charters.length === 0) return [h("div", { class: "error", role: "alert" }, t.start.none)];
  const way = (action: string, text: string, hint: string, go: (app: App) => void) =>
    h(
      "button",
      { type: "button", class: "way", "data-action": action, onclick: () => go(app) },
      h("strong", {}, text),
      h("span", {}, hint),
    );
  return [
    h(
      "div",
      { class: "ways" },
      way("report", t.start.report, t.start.reportHint, startReport),
      way("code", t.start.code, t.start.codeHint, enterCode),
    ),
  ];
}
