"""The spaCy document as plain columns: what recognition reads of it, and nothing else.

Reading a column once is several times cheaper than asking spaCy's tokens again and again, and it keeps the rest of
the room free of spaCy's types.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["Tokens", "read_tokens", "shape"]

#: The attributes of spaCy that are read at once, a column each.
_COLUMNS: list[int | str] = [
    "ORTH",
    "IDX",
    "ENT_TYPE",
    "ENT_IOB",
    "POS",
    "TAG",
    "DEP",
    "HEAD",
    "SENT_START",
    "IS_SPACE",
]
#: spaCy's code of a token inside of an entity, behind its first.
_INSIDE = 1
#: Tokens after which a long stretch without a paragraph's end is cut, at the next sentence.
SEGMENT_TOKENS = 250
#: Tokens at which it is cut wherever it stands: bounds time and memory on text without sentences.
SEGMENT_LIMIT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Parallel columns, one value for each token.

    ``starts`` and ``ends`` are character offsets into ``text``; ``entities`` the label of the named entity that
    spaCy sees ("" for none); ``inside`` whether the token continues the entity of the token before; ``heads`` the
    index of the syntactic head; ``opens`` whether a sentence begins; ``named`` whether the token is written like a
    name (a capital letter, or any letter in a text without capitals).
    """

    text: str
    words: tuple[str, ...]
    lowers: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    entities: tuple[str, ...]
    inside: tuple[bool, ...]
    parts: tuple[str, ...]
    tags: tuple[str, ...]
    dependencies: tuple[str, ...]
    heads: tuple[int, ...]
    opens: tuple[bool, ...]
    blank: tuple[bool, ...]
    named: tuple[bool, ...]

    def __len__(self) -> int:
        return len(self.words)

    def phrase(self, first: int, end: int) -> str:
        """Return the text of the tokens ``first`` to ``end`` (exclusive) as it was written."""
        return self.text[self.starts[first] : self.ends[end - 1]]

    def segments(self) -> Iterator[tuple[int, int]]:
        """Yield the stretches that are tagged as one sequence: paragraphs, long ones cut at sentences."""
        begin = 0
        for i in range(len(self)):
            length = i - begin
            paragraph = self.blank[i] and "\n" in self.words[i]
            if length and (paragraph or (length >= SEGMENT_TOKENS and self.opens[i]) or length >= SEGMENT_LIMIT):
                yield begin, i
                begin = i
        if begin < len(self):
            yield begin, len(self)

    def entity_spans(self) -> list[tuple[int, int, str]]:
        """Return spaCy's entities as (first token, end token exclusive, label)."""
        spans: list[tuple[int, int, str]] = []
        for i, label in enumerate(self.entities):
            if not label:
                continue
            if self.inside[i] and spans and spans[-1][1] == i:
                spans[-1] = (spans[-1][0], i + 1, label)
            else:
                spans.append((i, i + 1, label))
        return spans


def read_tokens(doc: Doc) -> Tokens:
    """Read the columns of a parsed document."""
    columns: list[list[int]] = doc.to_array(_COLUMNS).T.tolist() if len(doc) else [[] for _ in _COLUMNS]
    orth, idx, entity, iob, pos, tag, dep, far, sent, space = columns
    strings = doc.vocab.strings
    name: dict[int, str] = {code: strings[code] for code in {*orth, *entity, *pos, *tag, *dep}}
    words, starts = tuple(name[code] for code in orth), tuple(idx)
    capitals = sum(word[:1].isupper() for word in words)
    caseless = capitals == 0
    return Tokens(
        text=doc.text,
        words=words,
        lowers=tuple(map(_lower, words)),
        starts=starts,
        ends=tuple(start + len(word) for start, word in zip(starts, words, strict=True)),
        entities=tuple(name[code] for code in entity),
        inside=tuple(code == _INSIDE for code in iob),
        parts=tuple(name[code] for code in pos),
        tags=tuple(name[code] for code in tag),
        dependencies=tuple(name[code] for code in dep),
        # Heads are offsets, in two's complement.
        heads=tuple(i + (offset - 2**64 if offset >= 2**63 else offset) for i, offset in enumerate(far)),
        opens=tuple(code == 1 or i == 0 for i, code in enumerate(sent)),
        blank=tuple(map(bool, space)),
        named=tuple((caseless and word[:1].isalpha()) or _has_capital(word) for word in words),
    )


@lru_cache(maxsize=65536)
def shape(word: str) -> str:
    """Return how a word is written: X capital, x small letter, d digit, others as they are, repeats shortened.

    >>> shape("Kabul"), shape("U.S."), shape("A-12")
    ('Xx', 'X.X.', 'X-d')
    """
    marks: list[str] = []
    for character in word[:32]:
        if character.isupper():
            mark = "X"
        elif character.isalpha():
            mark = "x"
        elif character.isdigit():
            mark = "d"
        else:
            mark = character
        if not marks or marks[-1] != mark:
            marks.append(mark)
    return "".join(marks)


@lru_cache(maxsize=65536)
def _lower(word: str) -> str:
    return word.lower().replace("’", "'")


@lru_cache(maxsize=65536)
def _has_capital(word: str) -> bool:
    return word[:1].isupper() or (word[:3] in ("al-", "el-", "as-", "an-") and word[3:4].isupper())
