// The page as a saved file, without a connection (for Tor Browser's level Safest): what the drop would serve is chosen from files, and what would
// be sent is saved to one, which the drop's plain page takes.

import { type Charter, cardWords } from "../charter.ts";
import type { Texts } from "../language/nl.ts";
import type { App } from "./app.ts";
import { button, ErrorLine, form, h, harmless, paragraphs, submitButton } from "./dom.ts";
import { whenBack } from "./parts.ts";
import { home } from "./start.ts";

/** Asks for the saved charters and boards. What was chosen before stays, and boards can be added. */
export function chooseFiles(app: App, why?: string): void {
  app.show(({ t }) => {
    const error = new ErrorLine();
    const input = h("input", { type: "file", id: "saved", multiple: true, "aria-describedby": "saved-hint" });
    const submit = async () => {
      const files = [...(input.files ?? [])];
      try {
        const strange = await app.drop.takeFiles(files);
        if (strange.length > 0) error.show(t.offline.strange(harmless(strange.join(", "))), input);
        else if (app.drop.charters.length === 0) error.show(t.offline.missing, input);
        else home(app);
      } catch (e) {
        error.show(app.failure(e));
      }
    };
    input.addEventListener("change", () => error.clear());
    return {
      name: "saved-files",
      title: t.offline.title,
      body: [
        h("p", { class: "danger" }, t.start.danger),
        ...(why === undefined ? paragraphs(t.offline.lead) : [h("p", { class: "strong" }, why)]),
        form(
          "saved",
          submit,
          h(
            "div",
            { class: "question" },
            h("label", { for: "saved" }, t.offline.files),
            h("p", { class: "hint", id: "saved-hint" }, t.offline.filesHint),
            input,
          ),
          error.element,
          h(
            "div",
            { class: "actions" },
            submitButton(t.next),
            app.drop.charters.length > 0 && button("back", t.back, () => home(app)),
          ),
        ),
      ],
    };
  });
}

/** The names of the files that were saved, by bureau. */
const saved = new Map<string, string[]>();

/** How many there were. A name tells no more than that: not for which bureau a file is, which the page says in the end. */
let count = 0;

/** Has one of the files of a letter saved; returns once the reporter says that it is. */
export function saveFile(app: App, bureau: string, data: Blob, at: { nth: number; of: number }): Promise<void> {
  const file = `data-${++count}.bin`;
  saved.set(bureau, [...(at.nth === 1 ? [] : (saved.get(bureau) ?? [])), file]);
  const href = URL.createObjectURL(data);
  let pressed = false;
  return new Promise((resolve) => {
    app.show(({ t }) => {
      const error = new ErrorLine();
      const press = () => {
        pressed = true;
        error.clear();
      };
      const link = h("a", { href, download: file, class: "button", "data-action": "save", onclick: press }, t.offline.save(file));
      const goOn = () => {
        if (!pressed) return error.show(t.offline.notSaved, link);
        URL.revokeObjectURL(href);
        resolve();
      };
      return {
        name: "save",
        step: at.of > 1 ? t.offline.nth(at.nth, at.of) : undefined,
        title: t.offline.saveTitle,
        body: [
          h("p", {}, t.offline.saveWhat(app.nameOf(bureau), file)),
          h("p", {}, t.offline.saveWhere),
          h("p", {}, link),
          error.element,
          h("div", { class: "actions" }, button("saved", t.offline.saved, goOn)),
        ],
      };
    });
  });
}

/** All is saved: what is still to be done, as nothing has been sent. */
export function showSaved(app: App, charters: Charter[], isTurn: boolean): void {
  app.setTyped(false);
  app.show(({ t }) => ({
    name: isTurn ? "turn-saved" : "saved",
    title: t.offline.doneTitle,
    body: [
      h("p", { class: "strong" }, t.offline.todo),
      h("ol", {}, ...todo(app, t, charters).map((line) => h("li", {}, line))),
      h("div", { class: "keep" }, ...paragraphs(keep(t, charters.length, isTurn))),
      h("p", {}, whenBack(app, (charters[0] as Charter).bureau)),
      h("p", { class: "small" }, t.offline.stays),
      h(
        "div",
        { class: "actions" },
        button("leave-now", t.leaveAll, () => app.leave(), "primary"),
      ),
    ],
  }));
}

function todo(app: App, t: Texts, charters: Charter[]): string[] {
  const words = (c: Charter) => cardWords(c, app.language).slice(0, 3).join(" ");
  return [
    t.offline.connect,
    t.offline.address,
    ...charters.map((c) => t.offline.upload(app.name(c), words(c), (saved.get(c.bureau) ?? []).join(", "))),
    t.offline.tidy,
  ];
}

function keep(t: Texts, codes: number, isTurn: boolean): string[] {
  if (isTurn) return [t.sent.turnKeep, t.sent.turnWhy];
  return [codes === 1 ? t.sent.keep : t.sent.keepAll(codes)];
}
