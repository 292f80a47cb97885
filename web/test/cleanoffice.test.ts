import assert from "node:assert/strict";
import test, { before } from "node:test";
import { clean } from "../src/clean/clean.ts";
import { assertBare, cleanFile, load, path, plantJpeg, python, run, save, secrets, unzip, zip } from "./cleanmake.ts";
import { odfText, openDocument, sheet, sheetText, slides, slideText, word, wordText } from "./cleanoffice.ts";

let picture: Uint8Array;

before(() => {
  python("make", path(""));
  plantJpeg("plain.jpg", "inner.jpg");
  picture = load("inner.jpg");
});

/** Each element's text in a part, in order. */
function texts(part: Buffer | undefined): string[] {
  return [...String(part).matchAll(/<(?:[\w]+:)?(?:t|delText|p|text)(?: [^>]*)?>([^<]+)</g)].map((m) => m[1] as string);
}

/** Each part is still XML that another reader takes; and nothing leads to a part that is gone. */
function assertWhole(name: string, bytes: Uint8Array): Map<string, Buffer> {
  const parts = unzip(bytes);
  const script =
    "import sys,zipfile,xml.dom.minidom as m\nz=zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nfor n in z.namelist():\n  if n.endswith(('.xml','.rels')): m.parseString(z.read(n))";
  run("/usr/bin/python3", ["-c", script, path(`clean-${name}`)]);
  for (const [rels, text] of parts) {
    if (!rels.endsWith(".rels")) continue;
    const from = rels.replace(/_rels\/[^/]*$/, "");
    for (const [, target] of String(text).matchAll(/Target="([^"]*)"/g)) {
      const part = new URL(target as string, `http://x/${from}`).pathname.slice(1);
      assert.ok(
        parts.has(part) || !["docMetadata", "customXml", "printerSettings"].some((gone) => part.includes(gone)),
        `${rels} leads to ${part}`,
      );
    }
  }
  return parts;
}

test("clean, a Word document with everything, keeps its text and nothing else", async () => {
  save("all.docx", word(picture));
  const { kind, found, left, bytes } = await cleanFile("all.docx");
  assertBare("all.docx");
  const parts = assertWhole("all.docx", bytes);
  assert.equal(kind, "office");
  assert.deepEqual(left, [{ what: "other", where: "word/document.xml del" }]);
  assert.deepEqual([...texts(parts.get("word/document.xml")), ...texts(parts.get("word/header1.xml"))], wordText);
  assert.deepEqual(texts(parts.get("word/comments.xml")), ["Klopt dit?"]);
  const document = String(parts.get("word/document.xml"));
  assert.match(document, /<w:del w:id="1" w:author="Author 1">.*<w:ins w:id="2" w:author="Author 2">/);
  assert.match(document, /<wp:docPr id="1" name="Picture 1" descr=""\/>/);
  assert.ok(!/rsid(?!s&gt;)|WTervoort/i.test([...parts.values()].join()));
  for (const gone of ["docProps/thumbnail.jpeg", "docMetadata/LabelInfo.xml", "_xmlsignatures/sig1.xml", "customXml/item1.xml"])
    assert.ok(!parts.has(gone), gone);
  for (const what of ["author", "software", "time", "thumbnail", "gps", "serial", "other"])
    assert.ok(
      found.some((f) => f.what === what),
      what,
    );
  assert.ok(found.some((f) => f.where === "docProps/app.xml Company" && f.value === secrets.company));
  assert.ok(found.some((f) => f.where === "word/media/image1.jpeg: EXIF" && f.value === secrets.serial));
});

test("clean, an Excel workbook with a Word document in it, keeps its text and nothing else", async () => {
  save("all.xlsx", sheet(picture, word(picture)));
  const { bytes } = await cleanFile("all.xlsx");
  assertBare("all.xlsx");
  const parts = assertWhole("all.xlsx", bytes);
  assert.deepEqual(
    [...texts(parts.get("xl/worksheets/sheet1.xml")), ...texts(parts.get("xl/comments1.xml"))],
    [sheetText[0], "Author 1:", sheetText[1]],
  );
  assert.match(String(parts.get("xl/comments1.xml")), /<author>Author 1<\/author><author>tc=\{4F\}<\/author>/);
  assert.match(
    String(parts.get("xl/persons/person.xml")),
    /<person displayName="Author 1" id="\{5\}" userId="" providerId="None"\/>/,
  );
  assert.match(String(parts.get("xl/worksheets/sheet1.xml")), /<pageSetup paperSize="9"\/>/);
  const inner = unzip(parts.get("xl/embeddings/Microsoft_Word_Document.docx") as Buffer);
  assert.deepEqual(texts(inner.get("word/document.xml")), wordText.slice(0, 3));
});

test("clean, a PowerPoint presentation, keeps its text and nothing else", async () => {
  save("all.pptx", slides(picture));
  const { bytes } = await cleanFile("all.pptx");
  assertBare("all.pptx");
  const parts = assertWhole("all.pptx", bytes);
  assert.deepEqual([...texts(parts.get("ppt/slides/slide1.xml")), ...texts(parts.get("ppt/comments/comment1.xml"))], slideText);
  assert.ok(!parts.has("ppt/changesInfos/changesInfo1.xml"));
});

test("clean, an OpenDocument text, keeps its text and nothing else", async () => {
  save("all.odt", openDocument(picture));
  const { kind, bytes, left } = await cleanFile("all.odt");
  assertBare("all.odt");
  const parts = assertWhole("all.odt", bytes);
  assert.deepEqual([kind, left], ["opendocument", [{ what: "other", where: "content.xml text:deletion" }]]);
  assert.equal([...parts.keys()][0], "mimetype");
  const content = String(parts.get("content.xml"));
  for (const t of odfText) assert.ok(content.includes(t), t);
  assert.ok(!/rsid|WTervoort/i.test([...parts.values()].join()));
  assert.match(String(parts.get("settings.xml")), /AddParaTableSpacing/);
  assert.ok(!/Thumbnails|Configurations2/.test(String(parts.get("META-INF/manifest.xml"))));
});

test("clean, pictures inside an office document, show what they showed", async () => {
  save(
    "pictures.docx",
    word(picture, { "word/media/image2.png": load("plain.png"), "word/media/image3.jpeg": picture }, { stored: /image3/ }),
  );
  const parts = unzip((await cleanFile("pictures.docx")).bytes);
  save("one.jpg", parts.get("word/media/image1.jpeg") as Buffer);
  save("three.jpg", parts.get("word/media/image3.jpeg") as Buffer);
  const shown = python("pixels", path("plain.jpg"), path("one.jpg"), path("three.jpg")).trim().split("\n");
  assert.equal(new Set(shown).size, 1);
  assert.deepEqual(new Uint8Array(parts.get("word/media/image2.png") as Buffer), load("plain.png"));
});

test("clean, what it cannot clean in a document, is left and said", async () => {
  const fields = `<w:hdr xmlns:w="x"><w:p><w:r><w:instrText> AUTHOR  \\* MERGEFORMAT </w:instrText></w:r></w:p></w:hdr>`;
  const link =
    '<Relationships xmlns="x"><Relationship Id="a" Type="x/hyperlink" Target="file:///C:/Users/wt/x.doc" TargetMode="External"/></Relationships>';
  const more = {
    "word/vbaProject.bin": "macros",
    "word/header2.xml": fields,
    "word/_rels/header2.xml.rels": link,
    "word/media/image2.emf": "emf",
  };
  const { cleaned, left } = await clean("x.docx", word(picture, more));
  assert.ok(cleaned);
  assert.deepEqual(left, [
    { what: "other", where: "word/document.xml del" },
    { what: "other", where: "word/vbaProject.bin" },
    { what: "author", where: "word/header2.xml", value: "AUTHOR \\* MERGEFORMAT" },
    { what: "other", where: "word/_rels/header2.xml.rels", value: "file:///C:/Users/wt/x.doc" },
    { what: "other", where: "word/media/image2.emf" },
  ]);
  const odt = openDocument(picture, {
    "styles.xml":
      '<office:document-styles xmlns:office="x" xmlns:text="y"><text:author-name>Jan</text:author-name></office:document-styles>',
  });
  assert.deepEqual((await clean("x.odt", odt)).left.at(-1), { what: "author", where: "styles.xml", value: "Jan" });
});

test("clean, a picture in a document that is damaged, is left and said with what it tells", async () => {
  const scan = Buffer.from(picture).lastIndexOf(Buffer.from([0xff, 0xda]));
  const { found, left } = await clean("x.docx", word(load("plain.jpg"), { "word/media/image1.jpeg": picture.subarray(0, scan) }));
  assert.ok(left.some((f) => f.where === "word/media/image1.jpeg"));
  assert.ok(left.some((f) => f.where.startsWith("word/media/image1.jpeg: EXIF")));
  assert.ok(!found.some((f) => f.where.startsWith("word/media/image1.jpeg")));
});

test("clean, archives that lie, end in a reason", async () => {
  const why = async (data: Uint8Array<ArrayBuffer>) => (await clean("x.docx", data)).why;
  const good = word(picture);
  assert.equal(await why(word(picture, {}, { flags: 1 })), "encrypted");
  assert.equal(await why(zip({ "a.txt": "x" })), "unknown");
  assert.equal(await why(zip({ mimetype: "application/epub+zip" })), "unknown");
  assert.equal(await why(word(picture, { "WORD/document.xml": "<x/>" })), "damaged");
  assert.equal(
    await why(word(picture, { "word/x.xml": '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>' })),
    "damaged",
  );
  assert.equal(await why(word(picture, { "word/x.xml": Buffer.from([0xff, 0xfe, 0x3c, 0]) })), "damaged");
  assert.equal(
    await why(openDocument(picture, { "META-INF/manifest.xml": "<m:manifest xmlns:m='x'><m:encryption-data/></m:manifest>" })),
    "encrypted",
  );
  for (let n = 5; n < good.length; n += 211) assert.equal(await why(good.slice(0, n)), "damaged", String(n));
  const lying = good.slice();
  const directory = Buffer.from(lying.buffer).indexOf("PK\x01\x02", 0, "latin1");
  new DataView(lying.buffer).setUint32(directory + 20, 0x7fffffff, true);
  assert.equal(await why(lying), "damaged");
});

test("clean, an archive that inflates without end, is large", async () => {
  const bomb = word(picture, { "word/x.xml": `<x>${" ".repeat(40 << 20)}</x>` });
  assert.ok(bomb.length < 1 << 20);
  assert.equal((await clean("x.docx", bomb)).why, "large");
  const lying = Buffer.from(bomb);
  const name = lying.lastIndexOf("word/x.xml"); // its entry in the directory: a size that it does not have
  lying.writeUInt32LE(1000, name - 46 + 24);
  assert.equal((await clean("x.docx", new Uint8Array(lying))).why, "large");
  let nested = word(picture);
  for (let i = 0; i < 6; i++) nested = word(picture, { "word/embeddings/inner.docx": nested });
  const { cleaned, left } = await clean("x.docx", nested);
  assert.ok(cleaned && left.some((f) => f.where.startsWith("word/embeddings/inner.docx: word/embeddings/inner.docx: word/emb")));
});

/** What is left, by place, and the text of a part, of a document of which this is one. */
async function cleanPart(name: string, part: string) {
  const main = name.startsWith("xl/") ? "xl/workbook.xml" : name.startsWith("ppt/") ? "ppt/presentation.xml" : "word/styles.xml";
  const { cleaned, left, why } = await clean("x", zip({ "[Content_Types].xml": "<Types/>", [main]: "<x/>", [name]: part }));
  assert.ok(cleaned, why);
  const text = String(unzip(new Uint8Array(await cleaned.arrayBuffer())).get(name));
  return { left: left.map((f) => f.where), values: left.map((f) => f.value), text };
}

test("clean, fields and links with a name or a path, are left and said", async () => {
  const here = "C:\\Users\\wt\\x";
  const cloud = "https://iets-my.sharepoint.com/personal/wt_iets_nl/Documents/x.xlsx";
  const rels = "xl/externalLinks/_rels/externalLink1.xml.rels";
  const parts: [string, string, string][] = [
    ["word/document.xml", '<w:p><w:fldSimple w:instr=" AUTHOR "><w:t>wt</w:t></w:fldSimple></w:p>', "AUTHOR"],
    ["word/document.xml", "<w:instrText> author </w:instrText>", "author"],
    ["word/document.xml", `<w:instrText>INCLUDEPICTURE &quot;${here}&quot;</w:instrText>`, `INCLUDEPICTURE "${here}"`],
    ["word/document.xml", '<w:dataBinding w:xpath="/c:core[1]/dc:creator[1]"/>', "/c:core[1]/dc:creator[1]"],
    ["xl/connections.xml", `<connections><connection odcFile="${here}"/></connections>`, here],
    ["xl/connections.xml", '<connections><dbPr connection="Provider=x;User ID=wt"/></connections>', "Provider=x;User ID=wt"],
    ["xl/worksheets/sheet1.xml", `<worksheet><webPublishItem destinationFile="${here}"/></worksheet>`, here],
    ["xl/worksheets/sheet1.xml", `<worksheet><definedName>'${here}'!A1</definedName></worksheet>`, `'${here}'!A1`],
    ["xl/threadedComments/threadedComment1.xml", "<c><text>@Jan hallo</text></c>", "@Jan hallo"],
    [rels, `<r><Relationship Id="a" Type="x/y" TargetMode="External" Target="${cloud}"/></r>`, cloud],
    [rels, `<r><Relationship Id="a" Type="x/y" TargetMode="External" Target="${here}'s"/></r>`, `${here}'s`],
  ];
  for (const [name, part, value] of parts) {
    const { left, values } = await cleanPart(name, part);
    assert.deepEqual([left, values], [[name], [value]], part);
  }
});

test("clean, what a program hides, is left and said", async () => {
  const parts: [string, string, string[]][] = [
    ["word/document.xml", "<w:p><w:del><w:delText>wt</w:delText></w:del></w:p>", ["word/document.xml del"]],
    ["word/document.xml", "<w:p><w:moveFrom>wt</w:moveFrom></w:p>", ["word/document.xml moveFrom"]],
    ["word/document.xml", '<w:p><w:vanish/><w:vanish w:val="0"/></w:p>', ["word/document.xml vanish"]],
    ["word/document.xml", '<w:p><w:vanish w:val="0"/></w:p>', []],
    [
      "xl/worksheets/workbook.xml",
      '<b><sheet state="veryHidden"/><sheet state="visible"/></b>',
      ["xl/worksheets/workbook.xml sheet state"],
    ],
    ["xl/worksheets/sheet1.xml", '<b><row hidden="1"/><col hidden="0"/></b>', ["xl/worksheets/sheet1.xml row hidden"]],
    ["ppt/slides/slide1.xml", '<p:sld show="0"/>', ["ppt/slides/slide1.xml sld show"]],
    ["ppt/notesSlides/notesSlide1.xml", "<p:notes><a:t>wt</a:t></p:notes>", ["ppt/notesSlides/notesSlide1.xml"]],
  ];
  for (const [name, part, where] of parts) assert.deepEqual((await cleanPart(name, part)).left, where, part);
});

test("clean, an Excel remark that begins with its author's name, begins with an alias", async () => {
  const remark =
    "<comments><authors><author>Jan</author></authors><commentList><t>Jan:\nhallo Jan: ja</t></commentList></comments>";
  const { text, left } = await cleanPart("xl/comments1.xml", remark);
  assert.match(text, /<author>Author 1<\/author>.*<t>Author 1:\nhallo Jan: ja<\/t>/s);
  assert.deepEqual(left, []);
});

test("clean, a part in UTF-16 that does not say so, is damaged", async () => {
  const more = { "word/x.xml": Buffer.from('<?xml version="1.0" encoding="utf-16"?><w:x w:author="Jan"/>', "utf16le") };
  assert.equal((await clean("x.docx", word(picture, more))).why, "damaged");
});

test("clean, an OpenDocument text with paths and hidden text, says what is left", async () => {
  for (const path of ["file:///home/wt/x.odt", "file:///C:/Users/wt/a.png", "../../wt/b.odt"]) {
    const more = {
      "styles.xml": `<office:document-styles xmlns:xlink="x"><text:a xlink:href="${path}"/></office:document-styles>`,
    };
    const { left } = await clean("x.odt", openDocument(picture, more));
    assert.deepEqual(left.at(-1), { what: "other", where: "styles.xml", value: path });
  }
});
