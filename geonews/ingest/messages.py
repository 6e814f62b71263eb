"""Messages: pages that a browser saved whole (MHTML), and mails.

Both are MIME: the first part that is a page, else the first that is plain text, is the article; pictures, fonts and
attachments are not unpacked. Mails within a mail, forwarded or in a digest, are articles of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from email import errors, policy
from email.parser import BytesParser
from pathlib import PurePosixPath
from typing import Any

from geonews.errors import ArticleParseError
from geonews.ingest.drafts import Draft, failure_at, plain
from geonews.ingest.inputs import kind_of, left_out
from geonews.ingest.plaintext import read_text
from geonews.ingest.streams import FOREIGN_ERRORS, in_one_line
from geonews.ingest.webpage import read_page
from geonews.model import Failure

__all__ = ["read_message"]

MAX_PARTS = 5000
MAX_NESTING = 50
MAX_NAME_CHARS = 200


@dataclass(slots=True)
class _Found:
    """What a message is made of: its page, its text, the mails within it, and documents that are attached."""

    page: Any = None
    text: Any = None
    mails: list[Any] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)


def read_message(data: bytes, origin: str) -> Iterator[Draft | Failure]:
    """Read the article of a saved page (.mhtml) or of a mail (.eml), and those of mails within it.

    What the message's head says counts where the page says nothing: ``Subject`` is the title, ``Date`` the day,
    ``Snapshot-Content-Location`` the address, the sender's name the source. Attached documents are left out and named.

    Raises
    ------
    ArticleParseError
        If it has neither a page nor text nor mails, is cut off within it, or the page has no article.
    """
    try:
        message = BytesParser(policy=policy.default).parsebytes(data)
        found, seen = _parts(message, origin, 0)
    except ArticleParseError:
        raise
    except FOREIGN_ERRORS as error:
        raise ArticleParseError(f"expected a message in {origin!r}, got {in_one_line(error)!r}; check it") from error
    waiting = [(message, found)]
    number = 0
    while waiting:
        part, found = waiting.pop(0)
        place = f"{origin}/mail-{number}" if number else origin
        try:
            if number:
                found, seen = _parts(part, origin, seen)
            waiting = [*((mail, found) for mail in found.mails), *waiting]
            if number and not waiting and _ends_early(message):
                raise ArticleParseError(f"expected a whole mail in {origin!r}, got one that is cut off; fetch it again")
            yield from _own(part, found, place)
        except (ArticleParseError, *FOREIGN_ERRORS) as error:
            said = (
                str(error) if isinstance(error, ArticleParseError) else f"expected a mail, got {in_one_line(error)!r}"
            )
            if not number and not waiting:
                raise ArticleParseError(said) from error
            yield failure_at(place, None, "read", said)
        number += 1


def _own(message: Any, found: _Found, origin: str) -> Iterator[Draft | Failure]:
    """Read what is a message's own: its article, and the names of what is attached to it."""
    if found.page is not None or found.text is not None or not found.mails:
        yield _article(message, found, origin)
    for name in found.documents:
        yield left_out(f"{origin}/{name}", "what is attached to a mail is not read; save it as a file of its own")


def _article(message: Any, found: _Found, origin: str) -> Draft:
    page, text = found.page, found.text
    part = page if page is not None else text
    if part is None:
        raise ArticleParseError(f"expected a page or text in {origin!r}, got neither; check the file")
    head = {name: _header(message, name) for name in ("Subject", "Date", "Snapshot-Content-Location", "From")}
    body, charset = _payload(part), part.get_content_charset()
    if _is_cut(message, part):
        raise ArticleParseError(f"expected a whole message in {origin!r}, got one that is cut off; fetch it again")
    if page is not None:
        draft = read_page(body, origin, url=head["Snapshot-Content-Location"], charset=charset)
    else:
        draft = read_text(body, origin, charset)
    is_mail = head["Snapshot-Content-Location"] is None
    sender = (head["From"] or "").partition("<")[0].strip(' "') or None
    return Draft(
        origin=origin,
        text=draft.text.rstrip(),  # a mail ends with a line's end
        id=draft.id,
        title=draft.title or head["Subject"],
        url=draft.url,
        published=draft.published or (head["Date"] if is_mail else None),
        source=draft.source or (sender if is_mail else None),
    )


def _parts(message: Any, origin: str, seen: int) -> tuple[_Found, int]:
    """Look through the parts of a message; return what there is, and how many parts have been seen by now."""
    found = _Found()
    waiting = [(message, 0)]
    while waiting:
        part, depth = waiting.pop(0)
        seen += 1
        if seen > MAX_PARTS or depth > MAX_NESTING:
            raise ArticleParseError(f"expected at most {MAX_PARTS:,} parts in {origin!r}, got more; cut it")
        if part is not message and part.get_content_type() == "message/rfc822":
            found.mails += part.get_payload() if part.is_multipart() else []
        elif part.is_multipart():
            waiting += [(inner, depth + 1) for inner in part.get_payload()]
        elif part.get_content_disposition() == "attachment":
            name = plain(part.get_filename(), MAX_NAME_CHARS)
            if name is not None and kind_of(PurePosixPath(name)) is not None:
                found.documents.append(name)
        elif part.get_content_type() in ("text/html", "application/xhtml+xml"):
            found.page = part if found.page is None else found.page
        elif part.get_content_type() == "text/plain":
            found.text = part if found.text is None else found.text
    return found, seen


def _is_cut(message: Any, part: Any) -> bool:
    """Say whether a message ends within a part: it is the last one, and the line that closes it is missing."""
    if any(isinstance(found, errors.InvalidBase64PaddingDefect) for found in part.defects):
        return True
    while message.is_multipart() and message is not part:
        last = message.get_payload()[-1]
        if any(isinstance(found, errors.CloseBoundaryNotFoundDefect) for found in message.defects):
            return last is part or part in last.walk()
        message = last
    return False


def _ends_early(message: Any) -> bool:
    """Say whether the line is missing that closes a message's last part."""
    while message.is_multipart():
        if any(isinstance(found, errors.CloseBoundaryNotFoundDefect) for found in message.defects):
            return True
        message = message.get_payload()[-1]
    return False


def _payload(part: Any) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _header(message: Any, name: str) -> str | None:
    value = message.get(name)
    return None if value is None else str(value).strip() or None
