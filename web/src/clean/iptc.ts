// Photoshop's block in a JPEG, which holds IPTC captions and small pictures: read only to tell what it says.

import type { Notes, What } from "./finding.ts";
import { latin1 } from "./source.ts";

// Datasets of record 2 (IPTC-IIM 4.2).
const telling: Record<number, [What, string]> = {
  5: ["comment", "ObjectName"],
  25: ["comment", "Keywords"],
  55: ["time", "DateCreated"],
  65: ["software", "OriginatingProgram"],
  80: ["author", "By-line"],
  90: ["gps", "City"],
  92: ["gps", "Sub-location"],
  101: ["gps", "Country"],
  110: ["author", "Credit"],
  116: ["author", "CopyrightNotice"],
  120: ["comment", "Caption"],
  122: ["author", "Writer"],
};

export function noteIptc(data: Uint8Array, notes: Notes): void {
  const before = notes.found.length;
  const text = latin1(data);
  if (text.includes("8BIM\x04\x09") || text.includes("8BIM\x04\x0c")) notes.add("thumbnail", "Photoshop");
  for (let at = data.indexOf(0x1c); at >= 0 && at + 5 <= data.length; at = data.indexOf(0x1c, at + 1)) {
    const kind = data[at + 1] === 2 ? telling[data[at + 2] as number] : undefined;
    const size = ((data[at + 3] as number) << 8) | (data[at + 4] as number);
    if (kind && at + 5 + size <= data.length)
      notes.add(kind[0], `IPTC ${kind[1]}`, new TextDecoder().decode(data.subarray(at + 5, at + 5 + Math.min(size, 400))));
  }
  if (notes.found.length === before) notes.add("other", "Photoshop");
}
