// Makes what a desk makes, for tests: keys, charters, boards and notes. The page itself never signs.

import { generateKeyPairSync, type KeyObject, sign as signWith } from "node:crypto";
import { ml_dsa65 } from "@noble/post-quantum/ml-dsa.js";
import { base64, hex } from "@scure/base";
import { generateHybridIdentity, identityToRecipient } from "age-encryption";
import { Background } from "../src/background.ts";
import type { Board } from "../src/board.ts";
import { type Bytes, compare, concat, u32be, utf8 } from "../src/bytes.ts";
import { type Charter, fingerprintOf, inboxOf } from "../src/charter.ts";
import { formatDay, today } from "../src/day.ts";
import { label } from "../src/label.ts";
import { type Note, noteMac, notePlaintextSize } from "../src/note.ts";
import { seal } from "../src/seal.ts";
import { signedMessage } from "../src/sign.ts";
import { slotLabel } from "../src/slots.ts";
import { serve } from "../src/worker.ts";

export interface SigningKey {
  public: Bytes;
  sign(what: string, data: Bytes): Promise<Bytes>;
}

export function signingKey(): SigningKey {
  const classic = generateKeyPairSync("ed25519");
  const lattice = ml_dsa65.keygen();
  const raw = base64.decode(base64url(classic.publicKey));
  return {
    public: concat(raw, lattice.publicKey),
    async sign(what, data) {
      const message = await signedMessage(what, data);
      return concat(signWith(null, message, classic.privateKey), ml_dsa65.sign(message, lattice.secretKey));
    },
  };
}

function base64url(key: KeyObject): string {
  return `${(key.export({ format: "jwk" }).x as string).replaceAll("-", "+").replaceAll("_", "/")}=`;
}

export interface Bureau {
  root: SigningKey;
  dispatch: SigningKey;
  identity: string; // of its only epoch
  charter: Omit<Charter, "bureau">;
  bureau: string; // F, hex
  inbox: string;
}

export async function makeBureau(change: Partial<Charter> = {}): Promise<Bureau> {
  const [root, dispatch, identity] = [signingKey(), signingKey(), await generateHybridIdentity()];
  const bureau = hex.encode(fingerprintOf(root.public));
  const [from, until] = [formatDay(today() - 10), formatDay(today() + 300)];
  const charter = {
    format: label.Charter,
    root: base64.encode(root.public),
    predecessors: [],
    serial: 1,
    made: from,
    expires: until,
    name: { en: "Integrity bureau", nl: "Bureau Integriteit" },
    about: { en: "Takes reports about leaks and approaches.", nl: "Behandelt meldingen van lekken en benaderingen." },
    colour: "",
    onion: "",
    dispatch: base64.encode(dispatch.public),
    epochs: [{ epoch: 1, from, until, recipient: await identityToRecipient(identity) }],
    form: exampleForm,
    retention: { parcels: 26, answers: 52 },
    pages: [],
    ...change,
  } as Omit<Charter, "bureau">;
  return { root, dispatch, identity, charter, bureau, inbox: inboxOf(bureau) };
}

/** The charter's line. What makes it invalid is left as it is. */
export async function charterLine(b: Bureau, change: Record<string, unknown> = {}): Promise<Bytes> {
  const { format, ...rest } = b.charter;
  const object = JSON.stringify({ format, bureau: b.bureau, ...rest, ...change });
  return signLine(b, utf8(object.slice(0, -1)));
}

/** The bureau with its root key succeeded by another. */
export async function succeed(b: Bureau): Promise<Bureau> {
  const root = signingKey();
  const place = b.charter.predecessors.length + 1;
  const signature = await b.root.sign(label.SignSuccession, concat(hex.decode(b.bureau), Uint8Array.of(place), root.public));
  const predecessors = [...b.charter.predecessors, { root: b.charter.root, signature: base64.encode(signature) }];
  return { ...b, root, charter: { ...b.charter, root: base64.encode(root.public), predecessors } };
}

/** The worker and the page's side of it, both on this thread. */
export function background(): Background {
  Object.assign(globalThis, {
    Worker: class {
      onmessage = (_: MessageEvent) => {};
      private readonly port = {
        onmessage: (_: MessageEvent) => {},
        postMessage: (data: unknown) => setImmediate(() => this.onmessage({ data } as MessageEvent)),
      };

      constructor() {
        serve(this.port);
      }

      postMessage(data: unknown): void {
        setImmediate(() => this.port.onmessage({ data } as MessageEvent));
      }
    },
  });
  return new Background("");
}

export async function signLine(b: Bureau, signed: Bytes): Promise<Bytes> {
  const signature = base64.encode(await b.root.sign(label.SignCharter, signed));
  return concat(signed, utf8(`,"signature":"${signature}"}\n`));
}

/** What a desk knows of a reporter's code: R and S. */
export interface To {
  recipient: string;
  slots: Bytes;
}

/** A note as it stands on a board, sealed to a reporter. */
export async function makeNote(
  to: To,
  at: { bureau: string; nonce: Bytes },
  note: Partial<Note> & { kind: Note["kind"] },
): Promise<Bytes> {
  const whole = { slot: 0, part: 1, parts: 1, date: formatDay(today() - 1), received: 0, missing: [], text: "", ...note };
  const { kind, slot, part, parts, date, received, missing, text } = whole;
  const json = utf8(JSON.stringify({ format: label.Note, kind, slot, part, parts, date, received, missing, text }));
  const bound = concat(u32be(json.length), json, new Uint8Array(notePlaintextSize - 32 - 4 - json.length));
  return seal(to.recipient, concat(bound, noteMac(to.slots, { ...at, slot }, bound)));
}

/** A signed board with these notes and decoys, 2^4 entries. */
export async function boardBytes(
  b: Bureau,
  notes: { to: To; note: Partial<Note> & { kind: Note["kind"] } }[],
  change: Partial<Board> = {},
) {
  const nonce = crypto.getRandomValues(new Uint8Array(32));
  const board = { bureau: b.bureau, number: 1, nonce, made: today() - 1, next: today() + 2, ...change };
  const entries = await Promise.all(
    notes.map(async ({ to, note }) => ({
      label: slotLabel(to.slots, nonce, note.slot ?? 0),
      note: await makeNote(to, board, note),
    })),
  );
  const nobody = await identityToRecipient(await generateHybridIdentity());
  while (entries.length < 16) {
    entries.push({
      label: crypto.getRandomValues(new Uint8Array(16)),
      note: await seal(nobody, new Uint8Array(notePlaintextSize)),
    });
  }
  entries.sort((x, y) => compare(x.label, y.label));
  return signBoard(b, board, entries);
}

async function signBoard(
  b: Bureau,
  board: Omit<Board, "entries">,
  entries: { label: Uint8Array; note: Uint8Array }[],
): Promise<Bytes> {
  const data = concat(
    utf8(label.Board),
    hex.decode(board.bureau),
    u32be(Math.floor(board.number / 2 ** 32)),
    u32be(board.number % 2 ** 32),
    board.nonce,
    u32be(board.made),
    u32be(board.next),
    new Uint8Array([Math.log2(entries.length)]),
    ...entries.flatMap((e) => [e.label, e.note]),
  );
  return concat(data, await b.dispatch.sign(label.SignBoard, data));
}

export const exampleForm: Charter["form"] = {
  version: 1,
  topics: [
    {
      id: "approached",
      title: { en: "I was approached", nl: "Ik ben benaderd" },
      hint: {
        en: "Someone asked you for information, or offered or threatened something.",
        nl: "Iemand vroeg u om informatie, bood iets aan of dreigde.",
      },
      questions: [
        {
          id: "how",
          type: "choice",
          title: { en: "How were you approached?", nl: "Hoe bent u benaderd?" },
          hint: {},
          options: [
            { id: "person", title: { en: "In person", nl: "Persoonlijk" } },
            { id: "online", title: { en: "By telephone or online", nl: "Per telefoon of online" } },
          ],
          when: [],
        },
        {
          id: "channel",
          type: "line",
          title: { en: "By which app or number?", nl: "Via welke app of welk nummer?" },
          hint: { en: "As far as you know.", nl: "Voor zover u het weet." },
          options: [],
          when: [{ question: "how", is: ["online"] }],
        },
        {
          id: "data",
          type: "choices",
          title: { en: "What was asked for?", nl: "Waar werd om gevraagd?" },
          hint: {},
          options: [
            { id: "addresses", title: { en: "Addresses", nl: "Adressen" } },
            { id: "plates", title: { en: "Number plates", nl: "Kentekens" } },
            { id: "access", title: { en: "Access to a building or system", nl: "Toegang tot een gebouw of systeem" } },
          ],
          when: [],
        },
      ],
    },
    {
      id: "leak",
      title: { en: "I know or suspect a leak of data", nl: "Ik weet of vermoed dat gegevens lekken" },
      hint: {},
      questions: [
        {
          id: "system",
          type: "text",
          title: { en: "Which data, and which system?", nl: "Welke gegevens, en welk systeem?" },
          hint: {},
          options: [],
          when: [],
        },
      ],
    },
    { id: "other", title: { en: "Something else", nl: "Iets anders" }, hint: {}, questions: [] },
  ],
};
