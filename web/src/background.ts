// The page's side of the worker: orders go out, results come back, in any order.

import type { Parcel } from "./parcel.ts";
import type { Reason } from "./refused.ts";
import type { Operations, ReportOrder, Step, TurnOrder } from "./worker.ts";

export class BackgroundError extends Error {
  /** "failed" is anything but refused bytes: most often a browser that lacks something. */
  constructor(
    readonly reason: Reason | "failed",
    readonly which?: number, // of the files
  ) {
    super(reason);
    this.name = "BackgroundError";
  }
}

interface Waiting {
  resolve(result: unknown): void;
  reject(e: Error): void;
  tell(step: Step): void;
}

export class Background {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;
  private inspector: Background | undefined;
  private inspecting: Promise<unknown> = Promise.resolve();

  /** Starts the worker from the page's own script text; patience is how many seconds an inspection may take without a sign of life. */
  constructor(
    private readonly script: string,
    private readonly patience = 60,
  ) {
    const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    this.worker = new Worker(url);
    this.worker.onmessage = ({ data }) => this.receive(data);
    this.worker.onerror = (e) => {
      e.preventDefault();
      for (const w of this.waiting.values()) w.reject(new BackgroundError("failed"));
      this.waiting.clear();
    };
  }

  order<N extends keyof Operations>(
    name: N,
    order: Parameters<Operations[N]>[0],
    tell: (step: Step) => void = () => {},
  ): Promise<Awaited<ReturnType<Operations[N]>>> {
    if (name !== "inspect") return this.post(name, order, tell);
    const seen = this.inspecting.then(() => this.inspect(order));
    this.inspecting = seen.catch(() => {});
    return seen as Promise<Awaited<ReturnType<Operations[N]>>>;
  }

  /** Has a worker of its own look through a file, so that one that is hostile or odd holds up nothing but the files after it, and those not for long. */
  private async inspect(order: unknown): Promise<unknown> {
    this.inspector ??= new Background(this.script);
    const inspector = this.inspector;
    let silent = 0; // in ticks, not by the clock, which goes on while a computer sleeps
    let ticks: ReturnType<typeof setInterval> | undefined;
    const tooLong = new Promise<undefined>((resolve) => {
      ticks = setInterval(() => ++silent > this.patience && resolve(undefined), 1000);
    });
    const tell = () => {
      silent = 0;
    };
    const seen = await Promise.race([inspector.post("inspect", order, tell), tooLong]).finally(() => clearInterval(ticks));
    if (seen) return seen;
    inspector.end();
    this.inspector = undefined;
    return await this.inspect({ ...(order as object), tooMuch: true });
  }

  private post<T>(name: string, order: unknown, tell: (step: Step) => void): Promise<T> {
    const id = ++this.last;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as (result: unknown) => void, reject, tell });
      this.worker.postMessage({ id, name, order });
    });
  }

  /** The parcels of a report or a follow-up, in the order in which they are sent: those of its files, each sealed once it is asked for, and last
   * the one that names them. One letter at a time: a new one ends the last. */
  async *parcels(
    letter: { report: ReportOrder } | { turn: TurnOrder },
    tell?: (step: Step) => void,
  ): AsyncGenerator<Parcel, undefined> {
    const number = await ("report" in letter ? this.order("report", letter.report, tell) : this.order("turn", letter.turn, tell));
    const next = () => this.order("next", number);
    for (let parcel = await next(); parcel; parcel = await next()) yield parcel;
  }

  /** Ends the worker and with it everything that it remembers. */
  end(): void {
    this.inspector?.end();
    this.worker.terminate();
    this.waiting.clear();
  }

  private receive(data: { id: number; step?: Step; refused?: Reason | "failed"; which?: number; result?: unknown }): void {
    const waiting = this.waiting.get(data.id);
    if (!waiting) return;
    if (data.step) {
      waiting.tell(data.step);
      return;
    }
    this.waiting.delete(data.id);
    if (data.refused) waiting.reject(new BackgroundError(data.refused, data.which));
    else waiting.resolve(data.result);
  }
}
