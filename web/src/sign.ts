// Checks Luwte's hybrid signatures: Ed25519 and ML-DSA-65 over a label and the SHA-256 of the signed bytes, both of which must
// hold (SPEC §1). The page never signs.

import { ml_dsa65 } from "@noble/post-quantum/ml-dsa.js";
import { type Bytes, concat, utf8 } from "./bytes.ts";

export const publicKeySize = 1984;
export const signatureSize = 3373;

const classicKey = 32;
const classicSignature = 64;

/** What both halves sign. The digest is the browser's own: hashing a megabyte in a script without a JIT takes seconds. */
export async function signedMessage(label: string, data: Bytes): Promise<Bytes> {
  return concat(utf8(label), new Uint8Array(await crypto.subtle.digest("SHA-256", data)));
}

/** Whether both halves of a signature hold. Throws only if the browser lacks Ed25519. */
export async function verify(key: Bytes, label: string, data: Bytes, signature: Bytes): Promise<boolean> {
  if (key.length !== publicKeySize || signature.length !== signatureSize) return false;
  const message = await signedMessage(label, data);
  const classic = await verifyClassic(key.slice(0, classicKey), message, signature.slice(0, classicSignature));
  return classic && verifyLattice(key.subarray(classicKey), message, signature.subarray(classicSignature));
}

async function verifyClassic(key: Bytes, message: Bytes, signature: Bytes): Promise<boolean> {
  try {
    const imported = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", imported, signature, message);
  } catch (e) {
    if (e instanceof DOMException && e.name === "NotSupportedError") throw e;
    return false;
  }
}

function verifyLattice(key: Bytes, message: Bytes, signature: Bytes): boolean {
  try {
    return ml_dsa65.verify(signature, message, key);
  } catch {
    return false;
  }
}
