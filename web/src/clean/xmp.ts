// XMP packets and other XML that describes a file: read only to tell what they say.

import type { Notes, What } from "./finding.ts";

const kinds: [RegExp, What][] = [
  [/^(GPS\w*|Location|City|Sub-?location)$/i, "gps"],
  [/SerialNumber$|^ImageUniqueID$/, "serial"],
  [/^(Make|Model|Lens|LensModel|LensInfo)$/, "camera"],
  [
    /^(creator|Artist|OwnerName|CameraOwnerName|Author|AuthorsPosition|CaptionWriter|By-?line|Credit|rights|publisher|contributor)$/i,
    "author",
  ],
  [/^(lastModifiedBy|initial-creator|printed-by|Company|Manager|LastSavedBy)$/i, "author"],
  [/^(CreatorTool|Producer|softwareAgent|Software|generator|Application|AppVersion)$/i, "software"],
  [/^(\w*Date\w*|date|when|created|modified|lastPrinted|creation-date|print-date|editing-duration|TotalTime)$/i, "time"],
  [/^(description|title|subject|keywords?|category|headline|UserComment|instructions)$/i, "comment"],
  [/^(image|Thumbnails?)$/i, "thumbnail"],
  [/^(\w*DocumentID|InstanceID|documentId|Template|HyperlinkBase|user-defined|identifier|revision|editing-cycles)$/i, "other"],
];
// Bounded throughout: a hostile text may begin anew at each letter.
const property =
  /\b([A-Za-z][\w.-]{0,60})(?:=["']([^"'<>]{1,400})|(?:\s[^<>]{0,400})?>(?:\s{0,99}<rdf:\w{1,9}[^<>]{0,99}>){0,2}\s{0,99}([^<>\s][^<>]{0,399}))/g;
const mostPackets = 20;
const longest = 65_536;

/** What the name of a property tells, if it does. */
export function kindOf(name: string): What | undefined {
  return kinds.find(([pattern]) => pattern.test(name))?.[1];
}

/** Notes the telling properties of an XML text, attributes and elements alike. */
export function noteXml(text: string, where: string, notes: Notes): void {
  for (const [, name, attribute, element] of text.slice(0, longest).matchAll(property)) {
    const what = kindOf(name as string);
    if (what) notes.add(what, `${where} ${name}`, what === "thumbnail" ? "" : unescapeXml(attribute ?? element ?? ""));
  }
}

/** An XMP packet is worth a word even where it tells nothing that is known here. */
export function noteXmp(data: Uint8Array, notes: Notes): void {
  if (notes.packets++ > mostPackets) return; // something was said already
  const before = notes.found.length;
  noteXml(new TextDecoder().decode(data.subarray(0, longest)), "XMP", notes);
  if (notes.found.length === before) notes.add("other", "XMP");
}

const named: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

export function unescapeXml(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,4}));/gi, (all, decimal, hex, name) => {
    if (name) return named[name] ?? all;
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}
