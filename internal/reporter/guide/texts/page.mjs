// Takes the page's texts over into page.json, so that the guide in a terminal says the same in the same words: node page.mjs, or with --check
// to see whether it has been done. Texts with gaps become templates with {0}, {1}; where 1 or 2 is said in other words, there is a
// text of its own under the key with #1 or #2.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const web = join(here, "../../../../web");
const { build } = createRequire(join(web, "package.json"))("esbuild");

/** The sections that the guide uses. */
const sections = [
  ..."back next danger bureau card topic signals questions check giveaway code confirm sending sent enter result turn failures files".split(" "),
];

/** Something that reads as {i} and counts as many. */
const gap = (i) => ({ valueOf: () => 5, toString: () => `{${i}}` });

function flatten(value, key, into) {
  if (typeof value === "string" || Array.isArray(value)) into[key] = value;
  else if (typeof value === "function") template(value, key, into);
  else for (const k of Object.keys(value)) flatten(value[k], key === "" ? k : `${key}.${k}`, into);
}

function template(text, key, into) {
  const gaps = Array.from({ length: text.length }, (_, i) => gap(i));
  into[key] = text(...gaps);
  for (const n of [1, 2])
    for (const i of gaps.keys()) {
      const said = text(...gaps.with(i, n));
      if (JSON.stringify(said) !== JSON.stringify(into[key]).replaceAll(`{${i}}`, String(n))) into[`${key}#${n}`] = said;
    }
}

const out = mkdtempSync(join(tmpdir(), "luwte-texts-"));
try {
  const file = join(out, "texts.mjs");
  await build({ entryPoints: [join(web, "src/language/index.ts")], outfile: file, bundle: true, format: "esm", logLevel: "error" });
  const { languages } = await import(pathToFileURL(file));
  const all = {};
  for (const [tag, { name, texts }] of Object.entries(languages)) {
    const into = { name, date: Array.from({ length: 12 }, (_, m) => texts.date("{0}", m + 1, "{1}")) };
    for (const section of sections) flatten(texts[section], section, into);
    all[tag] = Object.fromEntries(Object.entries(into).sort(([a], [b]) => (a < b ? -1 : 1)));
  }
  const made = `${JSON.stringify(all, null, 1)}\n`;
  const target = join(here, "page.json");
  if (!process.argv.includes("--check")) writeFileSync(target, made);
  else if (readFileSync(target, "utf8") !== made) {
    console.error("page.json is not what the page says: make texts");
    process.exitCode = 1;
  }
} finally {
  rmSync(out, { recursive: true });
}
