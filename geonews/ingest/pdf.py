"""PDF with a text layer, its lines put together into paragraphs again."""

from __future__ import annotations

import io
import itertools
import re
import time
from statistics import median
from typing import Any, Final

from geonews.errors import ArticleParseError
from geonews.ingest.drafts import Draft
from geonews.ingest.streams import FOREIGN_ERRORS, in_one_line

__all__ = ["paragraphs", "read_pdf"]

MAX_PAGES = 1000
MAX_SECONDS = 60.0
#: What the streams of a page may come to; a page of print has some ten thousand operators and draws a few forms.
LIMITS: Final[dict[str, Any]] = {
    "zlib_maximum_output_length": 20_000_000,
    "lzw_maximum_output_length": 20_000_000,
    "run_length_maximum_output_length": 20_000_000,
    "array_based_stream_maximum_output_length": 20_000_000,
    "stream_parsing_work_maximum_count": 1_000_000,
    "xform_maximum_invocations_per_extraction": 500,
}
#: From so many bytes on, or with a form, a page is watched operator by operator.
WATCHED_BYTES: Final = 1_000_000
SENTENCE_END = re.compile(r"[.!?:][\"'”’)\]]*$")


def read_pdf(data: bytes, origin: str, *, max_chars: int) -> Draft:
    """Read the text of a PDF as one article.

    Raises
    ------
    ArticleParseError
        If it is damaged, locked with a password, has no text layer, or takes too long.
    """
    from pypdf import PdfReader, apply_configuration
    from pypdf.errors import PyPdfError

    try:
        with apply_configuration(**LIMITS):
            reader = PdfReader(io.BytesIO(data))
            if reader.is_encrypted and not reader.decrypt(""):
                raise ArticleParseError(f"expected an open PDF in {origin!r}, got one with a password; unlock it first")
            pages = _pages(reader, origin, max_chars)
            title = reader.metadata.title if reader.metadata is not None else None
    except ArticleParseError:
        raise
    except (PyPdfError, *FOREIGN_ERRORS) as error:
        raise ArticleParseError(f"expected a PDF in {origin!r}, got {in_one_line(error)!r}; check the file") from error
    text = paragraphs("\n\n".join(pages))
    if sum(c.isalpha() for c in text) < 20:
        raise ArticleParseError(f"expected a text layer in {origin!r}, got {len(pages)} page(s) without; run OCR first")
    return Draft(origin=origin, text=text, title=_title(title))


def paragraphs(text: str) -> str:
    r"""Join the lines of print into paragraphs, and words that a line's end divided.

    Examples
    --------
    >>> print(paragraphs("The bridge over the wide ri-\nver was closed on Monday by\nthe army.\n\nNobody crossed."))
    The bridge over the wide river was closed on Monday by the army.
    <BLANKLINE>
    Nobody crossed.
    """
    blocks = []
    for block in re.split(r"\n[ \t]*\n+", text.replace("\r", "\n")):
        lines = [" ".join(line.split()) for line in block.split("\n") if line.strip()]
        if not lines:
            continue
        width = median(map(len, lines))
        joined = lines[0]
        for before, line in itertools.pairwise(lines):
            if re.search(r"[a-z]-$", before) and line[0].islower():
                joined = joined[:-1] + line
            elif SENTENCE_END.search(before) and len(before) < 0.75 * width:
                joined += "\n\n" + line
            else:
                joined += " " + line
        blocks.append(joined)
    return "\n\n".join(blocks)


def _pages(reader: Any, origin: str, max_chars: int) -> list[str]:
    """Return the text of each page, until there is more of it than an article may have."""
    started = time.monotonic()
    pages: list[str] = []
    chars = 0

    def watch(*_: object) -> None:
        if time.monotonic() - started > MAX_SECONDS:
            raise ArticleParseError(
                f"expected to read {origin!r} in {MAX_SECONDS:g} s, got to page {len(pages) + 1}; split it"
            )

    for number, page in enumerate(reader.pages, start=1):
        if number > MAX_PAGES:
            raise ArticleParseError(f"expected at most {MAX_PAGES} pages in {origin!r}, got more; split it")
        watched = {"visitor_operand_before": watch} if _is_heavy(page) else {}
        pages.append(page.extract_text(**watched) or "")
        chars += len(pages[-1])
        if chars > max_chars:
            break  # one character too many is enough for the limit to be told
        watch()
    return pages


def _is_heavy(page: Any) -> bool:
    """Say whether a page may take long: it has much to draw, or forms that may be drawn over and over."""
    try:
        contents = page["/Contents"].get_object()
        streams = contents if isinstance(contents, list) else [contents]
        if sum(len(stream.get_object().get_data()) for stream in streams) >= WATCHED_BYTES:
            return True
        resources = page["/Resources"].get_object()
        drawn = resources["/XObject"].get_object() if "/XObject" in resources else {}
        return any(form.get_object().get("/Subtype") == "/Form" for form in drawn.values())
    except FOREIGN_ERRORS:  # what is not as it should be is watched
        return True


def _title(title: Any) -> str | None:
    """Return the title of the document's properties, unless it is the name of a file."""
    if not isinstance(title, str) or re.search(r"\.\w{2,4}$|^untitled|^microsoft word", title.strip(), re.IGNORECASE):
        return None
    return title if len(title.split()) >= 2 else None
