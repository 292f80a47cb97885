// Builds dist/index.html: one file with style and script inside, under a content security policy that names both by hash.
// The same sources give the same bytes: no times, no paths, no environment.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { minify } from "terser";
import { leftOut } from "./leftout.mjs";
import { wordLists } from "./wordlists.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));

const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  write: false,
  metafile: true,
  charset: "utf8",
  legalComments: "none",
  plugins: [leftOut, wordLists],
  target: ["firefox128", "chrome124", "safari17.4"],
};

// A policy speaks of the text between the tags as the browser parses it, hence no carriage returns and no other end tags.
function inline(text, tag) {
  const trimmed = text.trim();
  if (trimmed.includes("\r") || trimmed.toLowerCase().includes(`</${tag}`)) throw new Error(`${tag} cannot stand in HTML`);
  return trimmed;
}

const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** The packages of which something is in the page, for the bill of materials. The words of one list come through a plugin. */
const packages = new Set();

function remember({ outputs }) {
  for (const [path, { bytesInOutput }] of Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs))) {
    const name = path === "words:en" ? "@scure/bip39" : path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/)?.[1];
    if (name && bytesInOutput > 0) packages.add(name);
  }
}

async function bundle(entry, tag, options) {
  const result = await build({ ...common, ...options, entryPoints: [entry] });
  remember(result.metafile);
  return inline(result.outputFiles[0].text, tag);
}

/** Makes a script smaller than esbuild alone does, by 3 kB gzipped: arguments that nobody uses go, and passes are made again. */
async function smaller(script) {
  const { code } = await minify(script, { compress: { ecma: 2020, passes: 3, keep_fargs: false }, format: { ecma: 2020 } });
  return code;
}

const script = await smaller(await bundle("src/main.ts", "script", { format: "iife" }));
const style = await bundle("src/style.css", "style", {});
const policy = [
  "default-src 'none'",
  `script-src ${hash(script)}`,
  `style-src ${hash(style)}`,
  "worker-src blob:",
  "connect-src 'self'",
  "img-src data:",
  "form-action 'self'",
  "base-uri 'none'",
].join("; ");

const parts = { policy, style, script };
const page = readFileSync(`${here}src/page.html`, "utf8").replace(/\{\{(\w+)\}\}/g, (_, name) => parts[name]);
mkdirSync(`${here}dist`, { recursive: true });
writeFileSync(`${here}dist/index.html`, page);
writeFileSync(`${here}dist/packages.json`, `${JSON.stringify([...packages].sort(), null, 2)}\n`);
