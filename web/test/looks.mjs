// Looks for faults of accessibility on what a page shows, in Chromium: axe-core with the rules of WCAG 2.2 AA and its own best practices, light at 1280 pixels and dark at 320; that
// nothing needs scrolling sideways, nor in forced colours or at 400 % zoom; and that what is pressed has an edge in forced colours.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
// Of what passes nothing is told, and no style sheet is fetched once more: pages have one, inside.
const rules = { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"], preload: false };

const narrow = [320, 640];
const looks = [
  { name: "light", size: [1280, 800], wide: true },
  { name: "dark", size: narrow, features: { "prefers-color-scheme": "dark" } },
  { name: "forced", size: narrow, features: { "forced-colors": "active", "prefers-color-scheme": "dark" }, quick: true },
  { name: "zoomed", size: [320, 256], quick: true }, // 1280 × 1024 at 400 %
];

/** Returns a function that makes a page look as the media features say, by name. */
export async function emulator(page) {
  const media = await page.createCDPSession();
  return (features = {}) =>
    media.send("Emulation.setEmulatedMedia", { features: Object.entries(features).map(([name, value]) => ({ name, value })) });
}

/** Buttons that nothing tells from text around them: neither an edge nor a line under them. */
function edgeless() {
  const bare = [...document.querySelectorAll("button")].filter((b) => {
    const { borderTopStyle, borderTopWidth, textDecorationLine } = getComputedStyle(b);
    return (borderTopStyle === "none" || borderTopWidth === "0px") && textDecorationLine === "none";
  });
  return bare.map((b) => `looks like no button: ${b.textContent}`);
}

/** The faults of the page as it is. */
async function faults(page, { size: [width], quick }) {
  const found = [];
  const across = await page.evaluate(() => document.documentElement.scrollWidth);
  if (across > width) found.push(`scrolls sideways: ${across} > ${width}`);
  if (quick) return [...found, ...(await page.evaluate(edgeless))];
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  await page.evaluate(() => scrollTo(0, 0)); // what happens to be under a bar is no fault
  const { violations } = await page.evaluate((options) => window.axe.run(document, options), rules);
  for (const v of violations) {
    for (const n of v.nodes) found.push(`${v.id}: ${n.target.join(" ")}: ${n.failureSummary.replaceAll(/\s+/g, " ")}`);
  }
  return found;
}

/** What is wrong with a page, look by look, each fault with the look's name in front. seen is called in each; afterwards the page has its size again. In brief, the first look is left out: what
 * it finds and the second does not is not a matter of words. */
export async function inEveryLook(page, emulate, [width, height], seen, brief = false) {
  const found = [];
  for (const look of looks.filter((l) => !brief || !l.wide)) {
    await emulate(look.features);
    await page.setViewport({ width: look.size[0], height: look.size[1] });
    for (const fault of await faults(page, look)) found.push(`${look.name} ${fault}`);
    await seen(look);
  }
  await emulate();
  await page.setViewport({ width, height });
  return found;
}
