"""From the draft of a crossing to its event."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from geonews.events.rules.crossings import Draft
from geonews.events.rules.direction import Ends
from geonews.events.rules.evidence import hard_pressed
from geonews.events.rules.geography import Geography, Spot
from geonews.events.rules.lexicon import sector
from geonews.events.rules.location import precision
from geonews.events.rules.sources import attribution
from geonews.events.rules.status import cue_words
from geonews.events.rules.told import Reader
from geonews.model import Actor, Count, Cue, Event, Locus, Place, Span, Status, When

__all__ = ["crossing_event", "event_id", "prevention"]


def crossing_event(reader: Reader, geography: Geography, draft: Draft, ends: Ends, rivals: frozenset[int]) -> Event:
    """Return the event of a draft whose ends are known."""
    tree = reader.tree
    status = draft.verdict.status
    when = _when(reader, draft, rivals)
    count = reader.count(draft.sentence, draft.mover)
    trigger = reader.span(draft.trigger)
    sentence = tree.sentences[draft.sentence]
    evidence = Span(start=sentence.start, end=sentence.end, text=tree.text[sentence.start : sentence.end])
    subject = None if draft.mover is None else tree.text[slice(*tree.phrase(draft.mover))]
    explicit = ends.origin_basis == ends.destination_basis == "explicit"
    demonym = "demonym" in (ends.origin_basis, ends.destination_basis)
    speaker, doubted = attribution(tree, draft.trigger)
    cues = list(_cues(reader, draft, ends, when, count))
    return Event(
        id=event_id(reader.article.id, draft.trigger, draft.frame.id),
        article_id=reader.article.id,
        type="BORDER_CROSSING",
        mode=_mode(reader, draft, ends),
        status=status,
        evidence=evidence,
        sentence=draft.sentence,
        trigger=trigger,
        when=when,
        confidence=_confidence(draft, ends, when),
        rule_id=draft.frame.id,
        sentences=(draft.sentence,),
        actor1=None if draft.mover is None else _actor(reader, draft.mover, ends),
        subject=subject,
        subject_class=draft.mover_class if draft.mover_class != "PRON" else None,
        count=count,
        where=_locus(reader, geography, ends.crossing_spot, ends.destination, ends.destination_spot),
        geo_precision=precision(_point(ends), ends.destination),
        location_basis="text" if (ends.crossing_spot or ends.destination_spot) else "country",
        disputed=doubted,
        attributed_to=speaker,
        origin=None if ends.origin is None else _locus(reader, geography, ends.origin_spot, ends.origin),
        destination=_locus(reader, geography, ends.destination_spot, ends.destination),
        crossing=_locus(reader, geography, ends.crossing_spot, None) if ends.crossing_spot else None,
        direction_basis="explicit" if explicit else "demonym" if demonym else "context",
        cues=tuple(cues),
    )


def _when(reader: Reader, draft: Draft, rivals: frozenset[int]) -> When:
    """Return the time of a draft; a clause without a verb has its own date, or that of the clause it follows."""
    status = draft.verdict.status
    future, past = status is Status.PLANNED or _ahead(reader, draft), status is Status.HAPPENED
    if draft.elided_at is not None and draft.model is not None:
        own = reader.when_between(draft.sentence, *draft.elided_at)
        return own or reader.when(draft.sentence, draft.model, rivals - {draft.trigger}, future=future, past=past)
    return reader.when(draft.sentence, draft.trigger, rivals, future=future, past=past)


def _ahead(reader: Reader, draft: Draft) -> bool:
    """Tell whether what may be lies ahead: "could go home on 1 June", but not "could have gone"."""
    tree, trigger = reader.tree, draft.trigger
    if draft.verdict.rule not in ("modal", "condition") or tree.dep[trigger] not in ("ROOT", "ccomp", "conj"):
        return False
    helpers = {tree.lower[c] for c in tree.children[trigger] if tree.dep[c] == "aux"}
    return bool(helpers & cue_words()["modals_maybe"]) and "have" not in helpers


def prevention(event: Event) -> Event:
    """Return the border-control event of a crossing that somebody stopped."""
    return replace(
        event,
        id=event.id[:-1] + "p",
        type="BORDER_CONTROL",
        mode="prevent",
        status=Status.HAPPENED,
        actor1=None,
        actor2=event.actor1,
        origin=None,
        destination=None,
        crossing=None,
        direction_basis=None,
    )


def _point(ends: Ends) -> Place | None:
    spot = ends.crossing_spot or ends.destination_spot
    place = None if spot is None else spot.place
    return None if place is None or place.feature_code.startswith("PCL") or (spot and spot.kind == "people") else place


def _mode(reader: Reader, draft: Draft, ends: Ends) -> str:
    mode = draft.frame.mode
    kind = draft.mover_class
    if ends.home and mode in ("cross", "flee"):
        return "return"
    if mode == "cross" and ends.back and draft.frame.status != "denied" and draft.frame.mover == "subject":
        return "return"
    if kind in ("MIL", "COP") and mode in ("cross", "flee"):
        return "retreat" if mode == "flee" or hard_pressed(reader.tree, draft.trigger) else "incursion"
    if kind == "REB" and mode == "cross":
        return "incursion"
    if kind == "AID":
        return "convoy_aid"
    if kind in ("GDS", "VEH") and mode == "cross":
        return "convoy_goods"
    if mode == "cross" and (kind == "SEA" or draft.boat):
        return "sea"
    if mode == "cross" and kind == "REF":
        return "flee"
    return mode


def _confidence(draft: Draft, ends: Ends, when: When) -> float:
    value = {"explicit": 0.5, "border": 0.46, "demonym": 0.44, "agent": 0.44}
    score = value.get(ends.origin_basis, 0.3) + value.get(ends.destination_basis, 0.3)
    if when.basis != "text":
        score -= 0.05
    if draft.mover_class is None:
        score -= 0.1
    return round(max(0.05, min(0.95, score)), 3)


def _actor(reader: Reader, mover: int, ends: Ends) -> Actor:
    start, end = reader.tree.phrase(mover)
    text = reader.tree.text[start:end]
    return Actor(
        text=text,
        country=next(iter(ends.people), None),
        sector=sector(reader.tree, mover),
        span=Span(start=start, end=end, text=text),
    )


def _locus(
    reader: Reader, geography: Geography, spot: Spot | None, country: str | None, other: Spot | None = None
) -> Locus:
    spot = spot or other
    if spot is None:
        return Locus(country=country)
    span = geography.span(reader.tree, spot)
    place = spot.place
    if place is not None and (place.feature_code.startswith("PCL") or spot.kind == "people"):
        place = None
    return Locus(country=country or spot.country, place=place, text=span.text, span=span)


def _cues(reader: Reader, draft: Draft, ends: Ends, when: When, count: Count | None) -> list[Cue]:
    tree = reader.tree
    found = [
        Cue(
            field="type",
            text=tree.words[draft.trigger],
            start=tree.start[draft.trigger],
            end=tree.end(draft.trigger),
            rule=draft.frame.id,
        )
    ]
    if draft.verdict.cue is not None:
        cue = draft.verdict.cue
        found.append(
            Cue(field="status", text=tree.words[cue], start=tree.start[cue], end=tree.end(cue), rule=draft.verdict.rule)
        )
    for name, spot, basis in (
        ("origin", ends.origin_spot, ends.origin_basis),
        ("destination", ends.destination_spot, ends.destination_basis),
    ):
        if spot is not None:
            start, end = tree.start[spot.first], tree.end(spot.last)
            found.append(Cue(field=name, text=tree.text[start:end], start=start, end=end, rule=basis))
        elif basis:
            found.append(
                Cue(field=name, text="", start=tree.start[draft.trigger], end=tree.start[draft.trigger], rule=basis)
            )
    if when.span is not None:
        found.append(Cue(field="date", text=when.span.text, start=when.span.start, end=when.span.end, rule=when.basis))
    if count is not None and count.span is not None:
        found.append(Cue(field="count", text=count.text, start=count.span.start, end=count.span.end, rule="count"))
    return found


def event_id(article: str, trigger: int, rule: str) -> str:
    """Return an id that stays the same when the article is coded again."""
    return hashlib.sha256(f"{article}\x00{trigger}\x00{rule}".encode()).hexdigest()[:16]
