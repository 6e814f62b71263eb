"""One event in many articles: which reports are of the same event, and what they agree on.

Reports are ranked: the one that says most closely where, when and how many comes first. Each joins the first of the
better ones that it can be one event with, else it stands for an event of its own, and later reports may join it. So
a group is held together by one precise report and not by a chain of vague ones, and the groups depend on the set of
reports alone, never on the order in which they came.

Nothing is changed in a report: a group is the id of the report that stands for it. The scheme is the pivot algorithm
of correlation clustering (Ailon, Charikar and Newman 2008, "Aggregating inconsistent information").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from geonews.model import Count

__all__ = [
    "LONG_DAYS",
    "SLACK_DAYS",
    "Report",
    "compatible_counts",
    "conflicts",
    "home_of",
    "link",
    "numbers",
    "same_event",
]

#: Two reports may date one event this many days apart, unless both texts name its very day.
SLACK_DAYS: Final = 1
#: A time that lasts longer is too vague to link by, unless both reports say how many.
LONG_DAYS: Final = 10

_CROSSING: Final = "BORDER_CROSSING"
_TOWN: Final = 1
_DIVISION: Final = "ADM1"
_ARMED: Final = frozenset({"MIL", "REB", "COP"})

Key = tuple[str | bool | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What linking needs to know of an event that an article reports.

    Attributes
    ----------
    event_id, article_id
        The report, and the article it is of.
    type, status
        Of the event.
    confidence
        The coder's, 0 to 1.
    first, last
        Its days as ``date.toordinal`` counts them; an open end is the other one, None is no date.
    told
        Whether the text itself names the very day.
    count, fatalities
        How many took part and died.
    country, origin, destination
        ISO 3166-1 alpha-3.
    place
        What identifies the place, the same for the same place: a number, or its words where it was not found; None
        where none is named.
    admin1, feature_code, precision
        Of the place, as in GeoNames; 1 is a town.
    actors
        The countries of who acts and who is acted upon.
    subject_class
        Of who moves: ``MIL``, ``REF``, …
    corrected
        Whether a person has put it right.
    """

    event_id: str
    article_id: str
    type: str
    status: str
    confidence: float
    first: int | None = None
    last: int | None = None
    told: bool = False
    count: Count | None = None
    fatalities: Count | None = None
    country: str | None = None
    origin: str | None = None
    destination: str | None = None
    place: str | None = None
    admin1: str | None = None
    feature_code: str | None = None
    precision: int | None = None
    actors: tuple[str | None, str | None] = (None, None)
    subject_class: str | None = None
    corrected: bool = False

    @property
    def key(self) -> Key:
        """What two reports of one event share: type, whether it is told as a fact, and direction or country."""
        ends = (self.origin, self.destination) if self.type == _CROSSING else (None, None)
        return (self.type, self.status in ("happened", "denied"), *ends, None if any(ends) else self.country)

    @property
    def rank(self) -> tuple[bool, int, float, str]:
        """Where it stands among all reports; the least comes first, no two are equal."""
        said = (self.precision == _TOWN) + self.told + (self.count is not None)
        return (not self.corrected, -said, -self.confidence, self.event_id)


def link(reports: Iterable[Report]) -> dict[str, str]:
    """Return for each report the id of the one that stands for its event.

    Parameters
    ----------
    reports
        Of any number of articles, in any order. Two of one article are never linked: the coder told them apart.
    """
    standing, taken, found = _Standing(), set[tuple[str, str]](), dict[str, str]()
    for report in sorted(reports, key=lambda r: r.rank):

        def is_taken(other: Report, article: str = report.article_id) -> bool:
            return (other.event_id, article) in taken

        home = home_of(report, standing.near(report), is_taken) or report
        if home is report:
            standing.add(report)
        taken.add((home.event_id, report.article_id))
        found[report.event_id] = home.event_id
    return found


class _Standing:
    """The reports that stand for events, found by key and day."""

    def __init__(self) -> None:
        self._by_day: dict[tuple[Key, int], list[Report]] = {}
        self._long: dict[Key, list[Report]] = {}

    def add(self, report: Report) -> None:
        if report.first is None or report.last is None:
            return
        if report.last - report.first > LONG_DAYS:
            self._long.setdefault(report.key, []).append(report)
            return
        for day in range(report.first, report.last + 1):
            self._by_day.setdefault((report.key, day), []).append(report)

    def near(self, report: Report) -> Iterator[Report]:
        """Yield those of the same key whose days are near, in no order."""
        if report.first is None or report.last is None:
            return
        key, seen = report.key, set[str]()
        for day in range(report.first - SLACK_DAYS, report.last + SLACK_DAYS + 1):
            for other in self._by_day.get((key, day), ()):
                if other.event_id not in seen:
                    seen.add(other.event_id)
                    yield other
        yield from self._long.get(key, ())


def home_of(report: Report, standing: Iterable[Report], is_taken: Callable[[Report], bool]) -> Report | None:
    """Return the report that another one joins, None where it stands for an event of its own.

    Parameters
    ----------
    report
        The one that looks for a home.
    standing
        Those that stand for events and come before it, in any order; others among them are passed over.
    is_taken
        Whether an earlier report of the same article has joined one of them.
    """
    rank = report.rank
    able = [other for other in standing if other.rank < rank and same_event(report, other)]
    return next((other for other in sorted(able, key=lambda r: r.rank) if not is_taken(other)), None)


def same_event(one: Report, other: Report) -> bool:
    """Tell whether two reports may be of one event: by type, direction or place, days and counts."""
    return (
        one.article_id != other.article_id
        and one.key == other.key
        and _same_time(one, other)
        and compatible_counts(_widened(one.count), _widened(other.count))
        and compatible_counts(_widened(one.fatalities), _widened(other.fatalities))
        and (_same_way(one, other) if one.type == _CROSSING else _same_place(one, other))
    )


def _same_time(one: Report, other: Report) -> bool:
    if one.first is None or one.last is None or other.first is None or other.last is None:
        return False
    if max(one.last - one.first, other.last - other.first) > LONG_DAYS and (one.count is None or other.count is None):
        return False
    slack = 0 if one.told and other.told else SLACK_DAYS
    return max(one.first, other.first) - slack <= min(one.last, other.last)


def _same_way(one: Report, other: Report) -> bool:
    """Tell whether two crossings between the same countries may be one: soldiers are no refugees."""
    armed = [None if r.subject_class is None else r.subject_class in _ARMED for r in (one, other)]
    if None not in armed and armed[0] != armed[1]:
        return False
    if not (one.origin or one.destination):
        return _same_place(one, other)
    towns = {r.place for r in (one, other) if r.precision == _TOWN}
    return len(towns) < 2 or not (one.count is None or other.count is None)


def _same_place(one: Report, other: Report) -> bool:
    """Tell whether two places may be one: the same town; or an area that numbers or actors vouch for."""
    close = [r for r in (one, other) if r.place is not None and (r.precision or 3) < 3]
    if len(close) == 2 and one.place != other.place:
        is_division = [(r.feature_code or "").startswith(_DIVISION) for r in close]
        if one.admin1 is None or one.admin1 != other.admin1 or not any(is_division):
            return False
    elif len(close) == 2 and one.precision == _TOWN:
        return True
    counted = (one.count and other.count) or (one.fatalities and other.fatalities)
    somewhere = one.country is not None or (one.place is not None and one.place == other.place)
    return _same_actors(one, other) or (somewhere and counted is not None)


def _same_actors(one: Report, other: Report) -> bool:
    """Tell whether the actors vouch for one event: both are of the same countries, or one is and comes from abroad."""
    pairs = [(a, b) for a, b in zip(one.actors, other.actors, strict=True) if a and b]
    if not pairs or any(a != b for a, b in pairs):
        return False
    return len(pairs) == 2 or (one.country is not None and pairs[0][0] != one.country)


def _widened(count: Count | None) -> Count | None:
    """Return a count with a tenth of leeway, as reports of one event differ."""
    if count is None or (count.min is None and count.max is None):
        return None
    low = None if count.min is None else int(count.min * 0.9)
    high = None if count.max is None else int(count.max * 1.1) + 1
    return replace(count, min=low, max=high)


def numbers(counts: Sequence[Count | None]) -> tuple[int | None, int | None, int | None]:
    """Return the least number told, that of the first count, and the greatest; None where nobody tells one.

    Parameters
    ----------
    counts
        Of the reports of one event, the best report first.

    Examples
    --------
    >>> numbers([None, Count(min=400, max=400, text="400"), Count(min=350, max=None, text="more than 350")])
    (350, 400, 400)
    """
    told = [
        (c.max if c.min is None else c.min, c.min if c.max is None else c.max)
        for c in counts
        if c is not None and (c.min is not None or c.max is not None)
    ]
    if not told:
        return None, None, None
    return min(low for low, _ in told if low is not None), told[0][0], max(high for _, high in told if high is not None)


def conflicts(one: Report, other: Report) -> tuple[str, ...]:
    """Return what two reports say that cannot both be right: of status, date, place, count, fatalities."""
    towns = one.precision == other.precision == _TOWN
    found = {
        "status": one.status != other.status,
        "date": one.first is not None and other.first is not None and not _share_a_day(one, other),
        "place": towns and one.place is not None and other.place is not None and one.place != other.place,
        "count": not compatible_counts(one.count, other.count),
        "fatalities": not compatible_counts(one.fatalities, other.fatalities),
    }
    return tuple(name for name, differs in found.items() if differs)


def _share_a_day(one: Report, other: Report) -> bool:
    assert one.first is not None and other.first is not None and one.last is not None and other.last is not None
    return max(one.first, other.first) <= min(one.last, other.last)


def compatible_counts(one: Count | None, other: Count | None) -> bool:
    """Tell whether two counts may be of the same people; an unknown one is compatible with any."""
    if one is None or other is None:
        return True
    if one.unit != other.unit or one.rate != other.rate:
        return False
    low = max(one.min or 0, other.min or 0)
    high = min(10**12 if one.max is None else one.max, 10**12 if other.max is None else other.max)
    return low <= high
