// A parcel from the outside: its size, its id and the shape of its first bytes (SPEC §6). Notes have the same header.

import { hex } from "@scure/base";
import type { Bytes } from "./bytes.ts";
import { Refused } from "./refused.ts";

export const parcelSize = 262_144;
/** An age header with one hybrid stanza. */
export const headerSize = 1627;
/** What an age file of parcelSize bytes holds: the header, a 16-byte nonce and four 16-byte tags go off. */
export const plaintextSize = parcelSize - headerSize - 16 - 4 * 16;

const header = /^age-encryption\.org\/v1\n-> mlkem768x25519 [A-Za-z0-9+/]{1494}\n[A-Za-z0-9+/]{43}\n--- [A-Za-z0-9+/]{43}\n$/;

export interface Parcel {
  bytes: Bytes;
  id: string;
  pieces?: string[]; // of a letter: the ids of the parcels that it names
}

/** SHA-256(parcel)[:16] in hex. */
export async function parcelId(data: Bytes): Promise<string> {
  return hex.encode(new Uint8Array(await crypto.subtle.digest("SHA-256", data)).subarray(0, 16));
}

/** Throws Refused, short, long or shape, unless data has a parcel's length and header. It may still be rubbish. */
export function checkShape(data: Uint8Array): void {
  if (data.length < parcelSize) throw new Refused("short", "parcel");
  if (data.length > parcelSize) throw new Refused("long", "parcel");
  checkSealed(data);
}

/** Throws Refused, shape, unless data begins with an age header of exactly one hybrid stanza and headerSize bytes. */
export function checkSealed(data: Uint8Array): void {
  const first = String.fromCharCode(...data.subarray(0, headerSize));
  if (!header.test(first)) throw new Refused("shape", "age file");
}
