"""Records as other programs see them: one parsed article or event as flat, JSON-ready columns.

The columns of an event are those of the event schema (PLOVER-shaped core); the ontology's codes beside type and
mode are passed in, because the ontology belongs to ``events``. Dates are ISO days, countries of events ISO 3166-1
alpha-3, of toponyms alpha-2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from geonews.model import Actor, Article, Candidate, Count, Event, Locus, ParsedArticle, Resolution

__all__ = ["CODER_VERSION", "article_record", "candidate_record", "event_record", "parsed_record", "toponym_record"]

CODER_VERSION = "2"


def article_record(article: Article) -> dict[str, Any]:
    """Flatten an article's head; its text is left to the caller."""
    return {
        "doc_id": article.id,
        "title": article.title,
        "published": None if article.published is None else article.published.date().isoformat(),
        "url": article.url,
        "source": article.source,
        "language": article.language,
    }


def parsed_record(
    parsed: ParsedArticle,
    codes: Callable[[str, str | None], Mapping[str, Any]],
    *,
    with_text: bool = False,
    explain: bool = False,
) -> dict[str, Any]:
    """Flatten an article with its toponyms and events: one line of ``geonews parse``.

    ``codes`` gives the ontology's columns of an event's type and mode.
    """
    record = article_record(parsed.article)
    if with_text:
        record["text"] = parsed.article.text
    record["events_coded"] = parsed.events_coded
    record["toponyms"] = [toponym_record(r, explain=explain) for r in parsed.resolutions]
    record["events"] = [event_record(e, parsed.article, codes(e.type, e.mode), explain=explain) for e in parsed.events]
    return record


def toponym_record(resolution: Resolution, *, explain: bool = False) -> dict[str, Any]:
    """Flatten a resolution; unresolved toponyms keep their span with null place fields.

    With ``explain`` the record carries ``candidates``: each rival's id, name, country, score, match and features.
    """
    toponym, place = resolution.toponym, resolution.place
    record: dict[str, Any] = {
        "start": toponym.start,
        "end": toponym.end,
        "text": toponym.text,
        "kind": toponym.kind.value,
        "lat": None if place is None else round(place.lat, 6),
        "lon": None if place is None else round(place.lon, 6),
        "geonameid": None if place is None else place.geonameid,
        "name": None if place is None else place.name,
        "country": None if place is None else place.country,
        "admin1": None if place is None else place.admin1,
        "feature_code": None if place is None else place.feature_code,
        "score": round(resolution.score, 4),
    }
    if explain:
        record["candidates"] = [candidate_record(c) for c in resolution.candidates]
    return record


def candidate_record(candidate: Candidate | None) -> dict[str, Any]:
    """Flatten a candidate with its score, match and features; None (no such place) gives null fields."""
    place = candidate and candidate.place
    return {
        "geonameid": place and place.geonameid,
        "name": place and place.name,
        "country": place and place.country,
        "admin1": place and place.admin1,
        "feature_code": place and place.feature_code,
        "population": place and place.population,
        "lat": round(place.lat, 6) if place else None,
        "lon": round(place.lon, 6) if place else None,
        "match": candidate and candidate.match.value,
        "matched": candidate and candidate.matched,
        "score": round(candidate.score, 4) if candidate else None,
        "features": {k: round(v, 4) for k, v in candidate.features.items()} if candidate else {},
    }


def event_record(event: Event, article: Article, codes: Mapping[str, Any], *, explain: bool = False) -> dict[str, Any]:
    """Flatten an event into the columns of the event schema.

    Parameters
    ----------
    event
        The event.
    article
        The article it was read from.
    codes
        PLOVER, CAMEO, quad-class and ACLED codes of the event's type and mode, by column name.
    explain
        Add ``cues``: for each field the words and the rule behind it.
    """
    when, trigger, evidence = event.when, event.trigger, event.evidence
    record: dict[str, Any] = {
        "event_id": event.id,
        "doc_id": article.id,
        "published": None if article.published is None else article.published.date().isoformat(),
        "source_url": article.url,
        "publisher": article.source,
        "sentence": event.sentence,
        "char_start": evidence.start,
        "char_end": evidence.end,
        "evidence": evidence.text,
        "mentions": list(event.sentences) or [event.sentence],
        "n_mentions": max(1, len(event.sentences)),
        "coder_version": CODER_VERSION,
        "type": event.type,
        "event_type": event.type,
        "mode": event.mode,
        "status": event.status.value,
        "trigger": trigger.text,
        "trigger_start": trigger.start,
        "trigger_end": trigger.end,
        **dict(codes),
        "date_start": _day(when.start),
        "date_end": _day(when.end),
        "date_text": when.text,
        "date_basis": when.basis,
        "time_precision": when.precision if when.start or when.end else None,
        **_actor("actor1", event.actor1),
        **_actor("actor2", event.actor2),
        "subject": event.subject,
        "subject_class": event.subject_class,
        **_count(event.count),
        **_range("fatalities", event.fatalities),
        **_range("injured", event.injured),
        **_where(event),
        **_locus("origin", event.origin),
        **_locus("destination", event.destination),
        **_locus("crossing", event.crossing),
        "direction_basis": event.direction_basis,
        "confidence": round(event.confidence, 4),
        "rule_id": event.rule_id,
        "disputed": event.disputed,
        "attributed_to": event.attributed_to,
    }
    del record["crossing_country"]
    if explain:
        record["cues"] = [
            {"field": c.field, "text": c.text, "start": c.start, "end": c.end, "rule": c.rule, "score": c.score}
            for c in event.cues
        ]
    return record


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _actor(role: str, actor: Actor | None) -> dict[str, Any]:
    return {
        role: actor and actor.text,
        f"{role}_country": actor and actor.country,
        f"{role}_sector": actor and actor.sector,
    }


def _count(count: Count | None) -> dict[str, Any]:
    return {
        "count_min": count and count.min,
        "count_max": count and count.max,
        "count_text": count and count.text,
        "count_unit": count and count.unit,
        "count_approx": count.approx if count else None,
        "count_vague": count.vague if count else None,
        "count_rate": count and count.rate,
    }


def _range(name: str, count: Count | None) -> dict[str, Any]:
    return {f"{name}_min": count and count.min, f"{name}_max": count and count.max}


def _where(event: Event) -> dict[str, Any]:
    locus = event.where or Locus()
    place = locus.place
    return {
        "place": place.name if place else locus.text,
        "geonameid": place and place.geonameid,
        "lat": round(place.lat, 6) if place else None,
        "lon": round(place.lon, 6) if place else None,
        "feature_code": place and place.feature_code,
        "country": locus.country,
        "admin1": place and place.admin1,
        "admin2": place and place.admin2,
        "geo_precision": event.geo_precision,
        "location_basis": event.location_basis,
    }


def _locus(role: str, locus: Locus | None) -> dict[str, Any]:
    """Flatten an end or the spot of a crossing; a spot keeps its words where no place was found for them."""
    locus = locus or Locus()
    place = locus.place
    words = locus.text if role == "crossing" else None
    return {
        f"{role}_country": locus.country,
        f"{role}_place": place.name if place else words,
        f"{role}_lat": round(place.lat, 6) if place else None,
        f"{role}_lon": round(place.lon, 6) if place else None,
    }
