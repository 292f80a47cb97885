// Changes to XML texts by their tags. Tags are told from text, remarks and CDATA, so that a document about XML stays what it is.

import type { Bytes } from "../bytes.ts";
import { utf8 } from "../bytes.ts";
import { Unclean } from "./finding.ts";

const token = /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<[A-Za-z_][^\s<>"'/]*(?:"[^"]*"|'[^']*'|[^"'<>])*>/g;
const attribute = /\s+([\w.-]+:)?([\w.-]+)\s*=\s*("[^"]*"|'[^']*')/g;

/** UTF-8 text, without remarks: nobody sees them in the program, and they may say anything. */
export function decodeXml(data: Bytes): string {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(data);
  } catch {
    throw new Unclean("damaged");
  }
  // Entities of a document's own could say a name in other words; no office program writes any.
  if (/<!DOCTYPE[^>[]*\[/.test(text) || /^\s*<\?xml[^>]*encoding=["'](?!utf-8|us-ascii)/i.test(text)) throw new Unclean("damaged");
  return text.replace(token, (t) => (t.startsWith("<!--") ? "" : t));
}

export function encodeXml(text: string): Bytes {
  return utf8(text);
}

/** The text with every attribute passed through change: it returns the value to write, still escaped, or undefined to leave it out. */
export function mapAttributes(
  text: string,
  change: (name: string, value: string, tag: string, prefix: string) => string | undefined,
): string {
  return text.replace(token, (tag) => {
    if (tag.startsWith("<!")) return tag;
    const name = /^<([^\s/>]+)/.exec(tag)?.[1] as string;
    return tag.replace(attribute, (all, prefix = "", local, quoted) => {
      const value = quoted.slice(1, -1);
      const next = change(local, value, name.replace(/^.*:/, ""), prefix);
      if (next === undefined) return "";
      return next === value ? all : ` ${prefix}${local}="${next}"`;
    });
  });
}

/** The text with the contents of every element of that local name passed through change; undefined leaves the element out. */
export function mapElements(text: string, local: string, change: (inner: string, start: string) => string | undefined): string {
  const pattern = new RegExp(
    `(<((?:[\\w.-]+:)?(?:${local}))(?:\\s(?:"[^"]*"|'[^']*'|[^"'<>])*?)?)(?:/>|>([\\s\\S]*?)</\\2\\s*>)`,
    "g",
  );
  return text.replace(pattern, (all, start, name, inner) => {
    const next = change(inner ?? "", start);
    if (next === undefined) return "";
    return next === (inner ?? "") ? all : `${start}>${next}</${name}>`;
  });
}

/** The root without what it holds, with its namespaces and version only. */
export function emptyRoot(text: string): string {
  const declaration = /^\s*<\?xml[^>]*\?>/.exec(text)?.[0] ?? "";
  const tag = text.match(token)?.[0];
  if (!tag) throw new Unclean("damaged");
  const bare = mapAttributes(tag, (name, value, _, prefix) =>
    prefix === "xmlns:" || name === "xmlns" || name === "version" ? value : undefined,
  );
  return `${declaration}${bare.replace(/\s*\/?>$/, "/>")}`;
}
