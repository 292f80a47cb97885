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
  return texts.length > 0 && h("aside", {}, ...texts.map((text) => h("p", { class: "notice" }, text)));
}

function addressNotices(app: App, full: boolean): string[] {
  const t = app.t.notices;
  const { hostname } = location;
  const { charters } = app.drop;
  if (!hostname.endsWith(".onion")) return [full ? t.test(charters.find((c) => c.onion !== "")?.onion ?? "") : t.testShort];
  return charters.flatMap((c) => {
    if (c.onion === "") return full ? [t.noAddress(app.name(c))] : [];
    return hostname === c.onion || hostname.endsWith(`.${c.onion}`) ? [] : [t.elsewhere(app.name(c), c.onion)];
  });
}

/** Whether something signed says that it was made later than today; a day's tolerance. A clock that is ahead cannot be told from old
 * boards. */
function clockBehind(app: App): boolean {
  const made = app.drop.charters.flatMap((c) => [dayNumber(c.made), app.drop.datesOf(c.bureau)?.made ?? 0]);
  return made.some((d) => d > app.today() + 1);
}
