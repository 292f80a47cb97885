// Office documents written by hand, with all that Word, Excel, PowerPoint and LibreOffice leave in theirs.

import { secrets, zip } from "./cleanmake.ts";

const { author, other, company, program, path, year } = secrets;
const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const w15 = 'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"';
const r = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
const day = `${year}-08-07T06:05:04Z`;
const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const rels = (...list: [string, string, string?][]) =>
  `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list
    .map(
      ([type, target, mode], i) =>
        `<Relationship Id="rId${i + 1}" Type="${type}" Target="${target}"${mode ? ` TargetMode="${mode}"` : ""}/>`,
    )
    .join("")}</Relationships>`;

export type Entries = Record<string, string | Uint8Array>;

function properties(thumbnail: Uint8Array): Entries {
  return {
    "docProps/core.xml": `${head}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:creator>${author}</dc:creator><cp:lastModifiedBy>${other}</cp:lastModifiedBy><dcterms:created xsi:type="dcterms:W3CDTF">${day}</dcterms:created></cp:coreProperties>`,
    "docProps/app.xml": `${head}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Template>${path}</Template><Application>${program}</Application><Company>${company}</Company><Manager>${other}</Manager></Properties>`,
    "docProps/custom.xml": `${head}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="Owner of ${company}"><vt:lpwstr>${author}</vt:lpwstr></property></Properties>`,
    "docProps/thumbnail.jpeg": thumbnail,
    "docMetadata/LabelInfo.xml": `${head}<clbl:labelList xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata"><clbl:label id="{1}" siteId="${company}"/></clbl:labelList>`,
    "_xmlsignatures/sig1.xml": `${head}<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><KeyInfo>${author}</KeyInfo></Signature>`,
  };
}

const rootRels = (main: string) =>
  rels(
    [`${office}/officeDocument`, main],
    ["http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "docProps/core.xml"],
    [`${office}/extended-properties`, "docProps/app.xml"],
    [`${office}/custom-properties`, "docProps/custom.xml"],
    ["http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail", "docProps/thumbnail.jpeg"],
    ["http://schemas.microsoft.com/office/2020/02/relationships/classificationlabels", "docMetadata/LabelInfo.xml"],
  );

function types(...parts: string[]): string {
  const overrides = parts.map((p) => `<Override PartName="/${p}" ContentType="application/xml"/>`).join("");
  return `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="jpeg" ContentType="image/jpeg"/>${overrides}</Types>`;
}

/** The text that no cleaning may touch, among it what looks like the markup that it does touch. */
export const wordText = ['Het dossier w:author="iemand" ging mee &lt;rsids&gt;', "Weg", "Erbij", "Kop"];

export function word(picture: Uint8Array, more: Entries = {}, options = {}): Uint8Array<ArrayBuffer> {
  const change = `w:id="1" w:author="${author}" w:date="${day}"`;
  const document = `${head}<!-- ${author} --><w:document ${w} ${r} xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"><w:body><w:p w:rsidR="00A1B2C3" w:rsidRDefault="00A1B2C3"><w:r><w:t>${wordText[0]}</w:t></w:r><w:del ${change}><w:r w:rsidDel="00A1B2C3"><w:delText>${wordText[1]}</w:delText></w:r></w:del><w:ins w:id="2" w:author='${other}' w:date="${day}"><w:r><w:t>${wordText[2]}</w:t></w:r></w:ins><w:r><w:drawing><wp:inline><wp:docPr id="1" name="Picture 1" descr="${path}"/><a:graphic><a:graphicData><pic:pic><pic:nvPicPr><pic:cNvPr id="0" name="${author}.jpeg"/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rId4"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r><w:r><w:pict><v:imagedata r:id="rId4" o:title="${author}"/></w:pict></w:r></w:p></w:body></w:document>`;
  const entries: Entries = {
    "[Content_Types].xml": types(
      "word/document.xml",
      "docProps/core.xml",
      "docMetadata/LabelInfo.xml",
      "customXml/itemProps1.xml",
      "word/people.xml",
    ),
    "_rels/.rels": rootRels("word/document.xml"),
    ...properties(picture),
    "word/document.xml": document,
    "word/_rels/document.xml.rels": rels(
      [`${office}/comments`, "comments.xml"],
      [`${office}/settings`, "settings.xml"],
      [`${office}/customXml`, "../customXml/item1.xml"],
      [`${office}/image`, "media/image1.jpeg"],
      ["http://schemas.microsoft.com/office/2011/relationships/people", "people.xml"],
    ),
    "word/header1.xml": `${head}<w:hdr ${w}><w:p w:rsidR="00A1B2C3"><w:r><w:t>${wordText[3]}</w:t></w:r></w:p></w:hdr>`,
    "word/settings.xml": `${head}<w:settings ${w} ${w15} ${r}><w:attachedTemplate r:id="rId1"/><w:rsids><w:rsidRoot w:val="00A1B2C3"/><w:rsid w:val="00A1B2C3"/></w:rsids><w:docVars><w:docVar w:name="x" w:val="${author}"/></w:docVars><w15:docId w15:val="{8F3C}"/></w:settings>`,
    "word/_rels/settings.xml.rels": rels([`${office}/attachedTemplate`, `file:///${path}`, "External"]),
    "word/comments.xml": `${head}<w:comments ${w}><w:comment w:id="0" w:author="${author}" w:date="${day}" w:initials="WTervoort"><w:p><w:r><w:t>Klopt dit?</w:t></w:r></w:p></w:comment></w:comments>`,
    "word/commentsExtensible.xml": `${head}<w16cex:commentsExtensible xmlns:w16cex="http://schemas.microsoft.com/office/word/2018/wordml/cex"><w16cex:commentExtensible w16cex:durableId="1" w16cex:dateUtc="${day}"/></w16cex:commentsExtensible>`,
    "word/people.xml": `${head}<w15:people ${w15}><w15:person w15:author="${author}"><w15:presenceInfo w15:providerId="AD" w15:userId="S::${author}"/></w15:person></w15:people>`,
    "word/media/image1.jpeg": picture,
    "customXml/item1.xml": `<p:properties xmlns:p="x">${author}</p:properties>`,
    "customXml/itemProps1.xml": "<x/>",
    "customXml/_rels/item1.xml.rels": rels([`${office}/customXmlProps`, "itemProps1.xml"]),
    ...more,
  };
  return zip(entries, { comment: author, extra: Buffer.from(`UT\x15\x00${"\x01".repeat(21)}`, "latin1"), ...options });
}

export const sheetText = ["Kenteken", "Klopt dit?"];

export function sheet(picture: Uint8Array, inner: Uint8Array): Uint8Array<ArrayBuffer> {
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const xr = 'xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision"';
  return zip({
    "[Content_Types].xml": types("xl/workbook.xml", "xl/printerSettings/printerSettings1.bin", "xl/revisions/userNames.xml"),
    "_rels/.rels": rootRels("xl/workbook.xml"),
    ...properties(picture),
    "xl/workbook.xml": `${head}<workbook ${main} ${xr} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac"><fileVersion appName="${program}"/><fileSharing userName="${author}"/><mc:AlternateContent><mc:Choice Requires="x15"><x15ac:absPath url="${path}"/></mc:Choice></mc:AlternateContent><xr:revisionPtr documentId="8_{1}" xr10:uidLastSave="{2}"/><sheets><sheet name="Blad1" sheetId="1"/></sheets></workbook>`,
    "xl/worksheets/sheet1.xml": `${head}<worksheet ${main} ${xr} ${r} xr:uid="{00000000-0001}"><sheetData><row r="1"><c t="inlineStr"><is><t>${sheetText[0]}</t></is></c></row></sheetData><pageSetup paperSize="9" r:id="rId1"/></worksheet>`,
    "xl/worksheets/_rels/sheet1.xml.rels": rels(
      [`${office}/printerSettings`, "../printerSettings/printerSettings1.bin"],
      [`${office}/comments`, "../comments1.xml"],
    ),
    "xl/printerSettings/printerSettings1.bin": Buffer.from(`\\\\${company}\\printer`, "utf16le"),
    "xl/comments1.xml": `${head}<comments ${main}><authors><author>${author}</author><author>tc={4F}</author></authors><commentList><comment ref="A1" authorId="0"><text><r><t>${author}:</t></r><r><t>${sheetText[1]}</t></r></text></comment></commentList></comments>`,
    "xl/threadedComments/threadedComment1.xml": `<ThreadedComments ${main}><threadedComment ref="A1" dT="${day}" personId="{5}" id="{4F}"><text>Ja</text></threadedComment></ThreadedComments>`,
    "xl/persons/person.xml": `<personList ${main}><person displayName="${author}" id="{5}" userId="S::${author}" providerId="AD"/></personList>`,
    "xl/revisions/userNames.xml": `<users ${main}><userInfo name="${author}"/></users>`,
    "xl/pivotCache/pivotCacheDefinition1.xml": `<pivotCacheDefinition ${main} refreshedBy="${author}" refreshedDate="43684.25"/>`,
    "xl/embeddings/Microsoft_Word_Document.docx": inner,
  });
}

export const slideText = ["Wie had toegang?", "Klopt dit?"];

export function slides(picture: Uint8Array): Uint8Array<ArrayBuffer> {
  const p = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"';
  const a = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"';
  return zip({
    "[Content_Types].xml": types("ppt/presentation.xml", "ppt/changesInfos/changesInfo1.xml"),
    "_rels/.rels": rootRels("ppt/presentation.xml"),
    ...properties(picture),
    "ppt/presentation.xml": `${head}<p:presentation ${p}/>`,
    "ppt/_rels/presentation.xml.rels": rels(
      [`${office}/slide`, "slides/slide1.xml"],
      ["http://schemas.microsoft.com/office/2016/11/relationships/changesInfo", "changesInfos/changesInfo1.xml"],
    ),
    "ppt/changesInfos/changesInfo1.xml": `<pc:chgInfo xmlns:pc="x"><pc:docChgLst><pc:chgData name="${author}" userId="${author}"/></pc:docChgLst></pc:chgInfo>`,
    "ppt/slides/slide1.xml": `${head}<p:sld ${p} ${a}><a:t>${slideText[0]}</a:t></p:sld>`,
    "ppt/commentAuthors.xml": `${head}<p:cmAuthorLst ${p}><p:cmAuthor id="1" name="${author}" initials="WTervoort" lastIdx="1" clrIdx="0"/></p:cmAuthorLst>`,
    "ppt/authors.xml": `${head}<p188:authorLst xmlns:p188="x"><p188:author id="{1}" name="${author}" initials="WTervoort" userId="S::${author}" providerId="AD"/></p188:authorLst>`,
    "ppt/comments/comment1.xml": `${head}<p:cmLst ${p}><p:cm authorId="1" dt="${day}" idx="1"><p:text>${slideText[1]}</p:text></p:cm></p:cmLst>`,
    "ppt/tags/tag1.xml": `${head}<p:tagLst ${p}><p:tag name="X" val="${author}"/></p:tagLst>`,
    "ppt/media/image1.jpeg": picture,
  });
}

export const odfText = ["Het dossier", "Weg", "Klopt dit?"];

export function openDocument(picture: Uint8Array, more: Entries = {}): Uint8Array<ArrayBuffer> {
  const ns =
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0" xmlns:officeooo="http://openoffice.org/2009/office" xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0" office:version="1.3"';
  const who = `<dc:creator>${author}</dc:creator><dc:date>${day}</dc:date>`;
  const item = (name: string, value: string) =>
    `<config:config-item config:name="${name}" config:type="string">${value}</config:config-item>`;
  return zip({
    mimetype: "application/vnd.oasis.opendocument.text",
    "content.xml": `${head}<office:document-content ${ns}><office:automatic-styles><style:style style:name="T1"><style:text-properties officeooo:rsid="000a1b2c" officeooo:paragraph-rsid="000a1b2c"/></style:style></office:automatic-styles><office:body><office:text><text:tracked-changes><text:changed-region><text:deletion><office:change-info>${who}</office:change-info><text:p>${odfText[1]}</text:p></text:deletion></text:changed-region></text:tracked-changes><text:p>${odfText[0]}<office:annotation>${who}<meta:creator-initials>WTervoort</meta:creator-initials><loext:sender-initials>WTervoort</loext:sender-initials><text:p>${odfText[2]}</text:p></office:annotation></text:p></office:text></office:body></office:document-content>`,
    "styles.xml": `${head}<office:document-styles ${ns}/>`,
    "meta.xml": `${head}<office:document-meta ${ns}><office:meta><meta:initial-creator>${author}</meta:initial-creator><dc:creator>${other}</dc:creator><meta:generator>${program}</meta:generator><meta:creation-date>${day}</meta:creation-date><meta:user-defined meta:name="Owner">${company}</meta:user-defined></office:meta></office:document-meta>`,
    "settings.xml": `${head}<office:document-settings ${ns}><office:settings>${item("PrinterName", `${company} P1`)}${item("PrinterSetup", author)}${item("Rsid", "662316")}${item("AddParaTableSpacing", "true")}</office:settings></office:document-settings>`,
    "Thumbnails/thumbnail.png": picture,
    "Pictures/1.jpg": picture,
    "Versions/Version1": author,
    "VersionList.xml": `<VL:version-list xmlns:VL="x"><VL:version-entry VL:comment="${author}" VL:creator="${author}"/></VL:version-list>`,
    "Configurations2/accelerator/current.xml": "",
    "layout-cache": author,
    "META-INF/documentsignatures.xml": `<x>${author}</x>`,
    "META-INF/manifest.xml": `${head}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/><manifest:file-entry manifest:full-path="Pictures/1.jpg" manifest:media-type="image/jpeg"/><manifest:file-entry manifest:full-path="Thumbnails/thumbnail.png" manifest:media-type="image/png"/><manifest:file-entry manifest:full-path="Configurations2/" manifest:media-type="application/vnd.sun.xml.ui.configuration"/></manifest:manifest>`,
    ...more,
  });
}
