"""Event types against coded sentences, and the places of events against marked spans.

Coded sentences are those of UniversalPetrarch's validation file (MIT), of which the ones with real actors are
news-like; a sentence is right if a type that was found has the PLOVER event that was coded. Marked spans are those of
event_location (MIT): a verb, and where its event takes place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from geonews import nlp
from geonews.config import Config
from geonews.evaluation.geoparsing import PrecisionRecall
from geonews.events import Coder, ontology
from geonews.events.reader.words import read_words
from geonews.gazetteer import Gazetteer
from geonews.geoparse import Geoparser
from geonews.model import Article

__all__ = ["TypeScores", "score_places", "score_types"]

Record = Mapping[str, Any]
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeScores:
    """Sentences with a coded event, and of those the ones with the right type; the same for those without any."""

    right: int
    coded: int
    silent: int
    empty: int

    @property
    def accuracy(self) -> float:
        """Return the share of the coded sentences whose type was found."""
        return self.right / self.coded if self.coded else 0.0


def score_types(cases: Iterable[Record], config: Config) -> TypeScores:
    """Score the types of events on coded sentences with real actors."""
    gazetteer = Gazetteer.open(config)
    coder, geoparser = Coder.open(config, gazetteer), Geoparser.open(config, gazetteer)
    right = coded = silent = empty = 0
    for case in cases:
        if not case["real_actors"] or not case["text"]:
            continue
        article = Article(id=case["id"], text=case["text"], published=_published(case["date"]))
        (doc,) = nlp.parse([article.text], model=config.model)
        events = coder.code(article, doc, geoparser.parse(article, doc))
        found = {ontology.codes(e.type, e.mode)["plover_event"] for e in events}
        wanted = {e["plover"] for e in case["events"] if e["plover"]}
        if wanted:
            coded, right = coded + 1, right + bool(found & wanted)
        elif case["no_event"]:
            empty, silent = empty + 1, silent + (not found)
    return TypeScores(right=right, coded=coded, silent=silent, empty=empty)


def _published(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        return None


def score_places(cases: Iterable[Record], config: Config, *, stated_only: bool = False) -> PrecisionRecall:
    """Score the places of events by word.

    Parameters
    ----------
    cases
        Sentences with ``verbs`` and ``event_locations``.
    stated_only
        Whether sentences without a marked place are left out. The marks are not whole: of the sentences without
        one, about four in ten name where the event took place.
    """
    gazetteer = Gazetteer.open(config)
    coder, geoparser = Coder.open(config, gazetteer), Geoparser.open(config, gazetteer)
    right = predicted = gold = 0
    for case in cases:
        marked = [(s["start"], s["end"]) for s in case["event_locations"] if len(s["text"].strip()) > 2]
        if stated_only and not marked:
            continue
        text = case["text"]
        (doc,) = nlp.parse([text], model=config.model)
        words = read_words(doc, geoparser.parse(Article(id=str(case["id"]), text=text), doc))
        verb = case["verbs"][0]
        mentions = coder.reader.read(words).mentions
        nearest = min(mentions, key=lambda m: abs(words.starts[m.word] - verb["start"]), default=None)
        spans = () if nearest is None else nearest.roles.get("place", ())
        mine = _words(text, [(words.starts[s.first], words.ends[s.last]) for s in spans])
        theirs = _words(text, marked)
        right, predicted, gold = right + len(mine & theirs), predicted + len(mine), gold + len(theirs)
    return PrecisionRecall(right=right, predicted=predicted, gold=gold)


def _words(text: str, spans: Iterable[tuple[int, int]]) -> set[int]:
    return {start + m.start() for start, end in spans for m in _WORD.finditer(text[start:end])}
