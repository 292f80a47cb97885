// Tells a browser every lie of a table: the page is opened at each liar's, looks with a code or sends a report, and goes on once the drop is honest.
//
//   node test/lies.mjs TABLE [--browser firefox|chromium] [--shots DIR]      the file that internal/e2e/lies_test.go writes
//
// TABLE is {"code":…,"answer":…,"onions":[origin…],"lies":[{"url":…,"honest":URL that ends the lie,"report":bool}…]}. It prints a line of JSON for each lie:
// {"said":what the page said,"screen":…,"outcome":…,"after":what came of it afterwards,"took":milliseconds}.

import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import * as drive from "./drive.mjs";

const text = { type: "string" };
const { values, positionals } = parseArgs({ options: { browser: text, shots: text, only: text }, allowPositionals: true });
const table = JSON.parse(readFileSync(positionals[0], "utf8"));
const { page, log, close } = await drive.launch({
  browser: values.browser ?? "firefox",
  level: "standard",
  language: "en",
  onions: table.onions,
  unwatched: true,
});
page.setDefaultTimeout(40_000);

const at = () => page.$eval("main", (m) => m.dataset.screen);
const says = (selector) => page.$$eval(selector, (all) => all.map((e) => e.innerText).join("\n"));

/** Presses a button that leads to one of these screens, perhaps the one on which it stands. */
async function press(action, ...screens) {
  await page.$eval("main", (m) => m.setAttribute("data-left", ""));
  await drive.click(page, action);
  await page.waitForSelector(screens.map((s) => `main[data-screen="${s}"]:not([data-left])`).join(","));
}

async function open(url) {
  await page.goto(url, { waitUntil: "domcontentloaded" });
  await page.waitForSelector('main[data-screen="start-ready"],main[data-screen="start-failed"]');
  return (await at()) === "start-ready" && (await page.$("[data-action=code]")) !== null;
}

async function result() {
  const { outcome } = await page.$eval("main", (m) => ({ ...m.dataset }));
  return `${outcome} ${(await says("[data-found=answer] p")) === table.answer ? "whole" : ""}`.trim();
}

/** Does what the lie is about. */
async function hear({ url, report }) {
  if (!(await open(url))) return;
  if (report) await drive.report(page, { text: "What I saw." });
  else await drive.look(page, table.code);
}

/** Goes on from where the lie left it. */
async function goOn({ url, report }) {
  const screen = await at();
  if (screen === "sent") return "sent";
  if (screen === "not-sent") {
    await press("repeat", "sent");
    return "sent";
  }
  if (screen === "not-looked") await press("again", "result");
  else if (screen === "result") await press("look-again", "result");
  else {
    if (screen === "start-failed") await press("again", "start-ready");
    else await open(url);
    if (report) return (await drive.report(page, { text: "What I saw." })).code ? "sent" : "";
    await drive.look(page, table.code);
  }
  return result();
}

for (const [i, lie] of table.lies.entries()) {
  const began = performance.now();
  const told = { said: "", screen: "", outcome: "", after: "" };
  await hear(lie).catch((e) => Object.assign(told, { error: String(e.message ?? e) }));
  told.screen = await at();
  told.said = await says("[role=alert]:not([hidden]),[data-notice=board]");
  if (told.screen === "result") told.outcome = await result();
  if (values.shots) {
    mkdirSync(values.shots, { recursive: true });
    await page.screenshot({ path: join(values.shots, `lie-${i}.png`), fullPage: true });
  }
  await fetch(lie.honest);
  told.after = await goOn(lie).catch((e) => `${e.message ?? e}`);
  told.took = Math.round(performance.now() - began);
  console.log(JSON.stringify({ ...told, broken: drive.brokenRules(log) }));
  for (const list of Object.values(log)) list.length = 0;
}
await close();
