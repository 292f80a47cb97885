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

  /** Starts the worker from the page's own script text. */
  constructor(script: string) {
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
    const id = ++this.last;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as (result: unknown) => void, reject, tell });
      this.worker.postMessage({ id, name, order });
    });
  }

  /** The parcels of a report or a follow-up, in the order in which they are sent: those of its files, each sealed once it is asked for, and last
   * the one that names them. One letter at a time. */
  async *parcels(
    letter: { report: ReportOrder } | { turn: TurnOrder },
    tell?: (step: Step) => void,
  ): AsyncGenerator<Parcel, undefined> {
    if ("report" in letter) await this.order("report", letter.report, tell);
    else await this.order("turn", letter.turn, tell);
    for (let parcel = await this.next(); parcel; parcel = await this.next()) yield parcel;
  }

  private next(): Promise<Parcel | undefined> {
    return this.order("next", undefined);
  }

  /** Ends the worker and with it everything that it remembers. */
  end(): void {
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
