import assert from "node:assert/strict";
import test from "node:test";
import { deliver, Estimate, mayHaveArrived, Pace, waitAfter } from "../src/delivery.ts";
import { type Failure, HttpError } from "../src/http.ts";
import type { Parcel } from "../src/parcel.ts";

const status = (n: number): Failure => ({ kind: "status", status: n });
const lost: Failure = { kind: "connection" };

/** A drop behind a bad line: each post meets the next of these fates; "late" arrives, and the answer is lost. */
function line(fates: (Failure | "late" | undefined)[]) {
  const has = new Set<string>();
  const posts: string[] = [];
  const post = async ({ id, bytes }: Parcel) => {
    posts.push(`${id}:${bytes}`);
    const fate = fates.shift();
    if (!fate || fate === "late") has.add(id);
    if (fate) throw new HttpError(fate === "late" ? lost : fate);
  };
  return { has, posts, post };
}

async function* parcels(n: number, sealed: { count: number }, fail?: number): AsyncGenerator<Parcel, undefined> {
  for (let i = 0; i < n; i++) {
    if (i === fail) throw new Error("sealing");
    sealed.count++;
    yield { id: String(i), bytes: crypto.getRandomValues(new Uint8Array(4)) };
  }
}

async function run(n: number, fates: (Failure | "late" | undefined)[], fail?: number) {
  const { has, posts, post } = line(fates);
  const sealed = { count: 0 };
  const acknowledged: string[] = [];
  const waits: (number | undefined)[] = [];
  let ahead = 0;
  const delivery = {
    post,
    acknowledged: ({ id }: Parcel) => {
      ahead = Math.max(ahead, sealed.count - acknowledged.push(id));
    },
    trouble: async ({ wait }: { wait: number | undefined }) => {
      waits.push(wait);
    },
  };
  await deliver(parcels(n, sealed, fail), delivery, new AbortController().signal);
  return { has, posts, acknowledged, waits, sealed, ahead };
}

test("deliver, over a line that breaks, sends the same bytes again and nothing that was acknowledged", async () => {
  const { has, posts, acknowledged, waits, sealed } = await run(4, [undefined, lost, lost, undefined, "late", status(429)]);
  assert.deepEqual([...has], ["0", "1", "2", "3"]);
  assert.deepEqual(acknowledged, ["0", "1", "2", "3"]);
  assert.deepEqual(
    posts.map((p) => p[0]),
    ["0", "1", "1", "1", "2", "2", "2", "3"],
  );
  assert.equal(new Set(posts).size, 4);
  assert.equal(sealed.count, 4);
  assert.deepEqual(waits, [5000, 10_000, 5000, 10_000]);
});

test("deliver, of many, has at most two in memory", async () => {
  const { ahead, acknowledged } = await run(50, []);
  assert.equal(acknowledged.length, 50);
  assert.ok(ahead <= 2, `${ahead}`);
});

test("deliver, of what cannot be sealed, sends what came before and says so", async () => {
  await assert.rejects(run(5, [], 2), /sealing/);
  await assert.rejects(run(5, [lost], 0), /sealing/);
});

test("deliver, stopped while a parcel is on its way, seals no more and counts none", async () => {
  const stopped = new AbortController();
  const sealed = { count: 0 };
  const acknowledged: string[] = [];
  const delivery = {
    post: async ({ id }: Parcel) => {
      if (id === "1") stopped.abort();
    },
    acknowledged: ({ id }: Parcel) => acknowledged.push(id),
    trouble: async () => undefined,
  };
  await assert.rejects(deliver(parcels(5, sealed), delivery, stopped.signal), { name: "AbortError" });
  assert.deepEqual(acknowledged, ["0"]);
  assert.equal(sealed.count, 3); // the next is sealed while one is on its way
});

test("wait, after each failure, grows to a bound, and is none where waiting does not help", () => {
  const waits = (failure: Failure) => [1, 2, 6, 60].map((n) => waitAfter(new HttpError(failure), n));
  assert.deepEqual(waits(lost), [5000, 10_000, 120_000, 120_000]);
  assert.deepEqual(waits({ kind: "timeout" }), waits(lost));
  assert.deepEqual(waits(status(429)), waits(lost));
  assert.deepEqual(waits(status(507)), [60_000, 120_000, 900_000, 900_000]);
  for (const n of [400, 404, 413, 415]) assert.deepEqual(waits(status(n)), Array(4).fill(undefined));
  assert.deepEqual(waits({ kind: "strange" }), Array(4).fill(undefined));
});

test("letter, after anything but a drop's own refusal, may have arrived", () => {
  const may = (failure: Failure) => mayHaveArrived(new HttpError(failure));
  for (const n of [400, 404, 408, 413, 415, 429, 507]) assert.equal(may(status(n)), false, `${n}`);
  for (const n of [200, 201, 302, 403, 405, 500, 502, 503]) assert.equal(may(status(n)), true, `${n}`);
  for (const failure of [lost, { kind: "timeout" }, { kind: "strange" }] as const) assert.equal(may(failure), true, failure.kind);
});

test("pace, of any number of parcels, stays within what a drop allows a visitor", () => {
  let now = 0;
  const pace = new Pace(() => now);
  const sent: number[] = [];
  for (let i = 0; i < 400; i++) {
    now += pace.next() + (i % 7 === 0 ? 900 : 10);
    sent.push(now);
  }
  let tokens = 100; // as the drop counts: a hundred, and two more each second
  sent.forEach((at, i) => {
    tokens = Math.min(100, tokens + ((at - (sent[i - 1] ?? 0)) / 1000) * 2) - 1;
    assert.ok(tokens >= 0, `parcel ${i}`);
  });
  assert.ok(now < 400 * 600);
});

test("estimate, of the rest, is by the last parcels and not before there are some", () => {
  let now = 0;
  const estimate = new Estimate(() => now);
  for (let i = 0; i < 3; i++) estimate.acknowledged();
  assert.equal(estimate.minutes(10), undefined);
  for (let i = 0; i < 30; i++) {
    now += 3000;
    estimate.acknowledged();
  }
  assert.equal(estimate.minutes(100), 5);
  assert.equal(estimate.minutes(1), 1);
  now += 190_000; // a break counts
  estimate.acknowledged();
  assert.ok((estimate.minutes(100) ?? 0) > 10);
});
