// The page: one screen at a time, in the reader's language. All state is in memory and goes with the page; there is no history of screens
// in the browser, because addresses and titles would be kept there.

import { Background, BackgroundError } from "../background.ts";
import type { Charter } from "../charter.ts";
import { type Day, formatDay, today } from "../day.ts";
import { Drop } from "../drop.ts";
import { HttpError } from "../http.ts";
import { en } from "../language/en.ts";
import { nl, type Texts } from "../language/nl.ts";
import { inLanguage } from "../texts.ts";
import { type Child, h } from "./dom.ts";
import { notices } from "./notices.ts";

export interface View {
  name: string; // for scripts that drive the page
  title: string;
  body: Child[];
  outcome?: string; // what a look said, for scripts
}

export type Screen = (app: App) => View;

const languages = { nl, en };
type Language = keyof typeof languages;

export class App {
  readonly background: Background;
  readonly drop: Drop;
  private language: Language;
  private screen: Screen = () => ({ name: "empty", title: "", body: [] });
  private typed = false;

  constructor(
    script: string,
    private readonly root: HTMLElement,
  ) {
    this.background = new Background(script);
    this.drop = new Drop(this.background);
    this.language = navigator.languages.map((l) => l.slice(0, 2)).find((l): l is Language => l in languages) ?? "nl";
    addEventListener("beforeunload", (e) => this.typed && e.preventDefault());
  }

  get t(): Texts {
    return languages[this.language];
  }

  /** Shows a screen and puts the reader at its head. */
  show(screen: Screen): void {
    this.screen = screen;
    this.render();
    scrollTo(0, 0);
    this.root.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
  }

  /** Shows the same screen again, as it is now. */
  render(): void {
    const { name, title, body, outcome } = this.screen(this);
    document.documentElement.lang = this.language;
    const main = h("main", { "data-screen": name, "data-outcome": outcome }, h("h1", { tabindex: "-1" }, title), ...body);
    this.root.replaceChildren(this.header(), ...notices(this), main);
  }

  /** From now on the browser asks before the page is left by accident; or, once all is sent, no more. */
  setTyped(typed: boolean): void {
    this.typed = typed;
  }

  /** Forgets everything and goes to an empty page. */
  leave(): void {
    this.typed = false;
    this.background.end();
    this.root.replaceChildren();
    location.replace("about:blank");
  }

  name(charter: Charter): string {
    return inLanguage(charter.name, this.language);
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
    const text = typeof day === "number" ? formatDay(day) : day;
    const format = new Intl.DateTimeFormat(this.t.locale, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
    return format.format(new Date(`${text}T00:00:00Z`));
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

  private header(): HTMLElement {
    const names = { nl: "Nederlands", en: "English" };
    const choices = Object.entries(names).map(([language, name]) => {
      const choose = () => {
        this.language = language as Language;
        this.render();
        this.root.querySelector<HTMLElement>(`[data-language=${language}]`)?.focus();
      };
      const current = language === this.language ? "true" : "false";
      return h(
        "button",
        { type: "button", lang: language, "data-language": language, "aria-pressed": current, onclick: choose },
        name,
      );
    });
    const group = h("div", { class: "languages", role: "group", "aria-label": this.t.otherLanguages }, ...choices);
    const leave = (e: Event) => {
      e.preventDefault();
      this.leave();
    };
    const away = h("a", { class: "leave", href: "about:blank", "data-action": "leave", onclick: leave }, this.t.leave);
    return h("header", {}, h("span", { class: "brand" }, "Luwte"), away, group);
  }
}
