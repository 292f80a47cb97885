// Sealing and sending, with progress. What was sealed is kept, so that a lost connection is repaired by sending the same bytes again.

import { type Charter, inboxOf } from "../charter.ts";
import { HttpError, postParcel } from "../http.ts";
import type { Texts } from "../language/nl.ts";
import type { Parcel, Tell } from "../worker.ts";
import type { App } from "./app.ts";
import { button, h } from "./dom.ts";

export interface Sending {
  bureau: string;
  several?: boolean; // to several bureaus, one after the other
  done?: Charter[]; // those that have it already
  seal(tell: Tell): Promise<Parcel>;
  sent(): void;
  back(): void;
}

export async function sendParcel(app: App, sending: Sending): Promise<void> {
  const progress = showProgress(app, "sending", titleOf(app, sending));
  try {
    const parcel = await sending.seal((step) => progress((t) => t.sending[step]));
    await post(app, sending, parcel);
  } catch (error) {
    app.show(({ t }) => ({
      name: "not-made",
      title: t.sending.failedTitle,
      body: [
        h("div", { class: "error", role: "alert" }, h("p", {}, t.sending.notMade), h("p", {}, app.failure(error))),
        already(app, sending),
        h("div", { class: "actions" }, button("back", t.back, sending.back, "primary")),
      ],
    }));
  }
}

function titleOf(app: App, sending: Sending): (t: Texts) => string {
  return (t) => (sending.several ? t.sending.to(app.nameOf(sending.bureau)) : t.sending.title);
}

/** Where several are told and one has it: what was sent is not lost with the rest. */
function already(app: App, { done = [] }: Sending): HTMLElement | false {
  return done.length > 0 && h("p", { class: "keep" }, app.t.sending.done(done.map((c) => app.name(c)).join(", ")));
}

async function post(app: App, sending: Sending, parcel: Parcel): Promise<void> {
  const progress = showProgress(app, "sending", titleOf(app, sending));
  progress((t) => t.sending.post(0), 0);
  try {
    await postParcel(inboxOf(sending.bureau), parcel.bytes, parcel.id, (done, of) => {
      const percent = Math.min(99, Math.floor((100 * done) / (of || 1))); // 100 only once it is on the drop's disk
      progress((t) => t.sending.post(percent), percent);
    });
  } catch (error) {
    return failed(app, sending, parcel, error);
  }
  sending.sent();
}

function failed(app: App, sending: Sending, parcel: Parcel, error: unknown): void {
  const unsure = error instanceof HttpError && error.failure.kind !== "status";
  app.show(({ t }) => ({
    name: "not-sent",
    title: unsure ? t.sending.unsureTitle : t.sending.failedTitle,
    body: [
      h(
        "div",
        { class: "error", role: "alert" },
        h("p", {}, app.failure(error)),
        unsure && h("p", {}, t.sending.unsure),
        h("p", {}, t.sending.stay),
      ),
      already(app, sending),
      h(
        "div",
        { class: "actions" },
        button("repeat", t.sending.repeat, () => post(app, sending, parcel), "primary"),
        !unsure && button("back", t.back, sending.back),
      ),
    ],
  }));
}

/** Shows a screen that says what is being done; the function that comes back changes what it says. */
export function showProgress(
  app: App,
  name: "sending" | "looking",
  title: (t: Texts) => string,
): (text: (t: Texts) => string, percent?: number) => void {
  let says: (t: Texts) => string = () => "";
  const status = h("p", { role: "status", class: "loading" });
  const bar = h("progress", { max: "100" });
  app.show(({ t }) => {
    status.textContent = says(t);
    bar.setAttribute("aria-label", title(t));
    return { name, title: title(t), body: [status, bar, h("p", {}, t.sending.wait)] };
  });
  return (text, percent) => {
    says = text;
    status.textContent = text(app.t);
    if (percent === undefined) bar.removeAttribute("value");
    else bar.value = percent;
  };
}
