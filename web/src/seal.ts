// Seals to one hybrid recipient with age (SPEC §§1, 6). age's Encrypter takes several recipients, classical ones, and even none without
// complaint; therefore it is used here only, with exactly one that has been checked.

import { bech32 } from "@scure/base";
import { Encrypter } from "age-encryption";
import type { Bytes } from "./bytes.ts";
import { recipient as recipientShape } from "./charter.ts";
import { encodeMessage, type Message } from "./message.ts";
import { checkSealed, checkShape } from "./parcel.ts";
import { Refused } from "./refused.ts";

/** The age file of a plaintext, for one age1pq1 recipient. Throws Refused, recipient, for any other and for a poisoned one. */
export async function seal(recipient: string, plaintext: Bytes): Promise<Bytes> {
  let sealed: Uint8Array;
  try {
    if (!moduliHold(recipientShape(recipient))) throw new Refused("recipient", "seal");
    const encrypter = new Encrypter();
    encrypter.addRecipient(recipient);
    sealed = await encrypter.encrypt(plaintext);
  } catch {
    throw new Refused("recipient", "seal");
  }
  checkSealed(sealed); // one stanza, of the hybrid kind, and nothing else
  return new Uint8Array(sealed);
}

/** FIPS 203's check of an encapsulation key, §7.2: all of the 768 12-bit numbers, least significant bits first, are below q = 3329. The ML-KEM
 * that age-encryption brings makes it in name only: it compares the numbers with themselves, not reduced. */
function moduliHold(recipient: string): boolean {
  const key = bech32.fromWords(bech32.decode(recipient as `age1pq1${string}`, false).words);
  for (let i = 0; i < 1152; i += 3) {
    const [a, b, c] = key.subarray(i, i + 3) as unknown as [number, number, number];
    if ((a | ((b & 15) << 8)) >= 3329 || ((b >> 4) | (c << 4)) >= 3329) return false;
  }
  return true;
}

/** The parcel of a message, and of the body of a piece. Throws Refused: size, canonical or recipient. */
export async function sealMessage(recipient: string, message: Message, body?: Bytes): Promise<Bytes> {
  const parcel = await seal(recipient, encodeMessage(message, body));
  checkShape(parcel);
  return parcel;
}
