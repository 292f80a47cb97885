// Bundles test/*.test.ts into a temporary directory and runs node's own test runner over them, so that the tests need no loader.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { leftOut } from "../leftout.mjs";
import { wordLists } from "../wordlists.mjs";

const web = fileURLToPath(new URL("..", import.meta.url));
const wanted = process.argv.slice(2);
const files = readdirSync(join(web, "test")).filter(
  (f) => f.endsWith(".test.ts") && (wanted.length === 0 || wanted.some((w) => f.includes(w))),
);
if (files.length === 0) throw new Error(`no test file has ${wanted.join(" or ")} in its name`); // node would run every file that it finds
const out = mkdtempSync(join(tmpdir(), "luwte-page-test-"));
try {
  await build({
    absWorkingDir: web,
    entryPoints: files.map((f) => join("test", f)),
    outdir: out,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: "inline",
    plugins: [leftOut, wordLists],
  });
  const tests = files.map((f) => join(out, f.replace(/\.ts$/, ".mjs")));
  const run = spawnSync(process.execPath, ["--enable-source-maps", "--disable-warning=ExperimentalWarning", "--test", ...tests], {
    cwd: web,
    stdio: "inherit",
  });
  process.exitCode = run.status ?? 1;
} finally {
  rmSync(out, { recursive: true });
}
