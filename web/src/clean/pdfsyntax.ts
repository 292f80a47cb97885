// The values of which a PDF is made (ISO 32000-2 §7.3), read from text with one character a byte, and written again.

import { Unclean } from "./finding.ts";

export class Ref {
  readonly n: number;

  constructor(n: number) {
    this.n = n;
  }
}

export type Dict = Map<string, Value>;
/** A string here is a token as it stands in the file: a number, a word, "/Name", "(text)" or "<hex>". Keys of a Dict have no slash. */
export type Value = string | Ref | Value[] | Dict;

/** Is thrown where the text breaks off: there may be more of it in the file. */
export class Short extends Error {}

/** What must follow the text where it is whole: the parser does not decide on less. */
export const margin = " ".repeat(64);

const deepest = 64;
const space = /(?:[\0\t\n\f\r ]|%[^\r\n]*(?=[\r\n]))*/y;
const reference = /(\d{1,10})[\0\t\n\f\r ]+\d{1,5}[\0\t\n\f\r ]+R(?![^\0\t\n\f\r ()<>[\]{}/%])/y;
const word = /[^\0\t\n\f\r ()<>[\]{}/%]+/y;
const hex = /<[0-9A-Fa-f\0\t\n\f\r ]*>/y;

export class Parser {
  at: number;
  private readonly text: string;

  constructor(text: string, at = 0) {
    this.text = text;
    this.at = at;
  }

  /** What pattern, which is sticky, matches after white space and remarks; undefined if it does not. */
  match(pattern: RegExp): RegExpExecArray | undefined {
    this.take(space);
    const found = this.take(pattern);
    if (!found && this.at + margin.length > this.text.length) throw new Short();
    return found;
  }

  value(depth = 0): Value {
    if (depth > deepest) throw new Unclean("damaged");
    const ref = this.match(reference);
    if (ref) return new Ref(Number(ref[1]));
    const c = this.text[this.at] as string;
    if (this.text.startsWith("<<", this.at)) return this.dict(depth);
    if (c === "<") return this.need(hex);
    if (c === "(") return this.literal();
    if (c === "/") return this.name();
    if (c !== "[") return this.need(word);
    this.at++;
    const list: Value[] = [];
    while (!this.match(/\]/y)) list.push(this.value(depth + 1));
    return list;
  }

  private dict(depth: number): Dict {
    this.at += 2;
    const out: Dict = new Map();
    while (!this.match(/>>/y)) {
      if (this.text[this.at] !== "/") throw new Unclean("damaged");
      const key = this.name().slice(1);
      out.set(key, this.value(depth + 1));
    }
    return out;
  }

  /** A name, with what is needlessly written as a number ("/Auth#6Fr") in plain letters, lest a key escapes notice. */
  private name(): string {
    this.at++;
    const raw = this.take(word)?.[0] ?? "";
    if (this.at >= this.text.length) throw new Short();
    return `/${raw.replace(/#([0-9A-Fa-f]{2})/g, (all, code) => {
      const c = String.fromCharCode(Number.parseInt(code, 16));
      return /[A-Za-z0-9_.+-]/.test(c) ? c : all;
    })}`;
  }

  private literal(): string {
    const from = this.at;
    for (let open = 0; ; this.at++) {
      const c = this.text[this.at];
      if (c === undefined) throw new Short();
      if (c === "\\") this.at++;
      else if (c === "(") open++;
      else if (c === ")" && --open === 0) break;
    }
    this.at++;
    return this.text.slice(from, this.at).replaceAll("\\\0", "\0").replaceAll("\0", "\\000");
  }

  private need(pattern: RegExp): string {
    const found = this.take(pattern)?.[0];
    if (this.at >= this.text.length || (found === undefined && pattern === hex && this.text.indexOf(">", this.at) < 0))
      throw new Short();
    if (found === undefined) throw new Unclean("damaged");
    return found;
  }

  private take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text) ?? undefined;
    if (found) this.at = pattern.lastIndex;
    return found;
  }
}

/** The text of a value. References stand as \0n\0, to be replaced by the numbers they get; no token has a \0 in it. */
export function write(value: Value): string {
  if (typeof value === "string") return value;
  if (value instanceof Ref) return `\0${value.n}\0`;
  if (Array.isArray(value)) return `[${value.map(write).join(" ")}]`;
  return `<<${[...value].map(([key, v]) => `/${key} ${write(v)}`).join("\n")}>>`;
}

const escapes: Record<string, string> = { n: "\n", r: "\r", t: "\t", b: "", f: "", "\n": "", "\r": "" };

/** What a string token says; "" for any other value. */
export function textOf(value: Value | undefined): string {
  if (typeof value !== "string" || !/^[(<]/.test(value)) return "";
  const raw = value.startsWith("(") ? unescapeLiteral(value.slice(1, -1)) : unhex(value.slice(1, -1));
  const bytes = Uint8Array.from(raw, (c) => c.charCodeAt(0));
  if (raw.startsWith("\xfe\xff")) return new TextDecoder("utf-16be").decode(bytes);
  return raw.startsWith("\xef\xbb\xbf") ? new TextDecoder().decode(bytes) : raw;
}

function unescapeLiteral(text: string): string {
  return text.replace(/\\(?:([0-7]{1,3})|(\r\n|[\s\S]))/g, (_, octal, c) =>
    octal ? String.fromCharCode(Number.parseInt(octal, 8) & 255) : (escapes[c[0]] ?? c),
  );
}

function unhex(text: string): string {
  const digits = text.replace(/[^0-9A-Fa-f]/g, "");
  return digits.replace(/..?/g, (two) => String.fromCharCode(Number.parseInt(two.padEnd(2, "0"), 16)));
}
