// Brings parcels to the drop, one after the other, through whatever happens on the way: what was sealed is sent again until it is acknowledged,
// and what was acknowledged never again. While one is on its way the next is sealed; no more are in memory.

import { HttpError } from "./http.ts";
import type { Parcel } from "./parcel.ts";

/** What stands in the way: when it is tried again by itself, in milliseconds from now; never where waiting does not help. */
export interface Trouble {
  error: HttpError;
  wait: number | undefined;
}

export interface Delivery {
  post(parcel: Parcel): Promise<void>;
  acknowledged(parcel: Parcel): void;
  /** Resolves when it is time to try again. */
  trouble(trouble: Trouble): Promise<void>;
}

/** Returns when the last is acknowledged. Throws what sealing throws, what post throws besides HttpError, and once signal is aborted: nothing more is
 * sealed then, and nothing acknowledged, as another letter may have been begun. */
export async function deliver(parcels: AsyncIterator<Parcel, undefined>, d: Delivery, signal: AbortSignal): Promise<void> {
  const seal = () => {
    signal.throwIfAborted();
    const coming = parcels.next();
    coming.catch(() => undefined); // it is thrown below, when its turn has come
    return coming;
  };
  for (let coming = seal(); ; ) {
    const { value } = await coming;
    if (!value) return;
    coming = seal();
    await untilAcknowledged(value, d);
    signal.throwIfAborted();
    d.acknowledged(value);
  }
}

async function untilAcknowledged(parcel: Parcel, d: Delivery): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await d.post(parcel);
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      await d.trouble({ error, wait: waitAfter(error, tries) });
    }
  }
}

const second = 1000;
const longest = 120 * second;
const longestFull = 900 * second;

/** Twice as long after each failure: five seconds at first, a minute where the drop is full. */
export function waitAfter({ failure }: HttpError, tries: number): number | undefined {
  const after = (first: number, most: number) => Math.min(first * 2 ** (tries - 1), most);
  if (failure.kind === "status" && failure.status === 507) return after(60 * second, longestFull);
  const passing = failure.kind === "status" && (failure.status === 408 || failure.status === 429 || failure.status >= 500);
  return passing || failure.kind === "connection" || failure.kind === "timeout" ? after(5 * second, longest) : undefined;
}

const refusals = [400, 404, 408, 413, 415, 429, 507];

/** Only a drop's refusal (SPEC §10) says that nothing is kept. Any other answer may come from a drop that keeps the parcel and fails afterwards, or
 * from one that means harm: then who wrote it needs the code. luwte-report holds to the same list. */
export function mayHaveArrived({ failure }: HttpError): boolean {
  return failure.kind !== "status" || !refusals.includes(failure.status);
}

const burst = 90; // a drop lets a visitor send 100 parcels at once,
const each = 525; // and then two a second: to come faster is to be refused with 429 when the parcel has been sent already

/** Says how long to wait before the next parcel, in milliseconds, so that a drop need not refuse it. The clock may stand still, never go back. */
export class Pace {
  private left = burst;
  private last: number;

  constructor(private readonly clock: () => number = () => performance.now()) {
    this.last = clock();
  }

  next(): number {
    const now = this.clock();
    this.left = Math.min(burst, this.left + (now - this.last) / each) - 1;
    this.last = now;
    return Math.max(0, -this.left * each);
  }
}

const counted = 20;

/** How long the rest will take, by the last parcels. Waits between them count, as more may come. */
export class Estimate {
  private times: number[] = [];

  constructor(private readonly clock: () => number = () => performance.now()) {}

  acknowledged(): void {
    this.times = [...this.times, this.clock()].slice(-counted);
  }

  /** In minutes, rounded up; undefined before it can be told. */
  minutes(left: number): number | undefined {
    const [first, last, n] = [this.times[0], this.times.at(-1), this.times.length];
    if (first === undefined || last === undefined || n < 4) return undefined;
    return Math.ceil((((last - first) / (n - 1)) * left) / 60_000);
  }
}
