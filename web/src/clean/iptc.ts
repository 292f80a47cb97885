// Photoshop's block in a JPEG, which holds IPTC captions and small pictures: read only to tell what it says.

import type { Notes, What } from "./finding.ts";
import { latin1 } from "./source.ts";

// Datasets of record 2 (IPTC-IIM 4.2).
const telling: [What, ...number[]][] = [
  ["author", 80, 110, 116, 122], // By-line, Credit, CopyrightNotice, Writer
  ["gps", 90, 92, 101], // City, Sub-location, Country
  ["comment", 5, 25, 120], // ObjectName, Keywords, Caption
  ["time", 55], // DateCreated
  ["software", 65], // OriginatingProgram
];

export function noteIptc(data: Uint8Array, notes: Notes): void {
  const before = notes.found.length;
  const text = latin1(data);
  if (text.includes("8BIM\x04\x09") || text.includes("8BIM\x04\x0c")) notes.add("thumbnail", "Photoshop");
  for (let at = data.indexOf(0x1c); at >= 0 && at + 5 <= data.length; at = data.indexOf(0x1c, at + 1)) {
    const what = data[at + 1] === 2 ? telling.find((t) => t.includes(data[at + 2] as number))?.[0] : undefined;
    const size = ((data[at + 3] as number) << 8) | (data[at + 4] as number);
    if (what && at + 5 + size <= data.length)
      notes.add(what, "IPTC", new TextDecoder().decode(data.subarray(at + 5, at + 5 + Math.min(size, 400))));
  }
  if (notes.found.length === before) notes.add("other", "Photoshop");
}
