"""Date expressions of a sentence as closed intervals of days.

``find`` reads a text against the day of publication. Each dialect of dates (named days, relative days, days told from
others, periods, numbered weeks and months, holidays) is a module with its rules; years and days in words are put into
figures first. What joins and bounds dates ("from … to", "since") is read afterwards.

Conventions: a bare weekday is the most recent one; last week is the ISO week before; the weekend is the last
Saturday and Sunday; overnight is the day before and the day; since X runs from X to the publication; by X is open
to the past; early, mid and late parts of a month are its days 1-10, 11-20 and 21 to the end.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from geonews.events.dating import absolute, anaphoric, holidays, numbered, periods, relative
from geonews.events.dating.absolute import day_first
from geonews.events.dating.calendar import Interval, Lean
from geonews.events.dating.chained import ahead, chained, has_year, told_on
from geonews.events.dating.ranges import Mention, bounded, joined, partial
from geonews.events.dating.rules import Frame, Rule, features
from geonews.events.dating.spelled import figures

__all__ = ["Interval", "Lean", "Mention", "ahead", "day_first", "find", "has_year", "told_on"]

RULES: tuple[Rule, ...] = (
    *absolute.RULES,
    *periods.RULES,
    *numbered.RULES,
    *holidays.RULES,
    *relative.RULES,
)
MAX_CHARS = 4000


def find(
    text: str, reference: date, *, lean: Lean = "past", anchor: date | None = None, tale: date | None = None,
    day_first: bool | None = None,
) -> list[Mention]:  # fmt: skip
    """Find the dates of a text.

    Parameters
    ----------
    text
        One sentence; of a longer one the first 4,000 characters are read.
    reference
        The day of publication.
    lean
        Which way a date without a year, or a bare weekday, points.
    anchor
        The day that the sentences before speak of, for "a day earlier"; None leaves such words unread unless a day
        stands before them in the text itself.
    tale
        The day of another year that the sentences before tell of (`told_on`), for days and months without a year
        behind it; None without one.
    day_first
        Whether 3/7 is the third of July, as `day_first` tells of a whole article; None if that is open.

    Returns
    -------
    list of Mention
        In the order of the text, without overlaps.

    Examples
    --------
    >>> from datetime import date
    >>> for m in find("They came last week, or since Friday.", date(2021, 7, 6)):
    ...     print(m.interval.start, m.interval.end)
    2021-06-28 2021-07-04
    2021-07-02 2021-07-06
    """
    text, spelled = figures(text[:MAX_CHARS])
    frame = Frame(reference, lean, anchor, day_first)
    found = _atoms(text, frame)
    found = joined([partial(m, text) for m in found], text, lean)
    if lean == "past":
        found = chained(found, text, tale)
    found = [bounded(m, text, frame) for m in found]
    return [_whole(m, spelled) for m in found] if spelled else found


def _whole(mention: Mention, spelled: list[tuple[int, int]]) -> Mention:
    """End a mention where the words do that its last figure was put for."""
    return replace(mention, end=max([mention.end, *(b for a, b in spelled if a < mention.end < b)]))


def _atoms(text: str, frame: Frame) -> list[Mention]:
    held = features(text)
    spans = [span for r in RULES if r.needs in held for span in _matches(r, text, lambda _: frame)]
    days = [(end, day) for _, end, i in _apart(spans) if (day := i.end) and i.start == day and i.dated]

    def anchored(start: int) -> Frame:
        """Return the frame of words that lean on a day: the last one before them in the text, else one told before."""
        before = [day for end, day in days if end <= start]
        return replace(frame, anchor=before[-1]) if before else frame

    leaning = [span for r in anaphoric.RULES if r.needs in held for span in _matches(r, text, anchored)]
    return [Mention(*span) for span in sorted(_apart([*spans, *leaning]), key=lambda s: s[0])]


def _matches(one: Rule, text: str, frame: Callable[[int], Frame]) -> Iterator[tuple[int, int, Interval]]:
    """Yield where a rule finds a date, and which; ``frame`` is what a date at some offset is read against."""
    for match in one.pattern.finditer(text):
        try:
            interval = one.handler(match, frame(match.start()))
        except (ValueError, OverflowError):
            continue
        if interval is not None:
            yield match.start(), match.end(), interval


def _apart(spans: list[tuple[int, int, Interval]]) -> list[tuple[int, int, Interval]]:
    """Return the longest of spans that overlap, in the order of the text."""
    taken: list[tuple[int, int, Interval]] = []  # in the order of the text
    for span in sorted(spans, key=lambda s: (s[0] - s[1], s[0])):
        at = bisect_left(taken, span[0], key=lambda s: s[0])
        if (not at or taken[at - 1][1] <= span[0]) and (at == len(taken) or taken[at][0] >= span[1]):
            taken.insert(at, span)
    return taken
