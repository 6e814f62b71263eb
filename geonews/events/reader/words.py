"""The words of a text as the encoder takes them: how each is written, and what is already known of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geonews.model import Kind, Resolution
from geonews.nlp import Sentence, sentences

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["ENTITIES", "KNOWN", "SHAPES", "Words", "read_words"]

#: How a word is written.
SHAPES = ("lower", "capital", "capitals", "digits", "mark", "opening")
#: What the geoparser knows of a word.
KNOWN = ("none", "place", "country", "people", "part", "unresolved")
#: The labels of spaCy's named entities, in the order of the encoder's table.
ENTITIES = (
    "", "CARDINAL", "DATE", "EVENT", "FAC", "GPE", "LANGUAGE", "LAW", "LOC", "MONEY", "NORP", "ORDINAL", "ORG",
    "PERCENT", "PERSON", "PRODUCT", "QUANTITY", "TIME", "WORK_OF_ART",
)  # fmt: skip
_ENTITY = {label: i for i, label in enumerate(ENTITIES)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Parallel columns, one value for each word that is no white space.

    ``starts`` and ``ends`` are character offsets into ``text``. ``sentence`` is the index of the word's sentence,
    -1 for furniture and for what stands outside of all sentences. ``shapes``, ``entities`` and ``known`` are indices
    into `SHAPES`, `ENTITIES` and `KNOWN`.
    """

    text: str
    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    sentence: tuple[int, ...]
    shapes: tuple[int, ...]
    entities: tuple[int, ...]
    known: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.words)

    @property
    def titled(self) -> bool:
        """Tell whether sentence 0 is a headline: a paragraph of its own without a stop, with a story below."""
        last = next((i for i, s in enumerate(self.sentence) if s > 0), 0) - 1
        if last < 0 or self.sentence[last] != 0 or self.words[last] in (".", "!"):
            return False
        return "\n" in self.text[self.ends[last] : self.starts[last + 1]]

    def phrase(self, first: int, last: int) -> str:
        """Return the text from a word to another (inclusive) as it was written."""
        return self.text[self.starts[first] : self.ends[last]]


def read_words(doc: Doc, resolutions: Sequence[Resolution]) -> Words:
    """Read the words of a parsed text.

    Parameters
    ----------
    doc
        The text with spaCy's tokens and entities; its characters are the article's.
    resolutions
        The toponyms of the text.
    """
    kept = [token for token in doc if not token.is_space]
    starts = tuple(token.idx for token in kept)
    words = tuple(token.text for token in kept)
    ends = tuple(start + len(word) for start, word in zip(starts, words, strict=True))
    places = _sentence_of(starts, sentences(doc))
    return Words(
        text=doc.text,
        words=words,
        starts=starts,
        ends=ends,
        sentence=places,
        shapes=tuple(_shape(word, i == 0 or places[i] != places[i - 1]) for i, word in enumerate(words)),
        entities=tuple(_ENTITY.get(token.ent_type_, 0) for token in kept),
        known=_known(starts, ends, resolutions),
    )


def _sentence_of(starts: tuple[int, ...], marked: Sequence[Sentence]) -> tuple[int, ...]:
    found, number = [], 0
    for start in starts:
        while number < len(marked) and marked[number].end <= start:
            number += 1
        inside = number < len(marked) and marked[number].start <= start and not marked[number].boilerplate
        found.append(marked[number].index if inside else -1)
    return tuple(found)


def _shape(word: str, opens: bool) -> int:
    if any(c.isdigit() for c in word):
        return 3
    if not any(c.isalpha() for c in word):
        return 4
    if word[0].isupper():
        if len(word) > 1 and word.isupper():
            return 2
        return 5 if opens else 1
    return 0


def _known(starts: tuple[int, ...], ends: tuple[int, ...], resolutions: Sequence[Resolution]) -> tuple[int, ...]:
    found, position = [0] * len(starts), 0
    for resolution in sorted(resolutions, key=lambda r: r.toponym.start):
        toponym = resolution.toponym
        while position < len(starts) and ends[position] <= toponym.start:
            position += 1
        code = _code(resolution)
        i = position
        while i < len(starts) and starts[i] < toponym.end:
            found[i] = code
            i += 1
    return tuple(found)


def _code(resolution: Resolution) -> int:
    if resolution.toponym.kind is Kind.DEMONYM:
        return 3
    if resolution.toponym.kind is not Kind.LITERAL:
        return 4
    if resolution.place is None:
        return 5
    return 2 if resolution.place.feature_code.startswith("PCL") else 1
