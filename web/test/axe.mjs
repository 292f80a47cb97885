// Walks every path in Chromium at the size of a phone and looks for faults of accessibility on every screen in every language: axe-core with the
// rules of WCAG 2.2 AA and its own best practices, light at 1280 pixels and dark at 320; that nothing needs scrolling sideways, nor in forced colours or
// at 400 % zoom; that what is pressed has an edge in forced colours; that the focus goes to each screen's head; that a change of language keeps the
// screen, and what it says is wrong; that no screen is left out; and that the page neither breaks its policy nor throws anything.
//
//   node test/axe.mjs STAGE [--languages nl,en,pap] [--shots DIR] [--parts report,looking,…] [--plant FAULT,…]
//
// STAGE is the file that internal/e2e/stage_test.go writes. The walk is made in the first language, and each screen is turned into the others where it
// is; without pictures, in those light at 1280 pixels is left out: what is found there and not dark at 320 is not a matter of words. It ends with status 1 if there is a fault. With --shots it keeps pictures. --plant walks once for each fault, made on every screen, to see that it is
// found; --parts leaves out the rest of the walk.

import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { brokenRules, launch } from "./drive.mjs";
import { emulator, inEveryLook } from "./looks.mjs";
import { missed, originsOf, readStage, walk } from "./walk.mjs";

const text = { type: "string" };
const { values, positionals } = parseArgs({
  options: { languages: text, shots: text, parts: text, plant: text },
  allowPositionals: true,
});
const plants = values.plant?.split(",") ?? [undefined];
let plant;
const languages = (values.languages ?? "nl,en,pap").split(",");
const [spoken] = languages; // in which the walk is made
const shots = values.shots && resolve(values.shots);
const stage = readStage(positionals[0]);

const phone = [360, 740];

/** Faults that can be planted: each must be found. They run in the page. */
const planting = {
  contrast: () => {
    document.querySelector("h1").style.color = "#999";
    document.querySelector("h1").style.background = "#aaa";
  },
  name: () => document.querySelector("[data-action=leave]").replaceChildren(),
  wide: () => {
    document.querySelector("main").style.width = "1500px";
  },
  edge: () => {
    document.querySelector("[data-action=leave]").style.border = "0";
  },
  focus: () => undefined, // planted before anything is shown
  thrown: () =>
    void setTimeout(() => {
      throw new Error("planted");
    }),
  foreign: () => document.body.append(Object.assign(new Image(), { src: "http://elsewhere.example/" })),
  order: () => document.querySelector("h1").setAttribute("tabindex", "5"),
  word: () => document.querySelector("html[lang=pap] h1")?.style.setProperty("width", "1500px"),
  moves: () => {
    document.querySelector(".languages").onclick = () => {
      document.querySelector("main").dataset.screen = "code";
    };
  },
};

/** Notes screens that appear without the focus at their head. */
function watchFocus(spoilt) {
  if (spoilt) HTMLElement.prototype.focus = () => undefined;
  window.unfocused = [];
  let last;
  new MutationObserver(() => {
    const screen = document.querySelector("main")?.dataset.screen;
    if (screen && screen !== last && document.activeElement?.id !== "title") window.unfocused.push(screen);
    last = screen;
  }).observe(document, { childList: true, subtree: true });
}

async function picture(page, nth, name, language, look) {
  if (!shots || look.name === "zoomed") return;
  const dir = join(shots, `${language}-${look.name}`);
  mkdirSync(dir, { recursive: true });
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: join(dir, `${String(nth).padStart(2, "0")}-${name}.png`), fullPage: true });
}

const stateOf = (page) =>
  page.evaluate(() => ({
    screen: document.querySelector("main").dataset.screen,
    mistake: [...document.querySelectorAll("[role=alert]")].some((e) => e.checkVisibility()),
  }));

/** Shows the screen in another language. A mistake that was named is made once more, by again or by pressing the same button, as the page names it no longer. */
async function turnInto(page, language, again) {
  if (await page.evaluate((l) => document.documentElement.lang === l, language)) return [];
  const before = await stateOf(page);
  await page.$eval(`[data-language=${language}]`, (e) => e.click());
  if (again) await again();
  else if (before.mistake && !(await stateOf(page)).mistake) {
    await page.$eval("main form [type=submit]", (e) => e.click());
    await page.waitForSelector("[role=alert]:not([hidden])");
  }
  const after = await stateOf(page);
  if (before.screen === after.screen) return [];
  return [`${before.screen} becomes ${after.screen}`];
}

/** What is wrong with the screen in one language, in all looks. */
async function lookedAt(page, emulate, nth, name, language) {
  const seen = (look) => picture(page, nth, name, language, look);
  const found = await inEveryLook(page, emulate, phone, seen, language !== spoken && !shots);
  const unfocused = await page.evaluate(() => window.unfocused.splice(0));
  return [
    ...found.map((fault) => fault.replace(" ", ` ${name}: `)),
    ...unfocused.map((s) => `${name}: no focus at the head of ${s}`),
  ];
}

const { page, log, close } = await launch({ browser: "chromium", language: "en", size: phone.join("x"), onions: originsOf(stage) });
let screens = 0;
let found = 0;
const say = (fault) => {
  found++;
  console.log(plant ? `planted ${plant}: ${fault}` : fault);
};
try {
  page.setDefaultTimeout(60_000);
  const emulate = await emulator(page);
  const visit = async (name, again) => {
    screens++;
    for (const language of languages) {
      for (const fault of await turnInto(page, language, again)) say(`${language} ${name}: ${fault}`);
      if (plant) await page.evaluate(planting[plant]);
      for (const fault of await lookedAt(page, emulate, screens, name, language)) say(`${language} ${fault}`);
    }
    for (const fault of await turnInto(page, spoken, again)) say(`${spoken} ${name}: ${fault}`);
  };
  for (plant of plants) {
    const watch = await page.evaluateOnNewDocument(watchFocus, plant === "focus");
    const visited = await walk(page, stage, spoken, visit, values.parts?.split(","));
    for (const screen of missed(visited)) say(`never visited: ${screen}`);
    for (const fault of brokenRules({ errors: log.errors.splice(0), violations: log.violations.splice(0) })) say(fault);
    await page.removeScriptToEvaluateOnNewDocument(watch.identifier);
  }
} finally {
  await close();
}
console.log(`${screens} screens in ${languages.join(", ")}, ${found} faults`);
process.exitCode = found > 0 ? 1 : 0;
