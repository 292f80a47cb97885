import assert from "node:assert/strict";
import { test } from "node:test";
import { concat, utf8 } from "../src/bytes.ts";
import { splitSaved } from "../src/saved.ts";
import { boardBytes, charterLine, makeBureau } from "./make.ts";

test("charters and boards in any order and number come apart again", async () => {
  const bureau = await makeBureau();
  const line = await charterLine(bureau);
  const board = await boardBytes(bureau, []);
  for (const pieces of [[line], [board], [line, board], [line, board, line], [line, line, board, board]]) {
    const saved = splitSaved(concat(...pieces));
    assert.deepEqual(
      saved?.lines,
      pieces.filter((p) => p === line),
    );
    assert.deepEqual(
      saved?.boards,
      pieces.filter((p) => p === board),
    );
  }
});

test("what is empty, cut off or something else does not", async () => {
  const bureau = await makeBureau();
  const whole = concat(await charterLine(bureau), await boardBytes(bureau, []));
  for (const data of [whole.slice(0, -1), whole.slice(0, 50), concat(whole, utf8("x")), utf8("x"), utf8("{"), new Uint8Array()]) {
    assert.equal(splitSaved(data), undefined);
  }
});
