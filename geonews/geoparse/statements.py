"""Statements of containment: where the wording says that one place lies in another.

"TRIPOLI, Lebanon -", "Tripoli (Lebanon)", "Tripoli in northern Lebanon", "Tripoli, a city in Lebanon", "the Lebanese
city of Tripoli", "Lebanon's second city, Tripoli". What is listed side by side ("in London, France and Spain") and what
only meets in a sentence ("In Vienna, Iran said") states nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from geonews.geoparse.areas import LEVELS, Area
from geonews.geoparse.cues import load_cues
from geonews.geoparse.mentions import Mention
from geonews.geoparse.tokens import Tokens
from geonews.geoparse.wording import LONGEST_NOUN_PHRASE, Wording

__all__ = ["Statement", "Strength", "find_statements"]

#: Tokens between a place and the larger place that its apposition names.
LONGEST_APPOSITION = 14
#: Tokens between "in" and the larger place.
LONGEST_STEP = 7
OPENING = frozenset({",", "(", "[", "/"})
NAMESAKES = frozenset({"'s", "'"})


class Strength(IntEnum):
    """How much a wording states: what it leaves of a name that has no candidate inside.

    ``HINT`` leaves it as it is, ``LIKELY`` only if it is that of a large place, ``BINDING`` not at all.
    """

    HINT = 0
    LIKELY = 1
    BINDING = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Mention ``inner`` is said to lie in what mention ``outer`` names.

    ``certain`` tells whether the wording leaves no doubt that it is a place; ``kind`` is the group of place that it is
    said to be, None for none.
    """

    inner: int
    outer: int
    strength: Strength
    certain: bool = False
    kind: str | None = None


def find_statements(
    tokens: Tokens, mentions: Sequence[Mention], areas: Mapping[int, Area], datelines: Sequence[str]
) -> list[Statement]:
    """Return what the wording states, in the order of the inner mentions.

    Parameters
    ----------
    tokens, mentions
        The document.
    areas
        The area that a mention names, for those that name one.
    datelines
        The mark of each token (``datelines.dateline_marks``).
    """
    reader = _Reader(tokens, mentions, areas, datelines)
    found = []
    for i, mention in enumerate(mentions):
        if mention.card is None or mention.card.demonym:
            continue
        for statement in (reader.after(i), reader.before(i)):
            if statement is not None:
                found.append(statement)
    return found


class _Reader:
    """Reads the words after and before a mention."""

    def __init__(
        self, tokens: Tokens, mentions: Sequence[Mention], areas: Mapping[int, Area], datelines: Sequence[str]
    ) -> None:
        self.tokens, self.mentions, self.areas, self.datelines = tokens, mentions, areas, datelines
        self.wording = Wording(tokens)
        self.words = self.wording.words
        self.at: dict[int, list[int]] = {}
        self.until: dict[int, list[int]] = {}
        for i in sorted(areas, key=lambda k: mentions[k].end - mentions[k].first, reverse=True):
            self.at.setdefault(mentions[i].first, []).append(i)
            self.until.setdefault(mentions[i].end, []).append(i)

    def after(self, i: int) -> Statement | None:
        """Return what is stated behind a mention."""
        end = self.wording.past_building(self.mentions[i].end)
        if self.wording.lower(end) in self.words.prepositions:
            return self._in(i, end + 1)
        if self.tokens.words[end : end + 1] and self.tokens.words[end] in OPENING:
            return self._apposition(i, end + 1) or self._kind_of_place(i, end + 1)
        return None

    def before(self, i: int) -> Statement | None:
        """Return what is stated in front of a mention: "the Lebanese city of", "Lebanon's second city,"."""
        last = self.mentions[i].first - 1
        if self.wording.lower(last) in NAMESAKES:
            return self._statement(i, self.until.get(last, ()), Strength.HINT)
        if self.wording.lower(last) in ("of", ","):
            last -= 1
        if self.wording.lower(last) not in self.words.kinds:
            return None
        border = False
        for j in range(last, max(-1, last - LONGEST_NOUN_PHRASE), -1):
            border = border or self.wording.lower(j) in self.words.border
            outer = self.until.get(j)
            if outer:
                people = self.areas[outer[0]].demonym or self.wording.lower(j) in NAMESAKES
                strength = Strength.HINT if border else Strength.BINDING
                return self._statement(i, outer, strength, certain=True) if people else None
            if self.wording.lower(j) in NAMESAKES and self.until.get(j):
                continue
            if j != last and self.wording.ends_phrase(j):
                return None
        return None

    def _in(self, i: int, start: int) -> Statement | None:
        """Read "X in the far north of Y"."""
        if self._names_country(i):
            return None
        for j in range(start, min(len(self.tokens), start + LONGEST_STEP)):
            outer = self.at.get(j)
            if outer:
                if self.areas[outer[0]].demonym and not self.wording.has_a_kind(self.mentions[outer[0]].end):
                    return None
                if self.wording.names_building(self.mentions[i].end):
                    return self._statement(i, outer, Strength.BINDING, built=True)
                before = self.wording.lower(self.mentions[i].first - 1)
                return self._statement(i, outer, Strength.LIKELY if before in self.words.locatives else Strength.HINT)
            if self.wording.lower(j) not in self.words.within:
                return None
        return None

    def _apposition(self, i: int, start: int) -> Statement | None:
        """Read "X, Y" and "X (Y)", with "the" and "northern" or "in" before Y."""
        j = start
        while j not in self.at and (
            self.wording.lower(j) in self.words.within or self.wording.lower(j) in self.words.prepositions
        ):
            j += 1
        outer = self.at.get(j)
        if not outer or self.areas[outer[0]].demonym:
            return None
        dateline = self.datelines[self.mentions[i].first] == "dl"
        if not dateline and (self._same_level(i, outer[0]) or self._names_country(i, outer[0])):
            return None
        if self._is_list(i, outer[0]):
            return None
        end = self.mentions[outer[0]].end
        if not self.wording.closes(end) and not (
            j == start and self.wording.lower(end) in NAMESAKES and self.wording.has_a_kind(end + 1)
        ):
            if self.wording.opens_clause(self.mentions[i].first) or not self.wording.does(end):
                return None
            return self._statement(i, outer, Strength.HINT)
        strength = (
            Strength.LIKELY if self.wording.opens_clause(self.mentions[i].first) and not dateline else Strength.BINDING
        )
        certain = dateline or self.wording.lower(self.mentions[i].first - 1) in self.words.beside
        return self._statement(i, outer, strength, certain=certain, kind="city" if dateline else None)

    def _kind_of_place(self, i: int, start: int) -> Statement | None:
        """Read "X, a small town in the north of Y" and "X, the Lebanese capital"."""
        if self.wording.lower(start) not in ("a", "an", "the", "one"):
            return None
        kind: str | None = None
        holding = border = False
        for j in range(start + 1, min(len(self.tokens), start + LONGEST_APPOSITION)):
            outer = self.at.get(j)
            if outer:
                area = self.areas[outer[0]]
                if area.demonym:
                    stated = self.wording.has_a_kind(self.mentions[outer[0]].end) and (holding or kind is None)
                else:
                    stated = kind is not None and holding
                strength = Strength.HINT if border else Strength.BINDING
                group = load_cues().after.get(kind or "")
                return self._statement(i, outer, strength, certain=True, kind=group) if stated else None
            word = self.wording.lower(j)
            if word in (",", ".", ";") or (self.wording.does(j) and self.tokens.tags[j] != "VBN"):
                return None
            kind = kind or (word if word in self.words.kinds else None)
            border = border or word in self.words.border
            if self.tokens.parts[j] == "ADP":
                holding = word in self.words.holding
        return None

    def _statement(
        self,
        i: int,
        outer: Sequence[int],
        strength: Strength,
        *,
        certain: bool = False,
        kind: str | None = None,
        built: bool = False,
    ) -> Statement | None:
        for j in outer:
            if j != i and not self._overlap(i, j):
                strength = strength if self.areas[j].sure or built else Strength.HINT
                return Statement(inner=i, outer=j, strength=strength, certain=certain, kind=kind)
        return None

    def _overlap(self, i: int, j: int) -> bool:
        one, other = self.mentions[i], self.mentions[j]
        return one.first < other.end and other.first < one.end

    def _names_country(self, i: int, outer: int | None = None) -> bool:
        """Whether a mention is itself the name of a country, which lies in no other country."""
        area = self.areas.get(i)
        return area is not None and area.level == "country" and (outer is None or self.areas[outer].level == "country")

    def _same_level(self, i: int, outer: int) -> bool:
        mine, other = self.areas.get(i), self.areas[outer]
        return mine is not None and mine.sure and LEVELS.index(mine.level) >= LEVELS.index(other.level) > 0

    def _is_list(self, i: int, outer: int) -> bool:
        """Whether the larger place is one of several of its kind that stand side by side."""
        end = self.mentions[outer].end
        j = end + (self.wording.lower(end) == ",")
        joined = self.wording.lower(j) in ("and", "or", "&")
        j += joined
        j += self.wording.lower(j) == "the"
        if j == end:
            return False
        if not self.areas[outer].sure and j not in self.at and joined and self.tokens.named[j : j + 1] == (True,):
            return True  # "Washington, New York and Boston"
        for other in self.at.get(j, ()):
            area, mine = self.areas[other], self.areas[outer]
            if area.demonym or (not area.sure and mine.sure):
                return False
            holds = area.inside([mine.place]) and LEVELS.index(area.level) < LEVELS.index(mine.level)
            after = self.wording.lower(self.mentions[other].end)
            own = after in OPENING and any(k in self.at for k in (self.mentions[other].end + 1,))
            return not holds and not (joined and own)
        return False
