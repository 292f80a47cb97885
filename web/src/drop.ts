// What a drop serves to everyone: charters and boards, fetched, or taken from files where the page is one. For a report and for a look alike, the boards of all bureaus are fetched, so that
// the one looks like the other from outside.

import type { Background } from "./background.ts";
import { BackgroundError } from "./background.ts";
import { maxBoardSize } from "./board.ts";
import type { Bytes } from "./bytes.ts";
import { type Charter, inboxOf } from "./charter.ts";
import { get, HttpError } from "./http.ts";
import type { BoardDates } from "./worker.ts";

/** Far more than a drop's quotas allow. */
const maxCharters = 2 ** 24;

export class Drop {
  charters: Charter[] = [];
  /** Charters that the drop serves and that do not verify. */
  refused = 0;
  /** By bureau: the dates of its verified board; none yet; or one that does not verify. */
  boards = new Map<string, BoardDates | "none" | "refused">();

  constructor(
    private readonly background: Background,
    private readonly offline = false, // what was taken from files is all there is
  ) {}

  /** Throws HttpError or BackgroundError. */
  async fetchCharters(): Promise<void> {
    if (this.offline) return;
    const data = await get("/v1/charters", maxCharters);
    if (!data) throw new HttpError({ kind: "status", status: 404 });
    const { charters, refused } = await this.background.order("charters", data);
    this.charters = charters;
    this.refused = refused;
  }

  /** Fetches and verifies the boards of all bureaus. Throws HttpError or BackgroundError if one cannot be had at all. */
  async fetchBoards(progress: (bytes: number) => void = () => {}): Promise<void> {
    if (this.offline) return;
    let before = 0;
    const boards: typeof this.boards = new Map();
    for (const charter of this.charters) {
      let last = 0;
      const path = `/v1/inboxes/${inboxOf(charter.bureau)}/board`;
      const data = await get(path, maxBoardSize, (done) => {
        last = done;
        progress(before + done);
      });
      before += last;
      boards.set(charter.bureau, data ? await this.verify(data, charter) : "none");
    }
    this.boards = boards;
  }

  private async verify(data: Uint8Array<ArrayBuffer>, charter: Charter): Promise<BoardDates | "refused"> {
    try {
      return await this.background.order("board", { data, charter });
    } catch (e) {
      if (e instanceof BackgroundError && e.reason !== "failed") return "refused";
      throw e;
    }
  }

  /** Takes charters and boards from saved files, in any order. Returns the names of those that are neither. Throws BackgroundError. */
  async takeFiles(files: File[]): Promise<string[]> {
    const boards: { name: string; data: Bytes }[] = [];
    for (const file of files) {
      const data = file.size > maxCharters ? new Uint8Array() : new Uint8Array(await file.arrayBuffer());
      if (data[0] === 0x3c) continue; // "<": the page itself, which was saved with the others
      const { charters, refused } = await this.background.order("charters", data);
      if (charters.length === 0) boards.push({ name: file.name, data });
      else Object.assign(this, { charters, refused, boards: new Map() });
    }
    const strange: string[] = [];
    for (const { name, data } of boards) if (!(await this.takeBoard(data))) strange.push(name);
    return strange;
  }

  private async takeBoard(data: Bytes): Promise<boolean> {
    for (const charter of this.charters) {
      const dates = await this.verify(data, charter);
      if (dates === "refused") continue;
      this.boards.set(charter.bureau, dates);
      return true;
    }
    return false;
  }

  charterOf(bureau: string): Charter | undefined {
    return this.charters.find((c) => c.bureau === bureau);
  }

  /** The dates of a bureau's board, if it has one that verifies. */
  datesOf(bureau: string): BoardDates | undefined {
    const board = this.boards.get(bureau);
    return typeof board === "object" ? board : undefined;
  }
}
