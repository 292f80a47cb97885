// Files to go with a letter: chosen, looked through, named, each with what is to be sent of it. May be passed over.

import type { App } from "./app.ts";
import { type Chosen, choose, inspected, totals, unready, withinLimits } from "./chosen.ts";
import { button, type Child, ErrorLine, form, h } from "./dom.ts";
import { fileCard, titleOf } from "./filecard.ts";
import { actions, size } from "./parts.ts";

/** Asks for files. Once back is called, or next, all are ready or none has been changed. */
export function askFiles(app: App, all: Chosen[], ways: { next(): void; back(): void }): void {
  app.show(({ t }) => {
    const error = new ErrorLine();
    const list = h("div", {});
    const total = h("p", { class: "hint", role: "status" });
    const count = () => {
      const { count, bytes } = totals(all);
      total.textContent = count > 0 ? t.files.total(count, size(app, bytes)) : "";
    };
    const changed = () => {
      app.setTyped(true);
      error.clear();
      count();
    };
    const show = (chosen: Chosen) => list.append(fileCard(app, chosen, changed, () => remove(chosen)));
    const remove = (chosen: Chosen) => {
      all.splice(all.indexOf(chosen), 1);
      list.querySelector(`[data-file="${chosen.nth}"]`)?.remove();
      changed();
      picker.focus();
    };
    const picked = () => {
      const files = [...(input.files ?? [])];
      input.value = ""; // so that the same one can be chosen again
      const taken = choose(all, files, t.files.neutral);
      changed();
      for (const chosen of taken) {
        show(chosen);
        inspect(app, chosen).then(count);
      }
      const empty = files.find((f) => f.size === 0);
      if (empty) error.show(t.files.empty(empty.name));
      else if (taken.length < files.length) error.show(t.files.limit);
    };
    const input = h("input", { type: "file", id: "files", multiple: true, hidden: true, onchange: picked });
    const picker = button("choose-files", t.files.choose, () => input.click());
    picker.setAttribute("aria-describedby", "files-hint");
    const submit = () => {
      const first = unready(all);
      if (first) error.show(t.files[first.why](titleOf(first.chosen)), document.getElementById(`file-${first.chosen.nth}-anyway`));
      else if (!withinLimits(all)) error.show(t.files.limit);
      else ways.next();
    };
    for (const chosen of all) show(chosen);
    count();
    const body: Child[] = [
      h("p", {}, t.files.hint),
      h("p", {}, t.files.how),
      h("p", { class: "hint", id: "files-hint" }, t.files.most),
      form("files", submit, list, input, picker, total, error.element, actions(app, ways.back)),
    ];
    return { name: "files", title: t.files.title, body };
  });
}

/** Has a file looked through by the worker. */
async function inspect(app: App, chosen: Chosen): Promise<void> {
  const { file } = chosen;
  try {
    inspected(chosen, await app.background.order("inspect", { name: file.name, data: file }));
  } catch {
    inspected(chosen, "gone");
  }
}
