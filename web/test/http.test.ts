import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { after, beforeEach, test } from "node:test";
import { get, HttpError, patience, postParcel } from "../src/http.ts";

type Answer = (response: ServerResponse, request: IncomingMessage) => unknown;

let answer: Answer;
let asked: string[] = [];
let elsewhere = 0;
const server = createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`);
  request.resume().on("end", () => answer(response, request));
});
const other = createServer(() => elsewhere++);
const port = async (s: typeof server) => {
  await new Promise<void>((resolve) => s.listen(0, "127.0.0.1", resolve));
  return (s.address() as AddressInfo).port;
};
Object.assign(globalThis, { location: { href: `http://127.0.0.1:${await port(server)}/` } });
const away = `http://127.0.0.1:${await port(other)}/`;
const usual = { ...patience };

beforeEach(() => {
  Object.assign(patience, usual);
  asked = [];
});
after(() => {
  for (const s of [server, other]) {
    s.closeAllConnections();
    s.close();
  }
});

const id = "0123456789abcdef0123456789abcdef";
const parcel = { id, bytes: new Uint8Array(262_144), pieces: [] };
const post = (signal?: AbortSignal) => postParcel("ab", parcel, signal);

/** What a request fails with. */
async function failure(of: Promise<unknown>) {
  try {
    return assert.fail(`it went through: ${await of}`);
  } catch (e) {
    if (e instanceof HttpError) return e.failure;
    throw e;
  }
}

test("get, of an honest answer, is its bytes, at most so many, and nothing for 404", async () => {
  answer = (r) => r.end(new Uint8Array(1000).fill(7));
  assert.deepEqual(await get("/v1/charters", 1000), new Uint8Array(1000).fill(7));
  assert.deepEqual(await failure(get("/v1/charters", 999)), { kind: "strange" });
  answer = (r) => r.writeHead(404).end("words");
  assert.equal(await get("/v1/charters", 1000), undefined);
});

test("get and post, answered with any status but theirs, are refused with it", async () => {
  for (const status of [200, 201, 202, 204, 206, 401, 403, 500, 503]) {
    answer = (r) => r.writeHead(status, { "WWW-Authenticate": "Basic realm=code" }).end(status === 204 ? "" : `{"id":"${id}"}`);
    if (status !== 200) assert.deepEqual(await failure(get("/v1/charters", 1000)), { kind: "status", status });
    if (status !== 201) assert.deepEqual(await failure(post()), { kind: "status", status });
  }
});

test("get and post, sent on to elsewhere or to the drop itself, go nowhere", async () => {
  for (const to of [away, "/v1/charters?visitor=17", "file:///etc/passwd", ""]) {
    for (const status of [301, 302, 303, 307, 308]) {
      answer = (r) => r.writeHead(status, { Location: to }).end();
      const failed = [await failure(get("/v1/charters", 1000)), await failure(post())];
      for (const f of failed) assert.ok(f.kind === "strange" || f.kind === "status", f.kind);
    }
  }
  assert.deepEqual([...new Set(asked)], ["GET /v1/charters", "POST /v1/inboxes/ab/parcels"]);
  assert.equal(elsewhere, 0);
});

test("post, acknowledged by anything but the parcel's id alone, is strange", async () => {
  for (const said of [
    "",
    `{"id":"${"0".repeat(32)}"}`,
    `{"id":"${id}"} `,
    `<p>{"id":"${id}"}`,
    `{"id":"${id}"}${" ".repeat(5000)}`,
  ]) {
    answer = (r) => r.writeHead(201).end(said);
    assert.deepEqual(await failure(post()), { kind: "strange" });
  }
  answer = (r) => r.writeHead(201).end(`{"id":"${id}"}`);
  await post();
});

/** Writes pieces until the visitor leaves, each after a pause; the promise is how many bytes there were. */
function endless(r: ServerResponse, piece: string, pause: number): Promise<number> {
  return new Promise((resolve) => {
    let written = 0;
    const more = () => {
      const full = !r.write(piece);
      written += piece.length;
      if (r.destroyed) resolve(written);
      else if (pause === 0 && full) r.once("drain", more);
      else setTimeout(more, pause);
    };
    r.on("close", () => resolve(written));
    more();
  });
}

test("get, of an answer without end, ends soon after the most there can be", async () => {
  let written = Promise.resolve(0);
  answer = (r) => {
    written = endless(r, "x".repeat(65_536), 0);
  };
  assert.deepEqual(await failure(get("/v1/charters", 2 ** 20)), { kind: "strange" });
  assert.ok((await written) < 2 ** 24, `${await written}`);
});

test("get and post, answered by nothing, by headers alone or by a byte now and then, time out and can be made again", async () => {
  Object.assign(patience, { silence: 300, parcel: 300, grace: 300 });
  const slow: Record<string, Answer> = {
    nothing: () => {},
    headers: (r) => r.writeHead(200).flushHeaders(),
    bytes: (r) => endless(r, "x", 30),
    "bytes of a header": (r) => {
      const socket = r.socket as Socket;
      socket.write("HTTP/1.1 200 OK\r\nX-More: ");
      const drip = setInterval(() => (socket.destroyed ? clearInterval(drip) : socket.write("x")), 30);
    },
  };
  for (const [name, lie] of Object.entries(slow)) {
    answer = lie;
    assert.deepEqual(await failure(get("/v1/charters", 2 ** 20)), { kind: "timeout" }, name);
    answer = (r, q) => lie(Object.assign(r, { statusCode: 201 }), q);
    const { kind } = await failure(post());
    assert.ok(kind === "timeout" || (kind === "status" && name === "headers"), `${name}: ${kind}`);
  }
  Object.assign(patience, usual);
  answer = (r) => r.end("well");
  assert.equal((await get("/v1/charters", 10))?.length, 4);
});

test("get, that is slow and goes on at more than the least rate, comes through", async () => {
  Object.assign(patience, { silence: 2000, grace: 100, rate: 0.01 });
  answer = async (r) => {
    for (let i = 0; i < 6; i++) {
      r.write("x".repeat(100));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    r.end();
  };
  assert.equal((await get("/v1/charters", 1000))?.length, 600);
});

test("post, given up, ends at once; lost or cut short, it is a lost connection", async () => {
  const stopped = new AbortController();
  answer = () => stopped.abort();
  assert.deepEqual(await failure(post(stopped.signal)), { kind: "timeout" });
  answer = (r) => r.destroy();
  assert.deepEqual(await failure(post()), { kind: "connection" });
  answer = (r) => {
    r.writeHead(201, { "Content-Length": "50" }).write("{");
    setTimeout(() => r.destroy(), 20);
  };
  assert.deepEqual(await failure(post()), { kind: "connection" });
  for (const said of ["Type your code here\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx"]) {
    answer = (r) => (r.socket as Socket).end(said);
    assert.deepEqual(await failure(get("/v1/charters", 100)), { kind: "connection" });
  }
});
