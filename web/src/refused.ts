// Why foreign bytes were refused. The message never quotes them: they may be secret.

export type Reason =
  | "canonical" // not JSON, or not in its one encoding, or not of the expected shape
  | "malformed" // not one thing of its format, or a limit of the specification is broken
  | "version" // of an unknown version or kind
  | "bureau" // of another bureau, or not the fingerprint of its first root key
  | "roots" // a root key stands twice in a charter, or is its dispatch key
  | "succession" // an earlier root did not name the next
  | "bound" // opens, and says it is for another bureau or epoch
  | "signature" // one of the two halves does not verify
  | "short" // fewer bytes than a parcel has
  | "long" // more bytes than a parcel has
  | "shape" // the first bytes are not those of an age file with one hybrid stanza
  | "recipient" // not one age1pq1 recipient that can be sealed to
  | "sealed" // does not open with this identity: sealed to another, or altered
  | "mac" // not bound to this conversation, board and slot
  | "file" // a chosen file cannot be read, or is not what it was when it was chosen
  | "size"; // does not fit

export class Refused extends Error {
  /** Which of several files it is about. */
  which?: number;

  constructor(
    readonly reason: Reason,
    what: string,
  ) {
    super(`${what}: ${reason}`);
    this.name = "Refused";
  }
}
