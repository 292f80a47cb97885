// What must hold of the built page as a file.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import test from "node:test";
import { gzipSync } from "node:zlib";

const page = readFileSync("dist/index.html", "utf8");

test("page, gzipped, is at most 100 kB", () => {
  const size = gzipSync(page, { level: 9 }).length;
  assert.ok(size <= 100_000, `${size} bytes`);
});

test("page, built again, has the same bytes", () => {
  execFileSync(process.execPath, ["build.mjs"]);
  assert.equal(readFileSync("dist/index.html", "utf8"), page);
});

test("page, itself, asks for nothing else and keeps nothing", () => {
  assert.deepEqual(page.match(/<(script|link|img|iframe)\b[^>]*>/g), ['<link rel="icon" href="data:,">', "<script>"]);
  assert.doesNotMatch(page, /localStorage|sessionStorage|indexedDB|document\.cookie|serviceWorker|\beval\(|new Function|innerHTML/);
});

test("page, its script, has neither armor nor passkeys of age", () => {
  assert.doesNotMatch(page, /BEGIN AGE ENCRYPTED FILE|navigator\.credentials|publicKey:\{/);
});

test("lock file, of npm, names no host to fetch from", () => {
  assert.doesNotMatch(readFileSync("package-lock.json", "utf8"), /"resolved"/);
});
