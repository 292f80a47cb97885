// The four requests that the page makes of its drop (SPEC §10). They carry nothing that tells visitors apart.

import type { Bytes } from "./bytes.ts";

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

/** Told after each piece: bytes so far, and of how many where that is known. */
export type Progress = (done: number, of: number | undefined) => void;

/** Tor may take long over one piece; a whole transfer may take longer. */
const stallMilliseconds = 120_000;

/** Calls stop when nothing happened for stallMilliseconds since it was last called. */
function watchdog(stop: () => void): { pat(): void; end(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const pat = () => {
    clearTimeout(timer);
    timer = setTimeout(stop, stallMilliseconds);
  };
  pat();
  return { pat, end: () => clearTimeout(timer) };
}

/** The bytes at a path, at most max; undefined for 404. Throws HttpError. */
export async function get(path: string, max: number, progress: Progress = () => {}): Promise<Bytes | undefined> {
  const abort = new AbortController();
  const dog = watchdog(() => abort.abort());
  try {
    const options: RequestInit = { cache: "no-store", credentials: "omit", redirect: "error", referrerPolicy: "no-referrer" };
    const response = await fetch(path, { ...options, signal: abort.signal });
    const length = Number(response.headers.get("Content-Length")) || undefined;
    const data = await readBody(response.body, max, (done) => {
      dog.pat();
      progress(done, length);
    });
    if (response.status === 404) return undefined;
    if (response.status !== 200) throw new HttpError({ kind: "status", status: response.status });
    return data;
  } catch (e) {
    if (e instanceof HttpError) throw e;
    throw new HttpError({ kind: abort.signal.aborted ? "timeout" : "connection" });
  } finally {
    dog.end();
  }
}

/** To the end also where the status says it all: a body left unread would hold the connection. */
async function readBody(body: ReadableStream<Uint8Array> | null, max: number, progress: (done: number) => void): Promise<Bytes> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let done = 0;
  const reader = body?.getReader();
  while (reader) {
    const piece = await reader.read();
    if (piece.done) break;
    parts.push(new Uint8Array(piece.value));
    done += piece.value.length;
    if (done > max) throw new HttpError({ kind: "strange" });
    progress(done);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** Sends a parcel; returns once the drop says that it is on disk. Throws HttpError. By XMLHttpRequest because fetch cannot tell how much of an
 * upload is done. */
export function postParcel(inbox: string, parcel: Bytes, id: string, progress: Progress): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const dog = watchdog(() => request.abort());
    const fail = (failure: Failure) => {
      dog.end();
      reject(new HttpError(failure));
    };
    request.open("POST", `/v1/inboxes/${inbox}/parcels`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = (e) => {
      dog.pat();
      progress(e.loaded, parcel.length);
    };
    request.onerror = () => fail({ kind: "connection" });
    request.onabort = () => fail({ kind: "timeout" });
    request.onload = () => {
      if (request.status !== 201) return fail({ kind: "status", status: request.status });
      if (!request.responseText.includes(`"${id}"`)) return fail({ kind: "strange" });
      dog.end();
      resolve();
    };
    request.send(parcel);
  });
}
