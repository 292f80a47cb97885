// Derives from a code's secret S what links a conversation: the labels under which its notes stand on a board, the handle that a
// follow-up names, and the key that proves who wrote a note (SPEC §5). S is as secret as the code itself.

import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, u32be, utf8 } from "./bytes.ts";
import { label } from "./label.ts";

/** Slots of a code: 0 for a receipt or an alarm, 1 to 15 for answers. */
export const slotCount = 16;

export function slotLabel(s: Uint8Array, nonce: Uint8Array, slot: number): Uint8Array {
  return hmac(sha256, s, concat(utf8(label.SlotLabel), nonce, u32be(slot))).slice(0, 16);
}

export function handleOf(s: Uint8Array): Uint8Array {
  return hmac(sha256, s, utf8(label.Handle)).slice(0, 16);
}

export function macKey(s: Uint8Array): Uint8Array {
  return hmac(sha256, s, utf8(label.MACKey));
}
