// A stage for tests of the page's screens: bureaus, boards with every outcome that a look can have, and an HTTP server on loopback that gives
// them out as a drop does. What the real drop does with the page is tested in Go.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { generateHybridIdentity, identityToRecipient } from "age-encryption";
import { fingerprintWords } from "../src/charter.ts";
import { type Code, keysOf, newCode, recipientOf, stretch, wordsOf } from "../src/code.ts";
import { today } from "../src/day.ts";
import type { Form } from "../src/form.ts";
import { type Bureau, boardBytes, charterLine, makeBureau } from "./make.ts";

const outcomes = ["receipt", "answers", "alarm", "damaged", "incomplete", "nothing"] as const;

export interface Stage {
  url: string;
  bureaus: { bureau: string; card: string[] }[]; // F and the words of the card
  codes: Record<(typeof outcomes)[number], string>; // for the first bureau
  posts: number; // parcels taken
  refuse: number | "cut" | undefined; // how the next parcels are answered
  charters: boolean; // whether they are given out
  close(): void;
}

/** The default form, as the desk completes it; maps of texts are sorted by language. */
function defaultForm(): Form {
  const sorted = (_: string, v: unknown) =>
    typeof v === "object" && v && "nl" in v ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v;
  const form = JSON.parse(readFileSync("../internal/desk/form/default.json", "utf8"), sorted);
  for (const topic of form.topics) {
    topic.questions = topic.questions.map((q: object) => ({
      ...{ id: "", type: "", title: {}, hint: {}, options: [], when: [] },
      ...q,
    }));
  }
  return form;
}

const about = {
  en: "For officials of the municipality of Waterrijk. Handles approaches, leaks and other breaches.",
  nl: "Voor ambtenaren van de gemeente Waterrijk. Behandelt benaderingen, lekken en andere schendingen.",
};

/** Starts the stage. Several bureaus: the second has no board yet. One bureau: its board is old. */
export async function startStage(several: boolean): Promise<Stage> {
  const names = [
    { en: "Integrity Office Waterrijk", nl: "Bureau Integriteit Waterrijk", pap: "Ofisina di Integridat Waterrijk" },
    { en: "National Office for Official Misconduct", nl: "Rijksbureau Ambtsdelicten" },
  ];
  const colours = ["#154273", "#8a1c50"];
  const made = names
    .slice(0, several ? 2 : 1)
    .map((name, i) => makeBureau({ name, about, form: defaultForm(), colour: colours[i] as string }));
  const bureaus = await Promise.all(made);
  const lines = await Promise.all(bureaus.map((b) => charterLine(b)));
  const codes = Object.fromEntries(outcomes.map((o) => [o, newCode()])) as Record<(typeof outcomes)[number], Code>;
  const board = await boardOf(bureaus[0] as Bureau, codes, several ? {} : { made: today() - 20, next: today() - 13 });
  const stage: Stage = {
    url: "",
    bureaus: bureaus.map((b) => ({ bureau: b.bureau, card: fingerprintWords(b.bureau) })),
    codes: Object.fromEntries(outcomes.map((o) => [o, wordsOf(codes[o]).join(" ")])) as Stage["codes"],
    posts: 0,
    refuse: undefined,
    charters: true,
    close: () => server.close(),
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (c) => chunks.push(c));
    request.on("end", () => {
      const path = request.url ?? "";
      const send = (status: number, type: string, body: string | Uint8Array) =>
        response.writeHead(status, { "content-type": type, "content-length": body.length, "cache-control": "no-store" }).end(body);
      if (request.method === "POST" && stage.refuse === "cut") return response.destroy();
      if (request.method === "POST" && typeof stage.refuse === "number") return send(stage.refuse, "text/plain", "refused");
      if (request.method === "POST") return void post(Buffer.concat(chunks)).then((id) => send(201, "application/json", id));
      if (path === "/") return send(200, "text/html; charset=utf-8", readFileSync("dist/index.html"));
      if (path === "/v1/charters" && stage.charters) return send(200, "application/x-ndjson", Buffer.concat(lines));
      if (path === `/v1/inboxes/${bureaus[0]?.inbox}/board`) return send(200, "application/octet-stream", board);
      return send(404, "text/plain", "not found");
    });
  });
  const post = async (parcel: Buffer) => {
    stage.posts++;
    const hash = Buffer.from(await crypto.subtle.digest("SHA-256", new Uint8Array(parcel)));
    return JSON.stringify({ id: hash.subarray(0, 16).toString("hex") });
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stage.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return stage;
}

async function boardOf(b: Bureau, codes: Record<(typeof outcomes)[number], Code>, dates: { made?: number; next?: number }) {
  const to = async (code: Code) => {
    const keys = await keysOf(await stretch(code), b.bureau);
    return { recipient: await recipientOf(keys), slots: keys.slots };
  };
  const nobody = await identityToRecipient(await generateHybridIdentity());
  const answered = await to(codes.answers);
  const long = "Dank u. Wij hebben uw melding gelezen.\n\nWelk systeem was het? U hoeft geen namen te noemen.";
  return boardBytes(
    b,
    [
      { to: await to(codes.receipt), note: { kind: "receipt", received: 2, missing: ["schermafdruk 1.png"] } },
      { to: answered, note: { kind: "receipt", received: 1 } },
      { to: answered, note: { kind: "answer", slot: 1, text: long } },
      { to: answered, note: { kind: "answer", slot: 2, part: 1, parts: 2, text: "Nog iets: " } },
      { to: answered, note: { kind: "answer", slot: 3, part: 2, parts: 2, text: "bent u veilig?" } },
      { to: await to(codes.alarm), note: { kind: "alarm" } },
      { to: { ...(await to(codes.damaged)), recipient: nobody }, note: { kind: "receipt", received: 1 } },
      { to: await to(codes.incomplete), note: { kind: "answer", slot: 1, part: 1, parts: 2, text: "half" } },
    ],
    dates,
  );
}
