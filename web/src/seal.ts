// Seals to one hybrid recipient with age (SPEC §§1, 6). age's Encrypter takes several recipients, classical ones, and even none without
// complaint; therefore it is used here only, with exactly one that has been checked.

import { bech32 } from "@scure/base";
import { Encrypter, type ReadableStreamWithSize } from "age-encryption";
import { type Bytes, free } from "./bytes.ts";
import { recipient as recipientShape } from "./charter.ts";
import { encodeMessage, type Message } from "./message.ts";
import { checkSealed, checkShape } from "./parcel.ts";
import { Refused } from "./refused.ts";

/** The age file of a plaintext, for one age1pq1 recipient. Throws Refused, recipient, for any other and for a poisoned one. */
export async function seal(recipient: string, plaintext: Bytes): Promise<Bytes> {
  let sealed: Bytes;
  try {
    sealed = await collect(await encrypterTo(recipient).encrypt(streamOf(plaintext)), plaintext.length);
  } catch {
    throw new Refused("recipient", "seal");
  }
  checkSealed(sealed); // one stanza, of the hybrid kind, and nothing else
  return sealed;
}

/** The last one, as all parcels of a letter are for the same recipient. */
let last: { recipient: string; encrypter: Encrypter } | undefined;

function encrypterTo(recipient: string): Encrypter {
  if (last?.recipient !== recipient) {
    if (!moduliHold(recipientShape(recipient))) throw new Refused("recipient", "seal");
    const encrypter = new Encrypter();
    encrypter.addRecipient(recipient);
    last = { recipient, encrypter };
  }
  return last.encrypter;
}

function streamOf(data: Bytes): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(data);
      controller.close();
    },
  });
}

/** What age writes for so many bytes, each chunk freed once it is copied. */
async function collect(stream: ReadableStreamWithSize, size: number): Promise<Bytes> {
  const out = new Uint8Array(stream.size(size));
  const reader = stream.getReader();
  let at = 0;
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    out.set(value as Bytes, at);
    at += (value as Bytes).length;
    free(value as Bytes);
  }
  return out;
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
  const plaintext = encodeMessage(message, body);
  const parcel = await seal(recipient, plaintext);
  free(plaintext);
  checkShape(parcel);
  return parcel;
}
