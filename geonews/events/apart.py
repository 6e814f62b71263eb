"""What keeps two mentions apart: another town, day, number or end of the way, or another status.

The number of what spreads over many towns (cases, votes) grows while it is told, and keeps nothing apart; nor does the
town in which words are spoken.

Only what stands in a mention's own sentence counts: spans from further away may be another happening's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geonews.events import ontology
from geonews.events.drafting import Desk
from geonews.events.grounding.tolls import count_of
from geonews.events.merging import compatible_counts
from geonews.events.reader.decoding import Mention, Reading, RoleSpan
from geonews.model import Count, When

__all__ = ["Apart"]

#: How sure the status of both must be for two statuses to be two happenings.
_SURE = 0.7
#: Days before the publication from which a date is another time's.
_FAR = 60


@dataclass(frozen=True, slots=True)
class _Told:
    """What a mention's own sentence tells: a town, the countries left and entered, a day, a number."""

    town: int | None
    origin: str | None
    destination: str | None
    when: When | None
    count: Count | None


class Apart:
    """Tells whether two mentions of one text cannot be of one happening."""

    def __init__(self, reading: Reading, desk: Desk) -> None:
        self._desk = desk
        self._mentions = reading.mentions  # held, so that no other object takes their ids
        self._told: dict[int, _Told] = {}

    def __call__(self, one: Mention, other: Mention) -> bool:
        """Tell whether two mentions cannot be of one happening."""
        a, b = self._of(one), self._of(other)
        asked = ontology.properties(one.type)
        return (
            (_differ(a.town, b.town) and not asked.wide and (asked.mutual or asked.family == "deeds"))
            or _differ(a.origin, b.origin)
            or _differ(a.destination, b.destination)
            or (one.status != other.status and min(one.status_score, other.status_score) > _SURE)
            or (
                one.sentence != other.sentence
                and (_other_days(a.when, b.when) or not (asked.wide or compatible_counts(a.count, b.count)))
            )
        )

    def _of(self, mention: Mention) -> _Told:
        """Read a mention's own sentence once, when it is first asked for: most mentions are never compared."""
        key = id(mention)
        if key not in self._told:
            self._told[key] = self._read(mention)
        return self._told[key]

    def _read(self, mention: Mention) -> _Told:
        desk, asked = self._desk, ontology.properties(mention.type)
        spans = {
            role: self._own(mention, role) for role in ("place", "origin", "destination", "when", "mover", "count")
        }
        site = desk.gazette.site(spans["place"])
        town = site.locus.place if site is not None else None
        ends = (
            desk.gazette.site(spans[end], abroad=True) if asked.crosses else None for end in ("origin", "destination")
        )
        origin, destination = (None if end is None else end.locus.country for end in ends)
        when = (
            desk.calendar.when(spans["when"], mention.status)[0] if spans["when"] else self._history(mention.sentence)
        )
        counted = spans.get(asked.counted or "", ()) or (spans["count"] if asked.counted else ())
        told = count_of(desk.words, counted, desk.calendar.blocked([mention.sentence])) if counted else None
        return _Told(
            town=town.place_id if town is not None and town.feature_class == "P" else None,
            origin=origin,
            destination=destination,
            when=when if when is not None and when.basis == "text" and when.start and when.end else None,
            count=told.count if told is not None and not told.count.vague else None,
        )

    def _history(self, sentence: int) -> When | None:
        """Return the one date of a sentence if it lies far back: what else is told there is of that time, too."""
        found = [m.interval for _, _, m in self._desk.calendar.mentions(sentence) if m.interval.dated]
        published = self._desk.calendar.published
        if len(found) != 1 or published is None:
            return None
        start, end = found[0].start, found[0].end
        if start is None or end is None or (published - end).days < _FAR:
            return None
        return When(start=start, end=end, precision=found[0].precision, text=None, basis="text")

    def _own(self, mention: Mention, role: str) -> Sequence[RoleSpan]:
        sentence = self._desk.words.sentence
        return [s for s in mention.roles.get(role, ()) if sentence[s.first] == mention.sentence]


def _differ(one: object, other: object) -> bool:
    return one is not None and other is not None and one != other


def _other_days(one: When | None, other: When | None) -> bool:
    """Tell whether two stated times have no day in common."""
    if one is None or other is None or not (one.start and one.end and other.start and other.end):
        return False
    return one.end < other.start or other.end < one.start
