import assert from "node:assert/strict";
import test, { before } from "node:test";
import { deflateSync } from "node:zlib";
import { concat } from "../src/bytes.ts";
import { clean } from "../src/clean/clean.ts";
import { assertBare, cleanFile, load, path, plantJpeg, python, run, save, secrets, text } from "./cleanmake.ts";

const { author, other, program, path: file, place, year } = secrets;
const day = `(D:${year}0807060504+02'00')`;
let picture: Uint8Array;

before(() => {
  python("make", path(""));
  plantJpeg("plain.jpg", "inner.jpg");
  picture = load("inner.jpg");
});

const stream = (dict: string, data: Uint8Array) =>
  concat(text(`<<${dict}/Length ${data.length}>>\nstream\n`), data, text("\nendstream"));
const xmp = `<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="x"><dc:creator><rdf:Seq><rdf:li>${author}</rdf:li></rdf:Seq></dc:creator><xmp:CreatorTool>${program}</xmp:CreatorTool></rdf:Description></rdf:RDF></x:xmpmeta>`;

/** Objects by number; the text of page one ends in tail. */
function objects(tail = ""): Record<number, Uint8Array> {
  const page = `BT /F1 24 Tf 40 150 Td (Het dossier ging mee${tail}) Tj ET q 96 0 0 64 40 40 cm /P Do Q`;
  return {
    1: text(
      "<</Type/Catalog/Pages 2 0 R/Metadata 7 0 R/AcroForm<</Fields[12 0 R 13 0 R]>>/Lang(nl)/PieceInfo<</X<</Private 14 0 R>>>>>>",
    ),
    2: text("<</Type/Pages/Kids[3 0 R]/Count 1>>"),
    3: text(
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Resources<</Font<</F1 5 0 R>>/XObject<</P 6 0 R>>>>/Contents 4 0 R/LastModified${day}/Thumb 11 0 R/Annots[10 0 R 12 0 R 13 0 R]>>`,
    ),
    4: stream("/Filter/FlateDecode", deflateSync(text(page))),
    5: text("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"),
    6: stream("/Type/XObject/Subtype/Image/Width 96/Height 64/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode", picture),
    7: stream("/Type/Metadata/Subtype/XML", text(xmp)),
    8: text(
      `<</Auth#6fr(${author})/Creator<${Buffer.from(program).toString("hex")}>/Producer(${program})/CreationDate${day}/Owner(${other})>>`,
    ),
    9: text(`(nothing leads here: ${other})`),
    10: text(
      `<</Type/Annot/Subtype/Text/Rect[10 10 20 20]/Contents(Klopt dit?)/T(${author})/NM(${other})/M${day}/CreationDate${day}>>`,
    ),
    11: stream("/Width 96/Height 64/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode", picture),
    12: text("<</Type/Annot/Subtype/Widget/FT/Tx/T(naam)/V(waarde)/Rect[200 10 280 30]/P 3 0 R>>"),
    13: text(
      `<</Type/Annot/Subtype/Widget/FT/Sig/T(teken)/Rect[0 0 0 0]/V<</Type/Sig/Name(${author})/ByteRange[0 1 2 3]/Contents<00>/M${day}>>>>`,
    ),
    14: stream("", text(`${place} ${file}`)),
  };
}

/** The objects, a table of where they are and a trailer, after what is there already. */
function pdf(list: Record<number, Uint8Array>, trailer: string, start = text("%PDF-1.6\n%\xe2\xe3\n")): Uint8Array<ArrayBuffer> {
  let out = concat(start);
  let table = "xref\n";
  for (const [n, body] of Object.entries(list)) {
    table += `${n} 1\n${String(out.length).padStart(10, "0")} 00000 n \n`;
    out = concat(out, text(`${n} 0 obj\n`), body, text("\nendobj\n"));
  }
  return concat(
    out,
    text(
      `${table}trailer\n<</Size ${Math.max(14, ...Object.keys(list).map(Number)) + 1}/Root 1 0 R/Info 8 0 R${trailer}>>\nstartxref\n${out.length}\n%%EOF\n`,
    ),
  );
}

function plant(): Uint8Array<ArrayBuffer> {
  const first = pdf(objects(` ${author}`), "/ID[<00><00>]");
  const at = /startxref\s+(\d+)/.exec(Buffer.from(first).toString("latin1"))?.[1];
  const { 4: page, 8: info } = objects();
  return pdf({ 4: page as Uint8Array, 8: info as Uint8Array }, `/Prev ${at}`, first);
}

/** Asserts that a cleaned file is sound, shows and says the same, and says nothing else. */
async function assertCleans(name: string) {
  const result = await cleanFile(name);
  assertBare(name);
  const cleaned = path(`clean-${name}`);
  run("qpdf", ["--check", cleaned]);
  assert.equal(run("pdftotext", [cleaned, "-"]), run("pdftotext", [path(name), "-"]));
  for (const [pdf, to] of [
    [path(name), "before"],
    [cleaned, "after"],
  ] as const)
    run("pdftoppm", ["-r", "100", pdf, path(to)]);
  assert.deepEqual(load("after-1.ppm"), load("before-1.ppm"));
  run("qpdf", ["--qdf", "--object-streams=disable", cleaned, path("plain.pdf")]);
  const plain = Buffer.from(load("plain.pdf")).toString("latin1");
  for (const secret of Object.values(secrets)) assert.ok(!plain.includes(secret), `${name} still holds ${secret}`);
  assert.match(plain, /\(Klopt dit\?\)/);
  assert.match(plain, /\/T \(naam\)/);
  return result;
}

test("clean, a PDF with everything and an earlier version, keeps the newest page and nothing else", async () => {
  save("all.pdf", plant());
  const { kind, found, left } = await assertCleans("all.pdf");
  assert.deepEqual([kind, left], ["pdf", []]);
  for (const what of ["author", "software", "time", "thumbnail", "serial", "gps", "other"])
    assert.ok(
      found.some((f) => f.what === what),
      what,
    );
  const has = (where: string, value?: string) =>
    assert.ok(
      found.some((f) => f.where === where && f.value === value),
      `${where}: ${JSON.stringify(found)}`,
    );
  has("Info Author", author);
  has("Info Creator", program);
  has("XMP creator", author);
  has("remark", author);
  has("signature", author);
  has("earlier versions");
  has("picture: EXIF", secrets.serial);
});

test("clean, a PDF with object streams, cross-reference streams, or made for the web, keeps what it says", async () => {
  save("all.pdf", plant());
  for (const [name, ...how] of [
    ["streams.pdf", "--object-streams=generate"],
    ["linear.pdf", "--linearize", "--object-streams=disable"],
    ["both.pdf", "--linearize", "--object-streams=generate", "--compress-streams=y"],
  ] as const) {
    run("qpdf", ["--preserve-unreferenced", ...how, path("all.pdf"), path(name)]);
    const { found } = await assertCleans(name);
    assert.ok(
      found.some((f) => f.where === "Info Author"),
      name,
    );
    assert.ok(!found.some((f) => f.where === "earlier versions"), name);
  }
});

test("clean, a PDF with bytes before it and lengths in objects of their own, keeps what it says", async () => {
  const list = objects();
  const page = Buffer.from(list[4] as Uint8Array).toString("latin1");
  list[4] = Buffer.from(page.replace(/\/Length (\d+)/, "/Length 15 0 R"), "latin1");
  list[15] = text(/\/Length (\d+)/.exec(page)?.[1] as string);
  save("before.pdf", concat(text("junk\n"), pdf(list, "")));
  await assertCleans("before.pdf");
});

test("clean, a PDF whose streams count the line end after them, keeps what it says", async () => {
  save("all.pdf", plant());
  run("qpdf", ["--object-streams=generate", "--newline-before-endstream", path("all.pdf"), path("streams.pdf")]);
  const odd = Buffer.from(load("streams.pdf"))
    .toString("latin1")
    .replace(
      /(\/Type \/(?:XRef|ObjStm)\b.*?\/Length )(\d+)|(\/Length )(\d+)(?=[^>]*\/Type \/(?:XRef|ObjStm))/g,
      (_, a, m, b, n) => `${a ?? b}${Number(m ?? n) + 1}`,
    );
  assert.notEqual(odd, Buffer.from(load("streams.pdf")).toString("latin1"));
  save("line.pdf", Buffer.from(odd, "latin1"));
  await assertCleans("line.pdf");
});

test("clean, a PDF with an attachment, a form of another kind or paths, says what is left", async () => {
  const list = objects();
  list[1] = text(
    `<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a)15 0 R]>>>>/AcroForm<</XFA(x)>>/OpenAction<</S/Launch/F(C:\\\\Users\\\\wt\\\\x.exe)>>>>`,
  );
  list[15] = text("<</Type/Filespec/F(a.txt)/EF<</F 16 0 R>>>>");
  list[16] = stream("/Type/EmbeddedFile", text("x"));
  const { left } = await clean("x.pdf", pdf(list, ""));
  assert.deepEqual(left, [
    { what: "other", where: "XFA" },
    { what: "other", where: "link", value: "C:\\Users\\wt\\x.exe" },
    { what: "other", where: "attachment" },
  ]);
});

test("clean, an encrypted PDF, is not cleaned and says why", async () => {
  save("all.pdf", plant());
  run("qpdf", ["--encrypt", "", "owner", "256", "--", path("all.pdf"), path("locked.pdf")]);
  assert.deepEqual(await clean("x.pdf", load("locked.pdf")), { kind: "pdf", found: [], left: [], why: "encrypted" });
});

test("clean, PDFs that readers would have to mend, are damaged", async () => {
  const good = Buffer.from(plant()).toString("latin1");
  const why = async (data: string) =>
    (
      await clean(
        "x.pdf",
        Uint8Array.from(data, (c) => c.charCodeAt(0)),
      )
    ).why;
  assert.equal(await why(good), undefined);
  const mangled: [string, string | RegExp, string][] = [
    ["a wrong offset", /startxref\s+\d+\n%%EOF\n$/, "startxref\n77\n%%EOF\n"],
    ["a loop of versions", /\/Prev \d+/, `/Prev ${good.lastIndexOf("xref\n4 1")}`],
    ["a length that is not so", /\/Length (\d)/g, "/Length 1$1"],
    ["no root", /\/Root 1 0 R/g, "/Root 19 0 R"],
    ["values without end", /\/Lang\(nl\)/, `/Lang${"[".repeat(100)}`],
    ["a string without end", /\(nl\)/, "(nl"],
  ];
  for (const [what, from, to] of mangled) {
    const odd = good.replace(from, to);
    assert.notEqual(odd, good, what);
    assert.equal(await why(odd), "damaged", what);
  }
  for (let n = 8; n < good.length - 1; n += 307) assert.equal(await why(good.slice(0, n)), "damaged", String(n));
});

/** What is left in a PDF to which these objects are added, 15 being led to, and its text. */
async function cleanWith(entry: string, more: Record<number, Uint8Array> = {}, page = "") {
  const list = { ...objects(), ...more };
  list[1] = text(`<</Type/Catalog/Pages 2 0 R${entry}>>`);
  if (page) list[3] = text(`<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R${page}>>`);
  const { cleaned, left, why } = await clean("x.pdf", pdf(list, ""));
  return { left, text: cleaned ? Buffer.from(await cleaned.arrayBuffer()).toString("latin1") : `why: ${why}` };
}

test("clean, a PDF that names people in odd places, loses them", async () => {
  const annotation = `/Type/Annot/Rect[0 0 1 1]`;
  const odd: [string, Record<number, Uint8Array>, string?][] = [
    ["/DSS 15 0 R", { 15: text("<</Type/DSS/Certs[16 0 R]>>"), 16: stream("", text(`CN=${author}`)) }],
    [
      "/X 15 0 R",
      {
        15: stream(
          `/Type/XObject/Subtype/Form/BBox[0 0 1 1]/PTEX.FileName(/home/${author}/x.pdf)/PTEX.InfoDict 16 0 R`,
          text("q Q"),
        ),
        16: text(`<</Author(${author})>>`),
      },
    ],
    [`/Threads[<</Type/Thread/I<</Author(${author})>>>>]`, {}],
    [`/OCProperties<</OCGs[]/D<</Creator(${author})>>>>`, {}],
    [`/AF[<</Type/Filespec/F(x)/Desc(${author})>>]`, {}],
    ["", {}, `/Annots[<<${annotation}/Subtype/Highlight/M(${author})/T(x)>>]`],
  ];
  for (const [entry, more, page] of odd) {
    const { left, text } = await cleanWith(entry, more, page);
    assert.deepEqual([left, text.includes(author), text.startsWith("%PDF-1.6")], [[], false, true], entry + page);
  }
});

test("clean, a PDF with what it cannot reach, says what is left", async () => {
  const jpeg = "/Type/XObject/Subtype/Image/Width 96/Height 64/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter";
  const here = "C:\\\\Users\\\\wt\\\\a.jpg";
  const odd: [string, string, Record<number, Uint8Array>, string?][] = [
    [
      "attachment",
      "/Names<</EmbeddedFiles<</Names[(x)15 0 R]>>>>",
      { 15: text("<</F(x)/EF<</F 16 0 R>>>>"), 16: stream("", text("x")) },
    ],
    ["ICC", "/X[/ICCBased 15 0 R]", { 15: stream("/N 3", text("acsp")) }],
    ["ICC", "/OutputIntents[<</S/GTS_PDFA1/DestOutputProfile 15 0 R>>]", { 15: stream("/N 3", text("acsp")) }],
    ["picture", "/X 15 0 R", { 15: stream(`${jpeg} 16 0 R`, picture), 16: text("/DCTDecode") }],
    ["picture", "/X 15 0 R", { 15: stream(`${jpeg}[16 0 R]`, picture), 16: text("/DCTDecode") }],
    ["link", `/StructTreeRoot<</K<</S/Figure/Alt(${here})>>>>`, {}],
    ["link", "/URI<</Base(file:///C:/Users/wt/)>>", {}],
    ["link", "/X(https://iets-my.sharepoint.com/personal/wt_iets_nl/x)", {}],
    ["T", "", { 15: text("/Highlight") }, "/Annots[<</Type/Annot/Subtype 15 0 R/Rect[0 0 1 1]/T(wt)>>]"],
    ["Author", "/X<</Author 15 0 R>>", { 15: text("(wt)") }],
  ];
  for (const [where, entry, more, page] of odd) {
    const { left } = await cleanWith(entry, more, page);
    assert.deepEqual(
      left.map((f) => f.where),
      [where],
      entry + page,
    );
  }
});
