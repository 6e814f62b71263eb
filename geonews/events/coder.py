"""The coder: one parsed article in, its events out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from geonews.config import Config, data_dir
from geonews.events import ontology
from geonews.events.belief import confidence, features
from geonews.events.drafting import Desk, Draft
from geonews.events.grounding.sites import Gazette
from geonews.events.grounding.spots import Geography
from geonews.events.incidents import incidents
from geonews.events.reader.decoding import Mention, Reader, Reading
from geonews.events.reader.words import read_words
from geonews.gazetteer import Gazetteer
from geonews.model import Article, Event, Resolution
from geonews.nlp import sentences

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["Coder"]


class Coder:
    """Codes the events of articles; open one with `Coder.open` and keep it."""

    def __init__(self, geography: Geography, reader: Reader) -> None:
        self.geography = geography
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
        found = []
        for draft in self.drafts(article, doc, resolutions):
            family = ontology.properties(draft.event.type).family
            belief = confidence(features(draft.incident, draft.event, family), record)
            if belief >= self.reader.cut:
                found.append(replace(draft.event, confidence=belief))
        return sorted(found, key=lambda e: (e.sentence, e.trigger.start))

    def drafts(self, article: Article, doc: Doc, resolutions: Sequence[Resolution]) -> list[Draft]:
        """Return the events of an article before they have a confidence."""
        words = read_words(doc, resolutions)
        marked = sentences(doc)
        return self.drafts_of(Desk.laid(article, words, marked, resolutions, self.geography))

    def drafts_of(self, desk: Desk) -> list[Draft]:
        """Return the events of what lies on a desk."""
        reading = self.reader.read(desk.words)
        joined = incidents(reading, threshold=self.reader.linking, apart=_Apart(reading, desk.gazette))
        return [draft for incident in joined if (draft := desk.draft(incident)) is not None]


class _Apart:
    """Tells whether two mentions cannot be of one happening: each names a town of its own."""

    def __init__(self, reading: Reading, gazette: Gazette) -> None:
        self._towns = {id(m): self._town(m, gazette) for m in reading.mentions}

    @staticmethod
    def _town(mention: Mention, gazette: Gazette) -> int | None:
        site = gazette.site(mention.roles.get("place", ()))
        place = None if site is None else site.locus.place
        return None if place is None or place.feature_class != "P" else place.place_id

    def __call__(self, one: Mention, other: Mention) -> bool:
        towns = self._towns[id(one)], self._towns[id(other)]
        return None not in towns and towns[0] != towns[1]
