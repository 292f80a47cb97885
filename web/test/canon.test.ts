import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { utf8 } from "../src/bytes.ts";
import { ascending, base64Of, encode, integer, map, object, parse, string } from "../src/canon.ts";
import { formatDay, lastDay, parseDay } from "../src/day.ts";
import { label } from "../src/label.ts";

const shape = object({ a: integer(), b: string(), c: map(/^[a-z]+$/, base64Of(1), 0, 3), d: ascending(integer(0, 15), 0, 16) });

test("parse, the one encoding, gives the value back", () => {
  const value = { a: 2 ** 53 - 1, b: 'é"\\\u2028\u2029\u0001\u007f\n😀', c: { x: "AA==", y: "/w==" }, d: [0, 3] };
  const text = '{"a":9007199254740991,"b":"é\\"\\\\\\u2028\\u2029\\u0001\u007f\\n😀","c":{"x":"AA==","y":"/w=="},"d":[0,3]}';
  assert.deepEqual(encode(shape, value), utf8(text));
  assert.deepEqual(parse(shape, utf8(text)), value);
});

test("parse, any other encoding, is refused", () => {
  const good = '{"a":1,"b":"x","c":{},"d":[]}';
  const bad = [
    ` ${good}`,
    `${good}\n`,
    `\ufeff${good}`,
    '{"a":1,"b":"x","c":{}}',
    '{"b":"x","a":1,"c":{},"d":[]}',
    '{"a":1,"b":"x","c":{},"d":[],"e":1}',
    '{"a":1,"a":1,"b":"x","c":{},"d":[]}',
    '{"A":1,"b":"x","c":{},"d":[]}',
    '{"a":1.0,"b":"x","c":{},"d":[]}',
    '{"a":-0,"b":"x","c":{},"d":[]}',
    '{"a":9007199254740992,"b":"x","c":{},"d":[]}',
    '{"a":"1","b":"x","c":{},"d":[]}',
    '{"a":1,"b":"\\u0078","c":{},"d":[]}',
    '{"a":1,"b":"\\/","c":{},"d":[]}',
    '{"a":1,"b":"\\ud800","c":{},"d":[]}',
    '{"a":1,"b":"\u2028","c":{},"d":[]}',
    '{"a":1,"b":null,"c":{},"d":[]}',
    '{"a":1,"b":"x","c":{"y":"AA==","x":"AA=="},"d":[]}',
    '{"a":1,"b":"x","c":{"x":"AB=="},"d":[]}',
    '{"a":1,"b":"x","c":{"x":"AA"},"d":[]}',
    '{"a":1,"b":"x","c":{"__proto__":"AA=="},"d":[]}',
    '{"a":1,"b":"x","c":[],"d":[]}',
    '{"a":1,"b":"x","c":{},"d":[3,3]}',
    '{"a":1,"b":"x","c":{},"d":null}',
    "[]",
    "",
  ];
  assert.ok(parse(shape, utf8(good)));
  for (const text of bad) assert.throws(() => parse(shape, utf8(text)), { reason: "canonical" }, text);
  assert.throws(() => parse(shape, new Uint8Array([...utf8(good), 0xff])), { reason: "canonical" });
});

test("day, texts that are not dates, are refused", () => {
  for (const [text, day] of [
    ["1970-01-01", 0],
    ["2000-02-29", 11016],
    ["9999-12-31", lastDay],
  ] as const) {
    assert.equal(parseDay(text), day);
    assert.equal(formatDay(day), text);
  }
  for (const text of ["1969-12-31", "2001-02-29", "2001-2-03", "2001-13-01", "10000-01-01", " 2001-01-01", "2001-01-01\n", ""]) {
    assert.equal(parseDay(text), undefined, text);
  }
});

test("label, all of them, are those of the Go code", () => {
  const go = readFileSync("../crypto/label/label.go", "utf8");
  const end = go.indexOf("// Of crypto/SPEC.md §§11 and 12");
  assert.ok(end > 0, "the labels of the desk alone do not begin where they did");
  const specified = go.slice(0, end);
  const constants = [...specified.matchAll(/^\t(\w+) += ("luwte[^"]*")/gm)].map((m) => [m[1], JSON.parse(m[2] as string)]);
  assert.equal(constants.length, 19);
  assert.deepEqual(Object.fromEntries(constants), label);
});
