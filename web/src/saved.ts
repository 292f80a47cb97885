// Charters and boards as they are saved to be used without a connection: one after another in one file (SPEC §10).

import { boardLength } from "./board.ts";
import type { Bytes } from "./bytes.ts";

const brace = 0x7b;
const lineFeed = 0x0a;

/** The charters' lines and the boards of a file, not yet read themselves; undefined if it is empty, cut off or something else. */
export function splitSaved(data: Bytes): { lines: Bytes[]; boards: Bytes[] } | undefined {
  const lines: Bytes[] = [];
  const boards: Bytes[] = [];
  for (let start = 0; start < data.length; ) {
    const isLine = data[start] === brace;
    const size = isLine ? data.indexOf(lineFeed, start) + 1 - start : boardLength(data.subarray(start));
    if (size <= 0 || start + size > data.length) return undefined;
    (isLine ? lines : boards).push(data.slice(start, start + size));
    start += size;
  }
  return data.length > 0 ? { lines, boards } : undefined;
}
