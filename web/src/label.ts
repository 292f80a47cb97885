// Every domain-separation string of the page, so that one look shows that no two uses of a hash, a MAC or a signature can be
// taken for each other. The same as in crypto/label; a test compares both.

export const label = {
  Fingerprint: "luwte/1 fingerprint",

  SignCharter: "luwte/1 sign charter",
  SignBoard: "luwte/1 sign board",
  SignDispatch: "luwte/1 sign dispatch",
  SignSuccession: "luwte/1 sign succession",

  CodeSalt: "luwte/1 code",
  CodeCheck: "luwte/1 check",
  Identity: "luwte/1 identity",
  Slots: "luwte/1 slots",

  SlotLabel: "luwte/1 label",
  Handle: "luwte/1 handle",
  MACKey: "luwte/1 mac key",
  BindNote: "luwte/1 bind note",

  Charter: "luwte/1 charter",
  Parcel: "luwte/1 parcel",
  Note: "luwte/1 note",

  Board: "luwte/1 board\n",
  Dispatch: "luwte/1 dispatch\n",
  Pouch: "luwte/1 pouch\n",
} as const;
