// The one JSON encoding that Luwte's formats allow (SPEC §1). A shape checks a decoded value and builds it again with its members in
// the specification's order; what is parsed is encoded again and compared, so that unknown, missing, doubled and differently cased members,
// which JSON.parse lets pass, all fail the same test.

import { base64 } from "@scure/base";
import { type Bytes, compare, utf8 } from "./bytes.ts";
import { Refused } from "./refused.ts";

export type Shape<T> = (value: unknown) => T;
export type Of<S> = S extends Shape<infer T> ? T : never;

export function refuse(): never {
  throw new Refused("canonical", "JSON");
}

/** Integers from min to max, which is at most 2^53-1. */
export function integer(min = 0, max = Number.MAX_SAFE_INTEGER): Shape<number> {
  return (v) => (typeof v === "number" && Number.isSafeInteger(v) && v >= min && v <= max ? v : refuse());
}

/** Strings that pass the test; lone surrogates never do. */
export function string(ok: RegExp | ((s: string) => boolean) = () => true): Shape<string> {
  const test = ok instanceof RegExp ? (s: string) => ok.test(s) : ok;
  return (v) => (typeof v === "string" && v.isWellFormed() && test(v) ? v : refuse());
}

export function literal<const L extends string>(...options: L[]): Shape<L> {
  return (v) => options.find((o) => o === v) ?? refuse();
}

/** Lower-case hex of n bytes, kept as hex. */
export function hex(n: number): Shape<string> {
  return string((s) => s.length === 2 * n && /^[0-9a-f]*$/.test(s));
}

/** Padded standard base64 of n bytes, kept as text. */
export function base64Of(n: number): Shape<string> {
  return string((s) => {
    try {
      return base64.decode(s).length === n;
    } catch {
      return false;
    }
  });
}

export function list<T>(of: Shape<T>, min: number, max: number): Shape<T[]> {
  return (v) => (Array.isArray(v) && v.length >= min && v.length <= max ? v.map(of) : refuse());
}

/** Lists in strictly ascending order. */
export function ascending<T extends string | number>(of: Shape<T>, min: number, max: number): Shape<T[]> {
  const items = list(of, min, max);
  return (v) => {
    const out = items(v);
    return out.every((x, i) => i === 0 || (out[i - 1] as T) < x) ? out : refuse();
  };
}

export function object<S extends Record<string, Shape<unknown>>>(members: S): Shape<{ [K in keyof S]: Of<S[K]> }> {
  const shapes = Object.entries(members);
  return (v) => {
    const from = record(v);
    return Object.fromEntries(shapes.map(([name, shape]) => [name, shape(own(from, name))])) as { [K in keyof S]: Of<S[K]> };
  };
}

/** Maps with at most max keys that pass the test, sorted by key. Keys are ASCII and do not look like array indices. */
export function map<T>(key: RegExp, of: Shape<T>, min: number, max: number): Shape<Record<string, T>> {
  return (v) => {
    const keys = Object.keys(record(v)).sort();
    if (keys.length < min || keys.length > max || !keys.every((k) => key.test(k))) refuse();
    return Object.fromEntries(keys.map((k) => [k, of(own(record(v), k))]));
  };
}

/** A shape with one more rule over the whole. */
export function where<T>(shape: Shape<T>, ok: (value: T) => boolean): Shape<T> {
  return (v) => {
    const out = shape(v);
    return ok(out) ? out : refuse();
  };
}

function record(v: unknown): Record<string, unknown> {
  return typeof v === "object" && v !== null && !Array.isArray(v) ? (v as Record<string, unknown>) : refuse();
}

function own(from: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(from, name) ? from[name] : refuse();
}

/** The canonical encoding of a value of this shape; throws Refused if it is none. */
export function encode<T>(shape: Shape<T>, value: T): Bytes {
  const separators = /[\u2028\u2029]/g; // the only ones that JSON.stringify leaves as they are and the specification does not
  return utf8(JSON.stringify(shape(value)).replace(separators, (c) => `\\u${c.charCodeAt(0).toString(16)}`));
}

/** The value that data is the canonical encoding of; throws Refused if there is none. */
export function parse<T>(shape: Shape<T>, data: Uint8Array): T {
  let value: T;
  try {
    value = shape(JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data)));
  } catch {
    return refuse();
  }
  return compare(encode(shape, value), data) === 0 ? value : refuse();
}
