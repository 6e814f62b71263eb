"""Many articles in one document, as the archives of newspapers hand them out: Nexis, LexisNexis, Factiva.

What parts them, and where day, title and source stand, is data (``bundles.toml``); here is how a document is recognised
and taken apart.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import dropwhile, pairwise
from pathlib import Path
from typing import Any, Final

from geonews.ingest.dates import parse_date
from geonews.ingest.drafts import Draft, failure_at
from geonews.ingest.inputs import left_out
from geonews.model import Failure

__all__ = ["looks_like_bundle", "read_bundle"]

#: A day as archives write it, "March 12, 2024 Tuesday 10:15 PM GMT", alone in its line.
_DAY: Final = re.compile(
    r"(?:[A-Z][a-z]+day,? )?([A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]{2,8} \d{4})"
    r"(?:,? [A-Z][a-z]+day\b)?(.{0,60})"
)
_SHOWN: Final = 60
_Bundle = Mapping[str, Any]


def looks_like_bundle(text: str) -> bool:
    r"""Say whether a text has a line that parts the articles of an archive.

    Examples
    --------
    >>> looks_like_bundle("\n     1 of 10 DOCUMENTS\n"), looks_like_bundle("It is 1 of 10 DOCUMENTS.")
    (True, False)
    """
    return any(bundle["mark_line"].search(text) for bundle in _bundles())


def read_bundle(lines: Sequence[str], origin: str) -> Iterator[Draft | Failure] | None:
    """Read the articles of a document of an archive; None if it is of none that is known.

    Parameters
    ----------
    lines
        Its paragraphs, without white space around them.
    origin
        How messages name it.
    """
    for bundle in _bundles():
        marks = [number for number, line in enumerate(lines) if bundle["mark"].fullmatch(line)]
        if not marks:
            continue
        bounds = [0, *marks, len(lines)]
        parts = [lines[start + (start in marks) : end] for start, end in pairwise(bounds)]
        if any(_head(part, bundle) is not None for part in parts):
            return _read(parts, bundle, origin)
    return None


def _read(parts: list[Sequence[str]], bundle: _Bundle, origin: str) -> Iterator[Draft | Failure]:
    """Read the parts; the one before the first mark, or behind the last, need be no article."""
    outer = 0 if "begins" in bundle else len(parts) - 1
    number = 0
    for place, part in enumerate(parts):
        found = _head(part, bundle)
        if found is None and place == outer:
            words = " ".join(part)
            if any(map(str.isalnum, words)):
                said = (
                    f"what stands {'before' if outer == 0 else 'behind'} the articles was not read: {words[:_SHOWN]!r}"
                )
                yield left_out(f"{origin}#{'before' if outer == 0 else 'behind'}", said)
            continue
        number += 1
        if found is None:
            said = (
                f"expected day and text of an article as {bundle['name']} gives them, got {' '.join(part)[:_SHOWN]!r}"
            )
            yield failure_at(origin, number, "text", f"{said}; save it as a file of its own")
            continue
        head, day, text = found
        yield Draft(
            origin=f"{origin}:{number}",
            row=number,
            text="\n\n".join(text),
            title=_at(head, day + bundle["title"]),
            source=_at(head, day + bundle["source"]),
            published=_day(head[day]),
        )


def _head(part: Sequence[str], bundle: _Bundle) -> tuple[list[str], int, Sequence[str]] | None:
    """Return the lines of an article's head without asides, which of them is the day, and its text; None without."""
    end = next((n for n, line in enumerate(part) if bundle["head_ends"].fullmatch(line)), None)
    if end is None:
        return None
    head = [line for line in part[:end] if line and (_day(line) is not None or not bundle["asides"].fullmatch(line))]
    day = next((n for n in reversed(range(len(head))) if _day(head[n]) is not None), None)
    if day is None:
        return None
    rest = list(dropwhile(bundle["head_ends"].fullmatch, part[end:]))
    stop = next((n for n, line in enumerate(rest) if bundle["text_ends"].fullmatch(line)), len(rest))
    return head, day, [line for line in rest[:stop] if line]


def _day(line: str) -> str | None:
    """Return what a line says of a day, without the weekday and what else stands there; None if it is no day."""
    found = _DAY.fullmatch(line.partition("\n")[0].strip())
    if found is None:
        return None
    whole = f"{found[1]}{found[2]}"
    return next((said for said in (whole, found[1]) if parse_date(said) is not None), None)


def _at(lines: Sequence[str], number: int) -> str | None:
    return " ".join(lines[number].split()) if 0 <= number < len(lines) else None


@lru_cache(maxsize=1)
def _bundles() -> list[dict[str, Any]]:
    table = tomllib.loads(Path(__file__).with_name("bundles.toml").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = table["bundle"]
    for bundle in found:
        mark = bundle["begins"] if "begins" in bundle else bundle["ends"]
        bundle["mark"], bundle["mark_line"] = re.compile(mark), re.compile(rf"^[ \t]*(?:{mark})[ \t\r]*$", re.MULTILINE)
        for name in ("head_ends", "text_ends", "asides"):
            bundle[name] = re.compile(bundle.get(name, r"(?!)"))
    return found
