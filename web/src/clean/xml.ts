// Changes to XML texts by their tags. Tags are told from text, remarks and CDATA, so that a document about XML stays what it is.

import type { Bytes } from "../bytes.ts";
import { utf8 } from "../bytes.ts";
import { Unclean } from "./finding.ts";

// Each alternative goes on to the end of the text where it is not closed, and no two begin alike: so whatever the text, it is read once only.
const token = /<(?:!--[\s\S]*?(?:-->|$)|!\[CDATA\[[\s\S]*?(?:\]\]>|$)|\?[\s\S]*?(?:\?>|$)|(?:"[^"<]*"?|'[^'<]*'?|[^"'<>])*>?)/g;
const attribute = /\s([\w.-]+:)?([\w.-]+)\s*=\s*("[^"]*"|'[^']*')/g;

/**
 * UTF-8 text, without remarks and instructions: nobody sees them in the program, and they may say anything. Damaged where a tag is not closed; the
 * functions below trust in that.
 */
export function decodeXml(data: Bytes): string {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(data);
  } catch {
    throw new Unclean("damaged");
  }
  if (text.includes("\0")) throw new Unclean("damaged"); // UTF-16 without a mark
  return text.replace(token, (t) => {
    const declared = /^<\?xml\s/.test(t);
    const odd = declared && /encoding/i.test(t) && !/encoding\s*=\s*["'](utf-8|us-ascii)["']/i.test(t);
    // Entities of a document's own could say a name in other words; no office program writes any.
    if (odd || !t.endsWith(">") || /^<!D[^[]*\[/i.test(t)) throw new Unclean("damaged");
    return declared || !/^<(\?|!--)/.test(t) ? t : "";
  });
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
    if (/^<[!?/]/.test(tag)) return tag;
    const name = /^<([^\s/>]+)/.exec(tag)?.[1] as string;
    return tag.replace(attribute, (all, prefix = "", local, quoted) => {
      const value = quoted.slice(1, -1);
      const next = change(local, value, name.replace(/^.*:/, ""), prefix);
      if (next === undefined) return "";
      return next === value ? all : ` ${prefix}${local}="${next}"`;
    });
  });
}

/**
 * The text with the contents of every element of that local name passed through change; undefined leaves the element out. Elements inside it of the
 * same name are part of its contents.
 */
export function mapElements(text: string, local: string, change: (inner: string, start: string) => string | undefined): string {
  const pattern = new RegExp(
    `<!\\[CDATA\\[[\\s\\S]*?\\]\\]>|<(/?)((?:[\\w.-]+:)?(?:${local}))(?:[\\s/](?:"[^"]*"|'[^']*'|[^"'<>])*)?>`,
    "g",
  );
  let [out, done, depth, open] = ["", 0, 0, { tag: "", name: "", from: 0 }];
  for (const { 0: tag, 1: slash, 2: name, index } of text.matchAll(pattern)) {
    if (!name || (depth > 0 && name !== open.name)) continue;
    const [empty, from] = [tag.endsWith("/>"), index + tag.length];
    if (depth === 0) {
      if (slash) throw new Unclean("damaged");
      out += text.slice(done, index);
      open = { tag, name, from };
      done = index;
    }
    if (!empty) depth += slash ? -1 : 1;
    if (depth > 0) continue;
    const inner = text.slice(open.from, slash ? index : open.from);
    const start = open.tag.replace(/\/?>$/, "");
    const next = change(inner, start);
    if (next !== undefined) out += next === inner ? text.slice(done, from) : `${start}>${next}</${name}>`;
    done = from;
  }
  if (depth > 0) throw new Unclean("damaged");
  return out + text.slice(done);
}

/** What an attribute in a start tag says, still escaped; "" if there is none. */
export function attributeOf(start: string, local: string): string {
  return new RegExp(`\\s(?:[\\w.-]+:)?${local}\\s*=\\s*("[^"]*"|'[^']*')`).exec(start)?.[1]?.slice(1, -1) ?? "";
}

/** The root without what it holds, with its namespaces and version only. */
export function emptyRoot(text: string): string {
  const declaration = /^\s*<\?xml[^>]*\?>/.exec(text)?.[0] ?? "";
  const tag = text.match(token)?.find((t) => !/^<[!?]/.test(t));
  if (!tag) throw new Unclean("damaged");
  const bare = mapAttributes(tag, (name, value, _, prefix) =>
    prefix === "xmlns:" || name === "xmlns" || name === "version" ? value : undefined,
  );
  return `${declaration}${bare.replace(/\/?>$/, "/>")}`;
}
