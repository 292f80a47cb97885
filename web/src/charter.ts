// Reads charters: what a bureau publishes about itself, signed by its offline root key (SPEC §2). A parsed charter is verified; what it
// says is as true as the bureau is honest.

import { sha256 } from "@noble/hashes/sha2.js";
import { base64, hex as hexOf } from "@scure/base";
import { type Bytes, compare, concat, utf8 } from "./bytes.ts";
import { ascending, base64Of, hex, integer, list, literal, type Of, object, parse, string, where } from "./canon.ts";
import { colourOk } from "./colour.ts";
import { type Day, lastDay, parseDay } from "./day.ts";
import { form } from "./form.ts";
import { label } from "./label.ts";
import { Refused } from "./refused.ts";
import { publicKeySize, signatureSize, verify } from "./sign.ts";
import { lines, texts } from "./texts.ts";
import { encodeWords } from "./words.ts";

export const maxCharterSize = 262_144;

export const date = string((s) => parseDay(s) !== undefined);

/** An age1pq1 recipient by its form: 1216 bytes are 1946 characters, and 6 of checksum. */
export const recipient = string(/^age1pq1[qpzry9x8gf2tvdw0s3jn54khce6mua7l]{1952}$/);

const weeks = integer(1, 520);

const epoch = where(object({ epoch: integer(1), from: date, until: date, recipient }), (e) => e.from < e.until);

const shape = where(
  object({
    format: literal(label.Charter),
    bureau: hex(32),
    root: base64Of(publicKeySize),
    predecessors: list(object({ root: base64Of(publicKeySize), signature: base64Of(signatureSize) }), 0, 8),
    serial: integer(1),
    made: date,
    expires: date,
    name: lines,
    about: texts,
    colour: string(colourOk),
    onion: string(/^([a-z2-7]{55}d\.onion)?$/),
    dispatch: base64Of(publicKeySize),
    epochs: where(list(epoch, 1, 64), (all) => all.every((e, i) => i === 0 || (all[i - 1]?.epoch ?? 0) < e.epoch)),
    form,
    retention: object({ parcels: weeks, answers: weeks }),
    pages: ascending(hex(32), 0, 32),
  }),
  (c) => c.made < c.expires,
);

export type Charter = Of<typeof shape>;
export type Epoch = Of<typeof epoch>;

const beforeSignature = utf8(`,"signature":"`);
const afterSignature = utf8(`"}\n`);
const encodedSignature = Math.ceil(signatureSize / 3) * 4;
const tailSize = beforeSignature.length + encodedSignature + afterSignature.length;

/** Reads and verifies one charter: a line with its line feed. Throws Refused: malformed, bureau, roots, succession or signature. */
export async function parseCharter(line: Bytes): Promise<Charter> {
  if (line.length <= tailSize || line.length > maxCharterSize) throw new Refused("malformed", "charter");
  const signed = line.slice(0, -tailSize);
  const signature = signatureOf(line.subarray(-tailSize));
  let charter: Charter;
  try {
    charter = parse(shape, concat(signed, utf8("}")));
  } catch {
    throw new Refused("malformed", "charter");
  }
  const roots = await checkRoots(charter);
  if (!(await verify(roots.pop() as Bytes, label.SignCharter, signed, signature))) throw new Refused("signature", "charter");
  return charter;
}

/** The root keys, oldest first. Throws Refused unless the first is the bureau's, all are different, and each named the next. */
async function checkRoots({ bureau, root, predecessors, dispatch }: Charter): Promise<Bytes[]> {
  const encoded = [...predecessors.map((p) => p.root), root];
  const roots = encoded.map((r) => new Uint8Array(base64.decode(r)));
  if (hexOf.encode(fingerprintOf(roots[0] as Bytes)) !== bureau) throw new Refused("bureau", "charter");
  if (new Set(encoded).add(dispatch).size < roots.length + 1) throw new Refused("roots", "charter");
  for (const [i, { signature }] of predecessors.entries()) {
    const statement = concat(hexOf.decode(bureau), Uint8Array.of(i + 1), roots[i + 1] as Bytes);
    if (!(await verify(roots[i] as Bytes, label.SignSuccession, statement, new Uint8Array(base64.decode(signature)))))
      throw new Refused("succession", "charter");
  }
  return roots;
}

/** Whether next comes after a charter that is known: its roots go on from known's, and either there are more of them or its serial is greater. */
export function isAfter(next: Charter, known: Charter): boolean {
  const [roots, before] = [rootsOf(next), rootsOf(known)];
  const more = roots.length - before.length;
  return before.every((f, i) => roots[i] === f) && (more > 0 || (more === 0 && next.serial > known.serial));
}

/** The fingerprints of the bureau's roots, oldest first. The card has the words of the newest; older cards, those of earlier ones. */
export function rootsOf({ predecessors, root }: Charter): string[] {
  return [...predecessors.map((p) => p.root), root].map((r) => hexOf.encode(fingerprintOf(base64.decode(r))));
}

/** The words on the card, those of the newest root, in the language of a tag. */
export function cardWords(charter: Charter, tag?: string): string[] {
  return fingerprintWords(rootsOf(charter).at(-1) as string, tag);
}

function signatureOf(tail: Bytes): Bytes {
  const encoded = tail.subarray(beforeSignature.length, -afterSignature.length);
  const framed = compare(tail, concat(beforeSignature, encoded, afterSignature)) === 0;
  try {
    if (framed) return new Uint8Array(base64.decode(new TextDecoder().decode(encoded)));
  } catch {
    // not base64
  }
  throw new Refused("malformed", "charter");
}

/** F, the fingerprint of a root public key. */
export function fingerprintOf(root: Uint8Array): Uint8Array {
  return sha256(concat(utf8(label.Fingerprint), root));
}

/** The 12 words of a root's fingerprint in the language of a tag: Dutch ones for nl, English ones otherwise. */
export function fingerprintWords(root: string, tag = "en"): string[] {
  return encodeWords(hexOf.decode(root), 12, tag);
}

/** The id of the bureau's inbox at any drop. */
export function inboxOf(bureau: string): string {
  return bureau.slice(0, 32);
}

/** The epoch to which a report of that day is sealed: the highest-numbered one that holds the day. */
export function epochOf(charter: Charter, d: Day): Epoch | undefined {
  return charter.epochs.findLast((e) => dayNumber(e.from) <= d && d < dayNumber(e.until));
}

/** Whether the charter takes no more reports on that day; a day's tolerance is for clocks that are off. */
export function expired(charter: Charter, today: Day): boolean {
  return dayNumber(charter.expires) + 1 < today;
}

/** The number of a date that has been checked to be one. */
export function dayNumber(date: string): Day {
  return parseDay(date) ?? lastDay;
}
