"""Messages: pages that a browser saved whole (MHTML), and mails.

Both are MIME: the first part that is a page, else the first that is plain text, is the article; pictures, fonts and
attachments are not unpacked.
"""

from __future__ import annotations

from email import errors, policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from geonews.errors import ArticleParseError
from geonews.ingest.drafts import Draft
from geonews.ingest.plaintext import read_text
from geonews.ingest.streams import FOREIGN_ERRORS, in_one_line
from geonews.ingest.webpage import read_page

__all__ = ["read_message"]

MAX_PARTS = 5000
MAX_NESTING = 50


def read_message(data: bytes, origin: str) -> Draft:
    """Read the article of a saved page (.mhtml) or of a mail (.eml).

    What the message's head says counts where the page says nothing: ``Subject`` is the title, ``Date`` the day,
    ``Snapshot-Content-Location`` the address, the sender's name the source.

    Raises
    ------
    ArticleParseError
        If it has neither a page nor text, is cut off within it, or the page has no article.
    """
    try:
        message = BytesParser(policy=policy.default).parsebytes(data)
        page, text = _parts(message, origin)
        head = {name: _header(message, name) for name in ("Subject", "Date", "Snapshot-Content-Location", "From")}
        body = None if page is None and text is None else _payload(page if page is not None else text)
        charset = None if body is None else (page if page is not None else text).get_content_charset()
        is_cut = body is not None and _is_cut(message, page if page is not None else text)
    except ArticleParseError:
        raise
    except FOREIGN_ERRORS as error:
        raise ArticleParseError(f"expected a message in {origin!r}, got {in_one_line(error)!r}; check it") from error
    if body is None:
        raise ArticleParseError(f"expected a page or text in {origin!r}, got neither; check the file")
    if is_cut:
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


def _parts(message: EmailMessage | Any, origin: str) -> tuple[Any, Any]:
    """Return the first part that is a page and the first that is text, None where there is none."""
    page = text = None
    waiting, seen = [(message, 0)], 0
    while waiting:
        part, depth = waiting.pop(0)
        seen += 1
        if seen > MAX_PARTS or depth > MAX_NESTING:
            raise ArticleParseError(f"expected at most {MAX_PARTS:,} parts in {origin!r}, got more; cut it")
        if part.is_multipart():
            waiting += [(inner, depth + 1) for inner in part.get_payload()]
        elif part.get_content_disposition() == "attachment":
            continue
        elif part.get_content_type() in ("text/html", "application/xhtml+xml"):
            page = part if page is None else page
        elif part.get_content_type() == "text/plain":
            text = part if text is None else text
    return page, text


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


def _payload(part: Any) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _header(message: Any, name: str) -> str | None:
    value = message.get(name)
    return None if value is None else str(value).strip() or None
