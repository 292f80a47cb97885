// The four requests that the page makes of its drop (SPEC §10). They carry nothing that tells visitors apart, whatever was answered before: no cookie is
// taken or sent, nothing is kept to be asked after, no redirection is followed, and no question of the browser's own comes up. Only fetch can be told so.

import { type Bytes, concat } from "./bytes.ts";
import type { Parcel } from "./parcel.ts";

export type Failure =
  | { kind: "connection" } // none, or lost
  | { kind: "timeout" }
  | { kind: "status"; status: number }
  | { kind: "strange" }; // an answer that no drop gives

export class HttpError extends Error {
  constructor(readonly failure: Failure) {
    super(failure.kind);
    this.name = "HttpError";
  }
}

/** How slow a drop may be: over Tor one piece may take long, and a whole transfer longer. In milliseconds; rate in bytes for each, without which a drop could hold a
 * visitor for months with a byte now and then. A parcel at 2 kB/s takes two minutes. */
export const patience = { silence: 120_000, parcel: 300_000, grace: 240_000, rate: 0.256 };

interface Request {
  path: string;
  body?: Bytes;
  success: number; // status
  max: number; // bytes of an answer
  progress?: (done: number) => void; // bytes of the answer so far
  signal?: AbortSignal; // to give up at once
}

/** The answer's bytes. Stops when nothing happens for too long, when it comes too slowly, or when more comes than any drop has. */
async function send({ path, body, success, max, progress, signal }: Request): Promise<Bytes> {
  const give = new AbortController();
  let why: Failure = { kind: "connection" };
  const stop = (failure: Failure) => {
    why = failure;
    give.abort();
    return new HttpError(failure);
  };
  const late = () => stop({ kind: "timeout" });
  const began = performance.now();
  let timer = setTimeout(late, body ? patience.parcel : patience.silence);
  signal?.addEventListener("abort", late);
  try {
    const response = await fetch(new URL(path, location.href), {
      ...(body && { method: "POST", body, headers: { "Content-Type": "application/octet-stream" } }),
      credentials: "omit",
      cache: "no-store",
      redirect: "manual",
      signal: give.signal,
    });
    const { status } = response;
    if (status !== success) throw stop(status === 0 ? { kind: "strange" } : { kind: "status", status });
    const pieces: Bytes[] = [];
    const reader = (response.body as ReadableStream<Bytes>).getReader();
    for (let done = 0; ; progress?.(done)) {
      clearTimeout(timer);
      timer = setTimeout(late, patience.silence);
      const { value } = await reader.read();
      if (!value) return concat(...pieces);
      pieces.push(value);
      done += value.length;
      if (done > max) throw stop({ kind: "strange" });
      if (performance.now() - began > patience.grace + done / patience.rate) throw late();
    }
  } catch {
    throw new HttpError(why);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", late);
  }
}

/** The bytes at a path, at most max; undefined for 404. Throws HttpError. */
export async function get(path: string, max: number, progress?: (done: number) => void): Promise<Bytes | undefined> {
  try {
    return await send({ path, success: 200, max, ...(progress && { progress }) });
  } catch (e) {
    const { failure } = e as HttpError;
    if (failure.kind === "status" && failure.status === 404) return undefined;
    throw e;
  }
}

/** Sends a parcel; returns once the drop says that it is on disk. Throws HttpError. */
export async function postParcel(inbox: string, { bytes, id }: Parcel, signal?: AbortSignal): Promise<void> {
  const path = `/v1/inboxes/${inbox}/parcels`;
  const said = await send({ path, body: bytes, success: 201, max: 4096, ...(signal && { signal }) });
  if (new TextDecoder().decode(said) !== `{"id":"${id}"}`) throw new HttpError({ kind: "strange" });
}
