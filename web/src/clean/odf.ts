// OpenDocument texts, sheets and slides (ISO 26300). What the document says stays, tracked changes and remarks too, but who, when and on which
// machine goes.

import { ownPath, Unclean } from "./finding.ts";
import type { Document } from "./package.ts";
import { attributeOf, emptyRoot, mapAttributes, mapElements } from "./xml.ts";
import { noteXml, unescapeXml } from "./xmp.ts";
import type { Archive } from "./zip.ts";

const dropped = /(^|\/)(Thumbnails|Configurations2|Versions)\/|^(layout-cache|VersionList\.xml|META-INF\/\w*signatures\.xml)$/i;
const meta = /(^|\/)meta\.xml$/;
const settings = /^(PrinterName|PrinterSetup|PrintFaxName|Rsid|RsidRoot|CurrentDatabase\w*|\w*Password\w*|\w*FileName)$/;
const names = "creator|creator-initials|sender-initials";
const times = "date|create-date-string";
// Fields that show a name; they are part of what the document says.
const fields = "(?:author|sender|initial-creator|creator|printed-by|file)-?[\\w-]*|modification-date|creation-date";

export function cleanOpenDocument(archive: Archive, document: Document): Promise<Blob> {
  return document.clean(archive, dropped, (name, text, gone) => part(name, text, gone, document));
}

function part(name: string, text: string, gone: Set<string>, document: Document): string {
  if (name === "META-INF/manifest.xml") return manifest(text, gone);
  if (meta.test(name)) {
    noteXml(text, name, document.notes);
    mapElements(text, "user-defined", (inner) => {
      document.notes.add("other", `${name} user-defined`, unescapeXml(inner));
      return inner;
    });
    return emptyRoot(text);
  }
  return people(name, elements(name, text, document), document);
}

function manifest(text: string, gone: Set<string>): string {
  if (/<[\w:.-]*encryption-data/.test(text)) throw new Unclean("encrypted");
  return mapElements(text, "file-entry", (inner, start) => {
    const path = attributeOf(start, "full-path");
    return gone.has(path) || (path.endsWith("/") && dropped.test(path)) ? undefined : inner;
  });
}

function elements(name: string, text: string, document: Document): string {
  const { notes } = document;
  return mapElements(text, "config-item", (inner, start) => {
    const item = attributeOf(start, "name");
    if (!settings.test(item)) return inner;
    if (inner.trim() !== "") notes.add("other", `${name} ${item}`, item === "PrinterSetup" ? "" : unescapeXml(inner));
    return undefined;
  });
}

function people(name: string, text: string, document: Document): string {
  const { notes } = document;
  // dc: and meta: say who changed or remarked; the same words with text: are fields in the text.
  let out = mapElements(text, names, (inner, start) => {
    if (start.startsWith("<text:")) return inner;
    return start.includes("initials") ? document.initials(inner, name) : document.author(inner, name);
  });
  out = mapElements(out, times, (inner, start) => {
    if (!/^<(dc|meta):/.test(start)) return inner;
    notes.add("time", name, unescapeXml(inner));
    return undefined;
  });
  mapElements(out, "deletion|hidden-text|hidden-paragraph|notes", (inner, start) => {
    if (/>[^<]*[^<\s]/.test(`>${inner}`)) notes.leave("other", `${name} ${/^<[^\s/>]+/.exec(start)?.[0].slice(1)}`);
    return inner;
  });
  mapElements(out, fields, (inner, start) => {
    if (start.startsWith("<text:")) notes.leave("author", name, unescapeXml(inner.replace(/<[^>]*>/g, "")));
    return inner;
  });
  return mapAttributes(out, (local, value, _, prefix) => {
    if (/rsid$/.test(local) && prefix !== "") {
      notes.add("other", name);
      return undefined;
    }
    const text = unescapeXml(value);
    if (ownPath.test(text)) notes.leave("other", name, text);
    return value;
  });
}
