// The four requests that the page makes of its drop (SPEC §10). They carry nothing that tells visitors apart.

import type { Bytes } from "./bytes.ts";
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

/** Told after each piece: bytes so far, and of how many where that is known. */
export type Progress = (done: number, of: number | undefined) => void;

/** Tor may take long over one piece; a whole transfer may take longer. */
const stallMilliseconds = 120_000;

interface Request {
  method: "GET" | "POST";
  path: string;
  body?: Bytes;
  max: number; // bytes of an answer
  progress: Progress; // of the body that is sent; or of the answer, if none is
  signal?: AbortSignal | undefined; // to give up at once
}

interface Response {
  status: number;
  data: Bytes;
}

/** By XMLHttpRequest, because fetch cannot tell how much of an upload is done. Stops when nothing happened for stallMilliseconds, or when more
 * comes than any drop has. */
function send({ method, path, body, max, progress, signal }: Request): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let why: Failure = { kind: "timeout" };
    let timer: ReturnType<typeof setTimeout>;
    const stop = (failure: Failure) => {
      why = failure;
      request.abort();
    };
    const moved = (tell?: Progress) => (e: ProgressEvent) => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), stallMilliseconds);
      tell?.(e.loaded, e.lengthComputable ? e.total : undefined);
    };
    const fail = (failure: Failure) => reject(new HttpError(failure));
    request.onloadstart = moved();
    if (body) request.upload.onprogress = moved(progress);
    request.onprogress = moved((done, of) => {
      if (done > max) stop({ kind: "strange" });
      else if (!body) progress(done, of);
    });
    request.onerror = () => fail({ kind: "connection" });
    request.onabort = () => fail(why);
    request.onload = () => resolve({ status: request.status, data: new Uint8Array(request.response) });
    const abort = () => request.abort();
    signal?.addEventListener("abort", abort);
    request.onloadend = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    };
    request.open(method, path);
    request.responseType = "arraybuffer";
    if (body) request.setRequestHeader("Content-Type", "application/octet-stream");
    request.send(body);
  });
}

/** The bytes at a path, at most max; undefined for 404. Throws HttpError. */
export async function get(path: string, max: number, progress: Progress = () => {}): Promise<Bytes | undefined> {
  const { status, data } = await send({ method: "GET", path, max, progress });
  if (status === 404) return undefined;
  if (status !== 200) throw new HttpError({ kind: "status", status });
  return data;
}

/** Sends a parcel; returns once the drop says that it is on disk. Throws HttpError. */
export async function postParcel(inbox: string, { bytes, id }: Parcel, progress: Progress, signal?: AbortSignal): Promise<void> {
  const path = `/v1/inboxes/${inbox}/parcels`;
  const { status, data } = await send({ method: "POST", path, body: bytes, max: 4096, progress, signal });
  if (status !== 201) throw new HttpError({ kind: "status", status });
  if (!new TextDecoder().decode(data).includes(`"${id}"`)) throw new HttpError({ kind: "strange" });
}
