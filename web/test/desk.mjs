// Works at the screens of luwte-desk ui in one browser, as an officer does in a week, and then goes wherever a link leads and types into every field what means harm. On every page that it
// comes to, nothing may have run, nothing may have left its place, and all must be shown as what it is (deskpage.mjs); in Chromium with --axe, nothing may be wrong for who cannot
// see, use a mouse or have a wide screen (looks.mjs), in each language.
//
//   node test/desk.mjs STAGE --browser firefox|chromium --languages nl,en [--axe] [--all] [--shots DIR] [--parts taking,triage,…] [--parts plants --plant FAULT,…]
//
// STAGE is the file that internal/e2e/week_test.go writes: the address of the screens, a directory with what they are given, and names. The walk is made in the first language. It ends with
// status 1 if there is a fault. With --shots it keeps a picture of every page. --all goes twice where harm is meant. The part plants makes faults, to see that
// they are found.

import { mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { Desk } from "./deskpage.mjs";
import { parts } from "./deskweek.mjs";
import { brokenRules, launch } from "./drive.mjs";
import { emulator, inEveryLook } from "./looks.mjs";

const text = { type: "string" };
const flag = { type: "boolean" };
const { values, positionals } = parseArgs({
  options: { browser: text, languages: text, axe: flag, all: flag, shots: text, parts: text, plant: text },
  allowPositionals: true,
});
const week = Object.keys(parts);
const stage = JSON.parse(readFileSync(positionals[0], "utf8"));
const languages = values.languages.split(",");
const size = [1280, 800];
const shots = values.shots && resolve(values.shots);

let found = 0;
const say = (fault) => {
  found++;
  console.log(fault);
};

const { page, log, close } = await launch({
  browser: values.browser,
  language: languages[0],
  size: size.join("x"),
  downloads: stage.dir,
});
page.setDefaultTimeout(60_000);
page.setDefaultNavigationTimeout(60_000);
const emulate = values.axe && (await emulator(page));
const looked = new Set(); // screens, in each language
let nth = 0;

async function picture(name, language, look) {
  if (!shots || look === "zoomed") return;
  const dir = join(shots, look ? `${language}-${look}` : language);
  mkdirSync(dir, { recursive: true });
  await page
    .screenshot({ path: join(dir, `${String(nth).padStart(3, "0")}-${name}.png`), fullPage: true })
    .catch((e) => console.log(`no picture of ${name}: ${e.message}`));
}

/** Looks at a page as it is; for who cannot see, use a mouse or have a wide screen, once at each kind of page and language. */
async function look(desk, name, kind, language) {
  for (const fault of await desk.faults()) say(`${language} ${name}: ${fault}`);
  if (!values.axe) return picture(name, language);
  if (looked.has(`${language} ${kind}`)) return picture(name, `${language}-light`);
  looked.add(`${language} ${kind}`);
  const seen = ({ name: look }) => picture(name, language, look);
  const brief = language !== languages[0] || !kind.match(/^[a-z]+$/);
  for (const fault of await inEveryLook(page, emulate, size, seen, brief && !shots)) say(`${language} ${name}: ${fault}`);
}

// Of one kind are pages of a screen; where a form came back, and where what strangers wrote stands, are others. In the other languages each screen is looked at once.
const desk = new Desk(page, stage, async ({ screen, name, kind, passing }) => {
  nth++;
  await look(desk, name, kind, languages[0]);
  for (const language of passing ? [] : languages.slice(1)) {
    if (looked.has(`${language} ${screen}`) || !(await desk.speak(language))) continue;
    await look(desk, name, screen, language);
    looked.add(`${language} ${screen}`);
    await desk.speak(languages[0]);
  }
});

/** Each fault on a page of its own, to see that it is found. */
parts.plants = async () => {
  for (const plant of values.plant.split(",")) {
    await desk.go("/");
    for (const fault of await desk.faults(plant)) say(`planted ${plant}: ${fault}`);
  }
};

let last = "nothing";
try {
  for (const name of values.parts?.split(",") ??
    (values.all ? week : week.filter((part) => !["hostile", "glance"].includes(part)))) {
    last = name;
    await parts[name](desk);
  }
  if (!values.parts) for (const screen of stage.screens) if (!desk.screens.has(screen)) say(`never visited: ${screen}`);
  for (const fault of brokenRules(log)) say(fault);
  for (const fault of log.console.filter((line) => !/Failed to load resource|Clear-Site-Data/.test(line))) say(fault); // desk.failed knows which
  for (const fault of [...desk.asked(log.requests), ...desk.failed]) say(fault);
} catch (e) {
  say(
    `in ${last}, at ${page.url()} (${await page.title().catch(() => "")}): ${e.stack}\n${await page.$eval("main", (m) => m.innerText.slice(0, 1500)).catch(() => "")}`,
  );
  if (shots) await page.screenshot({ path: join(shots, "failed.png"), fullPage: true }).catch(() => undefined);
} finally {
  await close();
}
console.log(`${nth} pages, ${desk.screens.size} screens (${[...desk.screens].sort().join(", ")}), ${found} faults`);
process.exitCode = found > 0 ? 1 : 0;
