// What a cleaner has to say: what it took out, what it could not take out, and why it gave a file back untouched.

export type What = "gps" | "camera" | "serial" | "author" | "software" | "time" | "thumbnail" | "comment" | "other";

/**
 * One thing that names a person, a machine, a place or a time. where is in the format's own words and not translated ("EXIF",
 * "docProps/core.xml Company"); value is a short excerpt, safe to show as text. Neither may leave the reporter's machine.
 */
export interface Finding {
  what: What;
  where: string;
  value?: string;
}

/**
 * unknown: no cleaner for this kind; damaged: not shaped as its format says; encrypted: needs a password or rights;
 * large: needs more memory than is given to it.
 */
export type Why = "unknown" | "damaged" | "encrypted" | "large";

/** Is thrown inside the cleaners; clean() turns it into a result. */
export class Unclean extends Error {
  readonly why: Why;

  constructor(why: Why) {
    super(`file cannot be cleaned: ${why}`);
    this.why = why;
  }
}

/** What tells where something lies on somebody's machine or in somebody's cloud, or who logs in. */
export const ownPath = /^(\.\.[\\/]|\/(home|Users|[a-z])\/)|(^|[^\w\\])([a-z]:[\\/]|\\\\\w|file:[\\/])|\/personal\/|\buser id=/i;
const mostFindings = 100;
const longestValue = 80;

/** Makes text harmless on a screen: no controls, no marks that turn the direction of writing or show nothing, at most 80 signs. */
export function shown(text: string): string {
  const signs = Array.from(
    text
      .slice(0, 4 * longestValue)
      .replace(/[\p{C}\p{Z}]+/gu, " ")
      .trim(),
  );
  return signs.length > longestValue ? `${signs.slice(0, longestValue - 1).join("")}…` : signs.join("");
}

/** Collects findings: each once, values made harmless, at most 100 of each list so that a hostile file cannot fill the memory. */
export class Notes {
  readonly found: Finding[] = [];
  readonly left: Finding[] = [];
  packets = 0; // of XMP, read so far
  private readonly prefix: string;

  constructor(prefix = "") {
    this.prefix = prefix;
  }

  add(what: What, where: string, value = ""): void {
    this.put(this.found, what, where, value);
  }

  /** Records what stays in the cleaned file. */
  leave(what: What, where: string, value = ""): void {
    this.put(this.left, what, where, value);
  }

  /** Takes over what was found in a file inside this one. */
  take(inner: Notes): void {
    for (const f of inner.found) this.put(this.found, f.what, f.where, f.value ?? "");
    for (const f of inner.left) this.put(this.left, f.what, f.where, f.value ?? "");
  }

  /** Notes for a file inside this one. */
  inside(name: string): Notes {
    return new Notes(shown(name));
  }

  private put(list: Finding[], what: What, place: string, value: string): void {
    const where = shown(this.prefix === "" ? place : `${this.prefix}: ${place}`);
    const text = shown(value);
    if (list.length >= mostFindings || list.some((f) => f.what === what && f.where === where && (f.value ?? "") === text)) return;
    list.push(text === "" ? { what, where } : { what, where, value: text });
  }
}
