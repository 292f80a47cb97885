// Files in pieces (SPEC §6). A file is read in slices, one at a time, and never held whole. When it is chosen, a short hash of each of its pieces
// is noted; when it is sealed, a piece with another hash stops everything: what was looked through and cleaned is what is sent, or nothing is.

import { sha256 } from "@noble/hashes/sha2.js";
import { hex } from "@scure/base";
import { type Bytes, compare, free, tidy } from "./bytes.ts";
import { label } from "./label.ts";
import type { FileRef } from "./message.ts";
import { type Parcel, parcelId, plaintextSize } from "./parcel.ts";
import { Refused } from "./refused.ts";
import { sealMessage } from "./seal.ts";

/** Bytes of a file in a full parcel: what is left beside the longest JSON of a piece, 156 bytes, and its length. */
export const pieceSize = plaintextSize - 4 - 156;

/** What can be sent of a chosen file, and a hash of each of its pieces, 16 bytes each in one string. */
export interface Copy {
  data: Blob;
  sums: Bytes;
}

/** A file as it is to be sent. */
export interface Attachment extends Copy {
  name: string;
  type: string;
  acknowledged: string[]; // ids of its first pieces, which the drop has: they are neither sealed nor sent again
}

export function piecesOf(size: number): number {
  return Math.ceil(size / pieceSize);
}

/** Reads a file once, by the piece. Throws Refused, file, if it cannot be read. */
export async function copyOf(data: Blob): Promise<Copy> {
  const sums = new Uint8Array(16 * piecesOf(data.size));
  for (let n = 0; n * pieceSize < data.size; n++) {
    const body = await read(data, n);
    sums.set(await sumOf(body), 16 * n);
    free(body);
    if (n % 3 === 2) tidy();
  }
  return { data, sums };
}

/** The parcels of files, sealed one by one as they are asked for; in the end how a letter names the files. Throws Refused, file, at the first
 * piece that is not as it was when the file was chosen. */
export async function* sealFiles(
  head: { bureau: string; epoch: number },
  recipient: string,
  files: Attachment[],
): AsyncGenerator<Parcel, FileRef[]> {
  const refs: FileRef[] = [];
  for (const [which, { name, type, data, sums, acknowledged }] of files.entries()) {
    const whole = sha256.create();
    const parcels: string[] = [];
    for (let n = 0; n * pieceSize < data.size; n++) {
      const body = await read(data, n, which);
      if (compare(await sumOf(body), sums.subarray(16 * n, 16 * n + 16)) !== 0) throw refused(which);
      whole.update(body);
      let id = acknowledged[n];
      if (id === undefined) {
        const piece = { format: label.Parcel, kind: "file", ...head, size: body.length } as const;
        const bytes = await sealMessage(recipient, piece, body);
        id = await parcelId(bytes);
        free(body);
        if (n % 3 === 2) tidy();
        yield { bytes, id };
      } else free(body);
      parcels.push(id);
    }
    refs.push({ name, type, size: data.size, sha256: hex.encode(whole.digest()), parcels });
  }
  return refs;
}

async function read(data: Blob, n: number, which = 0): Promise<Bytes> {
  try {
    return new Uint8Array(await data.slice(n * pieceSize, (n + 1) * pieceSize).arrayBuffer());
  } catch {
    throw refused(which); // it was changed, moved or removed
  }
}

function refused(which: number): Refused {
  return Object.assign(new Refused("file", "changed or unreadable"), { which });
}

async function sumOf(data: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", data)).subarray(0, 16);
}
