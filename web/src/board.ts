// Reads boards: the file of labelled notes that the desk publishes and everybody downloads whole (SPEC §3). A parsed board is
// verified against a bureau and its dispatch key.

import { base64, hex } from "@scure/base";
import { type Bytes, compare, readU32, startsWith } from "./bytes.ts";
import type { Charter } from "./charter.ts";
import { type Day, lastDay } from "./day.ts";
import { label } from "./label.ts";
import { Refused } from "./refused.ts";
import { signatureSize, verify } from "./sign.ts";

export const minK = 4;
export const maxK = 9;
export const noteSize = 4096;
export const labelSize = 16;

const entrySize = labelSize + noteSize;
const at = { bureau: 14, number: 46, nonce: 54, made: 86, next: 90, k: 94, entries: 95 };

export const maxBoardSize = boardSize(maxK);

export interface Board {
  bureau: string; // F, hex
  number: number;
  nonce: Bytes;
  made: Day;
  next: Day; // by which the next board is promised
  entries: { label: Bytes; note: Bytes }[];
}

export function boardSize(k: number): number {
  return at.entries + entrySize * 2 ** k + signatureSize;
}

/** How long the board is that begins here, or 0 if none does. */
export function boardLength(data: Uint8Array): number {
  const k = data[at.k] ?? 0;
  return startsWith(data, label.Board) && minK <= k && k <= maxK ? boardSize(k) : 0;
}

/** F in hex, as a board says. */
export function bureauOf(data: Uint8Array): string {
  return hex.encode(data.subarray(at.bureau, at.number));
}

/** Reads a board of the charter's bureau. Throws Refused: malformed, bureau or signature. */
export async function parseBoard(data: Bytes, charter: Charter): Promise<Board> {
  const board = readBoard(data);
  if (board.bureau !== charter.bureau) throw new Refused("bureau", "board");
  const key = new Uint8Array(base64.decode(charter.dispatch));
  const signature = data.subarray(-signatureSize);
  if (!(await verify(key, label.SignBoard, data.subarray(0, -signatureSize), signature))) throw new Refused("signature", "board");
  return board;
}

function readBoard(data: Bytes): Board {
  const malformed = new Refused("malformed", "board");
  if (data.length === 0 || data.length !== boardLength(data)) throw malformed;
  const number = readU32(data, at.number) * 2 ** 32 + readU32(data, at.number + 4);
  const made = readU32(data, at.made);
  const next = readU32(data, at.next);
  if (number < 1 || !Number.isSafeInteger(number) || made >= next || next > lastDay) throw malformed;
  const entries = Array.from({ length: 2 ** (data[at.k] as number) }, (_, i) => {
    const start = at.entries + i * entrySize;
    return { label: data.subarray(start, start + labelSize), note: data.subarray(start + labelSize, start + entrySize) };
  });
  if (!entries.every((e, i) => i === 0 || compare((entries[i - 1] as { label: Bytes }).label, e.label) < 0)) throw malformed;
  return {
    bureau: bureauOf(data),
    number,
    nonce: data.slice(at.nonce, at.made),
    made,
    next,
    entries,
  };
}

/** The note under a label, if there is one. */
export function findNote(board: Board, wanted: Uint8Array): Bytes | undefined {
  return board.entries.find((e) => compare(e.label, wanted) === 0)?.note;
}

/** Whether the next board should have come: today is later than promised, by more than a day for clocks that are off. */
export function isOld(board: { next: Day }, today: Day): boolean {
  return board.next + 1 < today;
}
