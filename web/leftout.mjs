// Leaves out of the bundle what the page never uses and a bundler cannot see to be unused: age's recipients for hardware tokens, with the NIST
// curves that they need, and passphrases with scrypt. The page seals to and opens with hybrid keys alone (seal.ts, open.ts); a call of what is
// left out throws, as calling undefined does.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const from = (path) => fileURLToPath(import.meta.resolve(path));
const inAge = (importer) => /[\\/]age-encryption[\\/]/.test(importer);

/** What age-encryption gets in place of a module. */
const instead = {
  "@noble/curves/nist.js": "export const p256 = undefined;",
  "@noble/hashes/scrypt.js": "export const scrypt = undefined;",
  "@noble/post-quantum/hybrid.js": `export { MLKEM768X25519 } from ${JSON.stringify(from("@noble/post-quantum/hybrid.js"))};
    export const MLKEM768P256 = undefined;`,
};

/** Calls at the top of noble's module of hybrids without an effect, which lack the mark that says so. */
const calls = /(?<= = |, )(QSF|createKitchenSink|ecdhKem)\(/g;

function marked(path) {
  const [head, ...rest] = readFileSync(path, "utf8").split(/^(?=export const \w+ = (?:QSF|createKitchenSink)\()/m);
  if (rest.length !== 3) throw new Error(`${path} is not as it was when this was written`);
  const mark = (part) => part.replace(/^.*$/m, (line) => line.replaceAll(calls, "/* @__PURE__ */ $&"));
  return head + rest.map(mark).join("");
}

/** The esbuild plugin. */
export const leftOut = {
  name: "left out",
  setup(build) {
    build.onResolve({ filter: /^@noble\/(curves\/nist|hashes\/scrypt|post-quantum\/hybrid)\.js$/ }, ({ path, importer }) =>
      inAge(importer) ? { path, namespace: "left out" } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: "left out" }, ({ path }) => ({
      contents: instead[path],
      resolveDir: fileURLToPath(new URL(".", import.meta.url)),
    }));
    build.onLoad({ filter: /post-quantum[\\/]hybrid\.js$/ }, ({ path }) => ({ contents: marked(path) }));
  },
};
