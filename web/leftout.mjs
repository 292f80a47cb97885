// Leaves out of the bundle what the page never uses and a bundler cannot see to be unused: age's recipients for hardware tokens, passphrases and
// classical keys, with the curves that they need. The page seals to and opens with hybrid keys alone (seal.ts, open.ts); a call
// of what is left out throws, as calling undefined does. And what libraries say in errors.
import { readFileSync } from "node:fs";

/** What stands in for age's module of recipients: all of it but these, which the rest of age names and the page never reaches. */
const classes = ["TagRecipient", "HybridTagRecipient", "X25519Recipient", "X25519Identity", "ScryptRecipient", "ScryptIdentity"];
const recipients = `export * from "./recipients.js"; export const ${classes.map((c) => `${c} = undefined`).join(", ")};`;

/** Calls at the top of noble's module of hybrids that have no effect and lack the mark that says so. */
const statement = /^export const \w+ = (QSF|createKitchenSink)\(/;
const calls = /\b(QSF|createKitchenSink|ecdhKem)\(/g;

function marked(path) {
  const lines = readFileSync(path, "utf8").split("\n");
  if (lines.filter((line) => statement.test(line)).length !== 3) throw new Error(`${path} is not as it was when this was written`);
  return lines.map((line) => (statement.test(line) ? line.replace(calls, "/* @__PURE__ */ $&") : line)).join("\n");
}

/** What noble and scure say in errors: nobody reads it, as the page has its own words for what fails (refused.ts), and some of it quotes data. */
const said = /new ((?:Range|Type)?Error)\((?:'[^'\n]*'|"[^"\n]*"|`[^`\n]*`)\)/g;

const speechless = (text) => text.replaceAll(said, "new $1()");

/** The esbuild plugin. */
export const leftOut = {
  name: "left out",
  setup(build) {
    build.onResolve({ filter: /^\.\/recipients\.js$/ }, ({ importer, resolveDir, namespace }) =>
      namespace === "file" && /age-encryption[\\/]dist[\\/]index\.js$/.test(importer)
        ? { path: "recipients", namespace: "left out", pluginData: resolveDir, sideEffects: false }
        : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: "left out" }, ({ pluginData }) => ({ contents: recipients, resolveDir: pluginData }));
    build.onLoad({ filter: /@noble[\\/]post-quantum[\\/]hybrid\.js$/ }, ({ path }) => ({ contents: speechless(marked(path)) }));
    build.onLoad({ filter: /node_modules[\\/]@(noble|scure)[\\/].*\.js$/ }, ({ path }) => ({
      contents: speechless(readFileSync(path, "utf8")),
    }));
  },
};
