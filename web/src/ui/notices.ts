// What a reader must know on every screen: whether this is the right address, whether a bureau was left out, whether the clock is off.

import { dayNumber } from "../charter.ts";
import type { App } from "./app.ts";
import { h } from "./dom.ts";

/** In full on the first screens; after that what needs no second reading is shorter. */
export function notices(app: App, full: boolean): HTMLElement | false {
  const t = app.t.notices;
  const texts = app.offline ? [app.t.offline.notice] : addressNotices(app, full);
  if (app.drop.refused > 0 && full) texts.push(t.refused);
  if (clockBehind(app)) texts.push(t.clock);
  const paragraphs = (kind: string, said: string[]) => said.map((text) => h("p", { class: kind }, text));
  const all = [...paragraphs("danger elsewhere", wrongAddress(app)), ...paragraphs("notice", texts)];
  return all.length > 0 && h("aside", {}, ...all);
}

function addressNotices(app: App, full: boolean): string[] {
  const t = app.t.notices;
  const { hostname } = location;
  const { charters } = app.drop;
  if (!hostname.endsWith(".onion")) return [full ? t.test(charters.find((c) => c.onion !== "")?.onion ?? "") : t.testShort];
  return full ? charters.filter((c) => c.onion === "").map((c) => t.noAddress(app.name(c))) : [];
}

/** Each address that is given for a bureau and is not this one, with all bureaus that give it. */
function wrongAddress(app: App): string[] {
  const { hostname } = location;
  if (!hostname.endsWith(".onion")) return [];
  const wrong = app.drop.charters.filter((c) => c.onion !== "" && !`.${hostname}`.endsWith(`.${c.onion}`));
  const given = Map.groupBy(wrong, (c) => c.onion);
  return [...given].map(([onion, by]) => app.t.notices.elsewhere(by.map((c) => app.name(c)).join("”, “"), onion));
}

/** Whether something signed says that it was made later than today; a day's tolerance. A clock that is ahead cannot be told from old
 * boards. */
function clockBehind(app: App): boolean {
  const made = app.drop.charters.flatMap((c) => [dayNumber(c.made), app.drop.datesOf(c.bureau)?.made ?? 0]);
  return made.some((d) => d > app.today() + 1);
}
