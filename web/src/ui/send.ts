// Sealing and sending, with progress. What was sealed is sent again until the drop has it, by itself with growing waits, or at once if the reporter
// says so.

import { BackgroundError } from "../background.ts";
import { free, tidy } from "../bytes.ts";
import { type Charter, inboxOf } from "../charter.ts";
import { deliver, Estimate, mayHaveArrived, Pace, type Trouble } from "../delivery.ts";
import { postParcel } from "../http.ts";
import type { Texts } from "../language/nl.ts";
import type { Parcel } from "../parcel.ts";
import { type Attachment, piecesOf } from "../pieces.ts";
import type { ReportOrder, TurnOrder } from "../worker.ts";
import type { App } from "./app.ts";
import { acknowledgedOf, attachment, type Chosen, checkPieces, type Item, inspected, itemsOf } from "./chosen.ts";
import { button, type Child, h } from "./dom.ts";
import { titleOf } from "./filecard.ts";
import { saveFile } from "./offline.ts";

export interface Sending {
  bureau: string;
  several?: boolean; // to several bureaus, one after the other
  done?: Charter[]; // those that have it already
  files: Chosen[];
  letter(files: Attachment[]): { report: ReportOrder } | { turn: TurnOrder };
  sent(): void;
  back(): void;
  toFiles(): void;
}

/** A saved file has at most 16 MiB: so much is in memory, and so much is sent again if a connection breaks. */
const parcelsInFile = 64;

/** One for the page: a drop counts all that comes from one visitor. */
const pace = new Pace();

export async function send(app: App, sending: Sending): Promise<void> {
  const one = new Outgoing(app, sending);
  try {
    await one.send();
  } catch (error) {
    if (!one.stopped.signal.aborted) one.notMade(error);
    return;
  }
  sending.sent();
}

/** A letter on its way, with its files. */
class Outgoing {
  readonly stopped = new AbortController();
  private readonly items: Item[];
  private readonly owners: Item[]; // of the parcels before the letter
  private readonly estimate = new Estimate();
  private done = 0;
  private unsure = false; // the letter may have arrived
  private progress: ReturnType<typeof showProgress> | undefined;

  constructor(
    private readonly app: App,
    private readonly sending: Sending,
  ) {
    const { bureau, files } = sending;
    this.items = itemsOf(files, app.t.files.original);
    this.owners = this.items.flatMap((item) => {
      const left = piecesOf(item.copy.data.size) - acknowledgedOf(item.copy, bureau).length;
      return Array<Item>(left).fill(item);
    });
  }

  async send(): Promise<void> {
    const { app, sending } = this;
    const letter = sending.letter(this.items.map((i) => attachment(i, sending.bureau)));
    this.show();
    const parcels = app.background.parcels(letter, (step) => this.progress?.((t) => t.sending[step]));
    if (app.offline) return this.save(parcels);
    const delivery = {
      post: (parcel: Parcel) => this.post(parcel),
      acknowledged: (parcel: Parcel) => this.acknowledged(parcel),
      trouble: (trouble: Trouble) => this.trouble(trouble),
    };
    await deliver(parcels, delivery, this.stopped.signal);
  }

  /** Where nothing can be sent: has the parcels saved, each file before those of the next are sealed. */
  private async save(parcels: AsyncIterable<Parcel>): Promise<void> {
    const of = Math.ceil((this.owners.length + 1) / parcelsInFile);
    let held: Parcel[] = [];
    for await (const parcel of parcels) {
      this.stopped.signal.throwIfAborted();
      held.push(parcel);
      const isLetter = this.done++ === this.owners.length;
      if (isLetter || held.length === parcelsInFile) {
        const nth = Math.ceil(this.done / parcelsInFile);
        await saveFile(this.app, this.sending.bureau, new Blob(held.map((p) => p.bytes)), { nth, of });
        held = [];
        this.progress = undefined;
      }
      if (isLetter) return;
      this.tell();
    }
  }

  private async post(parcel: Parcel): Promise<void> {
    const { signal } = this.stopped;
    checkPieces(this.items, this.sending.bureau, parcel);
    await new Promise((resolve) => setTimeout(resolve, pace.next()));
    signal.throwIfAborted();
    if (this.owners.length === 0) this.tell();
    await postParcel(inboxOf(this.sending.bureau), parcel, signal);
  }

  private acknowledged({ id, bytes }: Parcel): void {
    free(bytes);
    const owner = this.owners[this.done++];
    if (this.done % 3 === 0) tidy();
    if (owner) acknowledgedOf(owner.copy, this.sending.bureau).push(id);
    this.estimate.acknowledged();
    if (owner) this.tell();
  }

  private show(): void {
    const { app, stopped } = this;
    const stop = button("stop", app.t.sending.stop, () => {
      stopped.abort();
      this.sending.back();
    });
    const actions = h("div", { class: "actions" }, stop);
    this.progress = showProgress(app, "sending", this.title, (t) => {
      stop.textContent = t.sending.stop;
      actions.hidden = this.done >= this.owners.length; // the letter itself could have arrived before it is stopped
      return [h("p", {}, this.owners.length > 0 ? t.sending.stay : t.sending.wait), actions];
    });
  }

  private readonly title = (t: Texts): string =>
    this.sending.several ? t.sending.to(this.app.nameOf(this.sending.bureau)) : t.sending.title;

  /** Shows how far it is. Of one parcel alone nothing can be told: a request that says how much of it has gone would take a drop's cookies. */
  private tell(): void {
    this.progress ?? this.show();
    const of = this.owners.length + 1;
    if (of === 1) this.progress?.((t) => `${t.sending.title}…`);
    if (of === 1) return;
    const percent = Math.floor((100 * this.done) / of); // 100 only once it is on the drop's disk
    const left = of - this.done;
    const minutes = this.estimate.minutes(left);
    const spoken = percent - (percent % 10); // a screen reader says each change
    const more = (t: Texts) => t.sending.left(this.app.number(left), this.app.number(of), minutes);
    this.progress?.((t) => t.sending.post(spoken), percent, more);
  }

  /** Says what is wrong until it is time to try again, by the clock or because the reporter wants it. */
  private trouble({ error, wait }: Trouble): Promise<void> {
    const { app, stopped, sending } = this;
    stopped.signal.throwIfAborted();
    const letter = this.done === this.owners.length;
    if (letter && mayHaveArrived(error)) this.unsure = true;
    this.progress = undefined;
    return new Promise((resolve) => {
      const until = wait === undefined ? undefined : performance.now() + wait;
      const when = h("p", { "data-retry": true });
      let now = false;
      const tick = () => {
        const seconds = until === undefined ? undefined : Math.ceil((until - performance.now()) / 1000);
        if (seconds !== undefined && seconds <= 0) retry();
        const t = app.t.sending;
        when.textContent = now ? t.trying : seconds === undefined ? "" : t.retry(app.number(seconds));
      };
      const timer = setInterval(tick, 1000);
      const retry = () => {
        clearInterval(timer);
        now = true;
        when.textContent = app.t.sending.trying;
        resolve();
      };
      const back = () => {
        clearInterval(timer);
        stopped.abort();
        sending.back();
      };
      app.show(({ t }) => {
        tick();
        const said = [
          h("p", {}, app.failure(error)),
          this.unsure && h("p", {}, t.sending.unsure),
          h("p", {}, t.sending.stay),
          this.owners.length > 0 && h("p", {}, t.sending.pause),
        ];
        const ways = [button("repeat", t.sending.repeat, retry, "primary"), !this.unsure && button("back", t.back, back)];
        return {
          name: "not-sent",
          title: this.unsure ? t.sending.unsureTitle : t.sending.failedTitle,
          body: [
            h("div", { class: "error", role: "alert" }, ...said),
            already(app, sending),
            when,
            h("div", { class: "actions" }, ...ways),
          ],
        };
      });
    });
  }

  /** It could not be sealed: most likely because a file is not what it was. */
  notMade(error: unknown): void {
    const { app, sending } = this;
    const which = error instanceof BackgroundError && error.reason === "file" ? this.items[error.which ?? 0]?.chosen : undefined;
    if (which) inspected(which, "gone");
    app.show(({ t }) => ({
      name: "not-made",
      title: t.sending.failedTitle,
      body: [
        h(
          "div",
          { class: "error", role: "alert" },
          h("p", {}, which ? t.files.gone(titleOf(which)) : t.sending.notMade),
          h("p", {}, which ? t.sending.goneRest : app.failure(error)),
        ),
        already(app, sending),
        h("div", { class: "actions" }, button("back", t.back, which ? sending.toFiles : sending.back, "primary")),
      ],
    }));
  }
}

/** Where several are told and one has it: what was sent is not lost with the rest. */
function already(app: App, { done = [] }: Sending): HTMLElement | false {
  return done.length > 0 && h("p", { class: "keep" }, app.t.sending.done(done.map((c) => app.name(c)).join(", ")));
}

/** Shows a screen that says what is being done; the function that comes back changes what it says. */
export function showProgress(
  app: App,
  name: "sending" | "looking",
  title: (t: Texts) => string,
  below: (t: Texts) => Child[] = (t) => [h("p", {}, t.sending.wait)],
): (text: (t: Texts) => string, percent?: number, more?: (t: Texts) => string) => void {
  let says: (t: Texts) => string = () => "";
  let adds: (t: Texts) => string = () => "";
  const status = h("p", { role: "status", class: "loading" });
  const detail = h("p", { class: "hint" });
  const bar = h("progress", { max: "100" });
  const fill = (element: HTMLElement, text: string) => {
    if (element.textContent !== text) element.textContent = text;
  };
  app.show(({ t }) => {
    fill(status, says(t));
    fill(detail, adds(t));
    bar.setAttribute("aria-label", title(t));
    return { name, title: title(t), body: [status, bar, detail, ...below(t)] };
  });
  return (text, percent, more = () => "") => {
    says = text;
    adds = more;
    fill(status, text(app.t));
    fill(detail, more(app.t));
    below(app.t);
    if (percent === undefined) bar.removeAttribute("value");
    else bar.value = percent;
  };
}
