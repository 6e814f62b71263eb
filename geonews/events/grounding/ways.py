"""From where to where: the ends of a way, by what the text says of them, never by a guess from the context alone.

An end is *explicit* where a place of it is named, *border* where the line's other side is known, *demonym* where
the people who go are called after it, *agent* where the state that sends them is named. Countries need not touch.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from geonews.events.grounding.actors import kind_of, people_in
from geonews.events.grounding.scenery import locus_of
from geonews.events.grounding.sites import Gazette
from geonews.events.grounding.spots import Spot
from geonews.events.grounding.tolls import words_of
from geonews.events.reader.decoding import RoleSpan
from geonews.events.reader.words import Words
from geonews.model import Locus

__all__ = ["Way", "completed", "way_of"]

Roles = Mapping[str, Sequence[RoleSpan]]
#: How sure the basis of an end is, beside the reader's own probability.
BASES = ("explicit", "border", "demonym", "agent", "place", "context")


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The ends of a way with the basis of each (None where it is open), and where it passes the line.

    ``line`` tells whether the text gives any evidence of an international line.
    """

    origin: Locus | None = None
    destination: Locus | None = None
    crossing: Locus | None = None
    origin_basis: str | None = None
    destination_basis: str | None = None
    line: bool = False
    mover_kind: str | None = None

    @property
    def basis(self) -> str | None:
        """Return the weaker of the bases: explicit, demonym (also border, agent, place), context; None for none."""
        known = [b for b in (self.origin_basis, self.destination_basis) if b]
        if not known:
            return None
        if "context" in known:
            return "context"
        return "explicit" if set(known) == {"explicit"} else "demonym"


def way_of(words: Words, gazette: Gazette, spots: Sequence[Spot], roles: Roles, homeward: bool, sent: bool) -> Way:
    """Return the way that a mention's roles tell of.

    Parameters
    ----------
    roles
        The spans of all mentions of one happening, by role.
    homeward
        Whether those who go are called after where they go to (they return, or are sent home).
    sent
        Whether the actor is who sends them.
    """
    origin, destination = (_end(gazette, roles.get(role, ())) for role in ("origin", "destination"))
    bases = ["explicit" if origin else None, "explicit" if destination else None]
    movers = roles.get("mover", ())
    kinds = [k for m in movers if (k := kind_of(words, m.first, m.last))]
    people = next((c for m in movers if (c := people_in(words, m.first, m.last, spots))), None)
    agent = next((c for a in roles.get("actor", ()) if (c := people_in(words, a.first, a.last, spots))), None)
    places = [spot for span in roles.get("place", ()) for spot in gazette.inside(span)]
    others = [spot for span in movers for spot in gazette.inside(span)]
    ends_spots = [spot for role in ("origin", "destination") for s in roles.get(role, ()) for spot in gazette.inside(s)]
    sides = next((s.sides for s in (*ends_spots, *places, *others) if s.sides), None)
    ends = [origin, destination]

    def guess(which: int, country: str | None, basis: str) -> None:
        """Fill an end that no country is known of, unless that is the other end's."""
        known, opposite = ends[which], ends[1 - which]
        if country and (known is None or known.country is None) and (opposite is None or opposite.country != country):
            ends[which], bases[which] = Locus(country=country), basis

    def over_the_line() -> None:
        """Fill an end by the other side of the named line."""
        for which in (0, 1):
            known = ends[1 - which]
            if sides is not None and known is not None and known.country in sides:
                guess(which, sides[1] if known.country == sides[0] else sides[0], "border")

    over_the_line()
    guess(1 if homeward else 0, people, "demonym")
    if sent or homeward:  # who sends, or whom they go home from
        guess(0, agent, "agent")
    over_the_line()
    here = next((s.country for s in places if s.kind == "place" and s.country), None)
    if ends[0] is not None or ends[1] is not None:  # where it was seen is the end that is not named
        guess(0 if ends[1] is not None else 1, here, "place")
    crossing = _crossing(words, [*places, *(s for s in others if s.sides)], ends, sides)
    line = sides is not None or _tells_of_line(words, roles) or _two(ends)
    return Way(
        origin=ends[0],
        destination=ends[1],
        crossing=crossing,
        origin_basis=bases[0],
        destination_basis=bases[1],
        line=line or bool({"REF", "MIG"} & set(kinds)),
        mover_kind=kinds[0] if kinds else None,
    )


def completed(way: Way, before: Way, homeward: bool, near: bool) -> Way:
    """Fill an open end from the way told before: the same people go on, or others go the same way, or back.

    With an end of its own a way takes the other from a way that has the same end; with none it is the way before, or
    its reverse if they go home, and then only if that was told close by (``near``).
    """
    there, here = (before.destination, before.origin) if homeward else (before.origin, before.destination)
    if there is None or here is None or there.country is None or here.country is None:
        return way
    left = Locus(country=there.country)
    entered = Locus(country=here.country)
    if way.origin is None and way.destination is None:
        return replace(
            way, origin=left, destination=entered, origin_basis="context", destination_basis="context", line=True
        ) if near else way  # fmt: skip
    if way.origin is None and way.destination is not None and way.destination.country == here.country:
        return replace(way, origin=left, origin_basis="context", line=True)
    if way.destination is None and way.origin is not None and way.origin.country == there.country:
        return replace(way, destination=entered, destination_basis="context", line=True)
    return way


def _end(gazette: Gazette, spans: Sequence[RoleSpan]) -> Locus | None:
    site = gazette.site(
        [s for s in spans if not all(spot.kind == "border" for spot in gazette.inside(s) or [])], abroad=True
    )
    return site.locus if site is not None and site.locus.country is not None else None


def _crossing(
    words: Words, places: Iterable[Spot], ends: Sequence[Locus | None], sides: tuple[str, str] | None
) -> Locus | None:
    """Return the closest named place at the line that is none of the ends, nor in a third country."""
    known = [e for e in ends if e is not None]
    countries = {e.country for e in known} | set(sides or ())
    for spot in places:
        if (spot.place is None or spot.place.feature_code.startswith("PCL")) and spot.kind != "border":
            continue
        if spot.kind == "people" or (len(countries) > 1 and spot.country and spot.country not in countries):
            continue
        locus = locus_of(words, spot)
        if all(locus.span != e.span and (locus.place is None or locus.place != e.place) for e in known):
            return locus
    return None


def _two(ends: Sequence[Locus | None]) -> bool:
    """Tell whether both ends are known, in two countries."""
    countries = {e.country for e in ends if e is not None and e.country}
    return len(countries) == 2


def _tells_of_line(words: Words, roles: Roles) -> bool:
    listed = words_of()["line"]
    return any(
        words.words[i].lower() in listed for spans in roles.values() for s in spans for i in range(s.first, s.last + 1)
    )
