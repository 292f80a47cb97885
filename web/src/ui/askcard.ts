// The words on a bureau's card: the page asks for two of the twelve or more, at places that nobody could know before, instead of showing them to be
// nodded at. A reporter without a card is told what that means. It is asked before a report, and before a reply to a bureau that no look has
// shown to be itself.

import { type Charter, fingerprintWords, rootsOf } from "../charter.ts";
import type { App } from "./app.ts";
import { bullets, button, ErrorLine, form, h } from "./dom.ts";
import type { Card } from "./draft.ts";
import { isWord } from "./newcode.ts";
import { actions } from "./parts.ts";
import type { Ways } from "./report.ts";
import { WordField } from "./wordfield.ts";

/** Which of the typed words is wrong, -1 if none. An older card has the words of an earlier root: all of them must be one root's. */
export function wrongWord(charter: Charter, card: Pick<Card, "places" | "typed">): number {
  const first = rootsOf(charter).map((root) => {
    const words = fingerprintWords(root);
    return card.places.findIndex((place, i) => !isWord(card.typed[i] ?? "", words[place - 1] as string));
  });
  return first.includes(-1) ? -1 : Math.max(...first);
}

export function askCard(app: App, card: Card, charter: Charter, ways: Pick<Ways, "next" | "back">): void {
  app.show(({ t }) => {
    const error = new ErrorLine();
    const fields = card.places.map((place, i) => {
      const changed = (value: string) => {
        card.typed[i] = value;
        error.clear();
      };
      return new WordField(`card-${i + 1}`, { text: t.card.word(place) }, card.typed[i] ?? "", {
        changed,
        list: () => app.language,
      });
    });
    const submit = () => {
      const wrong = wrongWord(charter, card);
      if (wrong < 0) {
        card.state = "right";
        return ways.next();
      }
      delete card.state;
      const place = card.places[wrong] as number;
      error.show(card.typed[wrong]?.trim() ? t.card.wrong(place) : t.card.empty(place), (fields[wrong] as WordField).input);
    };
    const none = button("no-card", t.card.none, () => withoutCard(app, card, charter, ways));
    return {
      name: "card",
      title: t.card.title,
      body: [
        h("p", {}, t.card.why(app.name(charter))),
        form(
          `card-${charter.bureau}`,
          submit,
          ...fields.map((f) => f.element),
          error.element,
          actions(app, ways.back, t.next, "next", t.back, none),
        ),
      ],
    };
  });
}

function withoutCard(app: App, card: Card, charter: Charter, ways: Pick<Ways, "next" | "back">): void {
  const goOn = () => {
    card.state = "none";
    ways.next();
  };
  app.show(({ t }) => ({
    name: "no-card",
    title: t.card.noneTitle,
    body: [
      bullets(t.card.noneWhat(app.name(charter))),
      h(
        "div",
        { class: "actions" },
        button("next", t.card.noneNext, goOn, "primary"),
        button("back", t.back, () => askCard(app, card, charter, ways)),
      ),
    ],
  }));
}
