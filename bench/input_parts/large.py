"""Inputs of every kind that are read, each as hard on memory as its kind can be."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO

__all__ = ["KINDS", "STORY", "make"]

STORY = (
    "The ferry that links the two banks of the Oriel river began to run again on Tuesday after a pause of three weeks, "
    "the harbour office in Lindholm said. About 400 people crossed from the northern bank on the first morning.\n\n"
)
_PAGE = "<!DOCTYPE html><html><head><title>Ferry runs again</title></head><body><article>{}</article>"
_HTML_BYTES = 9_900_000
Maker = Callable[[IO[bytes], int], None]


def make(kind: str, folder: Path, most: int) -> Path:
    """Write an input of a kind with at most so many bytes, and return its path."""
    path = folder / kind
    with path.open("wb") as file:
        KINDS[kind](file, most)
    if path.stat().st_size > most * 1.02:
        raise AssertionError(f"expected at most {most:,} bytes in {kind!r}, got {path.stat().st_size:,}")
    return path


def _repeated(head: bytes, unit: bytes, tail: bytes = b"", most_bytes: int | None = None) -> Maker:
    """Return who writes a unit again and again between a head and a tail."""

    def write(file: IO[bytes], most: int) -> None:
        most = min(most, most_bytes or most)
        file.write(head)
        times = max(0, most - len(head) - len(tail)) // len(unit)
        at_once = max(1, 100_000 // len(unit))
        block = unit * at_once
        for _ in range(times // at_once):
            file.write(block)
        file.write(unit * (times % at_once) + tail)

    return write


def _html(unit: str, end: str = "", head: str = "", most: int = _HTML_BYTES) -> Maker:
    start = _PAGE.format(f"<p>{STORY}</p>" * 3 + head).removesuffix("</article>")
    return _repeated(start.encode(), unit.encode(), f"{end}</article></body></html>".encode(), most)


def _pictures(file: IO[bytes], most: int) -> None:
    picture = "<img src='data:image/png;base64," + "QUJD" * 300_000 + "'>"
    _html(picture, most=most)(file, most)


def _rss(unit: bytes) -> Maker:
    return _repeated(b'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>', unit, b"</channel></rss>")


def _zipped(members: Callable[[int], dict[str, Maker | bytes]], ratio: int = 1) -> Maker:
    """Return who zips members, each made as long as may be for what it unpacks to."""

    def write(file: IO[bytes], most: int) -> None:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, member in members(most).items():
                with archive.open(name, "w") as target:
                    if isinstance(member, bytes):
                        target.write(member)
                    else:
                        member(target, most * ratio)

    return write


def _many_members(file: IO[bytes], most: int) -> None:
    """Write a zip file that is a list of a million members and nothing else."""
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\1\2", 20, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0) + b"a.txt"
    times = (most - 200) // len(entry)
    for _ in range(times // 1000):
        file.write(entry * 1000)
    size, count = times // 1000 * 1000 * len(entry), times // 1000 * 1000
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, 0)
    file.write(record + struct.pack("<4sLQL", b"PK\6\7", 0, size, 1))
    file.write(struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0))


_DOCX_TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    b'<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    b'wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}'
    "</Relationships>"
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _relation(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'


def _docx(most: int) -> dict[str, Maker | bytes]:
    head = (
        b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>'
        + STORY.encode()
        + b"</w:t></w:r></w:p>"
    )
    return {
        "[Content_Types].xml": _DOCX_TYPES,
        "_rels/.rels": _RELATIONS.format(_relation(1, "officeDocument", "word/document.xml")).encode(),
        "word/document.xml": _repeated(head, b"<w:p/>", b"</w:body></w:document>"),
    }


_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _xlsx(strings: Maker, styles: Maker | bytes, rows: Maker) -> Callable[[int], dict[str, Maker | bytes]]:
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "workbook": "sheet.main",
        "worksheets/sheet1": "worksheet",
        "sharedStrings": "sharedStrings",
        "styles": "styles",
    }
    types = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{kinds}.{kind}+xml"/>' for name, kind in parts.items()
    )
    return lambda most: {
        "[Content_Types].xml": (
            '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
            'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f"{types}</Types>"
        ).encode(),
        "_rels/.rels": _RELATIONS.format(_relation(1, "officeDocument", "xl/workbook.xml")).encode(),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets>'
            "</workbook>"
        ).encode(),
        "xl/_rels/workbook.xml.rels": _RELATIONS.format(
            _relation(1, "worksheet", "worksheets/sheet1.xml")
            + _relation(2, "sharedStrings", "sharedStrings.xml")
            + _relation(3, "styles", "styles.xml")
        ).encode(),
        "xl/sharedStrings.xml": strings,
        "xl/styles.xml": styles,
        "xl/worksheets/sheet1.xml": rows,
    }


_HEAD_ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>text</t></is></c></row>'
_SHEET_HEAD = f'<worksheet xmlns="{_SHEET}"><sheetData>{_HEAD_ROW}'.encode()
_SHEET_TAIL = b"</sheetData></worksheet>"
_NO_STRINGS = _repeated(f'<sst xmlns="{_SHEET}">'.encode(), b" ", b"</sst>", 200)
_NO_STYLES = f'<styleSheet xmlns="{_SHEET}"/>'.encode()
_NO_ROWS = _repeated(_SHEET_HEAD, b" ", _SHEET_TAIL, 300)


def _ods(most: int) -> dict[str, Maker | bytes]:
    names = "urn:oasis:names:tc:opendocument:xmlns"
    head = (
        f'<office:document-content xmlns:office="{names}:office:1.0" xmlns:table="{names}:table:1.0" '
        f'xmlns:text="{names}:text:1.0"><office:body><office:spreadsheet><table:table table:name="a"><table:table-row>'
        '<table:table-cell office:value-type="string"><text:p>text</text:p></table:table-cell></table:table-row>'
    ).encode()
    tail = b"</table:table></office:spreadsheet></office:body></office:document-content>"
    return {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": (
            b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
            b'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
            b'<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
        ),
        "content.xml": _repeated(head, b"<table:table-row/>", tail),
    }


def _pdf(file: IO[bytes], most: int) -> None:
    """Write a PDF of objects without end that nothing names but its table."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R>>"]
    times = (most - 500) // 42
    file.write(b"%PDF-1.4\n")
    places = []
    for number in range(1, times + 1):
        places.append(file.tell())
        file.write(b"%d 0 obj %s endobj\n" % (number, objects[number - 1] if number <= 3 else b"1"))
    start = file.tell()
    file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (times + 1))
    file.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    file.write(b"trailer <</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (times + 1, start))


def _pdf_pages(file: IO[bytes], most: int) -> None:
    """Write a PDF whose pages each inflate to what a page may have."""
    packed = zlib.compress(b"BT /F1 9 Tf (Rain fell in Kabul on Monday.) Tj ET\n" * 380_000)
    pages = max(1, min(300, (most - 2000) // (len(packed) + 250)))
    out, places = io.BytesIO(), []
    objects = [b"<</Type/Catalog/Pages 2 0 R>>",
               b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(pages)), pages),
               b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]  # fmt: skip
    for number in range(pages):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F1 3 0 R>>>>>>"
            % (5 + 2 * number)
        )
        objects.append(b"<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(packed), packed))
    out.write(b"%PDF-1.4\n")
    for number, content in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer <</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    file.write(out.getvalue())


def _parquet(file: IO[bytes], most: int) -> None:
    """Write a Parquet file whose rows are long and all alike."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    text = STORY * 4_000
    table = pa.table({"text": pa.array([text] * 200)})
    pq.write_table(table, file, compression="zstd", use_dictionary=False, row_group_size=200)


def _gzipped(maker: Maker, ratio: int) -> Maker:
    def write(file: IO[bytes], most: int) -> None:
        packer = zlib.compressobj(1, wbits=31)

        class _Packed:
            def write(self, data: bytes) -> int:
                return file.write(packer.compress(data))

        maker(_Packed(), most * ratio)  # type: ignore[arg-type]
        file.write(packer.flush())

    return write


def _warc(file: IO[bytes], most: int) -> None:
    """Write an archive of pages of many small elements."""
    body = io.BytesIO()
    _html("<p>x")(body, most)
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body.getvalue()
    for number in range(max(1, most // (len(answer) + 500))):
        file.write(
            b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/%d\r\nWARC-Date: 2022-03-01T09:00:00Z"
            b"\r\nWARC-Record-ID: <urn:uuid:%032d>\r\nContent-Type: application/http; msgtype=response\r\n"
            b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (number, number, len(answer), answer)
        )


_MAIL = b"From: Nora <nora@a.example>\nSubject: Ferry\nDate: Tue, 1 Mar 2022 08:30:00 +0000\n"
_STORY_ROW = json.dumps({"text": STORY})[:-1].encode()

#: By file name: the kind, and what it is made of.
KINDS: dict[str, Maker] = {
    "lines.txt": _repeated(STORY.encode(), b"a\n"),
    "words.txt": _repeated(b"", STORY.encode()),
    "heads.md": _repeated(STORY.encode(), b"#\n"),
    "pictures.html": _pictures,
    "paragraphs.html": _html("<p>x"),
    "empty-tags.html": _html("<b></b>"),
    "breaks.html": _html("<br>"),
    "attributes.html": _html(" a=1", end=">", head="<p"),
    "cells.html": _html("<td>", head="<table><tr>"),
    "lists.json": _repeated(b'[{"text": "x", "more": [', b"[],", b"[]]}]"),
    "objects.json": _repeated(b'[{"text": "x", "more": [', b"{},", b"{}]}]"),
    "articles.json": _repeated(b"[", b'{"text":""},', b"{}]"),
    "lists.jsonl": _repeated(_STORY_ROW + b', "more": [', b"[],", b"[]]}\n"),
    "rows.jsonl": _repeated(b"", _STORY_ROW + b"}\n"),
    "columns.csv": _repeated(b"text", b",a", b"\nx\n"),
    "cells.csv": _repeated(b"text\nx", b",", b"\n"),
    "quote.csv": _repeated(b'text\n"', b"a\n"),
    "rows.csv": _repeated(b"text\n", b"x\n", b"", 200_000),
    "items.xml": _rss(b"<item><title>x</title></item>"),
    "elements.xml": _rss(b"<a/>"),
    "items-of-text.xml": _rss(b"<item><title>x</title><description>" + b"word " * 20_000 + b"</description></item>"),
    "headers.eml": _repeated(_MAIL, b"a:\n", b"\n" + STORY.encode()),
    "lines.eml": _repeated(_MAIL + b"\n", b"a\n"),
    "parts.eml": _repeated(_MAIL + b'Content-Type: multipart/mixed; boundary="b"\n\n', b"--b\n\n\n", b"--b--\n"),
    "headers.mbox": _repeated(b"From nora Tue Mar  1 2022\n" + _MAIL, b"a:\n", b"\n" + STORY.encode()),
    "mails.mbox": _repeated(b"", b"From nora Tue Mar  1 2022\n" + _MAIL + b"\n" + STORY.encode()),
    "objects.pdf": _pdf,
    "pages.pdf": _pdf_pages,
    "paragraphs.docx": _zipped(_docx),
    "strings.xlsx": _zipped(
        _xlsx(_repeated(f'<sst xmlns="{_SHEET}">'.encode(), b"<si><t>a</t></si>", b"</sst>"), _NO_STYLES, _NO_ROWS), 2
    ),
    "styles.xlsx": _zipped(
        _xlsx(
            _NO_STRINGS,
            _repeated(f'<styleSheet xmlns="{_SHEET}"><cellXfs>'.encode(), b"<xf/>", b"</cellXfs></styleSheet>"),
            _NO_ROWS,
        )
    ),
    "rows.xlsx": _zipped(_xlsx(_NO_STRINGS, _NO_STYLES, _repeated(_SHEET_HEAD, b"<row/>", _SHEET_TAIL)), 2),
    "cells.xlsx": _zipped(
        _xlsx(_NO_STRINGS, _NO_STYLES, _repeated(_SHEET_HEAD + b"<row>", b"<c/>", b"</row>" + _SHEET_TAIL)), 2
    ),
    "rows.ods": _zipped(_ods),
    "members.zip": _many_members,
    "texts.zip": _zipped(lambda most: {f"{n}.txt": _repeated(STORY.encode(), b"a\n") for n in range(3)}),
    "rows.parquet": _parquet,
    "pages.warc": _warc,
    "lists.jsonl.gz": _gzipped(_repeated(_STORY_ROW + b', "more": [', b"[],", b"[]]}\n"), 1),
    "rtf.rtf": _repeated(b"{\\rtf1 " + STORY.encode(), b"{}", b"}"),
    "words.rtf": _repeated(b"{\\rtf1 " + STORY.encode(), b"\\par ", b"}"),
}
