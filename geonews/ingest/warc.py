"""Web archives (WARC, CC-NEWS): page after page, never more than one in memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from geonews.errors import ArticleParseError
from geonews.ingest.drafts import Draft, failure_at
from geonews.ingest.plaintext import read_text
from geonews.ingest.streams import DAMAGED, FOREIGN_ERRORS, Stream, in_one_line, some_of, unpacked
from geonews.ingest.webpage import MAX_PAGE_BYTES, read_page
from geonews.model import Failure

__all__ = ["read_warc"]

LENGTH = re.compile(rb"^content-length:\s*(\d{1,15})\s*$", re.IGNORECASE | re.MULTILINE)
#: Longest head of a record that is looked at.
MAX_HEAD_BYTES = 16_384
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

    watched, number, record, last = _Watched(unpacked(stream)), 0, None, None
    try:
        for record in ArchiveIterator(watched, arc2warc=True):
            number += 1
            for last in _read_record(record, origin, number, min(max_bytes, MAX_PAGE_BYTES)):
                yield last
        is_cut = getattr(getattr(record, "raw_stream", None), "limit", 0) > 0
        is_told = is_cut and isinstance(last, Failure) and last.origin is not None and last.origin.row == number
        if not is_told and (is_cut or watched.error is not None or watched.ends_in_a_head(number)):
            how = "one that ends within a record" if watched.error is None else repr(in_one_line(watched.error))
            said = f"expected a whole web archive, got {how} after record {number}; fetch it again"
            yield failure_at(origin, number + 1, "read", said)
    except (ArchiveLoadFailed, *FOREIGN_ERRORS) as error:
        said = f"expected a whole web archive, got {in_one_line(error)!r} after record {number}; fetch it again"
        yield failure_at(origin, number + 1, "read", said)


class _Watched:
    """A stream that gives all that can be unpacked of it, and knows how it ends.

    An archive that breaks off within the lines at the head of a record is taken for one at its end by warcio.
    """

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._end = b""
        #: Where the packed data breaks; warcio itself would take it for the end.
        self.error: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            piece = b"" if self.error is not None else some_of(self._stream, size)
        except DAMAGED as error:
            self.error, piece = error, b""
        self._end = (self._end + piece)[-MAX_HEAD_BYTES:]
        return piece

    def ends_in_a_head(self, records: int) -> bool:
        """Say whether the end is within or right behind a record's head; where there is no record, any byte is."""
        head, is_whole, content = self._end[max(0, self._end.rfind(b"\r\n\r\nWARC/")) :].lstrip().partition(b"\r\n\r\n")
        if not records or not is_whole:
            return head.startswith(b"WARC/") if records else bool(head)
        said = LENGTH.search(head)
        return head.startswith(b"WARC/") and said is not None and not content and int(said[1]) > 0


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
