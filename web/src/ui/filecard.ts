// One chosen file on the screen: what was found in it, what is sent of it, and under which name.

import type { Finding } from "../clean/finding.ts";
import type { Inspected } from "../worker.ts";
import type { App } from "./app.ts";
import { type Chosen, itemsOf, type Send } from "./chosen.ts";
import { type Child, choice, h, harmless, unkept } from "./dom.ts";
import { size } from "./parts.ts";

/** The name of the file on the reporter's own machine. */
export function titleOf({ file }: Chosen): string {
  return harmless(file.name);
}

export function fileCard(app: App, chosen: Chosen, changed: () => void, remove: () => void): HTMLElement {
  const t = app.t.files;
  const id = `file-${chosen.nth}`;
  const result = h("div", { "aria-live": "polite" });
  const sent = h("p", {});
  const which = h("div", {});
  const tell = () => {
    const names = filesInWords(app, [chosen]).split("\n");
    sent.replaceChildren(...(names[0] ? [`${t.gets} `, h("strong", { dir: "auto" }, names.join(", "))] : []));
  };
  const told = () => {
    tell();
    changed();
  };
  chosen.shown = () => {
    result.dataset.state = stateOf(chosen);
    result.replaceChildren(...(found(app, chosen, id, told).filter((c) => c) as Node[]));
    const { seen } = chosen;
    which.replaceChildren(...(seen && seen !== "gone" && seen.cleaned && seen.original ? [copies(app, chosen, id, told)] : []));
    more.hidden = seen === "gone";
    tell();
  };
  const rename = () => {
    chosen.name = name.value;
    told();
  };
  const name = h("input", {
    id: `${id}-name`,
    class: "field",
    maxlength: "200",
    "aria-describedby": `${id}-hint`,
    oninput: rename,
    ...unkept,
  });
  name.value = chosen.name;
  const more = h(
    "details",
    {},
    h("summary", { "data-action": "file-more" }, t.more),
    which,
    h("label", { class: "strong", for: `${id}-name` }, t.name),
    h("p", { class: "hint", id: `${id}-hint` }, t.nameHint),
    name,
  );
  chosen.shown();
  const away = h(
    "button",
    { type: "button", class: "quiet", "data-action": "remove-file", onclick: remove },
    t.remove,
    h("span", { class: "hidden" }, `: ${titleOf(chosen)}`),
  );
  return h(
    "section",
    { class: "card", "data-file": String(chosen.nth), "aria-labelledby": id },
    h("h2", { id, dir: "auto" }, titleOf(chosen)),
    h("p", { class: "hint" }, size(app, chosen.file.size)),
    result,
    sent,
    more,
    away,
  );
}

/** For scripts that drive the page. */
function stateOf({ seen }: Chosen): string {
  if (!seen || seen === "gone") return seen ?? "wait";
  return seen.cleaned ? "cleaned" : "uncleaned";
}

function found(app: App, chosen: Chosen, id: string, told: () => void): Child[] {
  const t = app.t.files;
  const { seen } = chosen;
  if (!seen) return [h("p", {}, t.checking)];
  if (seen === "gone") return [h("p", { class: "error" }, t.gone(titleOf(chosen)))];
  if (seen.why) return uncleaned(app, chosen, seen, id, told);
  const nothing = seen.found.length === 0 && seen.left.length === 0 && h("p", {}, seen.kind === "text" ? t.plain : t.nothing);
  const left = seen.left.length > 0 && h("div", { class: "notice" }, ...findings(app, t.left, seen.left));
  return [nothing, ...findings(app, t.removed, seen.found), left];
}

/** Kinds in plain words, and everything on demand. */
function findings(app: App, title: string, all: Finding[]): Child[] {
  const t = app.t.files;
  if (all.length === 0) return [];
  const kinds = [...new Set(all.map((f) => t.kinds[f.what]))].join(", ");
  const each = all.map(({ where, value }) =>
    h("li", { dir: "auto" }, harmless(value === undefined ? where : `${where}: ${value}`)),
  );
  return [
    h("p", {}, h("strong", {}, `${title} `), `${kinds}.`),
    h("details", {}, h("summary", {}, t.all(all.length)), h("ul", { translate: "no" }, ...each)),
  ];
}

function uncleaned(app: App, chosen: Chosen, seen: Inspected, id: string, told: () => void): Child[] {
  const t = app.t.files;
  const agree = (checked: boolean) => {
    chosen.send = checked ? "original" : "undecided";
    told();
  };
  return [
    h("p", { class: "notice" }, h("strong", {}, t.why[seen.why ?? "unknown"]), ` ${t.risk}`),
    ...findings(app, t.inside, seen.found),
    choice("checkbox", `${id}-anyway`, "original", { id: `${id}-anyway`, title: t.anyway }, chosen.send === "original", agree),
  ];
}

/** What is sent of a file that was cleaned. */
function copies(app: App, chosen: Chosen, id: string, told: () => void): HTMLElement {
  const t = app.t.files;
  const option = (send: Send & keyof typeof t.send) => {
    const [title, hint = ""] = t.send[send] as [string, string?];
    const pick = () => {
      chosen.send = send;
      told();
    };
    return choice("radio", `${id}-send`, send, { id: `${id}-${send}`, title, hint }, chosen.send === send, pick);
  };
  return h("fieldset", {}, h("legend", {}, t.sends), option("cleaned"), option("both"), option("original"));
}

/** What is sent, a line for each file, as the overview shows it. */
export function filesInWords(app: App, all: Chosen[]): string {
  const t = app.t.files;
  const line = (name: string, isOriginal: boolean) => (isOriginal ? `${name} (${t.asIs})` : name);
  return itemsOf(all, t.original)
    .map(({ chosen, name, copy }) => line(harmless(name), typeof chosen.seen === "object" && copy === chosen.seen.original))
    .join("\n");
}
