"""What a page or a picture says of itself: title, filter, day, number, sources, and how it was made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from geonews.webmap.escaping import plain_text

__all__ = ["METHOD", "About", "sources_of"]

#: How events come onto a map, for those who have only the page.
METHOD = (
    "Events are read from the articles by a program, each from one sentence, and placed with a gazetteer. They say "
    "what articles report, not what is proven; several reports of one event count once unless said otherwise."
)
#: Most sources that are named.
MOST_SOURCES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a page says of itself.

    Attributes
    ----------
    title
        Of the page.
    lines
        What is shown: the filter in words, how many events, the day it was made, sources, method.
    start
        View and layers that it opens with, as they stand in the app's address behind #.
    opened
        Id, position (``x``, ``y``) and area of the event that is open at first; None opens none.
    """

    title: str = "geonews"
    lines: Sequence[str] = ()
    start: str = ""
    opened: dict[str, Any] | None = field(default=None)

    def as_options(self) -> dict[str, Any]:
        """Return what the page's script is told, as plain text."""
        return {
            "title": plain_text(self.title, 200),
            "lines": [plain_text(line, 600) for line in self.lines],
            "start": self.start[:300],
            "opened": self.opened,
        }


def sources_of(publishers: Iterable[str | None]) -> str:
    """Return the sources in a line, the most frequent first.

    >>> sources_of(["Made Wire", "Gazette", "Made Wire", None])
    'Made Wire (2), Gazette (1)'
    """
    counts: dict[str, int] = {}
    for name in publishers:
        if name:
            counts[name] = counts.get(name, 0) + 1
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    named = ", ".join(f"{name} ({number:,})" for name, number in ordered[:MOST_SOURCES])
    return named + (f" and {len(ordered) - MOST_SOURCES:,} more" if len(ordered) > MOST_SOURCES else "")
