// The files that a reporter has chosen, what was found in each, and what is to be sent of it: in memory only, and only as handles of files that
// stay where they are.

import type { Parcel } from "../parcel.ts";
import { type Attachment, type Copy, piecesOf } from "../pieces.ts";
import type { Inspected } from "../worker.ts";
import { weight } from "./parts.ts";

export const mostFiles = 100;
export const mostBytes = 256 * 2 ** 20;

/** What is sent: nothing is decided for one that cannot be cleaned until the reporter says so. */
export type Send = "cleaned" | "both" | "original" | "undecided";

export interface Chosen {
  nth: number; // from 1, never used again
  file: File;
  name: string; // as the bureau will see it; if it is empty, neutral
  neutral: string;
  seen: Inspected | "gone" | undefined; // undefined while it is looked through
  send: Send;
  shown: () => void; // shows what has changed, where it is on the screen
}

/** One file in the letter. */
export interface Item {
  chosen: Chosen;
  name: string;
  copy: Copy;
}

/** Takes as many as the limits allow, and returns those taken. */
export function choose(all: Chosen[], files: File[], neutral: (nth: number) => string): Chosen[] {
  const taken: Chosen[] = [];
  for (const file of files) {
    const { count, bytes } = totals(all);
    if (file.size === 0 || count + 1 > mostFiles || bytes + file.size > mostBytes) continue;
    const nth = Math.max(0, ...all.map((c) => c.nth)) + 1;
    const name = neutral(nth) + extension(file.name);
    const chosen: Chosen = { nth, file, name, neutral: name, seen: undefined, send: "cleaned", shown: () => {} };
    all.push(chosen);
    taken.push(chosen);
  }
  return taken;
}

const common =
  /\.(jpe?g|png|webp|gif|tiff?|heic|svg|pdf|(doc|xls|ppt)x?|od[tsp]|rtf|txt|csv|html?|eml|msg|zip|bin|mp[34]|m4a|ogg|wav|mov|avi|mkv)$/i;

/** What a name ends with, if it is common: it says what kind of file it is and no more. */
function extension(name: string): string {
  return common.exec(name)?.[0].toLowerCase() ?? "";
}

/** A media type by what is in the file, or none. What the browser gives is its system's, and may tell what is installed there. */
function typeOf({ seen }: Chosen): string {
  const kind = typeof seen === "object" ? seen.kind : "";
  if (kind === "pdf") return "application/pdf";
  return /^(jpeg|png|webp)$/.test(kind) ? `image/${kind}` : "";
}

/** Takes in what was found. */
export function inspected(chosen: Chosen, seen: Inspected | "gone"): void {
  chosen.seen = seen;
  chosen.send = seen === "gone" || !seen.cleaned ? "undecided" : "cleaned";
  chosen.shown();
}

/** Why files cannot be sent yet: the first that needs something. */
export function unready(all: Chosen[]): { why: "wait" | "gone" | "decide"; chosen: Chosen } | undefined {
  for (const chosen of all) {
    if (!chosen.seen) return { why: "wait", chosen };
    if (chosen.seen === "gone") return { why: "gone", chosen };
    if (chosen.send === "undecided") return { why: "decide", chosen };
  }
  return undefined;
}

/** What is to be sent, in order; the original after the cleaned one. */
export function itemsOf(all: Chosen[], original: string): Item[] {
  return all.flatMap((chosen) => {
    const { seen, send } = chosen;
    if (!seen || seen === "gone" || send === "undecided") return [];
    const name = (chosen.name.trim() || chosen.neutral).toWellFormed();
    const items: Item[] = [];
    if (seen.cleaned && send !== "original") items.push({ chosen, name, copy: seen.cleaned });
    if (seen.original && send !== "cleaned") {
      const second = name.replace(/(\.[^.]*)?$/, (end) => `-${original}${end}`);
      items.push({ chosen, name: send === "both" ? second : name, copy: seen.original });
    }
    return items;
  });
}

/** How many files are to be sent, and how many bytes they have. One that is still looked through counts as it is. */
export function totals(all: Chosen[]): { count: number; bytes: number } {
  let [count, bytes] = [0, 0];
  for (const { seen, send, file } of all) {
    const known = seen && seen !== "gone" ? seen : undefined;
    const cleaned = known?.cleaned && send !== "original" ? known.cleaned.data.size : 0;
    const original = !known?.cleaned || (send !== "cleaned" && known.original) ? file.size : 0;
    count += Number(cleaned > 0) + Number(original > 0);
    bytes += cleaned + original;
  }
  return { count, bytes };
}

export function withinLimits(all: Chosen[]): boolean {
  const { count, bytes } = totals(all);
  return count <= mostFiles && bytes <= mostBytes;
}

/** Bytes that naming the files takes in a letter. */
export function filesWeight(all: Chosen[]): number {
  const each = 130; // hash, size, names of members
  const id = 35;
  return itemsOf(all, "original").reduce(
    (n, { name, chosen, copy }) => n + each + weight(name) + weight(typeOf(chosen)) + id * piecesOf(copy.data.size),
    0,
  );
}

/** Ids of the first pieces of a copy that the drop has acknowledged, by bureau. They count for as long as the copy is to be sent. */
const acknowledged = new WeakMap<Copy, Map<string, string[]>>();

export function acknowledgedOf(copy: Copy, bureau: string): string[] {
  const all = acknowledged.get(copy) ?? new Map<string, string[]>();
  acknowledged.set(copy, all);
  const ids = all.get(bureau) ?? [];
  all.set(bureau, ids);
  return ids;
}

/** Throws unless a letter names just the pieces that the drop has acknowledged. If it does not, none of them counts any more. */
export function checkPieces(items: Item[], bureau: string, { pieces }: Parcel): void {
  const all = items.map(({ copy }) => acknowledgedOf(copy, bureau));
  if (!pieces || `${pieces}` === `${all.flat()}`) return;
  for (const ids of all) ids.length = 0;
  throw new Error("pieces");
}

export function attachment({ chosen, name, copy }: Item, bureau: string): Attachment {
  return { name, type: typeOf(chosen), ...copy, acknowledged: acknowledgedOf(copy, bureau) };
}
