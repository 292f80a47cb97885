// Opens what was sealed to a code or, in tests, to a bureau (SPEC §§6, 7). It counts the stanzas before it opens and checks after it
// what the message says it is for.

import { Decrypter } from "age-encryption";
import { noteSize } from "./board.ts";
import type { Bytes } from "./bytes.ts";
import { decodeMessage, type Message } from "./message.ts";
import { decodeNote, type Note, type Place } from "./note.ts";
import { checkSealed, checkShape } from "./parcel.ts";
import { Refused } from "./refused.ts";

async function unseal(identity: string, data: Bytes): Promise<Bytes> {
  try {
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    return new Uint8Array(await decrypter.decrypt(data));
  } catch {
    throw new Refused("sealed", "age file");
  }
}

/** Opens the note that stood at a place of a board. Throws Refused: shape, sealed, mac, version or malformed. */
export async function openNote(identity: string, s: Uint8Array, at: Place, data: Bytes): Promise<Note> {
  if (data.length !== noteSize) throw new Refused("shape", "note");
  checkSealed(data);
  return decodeNote(await unseal(identity, data), s, at);
}

/** Opens a parcel with the identity of a bureau's epoch. Throws Refused: short, long, shape, sealed, malformed, version or bound. */
export async function openParcel(
  identity: string,
  data: Bytes,
  bureau: string,
  epoch: number,
): Promise<{ message: Message; body: Bytes }> {
  checkShape(data);
  const opened = decodeMessage(await unseal(identity, data));
  if (opened.message.bureau !== bureau || opened.message.epoch !== epoch) throw new Refused("bound", "message");
  return opened;
}
