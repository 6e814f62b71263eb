"""From an action to its event: actors, place, time, and the dead and injured."""

from __future__ import annotations

from collections.abc import Sequence

from geonews.events.casualties import casualties
from geonews.events.crossing_events import event_id
from geonews.events.geography import Geography, Spot
from geonews.events.lexicon import sector
from geonews.events.location import Site, locate, precision
from geonews.events.reader import Reader
from geonews.events.selection import Action
from geonews.events.sources import attribution
from geonews.model import Actor, Cue, Event, Locus, Span, Status

__all__ = ["action_event"]

_CASUALTIES = frozenset(("ATTACK", "CLASH", "PROTEST", "TERRITORY_CHANGE"))
#: What is said and agreed happens where the speakers are: their country, or the dateline, is no place for it.
_TOLD_ANYWHERE = frozenset(
    ("ACCUSE", "REQUEST", "REJECT", "THREATEN", "SANCTION", "SUPPORT", "AGREEMENT", "TALKS", "AID")
)
_COUNTED = frozenset(("PROTEST", "DISPLACEMENT", "ARREST", "DEPLOYMENT", "WITHDRAWAL"))


def action_event(
    reader: Reader,
    geography: Geography,
    action: Action,
    spots: Sequence[Spot],
    places: Sequence[Site],
    home: str | None,
    rivals: frozenset[int],
) -> Event:
    """Return the event of an action.

    Parameters
    ----------
    home
        The country of the dateline, where an event without a place of its own is taken to be.
    """
    tree, frame = reader.tree, action.frame
    sentence = tree.sentences[action.sentence]
    status = action.verdict.status
    when = reader.when(
        action.sentence,
        action.trigger,
        rivals,
        future=status is Status.PLANNED,
        past=status is Status.HAPPENED,
        within=action.clause,
    )
    actor1 = _actor(reader, action.actor1, spots)
    actor2 = _actor(reader, action.actor2, spots)
    where, basis = _where(reader, geography, action, places, home, (actor1, actor2))
    counted = action.actor2 if frame.type in ("ARREST", "DEPLOYMENT") else action.actor1
    count = reader.count(action.sentence, counted) if frame.type in _COUNTED else None
    dead, hurt = casualties(reader, action.sentence, action.clause) if frame.type in _CASUALTIES else (None, None)
    speaker, doubted = attribution(tree, action.trigger)
    trigger = reader.span(action.trigger)
    cues = [Cue(field="type", text=trigger.text, start=trigger.start, end=trigger.end, rule=frame.id)]
    for name, span, rule in (
        ("actor1", actor1 and actor1.span, frame.actor1),
        ("actor2", actor2 and actor2.span, frame.actor2),
        ("place", where and where.span, basis or "none"),
        ("date", when.span, when.basis),
        ("count", count and count.span, "count"),
        ("fatalities", dead and dead.span, "count"),
        ("injured", hurt and hurt.span, "count"),
    ):
        if span:
            cues.append(Cue(field=name, text=span.text, start=span.start, end=span.end, rule=rule))
    if action.verdict.cue is not None:
        cue = reader.span(action.verdict.cue)
        cues.append(Cue(field="status", text=cue.text, start=cue.start, end=cue.end, rule=action.verdict.rule))
    return Event(
        id=event_id(reader.article.id, action.trigger, f"{frame.id} {action.part}" if action.part else frame.id),
        article_id=reader.article.id,
        type=frame.type,
        mode=frame.mode,
        status=action.verdict.status,
        evidence=Span(start=sentence.start, end=sentence.end, text=tree.text[sentence.start : sentence.end]),
        sentence=action.sentence,
        trigger=trigger,
        when=when,
        confidence=_confidence(action, where, basis, when.basis),
        rule_id=frame.id,
        sentences=(action.sentence,),
        actor1=actor1,
        actor2=actor2,
        count=count,
        fatalities=dead,
        injured=hurt,
        where=where,
        geo_precision=precision(where.place, where.country) if where else None,
        location_basis=basis,
        disputed=doubted,
        attributed_to=speaker,
        cues=tuple(cues),
    )


def _confidence(action: Action, where: Locus | None, basis: str | None, when: str) -> float:
    score = 0.45 + 0.1 * action.frame.priority
    score += 0.12 * ((action.actor1 is not None) + (action.actor2 is not None))
    score += 0.15 if basis == "text" else 0.0
    score += 0.08 if when == "text" else 0.0
    return round(max(0.1, min(0.9, score)), 3)


def _actor(reader: Reader, noun: int | None, spots: Sequence[Spot]) -> Actor | None:
    if noun is None:
        return None
    start, end = reader.tree.phrase(noun)
    text = reader.tree.text[start:end]
    country = next((s.country for s in spots if s.country and start <= reader.tree.start[s.first] < end), None)
    return Actor(
        text=text, country=country, sector=sector(reader.tree, noun), span=Span(start=start, end=end, text=text)
    )


def _where(
    reader: Reader, geography: Geography, action: Action, places: Sequence[Site], home: str | None,
    actors: tuple[Actor | None, Actor | None],
) -> tuple[Locus | None, str | None]:  # fmt: skip
    tree = reader.tree
    bounds = tree.bounds[action.sentence]
    if action.clause is not None:
        places = [s for s in places if s.first in action.clause]
    located = locate(tree, action.trigger, bounds, places)
    resolved = [s for s in located if s.place is not None]
    if not resolved:  # the nearest place is one the gazetteer lacks: the next that it has holds it or is beside it
        resolved = locate(tree, action.trigger, bounds, [s for s in places if s.place is not None])
    if resolved:
        site = resolved[0]
        assert site.place is not None
        start, end = tree.start[site.first], tree.end(site.last)
        span = Span(start=start, end=end, text=tree.text[start:end])
        country = geography.country_of(site.place)
        whole = site.place.feature_code.startswith("PCL")
        return Locus(country=country, place=None if whole else site.place, text=span.text, span=span), "text"
    anywhere = action.frame.type in _TOLD_ANYWHERE
    country = None if anywhere else next((a.country for a in reversed(actors) if a is not None and a.country), None)
    if located:  # a name that no place is known for: somewhere else than the dateline, as far as we can tell
        start, end = tree.start[located[0].first], tree.end(located[0].last)
        span = Span(start=start, end=end, text=tree.text[start:end])
        return Locus(country=country, text=span.text, span=span), "country" if country else "text"
    if anywhere:
        return None, None
    if home is not None:
        return Locus(country=home), "dateline"
    return (Locus(country=country), "country") if country else (None, None)
