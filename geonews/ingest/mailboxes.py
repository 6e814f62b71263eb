"""Mailboxes (MBOX): mail after mail, never more than one in memory.

A mail begins at a line "From somebody day" after an empty one and before the first line of its head; ">From" within it
stands for "From". Not every program writes so: a paragraph that begins with "From" is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from geonews.errors import ArticleParseError
from geonews.ingest.drafts import Draft, failure_at
from geonews.ingest.messages import read_message
from geonews.ingest.streams import FOREIGN_ERRORS, Stream, in_one_line
from geonews.model import Failure

__all__ = ["read_mailbox"]

_BEGIN: Final = re.compile(rb"From (?:.{0,500}\d{4}|\S{1,300}\s*$)")
_HEAD: Final = re.compile(rb"[!-9;-~]{1,200}:|>From ")
_QUOTED: Final = re.compile(rb"^>+From ")
_MAX_LINE: Final = 1 << 20


def read_mailbox(stream: Stream, origin: str, *, max_bytes: int) -> Iterator[Draft | Failure]:
    """Read the mails of a mailbox; one that is damaged or too long costs no other.

    Parameters
    ----------
    stream
        The mailbox.
    origin
        How messages name it.
    max_bytes
        Longest mail.

    Raises
    ------
    ArticleParseError
        If it is no mailbox.
    """
    number, mail = 0, bytearray()
    is_long, is_open, after_blank = False, False, True
    try:
        for line, following in _lines(stream):
            if after_blank and _BEGIN.match(line) and (not is_open or _HEAD.match(following)):
                if is_open:
                    yield from _mail(bytes(mail), is_long, origin, number, max_bytes)
                number, mail, is_long, is_open = number + 1, bytearray(), False, True
            elif not is_open and line.strip():
                raise ArticleParseError(f"expected a mailbox in {origin!r}, got {line[:40]!r}; check the file")
            elif len(mail) + len(line) > max_bytes:
                is_long = True
            elif is_open and not is_long:
                mail += line[1:] if _QUOTED.match(line) else line
            after_blank = not line.strip()
    except FOREIGN_ERRORS as error:
        if isinstance(error, ArticleParseError):
            raise
        said = f"expected a whole mailbox, got {in_one_line(error)!r} within mail {number}; fetch it again"
        yield failure_at(origin, max(number, 1), "read", said)
        return
    if not is_open:
        raise ArticleParseError(f"expected mails in {origin!r}, got none; check the file")
    yield from _mail(bytes(mail), is_long, origin, number, max_bytes)


def _lines(stream: Stream) -> Iterator[tuple[bytes, bytes]]:
    """Yield each line with the one behind it."""
    line = stream.readline(_MAX_LINE)
    while line:
        following = stream.readline(_MAX_LINE)
        yield line, following
        line = following


def _mail(data: bytes, is_long: bool, origin: str, number: int, max_bytes: int) -> Iterator[Draft | Failure]:
    place = f"{origin}:{number}"
    if is_long:
        said = f"expected a mail of at most {max_bytes:,} bytes, got a longer one; raise max_bytes"
        yield failure_at(origin, number, "read", said)
        return
    try:
        for found in read_message(data, place):
            if isinstance(found, Draft) and found.origin == place:
                yield replace(found, row=number)
            else:  # a mail within it
                yield found
    except ArticleParseError as error:
        yield failure_at(origin, number, "read", str(error))
