"""Documents of word processors: DOCX, ODT and RTF, paragraph by paragraph as a reader sees them.

Comments, footnotes, page headers, deleted words of tracked changes and pictures are left out. The paragraph that is
styled as the title is the title and no part of the text, as in a web page. A document of an archive of newspapers may
hold many articles.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from geonews.errors import ArticleParseError
from geonews.ingest.bundles import read_bundle
from geonews.ingest.drafts import Draft
from geonews.ingest.office import checked_package, is_of_odf
from geonews.ingest.streams import FOREIGN_ERRORS, in_one_line
from geonews.model import Failure

__all__ = ["read_docx", "read_odt", "read_rtf"]

_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAKS: Final = {f"{_WORD}tab": "\t", f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}noBreakHyphen": "-"}
#: Parts of an ODT that stand in its text and are none of it.
_ASIDES: Final = "//office:annotation|//text:note|//text:tracked-changes"
_RTF_TITLE: Final = re.compile(r"\{\\info\b.{0,2000}?\{\\title\s?((?:[^{}]|\\[{}]){1,1000})\}", re.DOTALL)
_DEFAULT_TITLE: Final = re.compile(r"\.\w{2,4}$|^untitled|^microsoft word|^document\d*$", re.IGNORECASE)


def read_docx(data: bytes, origin: str, *, max_bytes: int) -> Iterator[Draft | Failure]:
    """Read a Word document.

    Raises
    ------
    ArticleParseError
        If it is damaged, locked, too large, or has macros.
    """
    if data.startswith(b"{\\rtf"):  # under a name of Word's
        yield from read_rtf(data, origin)
        return
    import docx

    package = checked_package(data, origin, "docx", max_bytes=max_bytes)
    try:
        document = docx.Document(package)
        paragraphs = list(_word_paragraphs(document))
        title = document.core_properties.title
    except (KeyError, *FOREIGN_ERRORS) as error:
        raise ArticleParseError(
            f"expected a DOCX file in {origin!r}, got {in_one_line(error)!r}; save it again"
        ) from error
    yield from _drafts(paragraphs, title, origin)


def read_odt(data: bytes, origin: str, *, max_bytes: int) -> Iterator[Draft | Failure]:
    """Read a text of LibreOffice or OpenOffice.

    Raises
    ------
    ArticleParseError
        If it is damaged, locked, too large, or has macros.
    """
    import odfdo

    package = checked_package(data, origin, "odt", max_bytes=max_bytes)
    try:
        document = odfdo.Document(package)
        if document.get_type() not in ("text", "text-template"):
            raise ArticleParseError(f"expected a text in {origin!r}, got {document.get_type()!r}; save it as .odt")
        body = document.body
        for aside in body.get_elements(_ASIDES):
            aside.delete(keep_tail=True)
        paragraphs = [(_style(found), found.inner_text) for found in body.get_elements("//text:p|//text:h")]
        title = document.meta.title
    except ArticleParseError:
        raise
    except Exception as error:
        if not is_of_odf(error):
            raise
        raise ArticleParseError(
            f"expected an ODT file in {origin!r}, got {in_one_line(error)!r}; save it again"
        ) from error
    yield from _drafts(paragraphs, title, origin)


def read_rtf(data: bytes, origin: str) -> Iterator[Draft | Failure]:
    """Read rich text.

    Raises
    ------
    ArticleParseError
        If it is not RTF, or is cut off.
    """
    import striprtf.striprtf

    rtf_to_text: Callable[..., str] = striprtf.striprtf.rtf_to_text
    if not data.lstrip().startswith(b"{\\rtf"):
        raise ArticleParseError(f"expected RTF in {origin!r}, got another file; give it the suffix of its kind")
    if not data.rstrip(b" \r\n\t\x00").endswith(b"}"):
        raise ArticleParseError(f"expected a whole RTF file in {origin!r}, got one that is cut off; fetch it again")
    source = data.decode("cp1252", "replace")
    try:
        lines = rtf_to_text(source, errors="replace").splitlines()
        found = _RTF_TITLE.search(source[:200_000])
        title = rtf_to_text("{\\rtf1\\ansi " + found[1] + "}", errors="replace") if found else None
    except FOREIGN_ERRORS as error:
        raise ArticleParseError(f"expected RTF in {origin!r}, got {in_one_line(error)!r}; save it again") from error
    cells = (cell for line in lines for cell in (line.split("|") if line.endswith("|") else [line]))
    yield from _drafts([("", cell) for cell in cells], title, origin)


def _word_paragraphs(document: Any) -> Iterator[tuple[str, str]]:
    """Yield style and text of each paragraph, also of those in tables, boxes and content controls."""
    styles = {style.style_id: style.name or "" for style in document.styles}
    for node in document.element.body.iter(f"{_WORD}p"):
        if next(node.iterancestors(_FALLBACK), None) is not None:  # the same box again, for older programs
            continue
        style = node.find(f"{_WORD}pPr/{_WORD}pStyle")
        name = styles.get(style.get(f"{_WORD}val"), "") if style is not None else ""
        yield name, "".join(_word_text(node))


def _word_text(paragraph: Any) -> Iterator[str]:
    for node in paragraph.iter(f"{_WORD}t", *_BREAKS):
        if next(node.iterancestors(f"{_WORD}p"), None) is not paragraph:  # a box that hangs on this paragraph
            continue
        if node.tag != f"{_WORD}t":
            if node.getparent().tag == f"{_WORD}r":  # and no tab stop of the style
                yield _BREAKS[node.tag]
        else:
            yield node.text or ""


def _style(element: Any) -> str:
    return str(element.style or "")


def _drafts(found: Iterable[tuple[str, str]], title: str | None, origin: str) -> Iterator[Draft | Failure]:
    paragraphs = [(style, line) for style, text in found if (line := text.strip())]
    if not any(c.isalnum() for _, text in paragraphs for c in text):
        raise ArticleParseError(f"expected text in {origin!r}, got none; check the file, a scan needs OCR first")
    bundle = read_bundle([text for _, text in paragraphs], origin)
    if bundle is not None:
        yield from bundle
        return
    styled = next((text for style, text in paragraphs[:5] if style.lower() == "title"), None)
    known = styled or _title(title)
    if known is not None:
        head = " ".join(known.split()).casefold()
        first = next((n for n, (_, text) in enumerate(paragraphs[:5]) if " ".join(text.split()).casefold() == head), -1)
        if first >= 0 and len(paragraphs) > 1:
            del paragraphs[first]
    yield Draft(origin=origin, text="\n\n".join(text for _, text in paragraphs), title=known)


def _title(title: str | None) -> str | None:
    """Return the title of the document's properties, unless a program made it up."""
    if not title or _DEFAULT_TITLE.search(title.strip()) or len(title.split()) < 2:
        return None
    return title
