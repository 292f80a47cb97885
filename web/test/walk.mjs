// Walks through every screen of the page, in a browser, in one language. visit(name, again) is called on each; again,
// where it is given, does once more what a change of language undoes.
//
// The drops that it walks at, with their bureaus and boards, are made by internal/e2e/stage_test.go, which says in a file of JSON where they
// are. A new screen has its name in src/ui/screens.ts (tsc asks for it) and a visit in one of the parts below; missed() names those that
// have none, and test/axe.mjs fails on them. What a new screen needs of a drop goes into the stage.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { transform } from "esbuild";
import * as drive from "./drive.mjs";
import { saved } from "./walksaved.mjs";

const web = fileURLToPath(new URL("..", import.meta.url));
const { code } = await transform(readFileSync(join(web, "src/ui/screens.ts"), "utf8"), { loader: "ts", format: "esm" });

/** The names of all screens. */
export const { screens } = await import(`data:text/javascript,${encodeURIComponent(code)}`);

/** The stage that a file describes: for each place url, bureaus and codes. */
export const readStage = (path) => JSON.parse(readFileSync(path, "utf8"));

/** The origins that stand for onion services: to be given to drive.launch. */
export const originsOf = (stage) => Object.values(stage).map(({ url }) => new URL(url).origin);

let samplesIn;

/** Files as people choose them, made afresh, by their endings. */
export function samples() {
  if (!samplesIn) {
    samplesIn = mkdtempSync(join(tmpdir(), "luwte-samples-"));
    process.once("exit", () => rmSync(samplesIn, { recursive: true, force: true }));
  }
  const dir = mkdtempSync(join(samplesIn, "walk-"));
  const made = spawnSync("/usr/bin/python3", [join(web, "test/samples.py"), dir], { encoding: "utf8" });
  if (made.status !== 0) throw new Error(`samples.py: ${made.stderr}`);
  const all = readdirSync(dir).map((name) => join(dir, name));
  return Object.fromEntries(all.map((path) => [path.split(".").at(-1), path]));
}

const { click } = drive;
const at = (page, ...names) => page.waitForSelector(names.map((n) => `main[data-screen="${n}"]`).join(","));
const alert = (page) => page.waitForSelector("[role=alert]:not([hidden])");

const story = {
  text: "Ik ben Jan. Een kennis vroeg om 14:35 om een adres, alleen ik kan erbij. Bel 06-12345678 of mail jan@example.nl.",
  topic: "pressure",
  answers: { given: ["once"], what: "Eén adres, op 12 maart.", means: ["money", "family"], help: "Wat moet ik nu doen?" },
};

/** Opens the page of a place afresh, in a language. */
export async function begin(page, { url }, language) {
  await drive.open(page, url);
  await page.click(`[data-language=${language}]`);
}

const parts = { entrance, report, mistakes, looking, turning, waiting, failing, places, saved };

/** The parts of the walk. */
export const partNames = Object.keys(parts);

/** Goes through parts and returns the names of the screens that were visited. */
export async function walk(page, stage, language, visit, names = partNames) {
  const visited = new Set();
  for (const name of names) {
    await parts[name](page, stage, language, async (what, again) => {
      // Where the drop answers, this one goes by while somebody looks; where it does not, it stays: see waiting.
      if (what.endsWith("sending") && parts[name] !== waiting) return;
      visited.add(await page.$eval("main", (m) => m.dataset.screen));
      await visit(`${name}-${what}`, again);
    });
  }
  return visited;
}

/** The screens that were not visited. */
export const missed = (visited) => screens.filter((s) => !visited.has(s));

async function entrance(page, { several }, language, visit) {
  await begin(page, several, language);
  await visit("start");
}

async function report(page, { several, single }, language, visit) {
  await begin(page, several, language);
  const bureaus = several.bureaus.map((b) => b.bureau);
  const { jpg, docx, pdf, m4a } = samples();
  const files = [
    { path: jpg, original: "too" },
    { path: docx },
    { path: pdf, name: "Brief van 3 maart.pdf" },
    { path: m4a, original: "only" },
  ];
  await drive.report(page, { ...story, danger: "yes", bureaus, card: { [bureaus[0]]: several.bureaus[0].card }, files }, visit);
  await begin(page, single, language);
  await visit("single-start");
  await drive.report(page, { text: "Iemand vroeg om een kenteken.", topic: "approached", bureaus: [] }, (name) =>
    visit(`single-${name}`),
  );
}

/** What the page says to whom goes on without an answer, and the self-check. */
async function mistakes(page, { several }, language, visit) {
  await begin(page, several, language);
  await click(page, "report");
  await click(page, "next"); // without an answer
  await at(page, "bureau");
  await click(page, "next");
  await alert(page);
  await visit("bureau");
  await page.locator("input[name=bureau]").click();
  await click(page, "next");
  await at(page, "card");
  await click(page, "next");
  await alert(page);
  await visit("card-empty");
  await page.locator("#card-1").fill("zoo");
  await page.keyboard.press("Tab");
  await click(page, "next");
  await alert(page);
  await visit("card-wrong");
  await click(page, "no-card");
  await click(page, "next");
  await at(page, "topic");
  await click(page, "next");
  await alert(page);
  await visit("topic");
  await click(page, "help");
  await at(page, "signals");
  await page.locator("#signal-leak-1").click();
  await visit("signals");
  await click(page, "next");
  await at(page, "topic");
  await visit("topic-fits");
  await click(page, "next");
  await at(page, "text");
  await click(page, "next");
  await alert(page);
  await visit("text");
  await page.locator("#text").fill("Een zin.");
  await click(page, "next");
  await at(page, "question");
  await click(page, "rest");
  await at(page, "check");
  await click(page, "change-files");
  await at(page, "files");
  const { m4a } = samples();
  await drive.attach(page, [{ path: m4a }], () => undefined);
  await click(page, "next");
  await alert(page);
  await visit("files-undecided");
  await page.locator("#file-1-anyway").click();
  await click(page, "next");
  await at(page, "check");
  await visit("check");
  await click(page, "next");
  await at(page, "code");
  await click(page, "written");
  await at(page, "confirm");
  const type = async () => {
    await page.$eval(".word", (e) => e.select());
    await page.focus(".word");
    await page.keyboard.type("ab");
    await page.waitForSelector(".offers:not([hidden])");
  };
  await type();
  await visit("confirm-offers", type);
  await page.keyboard.press("Tab"); // the list goes; it may lie over the button
  await click(page, "send");
  await alert(page);
  await visit("confirm-wrong");
}

async function looking(page, { several, single }, language, visit) {
  for (const outcome of ["receipt", "answers", "alarm", "damaged", "incomplete", "nothing"]) {
    await begin(page, several, language);
    await drive.look(page, several.codes[outcome], (name) =>
      name === "result" || outcome === "receipt" ? visit(`${outcome}-${name}`) : undefined,
    );
  }
  await begin(page, single, language);
  await drive.look(page, single.codes.nothing, (name) => name === "result" && visit("old-board"));
  const mistaken = { unknown: "abandon abandonn zebra", empty: "abandon zebra", unlike: "abandon ".repeat(8) };
  for (const [name, typed] of Object.entries(mistaken)) {
    await begin(page, several, language);
    await drive.enter(page, typed, () => visit(name));
  }
  await click(page, "lost");
  await at(page, "lost");
  await visit("lost");
}

async function turning(page, { several, single }, language, visit) {
  await begin(page, several, language);
  await drive.look(page, several.codes.answers);
  await drive.turn(page, { text: "Ja, om 15:10.", files: [{ path: samples().pdf }] }, visit);
  await begin(page, several, language);
  await drive.look(page, several.codes.alarm);
  await drive.turn(page, { next: [several.codes.nothing, several.codes.other], text: "Ik was het zelf." }, (name) =>
    visit(`noted-${name}`),
  );
  await begin(page, several, language);
  await drive.look(page, several.codes.answers);
  await drive.turn(page, { next: [several.codes.receipt] }, (name) => name === "result" && visit("found"));
  await begin(page, several, language);
  await drive.look(page, several.codes.nothing);
  await click(page, "turn");
  await at(page, "turn-bureau");
  await visit("bureau");
  await click(page, "back");
  await at(page, "result");
  const [, { bureau, card }] = several.bureaus;
  await drive.turn(page, { text: "Nog iets.", bureau, card: { [bureau]: card } }, (name) => visit(`nothing-${name}`));
  await begin(page, single, language);
  await drive.look(page, single.codes.nothing);
  await drive.turn(page, { text: "Nog iets." }, (name) => visit(`nothing-single-${name}`));
}

/** What was given up may still find its page gone, deep inside the driver, where nobody waits for it. Everything else that nobody caught is thrown. */
function pardonGivenUp() {
  process.once("unhandledRejection", (error) => {
    pardonGivenUp();
    if (!/no such (node|handle|frame)/.test(String(error?.message))) throw error;
  });
}

/** The screens that go by: here the drop does not answer. */
async function waiting(page, { waiting, silent }, language, visit) {
  pardonGivenUp();
  await page.goto(waiting.url, { waitUntil: "domcontentloaded" });
  await at(page, "start-loading");
  await page.click(`[data-language=${language}]`);
  await visit("start");
  const short = { text: "Een zin.", topic: "breach", bureaus: [silent.bureaus[0].bureau] };
  const never = [() => drive.look(page, silent.codes.receipt), () => drive.report(page, short)];
  for (const [i, name] of ["looking", "sending"].entries()) {
    await page.goto("about:blank"); // nothing is waited for any more
    await begin(page, silent, language);
    never[i]().catch(() => undefined);
    await at(page, name);
    await visit(name);
  }
  await page.goto("about:blank");
}

async function failing(page, { single, full, cut, lost, away, poisoned }, language, visit) {
  for (const [name, place] of Object.entries({ full, cut, poisoned })) {
    await begin(page, place, language);
    const bureaus = place.bureaus.length > 1 ? [place.bureaus[0].bureau] : [];
    await drive.report(page, { text: "Een zin.", topic: "breach", bureaus }).catch(() => undefined);
    await at(page, "not-sent", "not-made");
    await visit(name);
  }
  const { jpg } = samples();
  await begin(page, single, language);
  const gone = { text: "Een zin.", topic: "leak", bureaus: [], files: [{ path: jpg }] };
  await drive.report(page, gone, (name) => name === "confirm" && truncateSync(jpg, 10)).catch(() => undefined);
  await at(page, "not-made");
  await visit("file-gone");
  await click(page, "back");
  await at(page, "files");
  await visit("files-gone");
  await begin(page, lost, language);
  await drive.look(page, lost.codes.receipt).catch(() => undefined);
  await at(page, "not-looked");
  await visit("lost");
  await page.goto(away.url, { waitUntil: "domcontentloaded" });
  await at(page, "start-failed");
  await page.click(`[data-language=${language}]`);
  await visit("start");
}

/** What the page says of an address, of bureaus that take nothing, and of what does not verify. */
async function places(page, stage, language, visit) {
  for (const name of ["trial", "elsewhere", "none", "spoiled", "closed"]) {
    await begin(page, stage[name], language);
    await visit(`${name}-start`);
  }
  await click(page, "report");
  await click(page, "next");
  await at(page, "bureau");
  for (const box of await page.$$("input[name=bureau]")) await box.click();
  await click(page, "next");
  await alert(page);
  await visit("closed-bureau");
  await begin(page, stage.elsewhere, language);
  await click(page, "report");
  await at(page, "danger");
  await visit("elsewhere-danger");
  await begin(page, stage.torn, language);
  await drive.look(page, stage.torn.codes.receipt);
  await visit("torn-result");
}
