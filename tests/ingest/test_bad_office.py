"""Office files that are locked, have macros, are cut off, or unpack to more than anybody writes."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hostile import CONFIG, JPEG, failure_of, packed_bomb, write
from ingest_builders import STORY
from test_office import OFFICE, rewritten, word, workbook

from geonews import ingest
from geonews.config import Config
from geonews.model import Failure

pytestmark = pytest.mark.usefixtures("in_a_folder_of_its_own")

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
KINDS = ("docx", "odt", "xlsx", "ods")


def good(kind: str) -> bytes:
    return next(OFFICE.glob(f"*.{kind}")).read_bytes()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("kind", [*KINDS, "doc", "xls", "docm"])
def test_a_file_with_a_password(kind: str) -> None:
    failure = failure_of(f"a.{kind}", OLE + "EncryptedPackage".encode("utf-16-le"))
    assert "password" in failure.error and "take the password off" in failure.error


@pytest.mark.parametrize("kind", ["odt", "ods"])
def test_a_locked_file_of_libreoffice(kind: str) -> None:
    locked = rewritten(
        good(kind),
        "META-INF/manifest.xml",
        lambda xml: xml.replace("</manifest:manifest>", "<manifest:encryption-data/></manifest:manifest>"),
    )
    assert "password" in failure_of(f"a.{kind}", locked).error


@pytest.mark.parametrize("kind", ["doc", "xls"])
def test_a_file_of_before_2007(kind: str) -> None:
    assert f"save it as .{kind}x" in failure_of(f"a.{kind}", OLE + b"WordDocument").error


@pytest.mark.parametrize(
    ("name", "part"),
    [("a.docm", "word/vbaProject.bin"), ("a.docx", "word/vbaProject.bin"), ("a.xlsm", "xl/vbaProject.bin"),
     ("a.odt", "Basic/Standard/Module1.xml"), ("a.ods", "Basic/script-lc.xml")],
)  # fmt: skip
def test_macros(name: str, part: str) -> None:
    kind = name[2:5] + "x" if name.endswith("m") else name[2:]
    failure = failure_of(name, with_part(good(kind), part, b"Sub AutoOpen()"))
    assert "macros" in failure.error and f"save it as .{kind}" in failure.error


@pytest.mark.parametrize("kind", [*KINDS, "rtf"])
def test_cut_off(kind: str) -> None:
    data = good(kind)
    assert failure_of(f"a.{kind}", data[: len(data) * 2 // 3]).stage == "read"


@pytest.mark.parametrize("kind", [*KINDS, "rtf", "mbox"])
@pytest.mark.parametrize("content", [JPEG, b"\x00" * 5000, b"PK\x03\x04" + b"x" * 500, b"{\\rtf1 {{{{", b""])
def test_something_else(kind: str, content: bytes) -> None:
    assert failure_of(f"a.{kind}", content).stage == "read"


@pytest.mark.usefixtures("modest")
@pytest.mark.parametrize(
    ("kind", "part"),
    [("docx", "word/document.xml"), ("xlsx", "xl/worksheets/sheet1.xml"), ("xlsx", "xl/sharedStrings.xml"),
     ("odt", "content.xml"), ("ods", "content.xml"), ("docx", "word/media/image1.png")],
)  # fmt: skip
def test_bombs(kind: str, part: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good(kind))) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != part:
                new.writestr(info.filename, old.read(info))
        with new.open(part, "w") as stream:
            for _ in range(40):
                stream.write(b"A" * 1_000_000)
    assert "unpack to at most" in failure_of(f"a.{kind}", out.getvalue()).error


@pytest.mark.usefixtures("modest")
@pytest.mark.parametrize("reference", ["999999999999", "1048577"])
def test_a_row_beyond_the_last_of_a_sheet(reference: str) -> None:
    data = workbook(["text"], [STORY])
    far = rewritten(data, "xl/worksheets/sheet1.xml", lambda xml: xml.replace('<row r="2"', f'<row r="{reference}"'))
    assert "rows" in failure_of("a.xlsx", far).error


@pytest.mark.usefixtures("modest")
def test_cells_far_apart() -> None:
    data = workbook(["text"], [STORY])
    last = '<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>'
    far = rewritten(data, "xl/worksheets/sheet1.xml", lambda xml: xml.replace("</sheetData>", last))
    from geonews import ingest

    Path("a.xlsx").write_bytes(far)
    first, *_ = ingest.read(["a.xlsx"], CONFIG)
    assert getattr(first, "text", None) == STORY


@pytest.mark.parametrize(
    ("kind", "part"), [("docx", "word/document.xml"), ("xlsx", "xl/sharedStrings.xml"), ("odt", "content.xml")]
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_entities(kind: str, part: str, codec: str) -> None:
    laughs = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good(kind))) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            content = laughs.encode(codec) if info.filename == part else old.read(info)
            new.writestr(info.filename, content)
    assert "document type" in failure_of(f"a.{kind}", out.getvalue()).error


def test_a_scan_without_text() -> None:
    assert "OCR" in failure_of("a.docx", word(None, "", " ")).error


def test_a_packed_mailbox_that_is_cut_off() -> None:
    bomb = packed_bomb(1, start=b"From a@b Mon Mar 11 10:00:00 2024\nSubject: x\n\n" + STORY.encode())
    assert "whole mailbox" in failure_of("a.mbox.gz", bomb[: len(bomb) // 2], Config()).error


@pytest.mark.parametrize(
    ("kind", "unit"), [("odt", "<text:p/>"), ("ods", "<table:table-row/>"), ("odt", "<text:span>")]
)
def test_what_the_library_refuses_for_its_own_safety(kind: str, unit: str) -> None:
    """Much of the same packs to a two-hundredth; tags nest a thousand deep."""
    end = "</office:text>" if kind == "odt" else "</table:table>"
    times = 1_600_000 // len(unit) if unit.endswith("/>") else 1_200
    more = unit * times + unit.replace("<", "</") * (0 if unit.endswith("/>") else times)
    data = rewritten(good(kind), "content.xml", lambda xml: xml.replace(end, more + end, 1))
    found = list(ingest.read([write(f"a.{kind}", data)], CONFIG))
    assert found and all(isinstance(item, Failure) and "expected an OD" in item.error for item in found)
