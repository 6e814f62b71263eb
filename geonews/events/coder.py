"""The coder: one parsed article in, its events out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from geonews.config import Config, data_dir
from geonews.events import ontology
from geonews.events.apart import Apart
from geonews.events.attribution import speaker_of
from geonews.events.belief import confidence, features
from geonews.events.drafting import Desk, Draft
from geonews.events.grounding.spots import Geography
from geonews.events.incidents import Incident, headlines_folded, incidents, numbers_shared_out
from geonews.events.reader.decoding import Reader, Reading
from geonews.events.reader.words import read_words
from geonews.events.retelling import told_twice
from geonews.events.rules.coder import CrossingRules
from geonews.events.settling import may_cross, settled
from geonews.gazetteer import Gazetteer
from geonews.model import Article, Event, Resolution, Status
from geonews.nlp import sentences

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["Coder"]


class Coder:
    """Codes the events of articles; open one with `Coder.open` and keep it."""

    def __init__(self, geography: Geography, reader: Reader) -> None:
        self.geography = geography
        self._rules = CrossingRules(geography.gazetteer)
        self.reader = reader

    @classmethod
    def open(cls, config: Config, gazetteer: Gazetteer, *, models: Path | None = None) -> Self:
        """Load the reader and return a coder over a gazetteer.

        Raises
        ------
        ModelMissingError
            If a file of the reader is missing or was changed.
        """
        return cls(Geography(gazetteer), Reader.open(models or data_dir() / "models"))

    def code(self, article: Article, doc: Doc, resolutions: Sequence[Resolution]) -> list[Event]:
        """Return the events of an article in the order of their evidence.

        Parameters
        ----------
        article
            The article; its day of publication is what relative dates are read against.
        doc
            The parsed text, whose characters are those of the article's text.
        resolutions
            The article's toponyms with their places.
        """
        record = self.reader.record["confidence"]
        words = read_words(doc, resolutions)
        desk = Desk.laid(article, words, sentences(doc), resolutions, self.geography)
        reading = self.reader.read(words)
        found: list[Event] = []
        for draft in self._drafts(desk, reading):
            family = ontology.properties(draft.event.type).family
            belief = confidence(features(draft.incident, draft.event, family), record)
            if belief >= self.reader.cut:
                told = draft.event.trigger
                speaker = speaker_of(doc, told.start, told.end)
                found.append(replace(draft.event, confidence=belief, attributed_to=speaker))
        if may_cross(reading):
            found = settled(found, self._rules.code(article, doc, resolutions), reading, desk.calendar.published)
        return sorted(_contested(found), key=lambda e: (e.sentence, e.trigger.start))

    def drafts_of(self, desk: Desk, reading: Reading | None = None) -> list[Draft]:
        """Return the events of what lies on a desk, before they have a confidence; ``reading`` is that of its words."""
        return self._drafts(desk, reading or self.reader.read(desk.words))

    def _drafts(self, desk: Desk, reading: Reading) -> list[Draft]:
        apart = Apart(reading, desk)
        joined = incidents(reading, threshold=self.reader.linking, apart=apart)
        if desk.words.titled:
            joined = headlines_folded(joined, ontology.akin)
        joined = numbers_shared_out(joined, desk.words.sentence)
        desk.hear(joined)
        drafts = [draft for incident in joined if (draft := desk.draft(incident)) is not None]
        twice = told_twice([d.event for d in drafts], [d.incident for d in drafts], apart)
        gone = {id(mention) for mentions in twice for mention in mentions}
        kept = [d for d in drafts if id(d.incident.mentions[0]) not in gone]
        whole = (desk.draft(Incident(tuple(sorted(mentions, key=lambda m: m.word)))) for mentions in twice)
        return sorted([*kept, *filter(None, whole)], key=lambda d: d.incident.mentions[0].word)


def _contested(events: list[Event]) -> list[Event]:
    """Mark ways that one side tells of and another denies as disputed."""
    told: dict[tuple[str | None, ...], set[Status]] = {}
    for event in events:
        if ontology.properties(event.type).crosses:
            told.setdefault(_way(event), set()).add(event.status)
    return [
        replace(e, disputed=True) if told.get(_way(e), set()) >= {Status.HAPPENED, Status.DENIED} else e for e in events
    ]


def _way(event: Event) -> tuple[str | None, ...]:
    ends = (None if end is None else end.country for end in (event.origin, event.destination))
    return (event.type, *ends)
