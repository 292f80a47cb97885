// Files that are made to be slow: each would take minutes of a cleaner that reads anything twice over.

import assert from "node:assert/strict";
import test from "node:test";
import { Worker as Thread } from "node:worker_threads";
import { deflateSync } from "node:zlib";
import { Background } from "../src/background.ts";
import { concat } from "../src/bytes.ts";
import { clean } from "../src/clean/clean.ts";
import { Notes } from "../src/clean/finding.ts";
import { decodeXml, mapAttributes, mapElements } from "../src/clean/xml.ts";
import { noteXmp } from "../src/clean/xmp.ts";
import { text, zip } from "./cleanmake.ts";

const many = 1_000_000;
const office = (document: string) => zip({ "[Content_Types].xml": "<Types/>", "word/document.xml": document });

test("clean, XML that is never closed, is damaged and read once", { timeout: 60_000 }, async () => {
  for (const part of ["<!--", "<a ", "<a b='", '<a b="', "<w:nsid>", "<![CDATA[", "<?a ", "<!DOCTYPE x ", "</a "])
    assert.equal((await clean("x.docx", office(part.repeat(many)))).why, "damaged", part);
});

test("clean, XML with a million spaces, elements or attributes, is read once", { timeout: 60_000 }, async () => {
  const parts = [
    `<a ${" ".repeat(many)}>`,
    `<a b${" ".repeat(many)}>`,
    `<a ${"b ".repeat(many)}/>`,
    `<a ${"x".repeat(many)}/>`,
    "<w:nsid></w:nsid>".repeat(many / 10),
    "<w:nsid>".repeat(many / 10) + "</w:nsid>".repeat(many / 10),
  ];
  for (const part of parts) assert.ok((await clean("x.docx", office(part))).cleaned, part.slice(0, 20));
});

test("mapElements, elements inside others of the same name, goes with the outer", () => {
  assert.equal(
    mapElements("<a><x:n>1<x:n>2</x:n>3<x:n/></x:n>b</a>", "n", () => undefined),
    "<a>b</a>",
  );
  assert.equal(
    mapElements('<n a="/>"/><![CDATA[<n>]]><n>1</n>', "n", () => "2"),
    '<n a="/>">2</n><![CDATA[<n>]]><n>2</n>',
  );
});

test("decodeXml, instructions, are left out", () => {
  const head = '<?xml version="1.0" encoding="UTF-8"?>';
  assert.equal(decodeXml(text(`${head}<a><?x Wilhelmina ?><!-- y --><b c = "d"/></a>`)), `${head}<a><b c = "d"/></a>`);
  assert.equal(
    mapAttributes("<a  b='1'   c\n=\n\"2\"/>", (name) => (name === "c" ? "3" : undefined)),
    '<a    c="3"/>',
  );
});

test("noteXmp, text in which a property may begin at each letter, is read in bounds", { timeout: 60_000 }, () => {
  const notes = new Notes();
  for (const part of ["a", "a ", "a-", "a>", "a> ", "a <rdf:a>", 'a="', "a><rdf:a> "])
    for (let i = 0; i < 200; i++) noteXmp(text(part.repeat(65_536 / part.length)), notes);
  noteXmp(text(`a>${" ".repeat(65_000)}`), new Notes());
  assert.deepEqual(notes.found, [{ what: "other", where: "XMP" }]);
});

test("clean, a PDF whose streams of objects inflate without end, is large", async () => {
  const parts: Uint8Array[] = [text("%PDF-1.7\n")];
  const rows: number[][] = [[0, 0]];
  let at = 9;
  const add = (n: number, dict: string, data: Uint8Array) => {
    const z = deflateSync(data);
    const object = concat(
      text(`${n} 0 obj\n<<${dict}/Filter/FlateDecode/Length ${z.length}>>\nstream\n`),
      z,
      text("\nendstream\nendobj\n"),
    );
    parts.push(object);
    at += object.length;
  };
  const containers = 6;
  for (let i = 0; i < containers; i++) {
    const n = 1 + 2 * i;
    rows[n] = [1, at];
    rows[n + 1] = [2, n];
    add(n, "/Type/ObjStm/N 1/First 8", text(`${String(n + 1).padEnd(4)} 0  (${"a".repeat(28 << 20)}) `));
  }
  const [last, start] = [2 * containers + 1, at];
  rows[last] = [1, at];
  const table = Buffer.concat(
    rows.map(([type, where]) => Buffer.from([type as number, ...[24, 16, 8, 0].map((s) => ((where as number) >> s) & 255), 0])),
  );
  add(last, `/Type/XRef/Size ${last + 1}/W[1 4 1]/Root 2 0 R`, table);
  const end = text(`startxref\n${start}\n%%EOF\n`);
  assert.equal((await clean("x.pdf", concat(...parts, end))).why, "large");
  assert.ok(at < 1 << 20);
});

/** What a browser calls a worker, on a thread of node's; the page's blob is read to start it. */
class PageWorker {
  onmessage: ((e: { data: unknown }) => void) | undefined;
  private readonly thread: Promise<Thread>;

  constructor(url: string) {
    this.thread = fetch(url)
      .then((r) => r.text())
      .then((script) => {
        const thread = new Thread(`const port = require("node:worker_threads").parentPort;${script}`, { eval: true });
        thread.on("message", (data) => this.onmessage?.({ data }));
        return thread;
      });
  }

  postMessage(m: unknown): void {
    this.thread.then((t) => t.postMessage(m));
  }

  terminate(): void {
    this.thread.then((t) => t.terminate());
  }
}

test("Background, a file that takes forever, is too much and holds up nothing else", { timeout: 60_000 }, async () => {
  Object.assign(globalThis, { Worker: PageWorker });
  // Begins, tells once that it goes on, and then hangs on one file.
  const script = `port.on("message", ({ id, name, order }) => {
    if (name === "inspect") port.postMessage({ id, step: "open" });
    while (name === "inspect" && order.name === "slow" && !order.tooMuch);
    port.postMessage({ id, result: order });
  })`;
  const background = new Background(script, 2);
  const data = new Blob([]);
  const [slow, next] = ["slow", "next"].map((name) => background.order("inspect", { name, data }));
  let looked = false;
  slow?.then(() => assert.ok(looked));
  assert.equal((await background.order("next", 1)) as unknown, 1);
  looked = true;
  const seen = (await Promise.all([slow, next])) as unknown as { name: string; tooMuch?: true }[];
  background.end();
  assert.deepEqual(
    seen.map(({ name, tooMuch }) => [name, tooMuch]),
    [
      ["slow", true],
      ["next", undefined],
    ],
  );
});
