// Word, Excel and PowerPoint documents (ECMA-376): an archive of XML parts that name each other in .rels files. What the document says stays,
// tracked changes and remarks too, but who, when and on which machine goes. Parts that only tell such things are emptied or left out, and nothing
// then names what was left out.

import { type Notes, ownPath } from "./finding.ts";
import type { Document } from "./package.ts";
import { attributeOf, emptyRoot, mapAttributes, mapElements } from "./xml.ts";
import { noteXml, unescapeXml } from "./xmp.ts";
import type { Archive } from "./zip.ts";

// Parts that only describe: thumbnails, signatures, printers, labels of the organisation, logs of changes with names, stores of other programs.
const dropped =
  /^(docProps\/thumbnail\.|_xmlsignatures\/|docMetadata\/|customXml\/|\[trash\]\/|xl\/revisions\/|ppt\/(changesInfos\/|revisionInfo\.xml)|.*\/printerSettings\/)/i;
const emptied = /^(docProps\/[^/]*\.xml|.*\/people\.xml|ppt\/tags\/[^/]*\.xml|xl\/customProperty\w*\.xml)$/i;
const peopleParts = /(commentAuthors|authors|persons\/[^/]*)\.xml$/i;
const remarkParts = /(comments|threadedComments)[^/]*\.xml$|comments\/[^/]*\.xml$/i;
// Elements that hold a path, an identity of this copy, or a name, and that a program can do without.
const droppedElements = "rsids|docId|attachedTemplate|mailMerge|docVars|absPath|fileVersion|revisionPtr|nsid|tmpl";
const droppedRelations = /\/(attachedTemplate|mailMerge\w*|recipientData|thumbnail|digital-signature\/\w+|customXml)$/i;
const fields = /\b(AUTHOR|LASTSAVEDBY|FILENAME|USERNAME|USERINITIALS|USERADDRESS|TEMPLATE)\b/i;
const ownFile = /[\\/]|^file:|\.(jpe?g|png|gif|bmp|tiff?|heic|webp|emf|wmf|svg)$/i;
// What a program does not show until it is asked to; it may say more than its author knows.
const hidden = "del|moveFrom|vanish";

export function cleanOffice(archive: Archive, document: Document): Promise<Blob> {
  return document.clean(archive, dropped, (name, text, gone) => part(name, text, gone, document));
}

function part(name: string, text: string, names: Set<string>, document: Document): string {
  if (name === "[Content_Types].xml")
    return mapElements(text, "Override", (inner, start) =>
      names.has(attributeOf(start, "PartName").slice(1)) ? undefined : inner,
    );
  if (/\.rels$/i.test(name)) return relations(name, text, names, document.notes);
  if (emptied.test(name)) {
    noteXml(text, name, document.notes);
    if (/custom\.xml$/i.test(name)) noteProperties(text, name, document.notes);
    return emptyRoot(text);
  }
  if (/\/notesSlides\/[^_]/.test(name)) document.notes.leave("other", name);
  return attributes(name, elements(name, text, document), document);
}

function noteProperties(text: string, name: string, notes: Notes): void {
  mapElements(text, "property", (inner, start) => {
    notes.add("other", `${name} ${unescapeXml(attributeOf(start, "name"))}`, unescapeXml(inner.replace(/<[^>]*>/g, "")));
    return inner;
  });
}

/** Leaves out what leads to a part that is gone or to a file on the author's machine; other paths are the document's own and are noted. */
function relations(name: string, text: string, names: Set<string>, notes: Notes): string {
  return mapElements(text, "Relationship", (inner, start) => {
    const [type, target] = [attributeOf(start, "Type"), unescapeXml(attributeOf(start, "Target"))];
    const external = attributeOf(start, "TargetMode") === "External";
    if (droppedRelations.test(type)) {
      if (external) notes.add("other", name, target);
      return undefined;
    }
    if (external && ownPath.test(target)) notes.leave("other", name, target);
    return !external && names.has(resolve(name, target)) ? undefined : inner;
  });
}

/** The name of the part that a target in the .rels file of that name leads to. */
function resolve(rels: string, target: string): string {
  if (target.startsWith("/")) return target.slice(1);
  const path = rels
    .replace(/_rels\/[^/]*$/, "")
    .split("/")
    .slice(0, -1);
  for (const step of target.split("/")) {
    if (step === "..") path.pop();
    else if (step !== ".") path.push(step);
  }
  return path.join("/");
}

function attributes(name: string, text: string, document: Document): string {
  const { notes } = document;
  const [people, remarks] = [peopleParts.test(name), remarkParts.test(name)];
  const gone = (what: "other" | "time" | "author", value = "") => {
    notes.add(what, name, unescapeXml(value));
    return undefined;
  };
  return mapAttributes(text, (local, value, tag, prefix) => {
    if (/^rsid/i.test(local)) return gone("other");
    if (local === "author" || (people && /^(name|displayName)$/.test(local))) return document.author(value, name);
    if (local === "initials") return document.initials(value, name);
    if (local === "instr") field(name, value, notes);
    if (
      (tag === "sheet" && local === "state" && value !== "visible") ||
      (/^(row|col)$/.test(tag) && local === "hidden" && !/^(0|false)$/.test(value)) ||
      (tag === "sld" && local === "show" && /^(0|false)$/.test(value))
    )
      notes.leave("other", `${name} ${tag} ${local}`);
    if (tag === "dataBinding" && /creator|modifiedBy|author|company|manager/i.test(value)) notes.leave("author", name, value);
    if (people && local === "userId") return account(value);
    if (people && local === "providerId") return "None";
    if (local === "dateUtc" || (local === "date" && prefix !== "") || (remarks && /^(dT|dt|created|modified)$/.test(local)))
      return gone("time", value);
    if (/^refreshedDate/.test(local)) return gone("time");
    if (local === "refreshedBy" || (local === "userName" && tag === "fileSharing")) return gone("author", value);
    if (local === "uid" && prefix.startsWith("xr") && !remarks) return gone("other");
    if (prefix === "r:" && local === "id" && tag === "pageSetup") return undefined; // its printer is gone
    if (prefix === "o:" && local === "title" && tag === "imagedata") return value === "" ? value : named(value);
    const text = unescapeXml(value);
    if (/^(cNvPr|docPr)$/.test(tag)) {
      if ((local === "name" && ownFile.test(text)) || (local === "descr" && ownPath.test(text))) return named(value);
    }
    if (ownPath.test(text)) notes.leave("other", name, text);
    return value;
  });

  function account(value: string): string {
    if (value !== "") notes.add("author", name, unescapeXml(value));
    return "";
  }

  function named(value: string): string {
    notes.add("other", name, unescapeXml(value));
    return "";
  }
}

function elements(name: string, text: string, document: Document): string {
  const { notes } = document;
  let out = mapElements(text, droppedElements, (_, start) => {
    notes.add("other", name, unescapeXml(attributeOf(start, "url")) || start.replace(/^<([^\s/>]*:)?|\s[\s\S]*$/g, ""));
    return undefined;
  });
  mapElements(out, "instrText|definedName|f", (inner, start) => {
    field(name, inner, notes, start.includes("instrText"));
    return inner;
  });
  mapElements(out, hidden, (inner, start) => {
    const tag = start.replace(/^<([^\s/>]*:)?|\s[\s\S]*$/g, "");
    if (!/styles|numbering/.test(name) && !/^(0|false|off)$/.test(attributeOf(start, "val")))
      notes.leave("other", `${name} ${tag}`);
    return inner;
  });
  if (/threadedComment/.test(name))
    mapElements(out, "text", (inner) => {
      if (inner.includes("@")) notes.leave("author", name, unescapeXml(inner));
      return inner;
    });
  if (!/^xl\/.*comments/i.test(name)) return out;
  // Excel puts the author's name before each remark. "tc=" is no name, but leads to a threaded remark.
  const authors = new Map<string, string>();
  out = mapElements(out, "author", (inner) => {
    if (inner.startsWith("tc=")) return inner;
    authors.set(inner, document.author(inner, name));
    return authors.get(inner);
  });
  return mapElements(out, "t", (inner) => {
    const end = inner.indexOf(":");
    const alias = end < 0 ? undefined : authors.get(inner.slice(0, end));
    return alias ? alias + inner.slice(end) : inner;
  });
}

/** A field shows what another place says, and its text here may name that place. */
function field(name: string, code: string, notes: Notes, isField = true): void {
  const text = unescapeXml(code);
  const what = isField && fields.test(text) ? "author" : "other";
  if (what === "author" || ownPath.test(text)) notes.leave(what, name, text);
}
