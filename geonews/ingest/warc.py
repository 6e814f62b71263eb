"""Web archives (WARC, CC-NEWS): page after page, never more than one in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from geonews.errors import ArticleParseError
from geonews.ingest.drafts import Draft, failure_at
from geonews.ingest.plaintext import read_text
from geonews.ingest.streams import FOREIGN_ERRORS, Stream, in_one_line
from geonews.ingest.webpage import MAX_PAGE_BYTES, read_page
from geonews.model import Failure

__all__ = ["read_warc"]

HTML_TYPES = ("text/html", "application/xhtml+xml")


def read_warc(stream: Stream, origin: str, *, max_bytes: int) -> Iterator[Draft | Failure]:
    """Read the pages of an archive; pictures, scripts, redirects and errors in it are passed over.

    A record whose page has no article is a failure, as is the place where a damaged archive breaks off.

    Parameters
    ----------
    stream
        The archive, packed or not.
    origin
        How messages name it.
    max_bytes
        Largest page, unpacked.
    """
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    number, last, member = 0, None, None
    try:
        records = ArchiveIterator(stream, arc2warc=True)
        reader = records.reader
        for record in records:
            number += 1
            member, last = reader.decompressor or member, None
            for last in _read_record(record, origin, number, min(max_bytes, MAX_PAGE_BYTES)):
                yield last
        if getattr(member, "eof", True) is False and not isinstance(last, Failure):
            said = f"expected a whole web archive, got one that ends within record {number}; fetch it again"
            yield failure_at(origin, number, "read", said)
    except (ArchiveLoadFailed, *FOREIGN_ERRORS) as error:
        said = f"expected a whole web archive, got {in_one_line(error)!r} after record {number}; fetch it again"
        yield failure_at(origin, number + 1, "read", said)


def _read_record(record: Any, origin: str, number: int, limit: int) -> Iterator[Draft | Failure]:
    if record.rec_type not in ("response", "resource", "conversion"):
        return
    headers = record.http_headers
    if headers is not None and headers.get_statuscode() != "200":
        return
    given = (headers.get_header("Content-Type") if headers is not None else None) or record.content_type or ""
    media, _, parameters = given.lower().partition(";")
    url = record.rec_headers.get_header("WARC-Target-URI")
    url = url.strip("<>") if url else None
    is_text = record.rec_type == "conversion" and media.strip() == "text/plain"
    if media.strip() not in HTML_TYPES and not is_text:
        return
    name = url or f"{origin}:{number}"
    try:
        data = _content(record, limit)
        charset = parameters.partition("charset=")[2].strip("\"' ") or None
        draft = read_text(data, name, charset) if is_text else read_page(data, name, url=url, charset=charset)
        yield replace(draft, origin=f"{origin}:{number}", row=number)
    except (ArticleParseError, *FOREIGN_ERRORS) as error:
        yield failure_at(origin, number, "extract", in_one_line(error), name=name)


def _content(record: Any, limit: int) -> bytes:
    pieces: list[bytes] = []
    total = 0
    stream = record.content_stream()
    while piece := stream.read(65_536):
        total += len(piece)
        if total > limit:
            raise ArticleParseError(f"expected a page of at most {limit:,} bytes, got more; skipped")
        pieces.append(piece)
    while record.raw_stream.read(65_536):  # what lies behind the last chunk
        pass
    if getattr(record.raw_stream, "limit", 0) > 0:
        raise ArticleParseError("expected a whole record, got an archive that ends within it; fetch it again")
    return b"".join(pieces)
