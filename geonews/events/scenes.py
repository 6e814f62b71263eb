"""Where an incident was: as its words tell, else as near as anything in the text tells, and never a point for that."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from geonews.events import ontology
from geonews.events.grounding.sites import Gazette, Site
from geonews.events.grounding.ways import Way
from geonews.events.incidents import Incident
from geonews.events.reader.decoding import RoleSpan
from geonews.events.reader.words import Words
from geonews.model import Actor, Locus, Precision, precision_of

__all__ = ["passage_of", "site_of"]

#: Last sentence of what a text is about.
_NEWS = 3
#: Statuses of what is or will be somewhere.
_REAL = ("happened", "planned")
Roles = Mapping[str, Sequence[RoleSpan]]


def site_of(
    words: Words, gazette: Gazette, incident: Incident, roles: Roles, actor1: Actor | None, actor2: Actor | None,
    *, recent: bool = True,
) -> Site | None:  # fmt: skip
    """Return where an incident was, None if nothing tells.

    Parameters
    ----------
    words, gazette
        The text and its named places.
    incident
        The incident; the family of its type tells whether it was done or said.
    roles
        The spans of its own sentences, by role.
    actor1, actor2
        Who did or said it, and to whom.
    recent
        Whether it is of the text's own time, and not of history.
    """
    found = _named(gazette, roles, incident)
    if recent and (found is None or found.locus.country is None):
        found = gazette.around(roles.get("place", ()) or incident.roles().get("place", ())) or found
    said = ontology.properties(incident.mentions[0].type).family == "words"
    if found is not None and (found.locus.country is not None or said):
        return found
    place = None if found is None else found.locus.place
    if found is not None and precision_of(place) is Precision.COUNTRY:  # a continent or a sea is in no country
        return found
    guess = _speaking(gazette, actor1, actor2) if said else _guessed(words, gazette, incident, actor1, actor2)
    if found is None and guess is not None and recent:
        guess = _setting(gazette, incident, guess) or guess
    if found is not None and guess is not None:  # a name that no place is known for, in a likely country
        locus = Locus(country=guess.locus.country, place=place, text=found.locus.text, span=found.locus.span)
        return Site(locus, "country" if place is None else "text", guess.score)
    return found or guess


def passage_of(way: Way) -> Site | None:
    """Return where a way passes the line, else where it leads, else where it comes from."""
    if way.crossing is not None:
        country = way.crossing.country or (way.destination.country if way.destination else None)
        locus = Locus(country=country, place=way.crossing.place, text=way.crossing.text, span=way.crossing.span)
        return Site(locus, "text")
    end = way.destination or way.origin
    if end is None:
        return None
    return Site(end, "text" if end.span is not None else "country")


def _named(gazette: Gazette, roles: Roles, incident: Incident) -> Site | None:
    """Return the place that the incident's own words name or point back to, the nearest ones first."""
    wide = incident.roles()
    found = None
    for spans in (
        roles.get("place", ()),
        [s for role in ("place", "destination", "origin") for s in roles.get(role, ())],
        wide.get("place", ()),
    ):
        site = gazette.site(spans) or gazette.referred(spans)
        if site is not None and site.locus.country is not None:
            return site
        found = found or site
    return found


def _guessed(
    words: Words, gazette: Gazette, incident: Incident, actor1: Actor | None, actor2: Actor | None
) -> Site | None:
    """Return the country, or its division, that a deed without a place was most likely in."""
    asked = ontology.properties(incident.mentions[0].type)
    told_in = dict.fromkeys(m.sentence for m in incident.mentions)
    suffers, acts = (_home(words, gazette, actor) for actor in (actor2, actor1))
    if asked.mutual and acts is not None:  # two who sign do it at home oftener than where a third is named
        found: Site | None = acts
    else:
        near = next(filter(None, (gazette.beside(s, strictly=asked.casualties) for s in told_in)), None)
        found = near or suffers or gazette.scene() or acts or gazette.dateline() or gazette.about()
    if found is None or found.locus.place is not None or found.locus.country is None or min(told_in) > _NEWS:
        return found
    return gazette.home_division(found.locus.country) or found


def _setting(gazette: Gazette, incident: Incident, guess: Site) -> Site | None:
    """Return the town that the text is set in, for a deed that was most likely there.

    That is one of a type that is local, for which the text tells no place in any words ("in another state").
    """
    head, country = incident.mentions[0], guess.locus.country
    if country is None or not ontology.properties(head.type).local or incident.roles().get("place"):
        return None
    return gazette.setting(head.word, country) if incident.status in _REAL else None


def _home(words: Words, gazette: Gazette, actor: Actor | None) -> Site | None:
    """Return the division that an actor is named after, else its country."""
    if actor is None or actor.country is None:
        return None
    division = None
    if actor.span is not None:
        first = bisect_left(words.starts, actor.span.start)
        division = gazette.division(first, bisect_left(words.starts, actor.span.end) - 1)
    return division if division and division.locus.country == actor.country else _country(actor.country)


def _speaking(gazette: Gazette, actor1: Actor | None, actor2: Actor | None) -> Site | None:
    """Return the country of who speaks, else of who is spoken to, else what the text is about."""
    country = next((a.country for a in (actor1, actor2) if a is not None and a.country), None)
    if country is not None:
        return _country(country)
    if actor1 is not None and actor1.sector == "IGO":  # at home in no country
        return None
    return gazette.scene() or gazette.about() or gazette.dateline()


def _country(alpha3: str) -> Site:
    return Site(Locus(country=alpha3), "country", 0.5)
