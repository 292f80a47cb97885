import assert from "node:assert/strict";
import test from "node:test";
import { sha256 } from "@noble/hashes/sha2.js";
import { hex } from "@scure/base";
import { utf8 } from "../src/bytes.ts";
import { keysOf, newCode, readCode, recipientOf, stretch, wordsOf } from "../src/code.ts";
import { decodeWords, encodeWords, findWord, languageOf, nearestWords, words, wordsIn } from "../src/words.ts";

const zero = new Uint8Array(10);
const zeroWords = wordsOf(zero);

const hash = (list: readonly string[]) => hex.encode(sha256(utf8(`${list.join("\n")}\n`)));

test("words, the lists, are those of the specification, and share no first four letters", () => {
  assert.equal(hash(wordsIn("en")), "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda");
  assert.equal(hash(wordsIn("nl-be")), "b3acd79f83f27493b728d4d6ec921033da0552249727285c7a520297616edbb5");
  assert.deepEqual([wordsIn("nl").length, wordsIn("pap").length, words.length], [2048, 2048, 4096]);
  assert.equal(new Set(words.map((w) => w.slice(0, 4))).size, 4096);
  assert.deepEqual([words[0], words[2047], wordsIn("nl")[0]], ["abandon", "zoo", words[2048]]);
});

test("words, encoded and decoded, are the bits again", () => {
  const bits = crypto.getRandomValues(new Uint8Array(11));
  for (const tag of ["en", "nl"]) assert.deepEqual(decodeWords(encodeWords(bits, 8, tag).map(findWord)), bits);
});

test("words, of which some are unknown, are of the language of most", () => {
  assert.deepEqual([[], [-1], [-1, 5], [3000, 5, 6], [3000, 5], [5, 3000], [5, 3000, 3001]].map(languageOf), [
    "en",
    "en",
    "en",
    "en",
    "nl",
    "en",
    "nl",
  ]);
  assert.equal(nearestWords("vlidner", 1, "nl")[0], "vlinder");
});

test("code, written as people write, is read", () => {
  for (let i = 0; i < 50; i++) {
    const code = newCode();
    const w = wordsOf(code, i % 2 ? "nl" : "en");
    assert.equal(w.length, 8);
    const ways = [
      w.join(" "),
      w.map((x, n) => `${n + 1}. ${x.toUpperCase()}`).join("\n"),
      w.map((x) => x.slice(0, 4)).join("-"),
      `  ${w.map((x, n) => `${n + 1})\u00a0${x[0]}\u0301${x.slice(1)}`).join(", ")} . `,
      w.map((x, n) => `${n + 1}${x}`).join("\u2003"),
    ];
    for (const text of ways) assert.deepEqual(readCode(text), { code }, text);
  }
});

test("code, with a mistake, names it", () => {
  const read = readCode(["abandon", "abiltiy", ...zeroWords.slice(2)].join(" "));
  assert.ok("mistake" in read && read.mistake.kind === "unknown");
  assert.deepEqual([read.mistake.position, read.mistake.word, read.mistake.nearest[0]], [2, "abiltiy", "ability"]);
  const mixed = readCode(["abandon", "zwaluw", ...zeroWords.slice(2)].join(" "));
  assert.ok("mistake" in mixed && mixed.mistake.kind === "other");
  assert.deepEqual([mixed.mistake.position, mixed.mistake.word, mixed.mistake.language], [2, "zwaluw", "nl"]);
  assert.deepEqual(readCode(zeroWords.slice(1).join(" ")), { mistake: { kind: "count", got: 7 } });
  assert.deepEqual(readCode(""), { mistake: { kind: "count", got: 0 } });
  const wrong = zeroWords.with(0, "zoo").join(" ");
  assert.deepEqual(readCode(wrong), { mistake: { kind: "check" } });
  assert.equal(findWord("aba"), -1);
});

test("keys, of one code for two bureaus, share nothing", async () => {
  const master = await stretch(zero);
  const [a, b, again] = await Promise.all(["00", "01", "00"].map((x) => keysOf(master, x.repeat(32))));
  assert.ok(a && b && again);
  assert.deepEqual(a, again);
  assert.notEqual(a.identity, b.identity);
  assert.notDeepEqual(a.slots, b.slots);
  assert.match(await recipientOf(a), /^age1pq1.{1952}$/);
});
