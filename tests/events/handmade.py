"""Texts laid out by hand: words without a parser, spans by the words that they quote, places by their id."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geonews.events.grounding.sites import Gazette
from geonews.events.grounding.spots import Geography
from geonews.events.reader.decoding import Mention, Reading, RoleSpan
from geonews.events.reader.words import ENTITIES, Words
from geonews.model import Candidate, Kind, MatchType, Place, Resolution, Toponym
from geonews.nlp import Sentence, segment

_WORD = re.compile(r"\d[\d.,]*\d(?![^\W_])|[^\W_]+(?=['’]s\b)|['’]s\b|[^\W_]+(?:['’.-][^\W_]+)*|[^\w\s]")


@dataclass(frozen=True)
class Story:
    """A text with its words and sentences."""

    text: str
    words: Words
    sentences: list[Sentence]

    def span(self, quoted: str, nth: int = 1, score: float = 0.9) -> RoleSpan:
        """Return the words of the nth occurrence of a quotation."""
        start = -1
        for _ in range(nth):
            start = self.text.index(quoted, start + 1)
        end = start + len(quoted)
        inside = [i for i, at in enumerate(self.words.starts) if start <= at < end]
        assert self.words.phrase(inside[0], inside[-1]) == quoted, self.words.words
        return RoleSpan(inside[0], inside[-1], score)

    def roles(self, **quoted: str | Sequence[str]) -> dict[str, tuple[RoleSpan, ...]]:
        """Return the spans of roles by their quotations."""
        return {
            role: tuple(self.span(q) for q in ([told] if isinstance(told, str) else told))
            for role, told in quoted.items()
        }

    def mention(self, quoted: str, kind: str = "ATTACK", nth: int = 1, **values: Any) -> Mention:
        """Return a trigger at some words."""
        word = self.span(quoted, nth).first
        given = {"mode": None, "status": "happened", "score": 0.9, "share": 0.9, "status_score": 0.9} | values
        return Mention(word=word, sentence=self.words.sentence[word], type=kind, **given)

    def resolved(
        self, quoted: str, place: Place | None, *, nth: int = 1, kind: Kind = Kind.LITERAL, score: float = 0.9,
        rivals: Sequence[Place] = (), name_score: float = 0.9,
    ) -> Resolution:  # fmt: skip
        """Return a toponym of the text with its place; the rivals share its score equally."""
        span = self.span(quoted, nth)
        start, end = self.words.starts[span.first], self.words.ends[span.last]
        toponym = Toponym(article_id="a", text=quoted, start=start, end=end, kind=kind, score=name_score)
        shared = tuple(Candidate(place=p, match=MatchType.EXACT, matched=quoted, score=1 / len(rivals)) for p in rivals)
        return Resolution(toponym=toponym, place=place, score=score, candidates=shared)

    def gazette(self, geography: Geography, resolutions: Sequence[Resolution] = ()) -> Gazette:
        """Return the named places of the text, with its datelines."""
        datelines = [(s.start, s.body) for s in self.sentences if s.body > s.start]
        return Gazette(self.words, geography, geography.spots(self.words, resolutions), datelines)


def story(text: str, entities: Mapping[str, str] | None = None) -> Story:
    """Lay out a text; entities are labels of quoted words."""
    found = list(_WORD.finditer(text))
    starts, ends = tuple(m.start() for m in found), tuple(m.end() for m in found)
    sentences = segment(text)
    labels = [0] * len(found)
    for quoted, label in (entities or {}).items():
        begin = text.index(quoted)
        for i, at in enumerate(starts):
            if begin <= at < begin + len(quoted):
                labels[i] = ENTITIES.index(label)
    sentence = tuple(
        next((s.index for s in sentences if s.start <= at < s.end and not s.boilerplate), -1) for at in starts
    )
    return Story(
        text,
        Words(
            text=text,
            words=tuple(m[0] for m in found),
            starts=starts,
            ends=ends,
            sentence=sentence,
            shapes=tuple(4 if not m[0][0].isalnum() else 3 if m[0][0].isdigit() else 0 for m in found),
            entities=tuple(labels),
            known=(0,) * len(found),
        ),
        sentences,
    )


def reading(mentions: Sequence[Mention], same: Mapping[tuple[int, int], float]) -> Reading:
    """Return mentions with the probabilities that pairs of them are one happening; of others it is 0.01."""
    odds = np.full((len(mentions), len(mentions)), 0.01, np.float32)
    for (one, other), value in same.items():
        odds[one, other] = odds[other, one] = value
    return read_as(mentions, odds)


def read_as(mentions: Sequence[Mention], odds: NDArray[np.float32]) -> Reading:
    """Return mentions with a probability for each pair."""
    return Reading(tuple(mentions), lambda members: odds[np.ix_(members, members)])
