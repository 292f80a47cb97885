// What a board says to a code: which of its 16 labels are there, and what the notes under them say. Nothing is sent for it; the
// board is the same for everyone.

import { type Board, findNote } from "./board.ts";
import type { Keys } from "./code.ts";
import type { Note } from "./note.ts";
import { openNote } from "./open.ts";
import { slotCount, slotLabel } from "./slots.ts";

export interface Answer {
  slots: number[]; // of its parts, in order
  date: string;
  text: string;
}

export interface Seen {
  bureau: string; // F, hex
  receipt?: { date: string; received: number; missing: string[] };
  alarm?: { date: string };
  answers: Answer[];
  incomplete: boolean; // parts of an answer are not there
  damaged: boolean; // a note under our label does not open, or is not the desk's
}

/** What is there for the code with these keys; undefined if nothing. */
export async function look(board: Board, keys: Keys): Promise<Seen | undefined> {
  const notes: Note[] = [];
  let damaged = false;
  for (let slot = 0; slot < slotCount; slot++) {
    const data = findNote(board, slotLabel(keys.slots, board.nonce, slot));
    if (!data) continue;
    try {
      notes.push(await openNote(keys.identity, keys.slots, { bureau: board.bureau, nonce: board.nonce, slot }, data));
    } catch {
      damaged = true;
    }
  }
  if (notes.length === 0 && !damaged) return undefined;
  return { bureau: board.bureau, damaged, ...answersOf(notes), ...firstOf(notes) };
}

function firstOf(notes: Note[]): Pick<Seen, "receipt" | "alarm"> {
  const first = notes.find((n) => n.slot === 0);
  if (first?.kind === "alarm") return { alarm: { date: first.date } };
  if (first) return { receipt: { date: first.date, received: first.received, missing: first.missing } };
  return {};
}

/** Joins the parts of answers, which stand in successive slots. An answer that is not whole is not shown. */
function answersOf(notes: Note[]): Pick<Seen, "answers" | "incomplete"> {
  const bySlot = new Map(notes.filter((n) => n.kind === "answer").map((n) => [n.slot, n]));
  const answers: Answer[] = [];
  let used = 0;
  for (const first of bySlot.values()) {
    if (first.part !== 1) continue;
    const parts = Array.from({ length: first.parts }, (_, i) => bySlot.get(first.slot + i));
    const whole = parts.filter((p, i): p is Note => p?.part === i + 1 && p.parts === first.parts && p.date === first.date);
    if (whole.length !== first.parts) continue;
    answers.push({ slots: whole.map((p) => p.slot), date: first.date, text: whole.map((p) => p.text).join("") });
    used += whole.length;
  }
  return { answers, incomplete: used < bySlot.size };
}
