// Everything slow, off the page's own thread: verifying charters and boards, stretching codes, sealing and opening. The worker is
// this same script, started from a blob; it keeps boards and stretched codes in memory until it is ended.

import { base64, hex } from "@scure/base";
import { type Board, parseBoard } from "./board.ts";
import type { Bytes } from "./bytes.ts";
import { type Charter, type Epoch, isAfter, parseCharter } from "./charter.ts";
import { type Cleaned, clean } from "./clean/clean.ts";
import { type Code, type Keys, keysOf, recipientOf, stretch } from "./code.ts";
import type { Day } from "./day.ts";
import { label } from "./label.ts";
import { look, type Seen } from "./look.ts";
import type { FileRef, Message, Report } from "./message.ts";
import { type Parcel, parcelId } from "./parcel.ts";
import { type Attachment, type Copy, copyOf, sealFiles } from "./pieces.ts";
import { Refused } from "./refused.ts";
import { sealMessage } from "./seal.ts";
import { handleOf } from "./slots.ts";

export interface BoardDates {
  made: Day;
  next: Day;
}

export interface ReportOrder {
  charter: Charter;
  epoch: Epoch;
  code: Code;
  content: Pick<Report, "language" | "topic" | "answers" | "text">;
  files: Attachment[];
}

export interface TurnOrder {
  bureau: string;
  epoch: Epoch;
  code: Code; // that carries the turn
  next: Code; // to which it moves the conversation
  siblings: Code[]; // other next codes noted on earlier tries
  read: number[];
  language: string;
  text: string;
  files: Attachment[];
}

/** What was found in a file, and what can be sent of it: original only where it is not the same as cleaned. */
export interface Inspected extends Omit<Cleaned, "cleaned"> {
  cleaned?: Copy;
  original?: Copy;
}

export type Step = "stretch" | "seal" | "open";
export type Tell = (step: Step) => void;

const boards = new Map<string, Board>();
/** By bureau: the last charter that this visit saw. A drop that goes back to an earlier one, or to one of a root key that was replaced, is not followed. */
const newest = new Map<string, Charter>();
const masters = new Map<string, Promise<CryptoKey>>();

function keysFor(code: Code, bureau: string, tell: Tell): Promise<Keys> {
  const name = hex.encode(code);
  let master = masters.get(name);
  if (!master) {
    tell("stretch");
    master = stretch(code);
    masters.set(name, master);
  }
  return master.then((m) => keysOf(m, bureau));
}

/** How many letters were begun, and the parcels of the last of them: of its files one by one, itself last. */
let letters = 0;
let sealing: AsyncGenerator<Parcel, undefined> | undefined;

function begin(number: number, ...letter: Parameters<typeof parcelsOf>): number {
  if (number === letters) sealing = parcelsOf(...letter); // another one may have been begun meanwhile
  return number;
}

async function* parcelsOf(
  order: { epoch: Epoch; files: Attachment[] },
  bureau: string,
  letter: (files: FileRef[]) => Message,
): AsyncGenerator<Parcel, undefined> {
  const { epoch, recipient } = order.epoch;
  const files = yield* sealFiles({ bureau, epoch }, recipient, order.files);
  const bytes = await sealMessage(recipient, letter(files));
  yield { bytes, id: await parcelId(bytes), pieces: files.flatMap((f) => f.parcels) };
}

/** What the page can ask for. */
export const operations = {
  /** The newest charter of each bureau in the lines, and how many lines were refused. No board is kept that was verified by earlier ones. */
  async charters(data: Bytes): Promise<{ charters: Charter[]; refused: number }> {
    boards.clear();
    const bureaus = new Set<string>();
    let refused = 0;
    for (const line of linesOf(data)) {
      try {
        const charter = await parseCharter(line);
        const known = newest.get(charter.bureau);
        if (!known || isAfter(charter, known)) newest.set(charter.bureau, charter);
        bureaus.add(charter.bureau);
      } catch (e) {
        if (!(e instanceof Refused)) throw e;
        refused++;
      }
    }
    return { charters: [...bureaus].map((b) => newest.get(b) as Charter), refused };
  },

  /** Verifies a board and keeps it for looks, unless a newer one of the bureau is kept. Returns the dates of the one that is kept. */
  async board(order: { data: Bytes; charter: Charter }): Promise<BoardDates> {
    let board = await parseBoard(order.data, order.charter);
    const kept = boards.get(board.bureau);
    if (kept && kept.number > board.number) board = kept;
    boards.set(board.bureau, board);
    return { made: board.made, next: board.next };
  },

  /** Looks with a code on every board. */
  async look(code: Code, tell: Tell): Promise<Seen[]> {
    const all: Seen[] = [];
    for (const board of boards.values()) {
      const keys = await keysFor(code, board.bureau, tell);
      tell("open");
      const seen = await look(board, keys);
      if (seen) all.push(seen);
    }
    return all;
  },

  /**
   * Looks through a chosen file, which is read but not held; not again into one that was too much before. Tells each second that it goes on. Throws
   * Refused, file.
   */
  async inspect(
    { name, data, tooMuch }: { name: string; data: Blob; tooMuch?: boolean },
    tell: Tell = () => {},
  ): Promise<Inspected> {
    const alive = setInterval(() => tell("open"), 1000);
    try {
      const { cleaned, ...said }: Cleaned = tooMuch
        ? { kind: "unknown", why: "large", found: [], left: [] }
        : await clean(name, data);
      const same = cleaned !== undefined && cleaned.size === data.size && said.found.length === 0;
      const copies: Pick<Inspected, "cleaned" | "original"> = {};
      if (cleaned) copies.cleaned = await copyOf(cleaned);
      if (!same) copies.original = await copyOf(data);
      return { ...said, ...copies };
    } finally {
      clearInterval(alive);
    }
  },

  /** Begins a report and returns the number under which next gives its parcels. */
  async report({ charter, epoch, code, content, files }: ReportOrder, tell: Tell): Promise<number> {
    const number = ++letters;
    const keys = await keysFor(code, charter.bureau, tell);
    const { language, topic, answers, text } = content;
    const head = { format: label.Parcel, kind: "report", bureau: charter.bureau, epoch: epoch.epoch } as const;
    const keyed = { recipient: await recipientOf(keys), slots: base64.encode(keys.slots) };
    const form = charter.form.version;
    tell("seal");
    return begin(number, { epoch, files }, charter.bureau, (files) => ({
      ...head,
      ...keyed,
      ...{ language, form, topic, answers, text, files },
    }));
  },

  /** Begins a follow-up and returns the number under which next gives its parcels. */
  async turn(order: TurnOrder, tell: Tell): Promise<number> {
    const number = ++letters;
    const { bureau, epoch, language, read, text } = order;
    const old = await keysFor(order.code, bureau, tell);
    const next = await keysFor(order.next, bureau, tell);
    const others = await Promise.all(order.siblings.map((c) => keysFor(c, bureau, tell)));
    const siblings = [...new Set(others.map(handleText))].sort();
    const head = { format: label.Parcel, kind: "followup", bureau, epoch: epoch.epoch, handle: handleText(old) } as const;
    const keyed = { recipient: await recipientOf(next), slots: base64.encode(next.slots) };
    const slots = [...read].sort((a, b) => a - b);
    tell("seal");
    return begin(number, order, bureau, (files) => ({ ...head, ...keyed, siblings, read: slots, language, text, files }));
  },

  /** The next parcel of the letter that was begun last, sealed now; none after the letter itself. Throws Refused, and "stale" for an earlier letter:
   * it was stopped, and would take what is the new one's. */
  async next(number: number): Promise<Parcel | undefined> {
    if (number !== letters) throw new Error("stale");
    return (await sealing?.next())?.value;
  },
};

export type Operations = typeof operations;

function handleText(keys: Keys): string {
  return hex.encode(handleOf(keys.slots));
}

function linesOf(data: Bytes): Bytes[] {
  const lines: Bytes[] = [];
  for (let start = 0; start < data.length; ) {
    const end = data.indexOf(0x0a, start);
    const after = end < 0 ? data.length : end + 1;
    lines.push(data.slice(start, after));
    start = after;
  }
  return lines;
}

/** Answers orders, one at a time each, for as long as the worker lives. */
export function serve(port: {
  onmessage: ((e: MessageEvent) => void) | null;
  postMessage(m: unknown, moved?: Transferable[]): void;
}): void {
  port.onmessage = async ({ data: { id, name, order } }) => {
    const operation = operations[name as keyof Operations] as (order: unknown, tell: Tell) => Promise<unknown>;
    try {
      const result = await operation(order, (step) => port.postMessage({ id, step }));
      const parcel = name === "next" && (result as Parcel | undefined);
      port.postMessage({ id, result }, parcel ? [parcel.bytes.buffer] : []); // moved, not copied
    } catch (e) {
      const { reason, which } = e instanceof Refused ? e : { reason: "failed", which: undefined };
      port.postMessage({ id, refused: reason, which });
    }
  };
}
