// The browser's own deflate, with an end to what may come out of it.

import type { Bytes } from "../bytes.ts";
import { concat } from "../bytes.ts";
import { Unclean } from "./finding.ts";

type Format = "deflate" | "deflate-raw";

/** What data inflates to; large above limit bytes, damaged if it is no such stream. */
export async function inflate(data: Blob | Bytes, format: Format, limit: number): Promise<Bytes[]> {
  const { chunks, end } = await run(data, format, limit);
  if (end !== "whole") throw new Unclean(end === "more" ? "large" : "damaged");
  return chunks;
}

/** The first bytes of what data inflates to, up to limit; if it breaks off, what could be read. Only for what is shown. */
export async function inflateSome(data: Blob | Bytes, format: Format, limit: number): Promise<Bytes> {
  return concat(...(await run(data, format, limit)).chunks).subarray(0, limit);
}

async function run(
  data: Blob | Bytes,
  format: Format,
  limit: number,
): Promise<{ chunks: Bytes[]; end: "whole" | "more" | "broken" }> {
  const chunks: Bytes[] = [];
  const reader = new Blob([data]).stream().pipeThrough(new DecompressionStream(format)).getReader();
  try {
    for (let size = 0; ; ) {
      const { done, value } = await reader.read();
      if (done) return { chunks, end: "whole" };
      chunks.push(value as Bytes);
      size += value.length;
      if (size > limit) break;
    }
  } catch {
    return { chunks, end: "broken" };
  }
  await reader.cancel().catch(() => undefined);
  return { chunks, end: "more" };
}

export async function deflate(data: Bytes): Promise<Blob> {
  return await new Response(new Blob([data]).stream().pipeThrough(new CompressionStream("deflate-raw"))).blob();
}
