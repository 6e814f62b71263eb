"""Office packages (DOCX, XLSX, ODT, ODS) looked at before a library opens them.

Such a file is a zip of XML. What a reader of it could choke on is told here, from the outside: a password, macros, a
part that is cut off, parts that unpack to more than anybody writes, a document type. No part is unpacked beyond the
limit, whatever the zip claims of its size.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

from geonews.errors import ArticleParseError
from geonews.ingest.streams import FOREIGN_ERRORS, in_one_line

__all__ = ["checked_package", "is_of_odf"]

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: The stream of an OLE file in which Word and Excel keep what is locked with a password.
_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
_MACROS: Final = re.compile(r"(?:^|/)vbaProject\.bin$|^(?:Basic|Scripts)/", re.IGNORECASE)
_DOCUMENT_TYPE: Final = re.compile(rb"<\x00?!\x00?(?:D\x00?O\x00?C\x00?T|E\x00?N\x00?T\x00?I)", re.IGNORECASE)
_MANIFEST: Final = "META-INF/manifest.xml"
_PIECE: Final = 1 << 20
#: Parts of a package, and how many times ``max_bytes`` they may be together.
_MAX_PARTS: Final = 20_000
_MAX_SHARE: Final = 4
#: The same for one part of XML, by kind: only workbooks are read as a stream.
_MAX_XML_SHARE: Final = {"xlsx": 2}


def checked_package(data: bytes, origin: str, kind: str, *, max_bytes: int) -> io.BytesIO:
    """Return a package that may be opened.

    Parameters
    ----------
    data
        The file.
    origin
        How messages name it.
    kind
        What it should be: ``docx``, ``xlsx``, ``odt`` or ``ods``.
    max_bytes
        Each part of XML may unpack to this, in a workbook to twice as much, all parts to four times.

    Raises
    ------
    ArticleParseError
        If it is locked, has macros, is cut off, unpacks to too much, or is of an older format.
    """
    name = kind.upper()
    if data.startswith(_OLE):
        if _LOCKED in data:
            raise ArticleParseError(
                f"expected an open {name} file in {origin!r}, got one with a password; take the password off"
            )
        raise ArticleParseError(
            f"expected a {name} file in {origin!r}, got one of the format before 2007; save it as .{kind}"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check_parts(package, origin, kind, max_bytes)
    except ArticleParseError:
        raise
    except (zipfile.BadZipFile, *FOREIGN_ERRORS) as error:
        raise ArticleParseError(
            f"expected a whole {name} file in {origin!r}, got {in_one_line(error)!r}; fetch or save it again"
        ) from error
    return io.BytesIO(data)


def is_of_odf(error: Exception) -> bool:
    """Say whether an error is one that the library for ODF, or one beneath it, raises on a damaged or hostile file.

    What it refuses for its own safety it tells by a kind of its own, which older ones of it do not have.
    """
    return isinstance(error, (KeyError, *FOREIGN_ERRORS)) or type(error).__module__.startswith("odfdo.")


def _check_parts(package: zipfile.ZipFile, origin: str, kind: str, max_bytes: int) -> None:
    parts = package.infolist()
    if len(parts) > _MAX_PARTS:
        raise ArticleParseError(f"expected at most {_MAX_PARTS:,} parts in {origin!r}, got {len(parts):,}; skipped")
    for part in parts:
        if part.flag_bits & 1:
            raise ArticleParseError(f"expected an open file in {origin!r}, got a locked part; take the password off")
        if _MACROS.search(part.filename):
            raise ArticleParseError(
                f"expected a file without macros in {origin!r}, got {part.filename!r}; save it as .{kind} without them"
            )
    total, most_xml = 0, _MAX_XML_SHARE.get(kind, 1) * max_bytes
    for part in parts:
        is_xml = part.filename.lower().endswith((".xml", ".rels"))
        limit = min(_MAX_SHARE * max_bytes - total, most_xml if is_xml else 1 << 62)
        size, head = _unpack(package, part, limit)
        total += size
        if size > limit:
            raise ArticleParseError(
                f"expected {part.filename!r} in {origin!r} to unpack to at most {max(limit, 0):,} bytes, got more; "
                "split it or raise max_bytes"
            )
        if is_xml and part.filename != _MANIFEST and _DOCUMENT_TYPE.search(head):
            raise ArticleParseError(f"expected XML without a document type in {origin!r}, got one; save it again")
    if kind in ("odt", "ods") and _MANIFEST in package.namelist() and b"encryption-data" in package.read(_MANIFEST):
        raise ArticleParseError(
            f"expected an open {kind.upper()} file in {origin!r}, got one with a password; take the password off"
        )


def _unpack(package: zipfile.ZipFile, part: zipfile.ZipInfo, limit: int) -> tuple[int, bytes]:
    """Unpack a part up to a limit, which checks its sum too; return its size and its beginning."""
    size, head = 0, b""
    with package.open(part) as stream:
        while piece := stream.read(_PIECE):
            head = head or piece[:4096]
            size += len(piece)
            if size > limit:
                break
    return size, head
