// What a drop serves to everyone: charters and boards, fetched, or taken from files where the page is one. For a report and for a look alike, the
// boards of all bureaus are fetched, so that the one looks like the other from outside.

import type { Background } from "./background.ts";
import { BackgroundError } from "./background.ts";
import { bureauOf, maxBoardSize } from "./board.ts";
import { type Bytes, concat } from "./bytes.ts";
import { type Charter, inboxOf } from "./charter.ts";
import { get, HttpError } from "./http.ts";
import { splitSaved } from "./saved.ts";
import type { BoardDates } from "./worker.ts";

/** Bounds all charters and boards together, in bytes: twice what a drop shows at a time, since they may change in between. Without it a drop could
 * fill this machine's memory with bureaus of its own making. */
const maxPublic = 2 ** 23;
const maxSaved = 2 ** 25;

export class Drop {
  charters: Charter[] = [];
  /** Charters that the drop serves and that do not verify. */
  refused = 0;
  /** By bureau: the dates of its verified board; none yet; or one that does not verify. */
  boards = new Map<string, BoardDates | "none" | "refused">();
  private size = 0; // of all charters, in bytes
  private saved: { lines: Bytes[]; boards: Bytes[] } = { lines: [], boards: [] };

  constructor(
    private readonly background: Background,
    private readonly offline = false, // what was taken from files is all there is
  ) {}

  /** Throws HttpError or BackgroundError. */
  async fetchCharters(): Promise<void> {
    if (this.offline) return;
    const data = await get("/v1/charters", maxPublic);
    if (!data) throw new HttpError({ kind: "status", status: 404 });
    const { charters, refused } = await this.background.order("charters", data);
    this.charters = charters;
    this.refused = refused;
    this.size = data.length;
  }

  /** Fetches and verifies the boards of all bureaus. Throws HttpError or BackgroundError if one cannot be had at all. */
  async fetchBoards(progress: (bytes: number) => void = () => {}): Promise<void> {
    if (this.offline) return;
    let before = 0;
    const boards: typeof this.boards = new Map();
    for (const charter of this.charters) {
      let last = 0;
      const path = `/v1/inboxes/${inboxOf(charter.bureau)}/board`;
      const data = await get(path, Math.min(maxBoardSize, maxPublic - this.size - before), (done) => {
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

  /** Takes charters and boards from saved files. Returns the names of those that hold something else. Throws BackgroundError. */
  async takeFiles(files: File[]): Promise<string[]> {
    const lines = [...this.saved.lines];
    const boards = [...this.saved.boards];
    const strange: string[] = [];
    for (const file of files) {
      const data = file.size > maxSaved ? new Uint8Array() : new Uint8Array(await file.arrayBuffer());
      if (data[0] === 0x3c) continue; // "<": the page itself, which was saved with the others
      const saved = splitSaved(data);
      if (!saved) strange.push(file.name);
      lines.push(...(saved?.lines ?? []));
      boards.push(...(saved?.boards ?? []));
    }
    if (strange.length > 0 || files.length === 0) return strange;
    return (await this.take(lines, boards)) ? [] : files.map((f) => f.name);
  }

  /** Takes all that was chosen so far: of each bureau the newest charter and board that verify, in whatever order they came. */
  private async take(lines: Bytes[], boards: Bytes[]): Promise<boolean> {
    const { charters, refused } = await this.background.order("charters", concat(...lines));
    const all: typeof this.boards = new Map(charters.map((c) => [c.bureau, "none"]));
    for (const data of boards) {
      const charter = charters.find((c) => c.bureau === bureauOf(data));
      if (!charter) continue;
      const dates = await this.verify(data, charter);
      if (dates !== "refused" || all.get(charter.bureau) === "none") all.set(charter.bureau, dates);
    }
    if (charters.length > 0) Object.assign(this, { charters, refused, boards: all, saved: { lines, boards } });
    return charters.length > 0 || refused === 0;
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
