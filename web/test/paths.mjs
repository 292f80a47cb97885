// Walks every path through the page in one browser, with --every keeping a picture of each screen, to be looked at.
//
//   node test/paths.mjs STAGE --shots DIR [--every] [--browser firefox|chromium] [--level standard|safer] [--language nl|en|pap] [--size WIDTHxHEIGHT] [--dark]
//        [--parts report,turning,…]
//
// STAGE is the file that internal/e2e/stage_test.go writes. It ends with status 1 if a path does not lead where it should, a screen is left
// out of a whole walk, or the page breaks its policy or throws something. Where a path ends too early, there is a picture of it in any case.

import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { brokenRules, launch } from "./drive.mjs";
import { missed, originsOf, partNames, readStage, walk } from "./walk.mjs";

const text = { type: "string" };
const { values, positionals } = parseArgs({
  options: {
    shots: text,
    browser: text,
    level: text,
    language: text,
    size: text,
    dark: { type: "boolean" },
    every: { type: "boolean" },
    parts: text,
  },
  allowPositionals: true,
});
const { language = "nl" } = values;
const stage = readStage(positionals[0]);
const shots = resolve(values.shots);
mkdirSync(shots, { recursive: true });

// What is saved and opened offline is typed in Firefox by test/safest.mjs.
const names = values.parts?.split(",") ?? (values.browser === "chromium" ? partNames : partNames.filter((p) => p !== "saved"));

const { page, log, close } = await launch({ ...values, language, onions: originsOf(stage) });
let nth = 0;
let last = "none";
try {
  page.setDefaultTimeout(60_000);
  const visit = async (name) => {
    last = name;
    nth++;
    if (values.every) await page.screenshot({ path: join(shots, `${String(nth).padStart(2, "0")}-${name}.png`), fullPage: true });
  };
  const visited = await walk(page, stage, language, visit, names);
  const left = names === partNames ? missed(visited) : [];
  for (const fault of [...left.map((s) => `never visited: ${s}`), ...brokenRules(log)]) {
    console.log(fault);
    process.exitCode = 1;
  }
  console.log(`${nth} screens`);
} catch (e) {
  console.log(`after ${last}: ${e.stack}`);
  await page.screenshot({ path: join(shots, "failed.png"), fullPage: true }).catch(() => undefined);
  process.exitCode = 1;
} finally {
  await close();
}
