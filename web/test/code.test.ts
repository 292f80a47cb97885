import assert from "node:assert/strict";
import test from "node:test";
import { keysOf, newCode, readCode, recipientOf, stretch, wordsOf } from "../src/code.ts";
import { decodeWords, encodeWords, findWord, words } from "../src/words.ts";

const zero = new Uint8Array(10);
const zeroWords = wordsOf(zero);

test("words, the list, has 2048 with unique first four letters", () => {
  assert.equal(words.length, 2048);
  assert.equal(new Set(words.map((w) => w.slice(0, 4))).size, 2048);
  assert.deepEqual([words[0], words[2047]], ["abandon", "zoo"]);
  assert.deepEqual([...words].sort(), [...words]);
});

test("words, encoded and decoded, are the bits again", () => {
  const bits = crypto.getRandomValues(new Uint8Array(11));
  assert.deepEqual(decodeWords(encodeWords(bits, 8).map((w) => words.indexOf(w))), bits);
});

test("code, written as people write, is read", () => {
  for (let i = 0; i < 50; i++) {
    const code = newCode();
    const w = wordsOf(code);
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
