// Walks through every screen of the page, in a browser, in one language and one scheme of colours. visit(name) is called on each.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { wordLists } from "../wordlists.mjs";
import * as drive from "./drive.mjs";
import { saved } from "./walksaved.mjs";

const web = fileURLToPath(new URL("..", import.meta.url));

/** Bundles test/stage.ts and returns what it exports. */
export async function loadStage() {
  const out = mkdtempSync(join(tmpdir(), "luwte-stage-"));
  process.once("exit", () => rmSync(out, { recursive: true, force: true }));
  const outfile = join(out, "stage.mjs");
  const entryPoints = ["test/stage.ts"];
  await build({
    absWorkingDir: web,
    entryPoints,
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    plugins: [wordLists],
  });
  process.chdir(web);
  return import(pathToFileURL(outfile));
}

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

const click = (page, action) => page.locator(`[data-action="${action}"]`).click();
const at = (page, ...names) => page.waitForSelector(names.map((n) => `main[data-screen="${n}"]`).join(","));
const alert = (page) => page.waitForSelector("[role=alert]:not([hidden])");

const story = {
  text: "Ik ben Jan. Een kennis vroeg om 14:35 om een adres, alleen ik kan erbij. Bel 06-12345678 of mail jan@example.nl.",
  topic: "pressure",
  answers: { given: ["once"], what: "Eén adres, op 12 maart.", means: ["money", "family"], help: "Wat moet ik nu doen?" },
};

/** Opens the page afresh, in a language. */
export async function begin(page, stage, language) {
  await drive.open(page, stage.url);
  await page.click(`[data-language=${language}]`);
}

/** All screens: two stages, one with several bureaus and one with a single one. */
export async function walk(page, stages, language, visit) {
  const visits = (prefix) => (name) => visit(`${prefix}-${name}`);
  for (const [name, part] of Object.entries({ report, mistakes, looking, turning, failing, saved })) {
    await part(page, stages, language, visits(name));
  }
}

async function report(page, { several, single }, language, visit) {
  await begin(page, several, language);
  await visit("start");
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
  await visit("start-single");
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
  await page.focus(".word");
  await page.keyboard.type("ab");
  await page.waitForSelector(".offers:not([hidden])");
  await visit("confirm-offers");
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
  await drive.look(page, single.codes.nothing, (name) => visit(`old-board-${name}`));
  await begin(page, several, language);
  await drive.enter(page, "abandon abandonn zebra", () => visit("unknown"));
  await begin(page, several, language);
  await drive.enter(page, "abandon zebra", () => visit("empty"));
  await begin(page, several, language);
  await drive.enter(page, "abandon ".repeat(8), () => visit("check"));
  await click(page, "lost");
  await at(page, "lost");
  await visit("lost");
}

async function turning(page, { several }, language, visit) {
  await begin(page, several, language);
  await drive.look(page, several.codes.answers);
  await drive.turn(page, { text: "Ja, om 15:10.", files: [{ path: samples().pdf }] }, visit);
  await begin(page, several, language);
  await drive.look(page, several.codes.alarm);
  const next = [several.codes.nothing, several.codes.damaged];
  await drive.turn(page, { next: next.slice(0, 1), text: "Ik was het zelf." }, (name) => visit(`noted-${name}`));
  await begin(page, several, language);
  await drive.look(page, several.codes.nothing);
  await click(page, "turn");
  await at(page, "turn-bureau");
  await visit("bureau");
}

async function failing(page, { several, single }, language, visit) {
  for (const refuse of [507, "cut"]) {
    several.refuse = refuse;
    await begin(page, several, language);
    const bureaus = [several.bureaus[0].bureau];
    await drive.report(page, { text: "Een zin.", topic: "breach", bureaus }).catch(() => undefined);
    await at(page, "not-sent");
    await visit(`not-sent-${refuse}`);
    several.refuse = undefined;
  }
  const { jpg } = samples();
  await begin(page, single, language);
  const gone = { text: "Een zin.", topic: "leak", bureaus: [], files: [{ path: jpg }] };
  await drive.report(page, gone, (name) => name === "confirm" && truncateSync(jpg, 10)).catch(() => undefined);
  await at(page, "not-made");
  await visit("not-made");
  await click(page, "back");
  await at(page, "files");
  await visit("files-gone");
  single.charters = false;
  await page.goto(single.url);
  await at(page, "start-failed");
  await page.click(`[data-language=${language}]`);
  await visit("start");
  single.charters = true;
}
