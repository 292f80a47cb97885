"""Makes files as people choose them: a photo, a document, a letter, and one that no cleaner knows. The first three hold an author, and the photo
a place and a device; the document says its author in a field too, which stays.

    samples.py DIRECTORY
"""
import os
import sys
import zipfile

from PIL import Image

AUTHOR = "Wilhelmina Tervoort"


def photo(name):
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x013B], exif[0x0132] = "Optiek Kamerad", "Kamerad X", AUTHOR, "2019:08:07 06:05:04"
    exif[0x8825] = {1: "N", 2: (53.0, 7.0, 24.0), 3: "E", 4: (6.0, 34.0, 4.0)}
    Image.linear_gradient("L").resize((320, 200)).convert("RGB").save(name, quality=90, exif=exif)


def document(name):
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    kinds = "http://schemas.openxmlformats.org"
    field = '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>AUTHOR</w:instrText><w:fldChar w:fldCharType="end"/></w:r>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{kinds}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
        '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{kinds}/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{kinds}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="rId2" Type="{kinds}/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>',
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{kinds}/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{AUTHOR}</dc:creator></cp:coreProperties>',
        "word/document.xml": f'<w:document xmlns:w="{kinds}/wordprocessingml/2006/main"><w:body><w:p>'
        f"<w:r><w:t>Wie vroeg om het kenteken?</w:t></w:r>{field}</w:p></w:body></w:document>",
    }
    with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in parts.items():
            archive.writestr(part, head + text)


def letter(name):
    text = b"BT /F1 18 Tf 40 80 Td (Wie vroeg om het kenteken?) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 160]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(text), text),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Author(%s)/Producer(Tekstmaker Zeven)/CreationDate(D:20190807060504)>>" % AUTHOR.encode(),
    ]
    out, places = b"%PDF-1.4\n", []
    for n, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    table = b"".join(b"%010d 00000 n \n" % at for at in places)
    tail = b"xref\n0 7\n0000000000 65535 f \n%strailer\n<</Size 7/Root 1 0 R/Info 6 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (table, len(out))
    with open(name, "wb") as file:
        file.write(out + tail)


def main(to):
    photo(os.path.join(to, "IMG_20190807 bij Jan thuis.jpg"))
    document(os.path.join(to, "nota W. Tervoort.docx"))
    letter(os.path.join(to, "brief.pdf"))
    with open(os.path.join(to, "opname.m4a"), "wb") as file:
        file.write(b"\0\0\0\x20ftypM4A " + os.urandom(300_000))


main(sys.argv[1])
