"""Date expressions of a sentence as closed intervals of days.

``find`` reads a text against the day of publication. Each dialect of dates (named days, relative days, days told from
others, periods, numbered weeks and months, holidays) is a module with its rules; years and days in words are put into
figures first. What joins and bounds dates ("from … to", "since") is read afterwards.

Conventions: a bare weekday is the most recent one; last week is the ISO week before; the weekend is the last
Saturday and Sunday; overnight is the day before and the day; since X runs from X to the publication; by X is open
to the past; early, mid and late parts of a month are its days 1-10, 11-20 and 21 to the end.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from geonews.events.dating import absolute, anaphoric, holidays, numbered, periods, relative
from geonews.events.dating.absolute import day_first
from geonews.events.dating.calendar import Interval, Lean
from geonews.events.dating.chained import chained, has_year, told_on
from geonews.events.dating.ranges import Mention, bounded, joined, partial
from geonews.events.dating.rules import Frame, Rule, features
from geonews.events.dating.spelled import figures

__all__ = ["Interval", "Lean", "Mention", "day_first", "find", "has_year", "told_on"]

RULES: tuple[Rule, ...] = (
    *absolute.RULES,
    *periods.RULES,
    *numbered.RULES,
    *holidays.RULES,
    *relative.RULES,
    *anaphoric.RULES,
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
        The day that the sentences before speak of, for "a day earlier"; None leaves such words unread.
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
    found = joined([partial(m, text) for m in found], text)
    if lean == "past":
        found = chained(found, text, tale)
    found = [bounded(m, text, frame) for m in found]
    return [_whole(m, spelled) for m in found] if spelled else found


def _whole(mention: Mention, spelled: list[tuple[int, int]]) -> Mention:
    """End a mention where the words do that its last figure was put for."""
    return replace(mention, end=max([mention.end, *(b for a, b in spelled if a < mention.end < b)]))


def _atoms(text: str, frame: Frame) -> list[Mention]:
    held = features(text)
    spans: list[tuple[int, int, Interval]] = []
    for rule in RULES:
        if rule.needs not in held:
            continue
        for match in rule.pattern.finditer(text):
            try:
                interval = rule.handler(match, frame)
            except (ValueError, OverflowError):
                continue
            if interval is not None:
                spans.append((match.start(), match.end(), interval))
    spans.sort(key=lambda s: (s[0] - s[1], s[0]))
    taken: list[tuple[int, int, Interval]] = []
    for start, end, interval in spans:
        if all(end <= a or start >= b for a, b, _ in taken):
            taken.append((start, end, interval))
    return [Mention(start, end, interval) for start, end, interval in sorted(taken, key=lambda s: s[0])]
