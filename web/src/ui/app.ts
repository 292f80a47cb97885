// The page: one screen at a time, in the reader's language. All state is in memory and goes with the page; there is no history of screens
// in the browser, because addresses and titles would be kept there.

import { Background, BackgroundError } from "../background.ts";
import type { Charter } from "../charter.ts";
import { type Day, formatDay, today } from "../day.ts";
import { Drop } from "../drop.ts";
import { HttpError } from "../http.ts";
import { languageOf, languages } from "../language/index.ts";
import type { Texts } from "../language/nl.ts";
import { inLanguage } from "../texts.ts";
import { type Child, h } from "./dom.ts";
import { leaveOnEscape, wipeWhenLeft } from "./leave.ts";
import { notices } from "./notices.ts";
import type { ScreenName } from "./screens.ts";

export interface View {
  name: ScreenName | "empty"; // for scripts that drive the page; empty is before the first and after the last
  title: string;
  body: Child[];
  step?: string | undefined; // where this is in a sequence
  outcome?: string; // what a look said, for scripts
}

export type Screen = (app: App) => View;

export class App {
  readonly background: Background;
  readonly drop: Drop;
  /** Whether the page is a saved file, opened as file: or, on some phones, content:. Nothing is fetched or sent then. */
  readonly offline = !location.protocol.startsWith("http");
  language: string;
  private screen: Screen = () => ({ name: "empty", title: "", body: [] });
  private typed = false;
  private gone = false;
  private colour = "";
  private readonly secrets = new Set<Uint8Array>();

  constructor(
    script: string,
    private readonly root: HTMLElement,
  ) {
    this.background = new Background(script);
    this.drop = new Drop(this.background, this.offline);
    this.language = languageOf(navigator.languages);
    addEventListener("beforeunload", (e) => this.typed && e.preventDefault());
    leaveOnEscape(() => this.leave());
    wipeWhenLeft(() => this.wipe());
  }

  get t(): Texts {
    return (languages[this.language] as (typeof languages)[string])[this.offline ? "offline" : "texts"];
  }

  /** Shows a screen and puts the reader at its head. */
  show(screen: Screen): void {
    this.screen = screen;
    this.render();
    scrollTo(0, 0);
    document.getElementById("title")?.focus({ preventScroll: true });
  }

  /** Shows the same screen again, as it is now. */
  render(): void {
    if (this.gone) return;
    const { name, title, body, step, outcome } = this.screen(this);
    document.documentElement.lang = this.language;
    document.documentElement.style.setProperty("--bureau", this.colour || null);
    const main = h(
      "main",
      { "data-screen": name, "data-outcome": outcome },
      step !== undefined && h("p", { class: "step", id: "step" }, step),
      h("h1", { tabindex: "-1", id: "title", "aria-describedby": step !== undefined && "step" }, title),
      ...body,
    );
    const start = name.startsWith("start");
    const print = h("p", { class: "print", "aria-hidden": "true" }, this.t.print);
    const parts = [this.bar(), this.languages(), notices(this, start), main, print];
    this.root.replaceChildren(...parts.filter((p) => p !== false));
  }

  /** From now on the browser asks before the page is left by accident; or, once all is sent, no more. */
  setTyped(typed: boolean): void {
    this.typed = typed;
  }

  /** Bytes that are overwritten when the page is left. */
  keepSecret<T extends Uint8Array>(bytes: T): T {
    this.secrets.add(bytes);
    return bytes;
  }

  /** The page takes the colour of a bureau, or of the only one there is. */
  setColour(charter: Charter | undefined = this.drop.charters.length === 1 ? this.drop.charters[0] : undefined): void {
    this.colour = charter?.colour ?? "";
  }

  /** Forgets everything and goes to an empty page, in the place of this one, so that the browser's back key does not lead here. */
  leave(): void {
    this.wipe();
    location.replace("about:blank");
  }

  /** Clears what can be cleared: what is shown and typed, codes, and the worker with all it knows. */
  private wipe(): void {
    this.typed = false;
    this.gone = true;
    this.background.end();
    for (const bytes of this.secrets) bytes.fill(0);
    for (const field of this.root.querySelectorAll<HTMLInputElement>("input, textarea")) field.value = "";
    this.root.replaceChildren();
    this.screen = () => ({ name: "empty", title: "", body: [] });
    this.drop.charters = [];
    this.drop.boards.clear();
  }

  name(charter: Charter): string {
    return this.inLanguage(charter.name);
  }

  nameOf(bureau: string): string {
    const charter = this.drop.charterOf(bureau);
    return charter ? this.name(charter) : "";
  }

  inLanguage(texts: Record<string, string>): string {
    return inLanguage(texts, this.language);
  }

  /** A day or a YYYY-MM-DD as the reader writes it. */
  date(day: Day | string): string {
    const [year, month, date] = (typeof day === "number" ? formatDay(day) : day).split("-").map(Number) as [number, number, number];
    return this.t.date(date, month, year);
  }

  number(n: number): string {
    return new Intl.NumberFormat(this.t.locale).format(n);
  }

  today(): Day {
    return today();
  }

  /** What went wrong, and what to do, in words. */
  failure(e: unknown): string {
    const t = this.t.failures;
    if (e instanceof BackgroundError) return e.reason === "failed" ? t.browser : t.strange;
    if (!(e instanceof HttpError)) return t.browser;
    const { failure } = e;
    if (failure.kind === "status") return t.statuses[failure.status] ?? t.status(failure.status);
    return t[failure.kind];
  }

  /** The bar that stays in sight: the way out. */
  private bar(): HTMLElement {
    const how = h("span", { class: "hidden", id: "leave-how" }, this.t.leaveHow);
    const away = h(
      "button",
      {
        type: "button",
        class: "leave",
        "data-action": "leave",
        "aria-describedby": "leave-how",
        onclick: () => this.leave(),
      },
      this.t.leave,
      h("kbd", { "aria-hidden": "true" }, "Esc Esc"),
    );
    return h("header", {}, h("span", { class: "brand" }, "Luwte"), how, away);
  }

  private languages(): HTMLElement {
    const choices = Object.entries(languages).map(([tag, { name }]) => {
      const choose = () => {
        this.language = tag;
        this.render();
        this.root.querySelector<HTMLElement>(`[data-language=${tag}]`)?.focus();
      };
      const current = String(tag === this.language);
      return h("button", { type: "button", lang: tag, "data-language": tag, "aria-pressed": current, onclick: choose }, name);
    });
    return h("nav", { class: "languages", "aria-label": this.t.otherLanguages }, ...choices);
  }
}
