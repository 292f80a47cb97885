// Typing a code, and looking with it.

import type { Code } from "../code.ts";
import type { App } from "./app.ts";
import { CodeField } from "./codefield.ts";
import { button, form, h, paragraphs } from "./dom.ts";
import { actions } from "./parts.ts";
import { startReport } from "./report.ts";
import { showResult } from "./result.ts";
import { showProgress } from "./send.ts";
import { home } from "./start.ts";

/** Asks for a code. The boards are fetched meanwhile, as for a report. */
export function enterCode(app: App): void {
  const fetching = app.drop.fetchBoards();
  fetching.catch(() => undefined); // said when it is looked for
  const typed: string[] = [];
  app.show(({ t }) => {
    const field = new CodeField(app, "code", t.enter.label, typed);
    const submit = () => {
      const code = field.read();
      if (code) lookWith(app, code, fetching);
    };
    const body = [
      form(
        "code",
        submit,
        field.element,
        h("p", { class: "hint" }, t.enter.privacy),
        actions(
          app,
          () => home(app),
          t.enter.look,
          "look",
          t.back,
          button("lost", t.enter.lost, () => lost(app), "quiet"),
        ),
      ),
    ];
    return { name: "enter", title: t.enter.title, body };
  });
}

/** A lost code stays lost; what can be done is to report again. */
function lost(app: App): void {
  app.setTyped(false);
  app.show(({ t }) => ({
    name: "lost",
    title: t.enter.lostTitle,
    body: [
      ...paragraphs(t.enter.lostWhat),
      h(
        "div",
        { class: "actions" },
        button("report", t.result.report, () => startReport(app), "primary"),
        button("back", t.back, () => enterCode(app)),
      ),
    ],
  }));
}

/** Looks with a code on fresh boards, or on those that are being fetched, and shows what there is. */
export async function lookWith(app: App, code: Code, fetching?: Promise<void>): Promise<void> {
  const progress = showProgress(app, "looking", (t) => t.enter.title);
  progress((t) => t.enter.fetching);
  try {
    await (fetching?.catch(() => fetchAll(app, progress)) ?? fetchAll(app, progress));
    const seen = await app.background.order("look", code, (step) => progress((t) => t.sending[step]));
    app.setTyped(false);
    showResult(app, { code, seen });
  } catch (error) {
    app.show(({ t }) => ({
      name: "not-looked",
      title: t.enter.title,
      body: [
        h("div", { class: "error", role: "alert" }, app.failure(error)),
        h(
          "div",
          { class: "actions" },
          button("again", t.again, () => lookWith(app, code), "primary"),
          button("back", t.back, () => enterCode(app)),
        ),
      ],
    }));
  }
}

/** Fetches all afresh: a bureau that changed its dispatch key signs its boards with the new one. */
async function fetchAll(app: App, progress: ReturnType<typeof showProgress>): Promise<void> {
  await app.drop.fetchCharters();
  await app.drop.fetchBoards((bytes) => progress((t) => t.enter.fetched(app.number(Math.ceil(bytes / 1000)))));
}
