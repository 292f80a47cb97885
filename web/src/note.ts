// What a bureau says to a reporter: the plaintext of a note, bound by a MAC to its conversation, board and slot (SPEC §7).

import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { hex as hexOf } from "@scure/base";
import { allZero, type Bytes, concat, equal, u32be, utf8 } from "./bytes.ts";
import { integer, list, literal, type Of, object, parse, string } from "./canon.ts";
import { date } from "./charter.ts";
import { label } from "./label.ts";
import { splitCounted } from "./message.ts";
import { Refused } from "./refused.ts";
import { macKey, slotCount } from "./slots.ts";

export const notePlaintextSize = 2437;
const macAt = notePlaintextSize - 32;

const shape = object({
  format: string(),
  kind: literal("receipt", "answer", "alarm"),
  slot: integer(0, slotCount - 1),
  part: integer(1),
  parts: integer(1),
  date,
  received: integer(),
  missing: list(string(), 0, Number.MAX_SAFE_INTEGER),
  text: string(),
});

export type Note = Of<typeof shape>;

/** What a note is bound to. */
export interface Place {
  bureau: string; // F, hex
  nonce: Uint8Array; // of the board
  slot: number;
}

/** Reads the plaintext of a note that stood at a place. Throws Refused: mac, version or malformed. */
export function decodeNote(plaintext: Bytes, s: Uint8Array, at: Place): Note {
  if (plaintext.length !== notePlaintextSize) throw new Refused("malformed", "note");
  const bound = plaintext.subarray(0, macAt);
  if (!equal(plaintext.subarray(macAt), noteMac(s, at, bound))) throw new Refused("mac", "note");
  const { json, rest } = splitCounted(bound, macAt);
  let note: Note;
  try {
    note = parse(shape, json);
  } catch {
    throw new Refused("malformed", "note");
  }
  if (note.format !== label.Note) throw new Refused("version", "note");
  if (!inLimits(note) || note.slot !== at.slot || !allZero(rest)) throw new Refused("malformed", "note");
  return note;
}

/** The MAC over the plaintext's bytes before it. */
export function noteMac(s: Uint8Array, at: Place, bound: Uint8Array): Uint8Array {
  return hmac(sha256, macKey(s), concat(utf8(label.BindNote), hexOf.decode(at.bureau), at.nonce, u32be(at.slot), bound));
}

function inLimits(n: Note): boolean {
  const plain = n.received === 0 && n.missing.length === 0;
  const whole = n.slot === 0 && n.part === 1 && n.parts === 1;
  switch (n.kind) {
    case "receipt":
      return whole && n.text === "";
    case "alarm":
      return whole && plain && n.text === "";
    case "answer":
      return plain && n.text !== "" && n.part <= n.parts && n.slot >= n.part && n.slot + n.parts - n.part < slotCount;
  }
}
