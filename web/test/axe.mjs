// Looks for faults of accessibility on every screen, in every language, light and dark, at 320 and at 1280 pixels, in Chromium: axe-core with
// the rules of WCAG 2.2 AA and its own best practices; that nothing needs scrolling sideways; and that the focus goes to each screen's head.
//
//   node test/axe.mjs [--shots DIR] [--language nl,en,pap] [--scheme light,dark]
//
// It ends with status 1 if there is one. With --shots it keeps a picture of every screen.

import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { launch, record } from "./drive.mjs";
import { loadStage, walk } from "./walk.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const sizes = [
  [1280, 800],
  [320, 640],
];

const { values } = parseArgs({ options: { shots: { type: "string" }, language: { type: "string" }, scheme: { type: "string" } } });
const languages = (values.language ?? "nl,en,pap").split(",");
const schemes = (values.scheme ?? "light,dark").split(",");
const shots = values.shots && resolve(values.shots);

/** Notes screens that appear without the focus at their head. */
function watchFocus() {
  window.unfocused = [];
  let last;
  new MutationObserver(() => {
    const screen = document.querySelector("main")?.dataset.screen;
    if (screen && screen !== last && document.activeElement?.id !== "title") window.unfocused.push(screen);
    last = screen;
  }).observe(document, { childList: true, subtree: true });
}

/** The faults of the screen as it is. */
async function faults(page, width) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  const { violations } = await page.evaluate((values) => window.axe.run(document, { runOnly: { type: "tag", values } }), tags);
  const all = violations.flatMap((v) =>
    v.nodes.map((n) => `${v.id}: ${n.target.join(" ")}: ${n.failureSummary.replaceAll(/\s+/g, " ")}`),
  );
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  if (wide > width) all.push(`scrolls sideways: ${wide} > ${width}`);
  const unfocused = await page.evaluate(() => window.unfocused.splice(0));
  return [...all, ...unfocused.map((s) => `no focus at the head of ${s}`)];
}

const { startStage } = await loadStage();
const stages = { several: await startStage(true), single: await startStage(false) };
const { browser, close } = await launch({ browser: "chromium", language: "en" });
let screens = 0;
let found = 0;
try {
  for (const language of languages) {
    for (const scheme of schemes) {
      const page = await browser.newPage();
      page.setDefaultTimeout(30_000);
      record(page);
      await page.bringToFront(); // what is behind is not drawn, and clicks wait for that
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      await page.evaluateOnNewDocument(watchFocus);
      let nth = 0;
      await walk(page, stages, language, async (name) => {
        nth++;
        for (const [width, height] of sizes) {
          await page.setViewport({ width, height });
          screens++;
          for (const fault of await faults(page, width)) {
            found++;
            console.log(`${language} ${scheme} ${width} ${name}: ${fault}`);
          }
          if (shots) {
            const dir = join(shots, `${language}-${scheme}-${width}`);
            mkdirSync(dir, { recursive: true });
            await page.evaluate(() => scrollTo(0, 0));
            await page.screenshot({ path: join(dir, `${String(nth).padStart(2, "0")}-${name}.png`), fullPage: true });
          }
        }
        await page.setViewport({ width: 1280, height: 800 });
      });
      await page.close();
    }
  }
} finally {
  await close();
  stages.several.close();
  stages.single.close();
}
console.log(`${screens} screens, ${found} faults`);
process.exitCode = found > 0 ? 1 : 0;
