// Works at the screens of luwte-desk ui in one browser, as an officer does in a week, and then goes wherever a link leads and types into every field what means harm. On every page that it
// comes to, nothing may have run, nothing may have left its place, and all must be shown as what it is (deskpage.mjs); in Chromium with --axe, nothing may be wrong for who cannot
// see, use a mouse or have a wide screen (looks.mjs), in each language.
//
//   node test/desk.mjs STAGE --browser firefox|chromium --languages nl,en [--axe] [--shots DIR] [--parts week,keyboard,everywhere,…] [--plant FAULT]
//
// STAGE is the file that internal/e2e/week_test.go writes: the address of the screens, a directory with what they are given, and names. The walk is made in the first language. It ends with
// status 1 if there is a fault. With --shots it keeps a picture of every page. --plant makes a fault on every page, to see that it is found.

import { mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { Desk, plants } from "./deskpage.mjs";
import { parts } from "./deskweek.mjs";
import { brokenRules, launch } from "./drive.mjs";
import { emulator, inEveryLook } from "./looks.mjs";

const text = { type: "string" };
const flag = { type: "boolean" };
const { values, positionals } = parseArgs({
  options: { browser: text, languages: text, axe: flag, shots: text, parts: text, plant: text },
  allowPositionals: true,
});
const stage = JSON.parse(readFileSync(positionals[0], "utf8"));
const languages = values.languages.split(",");
const size = [1280, 800];
const shots = values.shots && resolve(values.shots);

let found = 0;
const say = (fault) => {
  found++;
  console.log(fault);
};

const { page, log, close } = await launch({ browser: values.browser, language: languages[0], size: size.join("x"), downloads: stage.dir });
page.setDefaultTimeout(60_000);
page.setDefaultNavigationTimeout(60_000);
const emulate = values.axe && (await emulator(page));
const looked = new Set(); // screens, in each language
let nth = 0;

async function picture(name, language, look) {
  if (!shots || look === "zoomed") return;
  const dir = join(shots, look ? `${language}-${look}` : language);
  mkdirSync(dir, { recursive: true });
  await page.screenshot({ path: join(dir, `${String(nth).padStart(3, "0")}-${name}.png`), fullPage: true }).catch((e) => console.log(`no picture of ${name}: ${e.message}`));
}

/** Looks at a page as it is; at each screen and each state that a name was given to, once in every look. */
async function look(desk, name, language) {
  for (const fault of await desk.faults(values.plant)) say(`${language} ${name}: ${fault}`);
  if (!values.axe || looked.has(`${language} ${name}`)) return values.axe ? undefined : picture(name, language);
  looked.add(`${language} ${name}`);
  const seen = ({ name: look }) => picture(name, language, look);
  for (const fault of await inEveryLook(page, emulate, size, seen)) say(`${language} ${name}: ${fault}`);
}

const desk = new Desk(page, stage, async (name, passing) => {
  nth++;
  await look(desk, name, languages[0]);
  if (passing) return; // it may be gone in the next moment
  for (const language of languages.slice(1)) {
    if (looked.has(`${language} ${name}`) || !(await desk.speak(language))) continue;
    await look(desk, name, language);
    looked.add(`${language} ${name}`);
    await desk.speak(languages[0]);
  }
});

let last = "nothing";
try {
  for (const name of values.parts?.split(",") ?? Object.keys(parts)) {
    last = name;
    await parts[name](desk);
  }
  if (!values.parts) for (const screen of stage.screens) if (!desk.screens.has(screen)) say(`never visited: ${screen}`);
  for (const fault of brokenRules(log)) say(fault);
  for (const fault of log.console.filter((line) => !/Failed to load resource/.test(line))) say(fault); // desk.failed knows which
  for (const fault of [...desk.asked(log.requests), ...desk.failed]) say(fault);
} catch (e) {
  say(`in ${last}, at ${page.url()} (${await page.title().catch(() => "")}): ${e.stack}\n${await page.$eval("main", (m) => m.innerText.slice(0, 1500)).catch(() => "")}`);
  if (shots) await page.screenshot({ path: join(shots, "failed.png"), fullPage: true }).catch(() => undefined);
} finally {
  await close();
}
console.log(`${nth} pages, ${desk.screens.size} screens (${[...desk.screens].sort().join(", ")}), ${found} faults`);
process.exitCode = found > 0 ? 1 : 0;
