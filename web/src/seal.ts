// Seals to one hybrid recipient with age (SPEC §§1, 6). age's Encrypter takes several recipients, classical ones, and even none without
// complaint; therefore it is used here only, with exactly one that has been checked.

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
    const encrypter = new Encrypter();
    encrypter.addRecipient(recipientShape(recipient));
    sealed = await encrypter.encrypt(plaintext);
  } catch {
    throw new Refused("recipient", "seal");
  }
  checkSealed(sealed); // one stanza, of the hybrid kind, and nothing else
  return new Uint8Array(sealed);
}

/** The parcel of a message. Throws Refused: size, canonical or recipient. */
export async function sealMessage(recipient: string, message: Message): Promise<Bytes> {
  const parcel = await seal(recipient, encodeMessage(message));
  checkShape(parcel);
  return parcel;
}
