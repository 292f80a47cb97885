// What is said inside the seal: the JSON of reports and follow-ups, of files' pieces, and the plaintext of a parcel around it
// (SPEC §6). Strings come from strangers; who shows them makes them harmless.

import { allZero, type Bytes, concat, readU32, u32be } from "./bytes.ts";
import {
  ascending,
  base64Of,
  encode,
  hex,
  integer,
  list,
  literal,
  type Of,
  object,
  parse,
  type Shape,
  string,
  where,
} from "./canon.ts";
import { recipient } from "./charter.ts";
import { label } from "./label.ts";
import { plaintextSize } from "./parcel.ts";
import { Refused } from "./refused.ts";
import { slotCount } from "./slots.ts";
import { formId, languageTag } from "./texts.ts";

const maxPieces = 4096;

const file = where(
  object({ name: string(), type: string(), size: integer(1), sha256: hex(32), parcels: list(hex(16), 1, maxPieces) }),
  (f) => f.parcels.length <= f.size && f.size <= f.parcels.length * plaintextSize,
);

const answer = object({
  id: string(formId),
  question: string(),
  values: list(string(formId), 0, Number.MAX_SAFE_INTEGER),
  answer: string(),
});

const report = object({
  format: literal(label.Parcel),
  kind: literal("report"),
  bureau: hex(32),
  epoch: integer(1),
  recipient,
  slots: base64Of(32),
  language: string(languageTag),
  form: integer(1),
  topic: string(formId),
  answers: list(answer, 0, 100),
  text: string((s) => s !== ""),
  files: list(file, 0, 100),
});

const followup = object({
  format: literal(label.Parcel),
  kind: literal("followup"),
  bureau: hex(32),
  epoch: integer(1),
  handle: hex(16),
  recipient,
  slots: base64Of(32),
  siblings: ascending(hex(16), 0, 16),
  read: ascending(integer(0, slotCount - 1), 0, slotCount),
  language: string(languageTag),
  text: string(),
  files: list(file, 0, 100),
});

const piece = object({
  format: literal(label.Parcel),
  kind: literal("file"),
  bureau: hex(32),
  epoch: integer(1),
  size: integer(1),
});

export type FileRef = Of<typeof file>;
export type Report = Of<typeof report>;
export type Followup = Of<typeof followup>;
export type Piece = Of<typeof piece>;
export type Message = Report | Followup | Piece;

const shapes = { report, followup, file: piece };

function shapeOf(m: Message): Shape<Message> {
  return shapes[m.kind] as Shape<Message>;
}

/** How many bytes more than fit into one parcel; 0 or less if it fits. */
export function excess(m: Message): number {
  return 4 + encode(shapeOf(m), m).length - plaintextSize;
}

/** The plaintext of a parcel. Throws Refused: size or canonical. */
export function encodeMessage(m: Message, body: Bytes = new Uint8Array()): Bytes {
  const json = encode(shapeOf(m), m);
  const padding = plaintextSize - 4 - json.length - body.length;
  if (padding < 0) throw new Refused("size", "message");
  return concat(u32be(json.length), json, body, new Uint8Array(padding));
}

/** Reads the plaintext of a parcel. Throws Refused: malformed or version. */
export function decodeMessage(plaintext: Bytes): { message: Message; body: Bytes } {
  const { json, rest } = splitCounted(plaintext, plaintextSize);
  const shape = shapes[kindOf(json)] as Shape<Message>;
  let message: Message;
  try {
    message = parse(shape, json);
  } catch {
    throw new Refused("malformed", "message");
  }
  const size = message.kind === "file" ? message.size : 0;
  if (size > rest.length || !allZero(rest.subarray(size))) throw new Refused("malformed", "message");
  return { message, body: rest.subarray(0, size) };
}

/** Looks at format and kind alone; what this overlooks, the shape refuses. */
function kindOf(json: Bytes): keyof typeof shapes {
  let head: { format?: unknown; kind?: unknown } | null;
  try {
    head = JSON.parse(new TextDecoder().decode(json));
  } catch {
    throw new Refused("malformed", "message");
  }
  if (typeof head !== "object" || head === null) throw new Refused("malformed", "message");
  if (head.format !== label.Parcel || typeof head.kind !== "string" || !Object.hasOwn(shapes, head.kind))
    throw new Refused("version", "message");
  return head.kind as keyof typeof shapes;
}

/** Takes the counted JSON off the front of a plaintext of this size. */
export function splitCounted(plaintext: Bytes, size: number): { json: Bytes; rest: Bytes } {
  if (plaintext.length !== size) throw new Refused("malformed", "message");
  const n = readU32(plaintext, 0);
  if (n > size - 4) throw new Refused("malformed", "message");
  return { json: plaintext.subarray(4, 4 + n), rest: plaintext.subarray(4 + n) };
}
