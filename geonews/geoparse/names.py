"""Names and their namesakes: look-ups of the gazetteer, kept for the next document.

The same names come again and again in news.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Sequence
from heapq import nlargest
from typing import TYPE_CHECKING, Protocol

from geonews.gazetteer.folding import fold
from geonews.geoparse.areas import Area, territories
from geonews.geoparse.cards import NameCard, lay_out, prominence
from geonews.geoparse.cues import load_cues
from geonews.model import Candidate, MatchType

if TYPE_CHECKING:
    from geonews.gazetteer import Country

__all__ = ["NameBook", "Names"]

#: Cards kept between documents; a card is about 3 kB.
CARDS = 8192
#: Rivals of one name that are ranked, the most populous of those that are looked up.
RIVALS = 48
NAMESAKES = 400
#: Longest name in which a place is sought, in words, and the least population that such a place must have.
MOST_WORDS = 9
INNER_POPULATION = 20_000
#: Kinds of place that count whatever their population: countries, divisions, seats, continents, border posts.
INNER_CODES = frozenset(("PCLI", "ADM1", "PPLC", "PPLA", "CONT", "PSTB"))


class Names(Protocol):
    """Who is asked for names: the gazetteer itself, or as another language reads it."""

    def candidates(self, name: str, *, country: str | None = None, limit: int = 64) -> list[Candidate]:
        """Return the places that a name may mean."""
        ...

    @property
    def has_name(self) -> Callable[[str], bool]:
        """Tells whether a text is a name."""
        ...

    def country(self, code: str, /) -> Country | None:
        """Return a country by its code, None if there is none."""
        ...


class NameBook:
    """Looks names up in a gazetteer and remembers the answers.

    Parameters
    ----------
    gazetteer
        Where names are looked up.
    """

    def __init__(self, gazetteer: Names) -> None:
        self.gazetteer = gazetteer
        self._cards: OrderedDict[str, NameCard | None] = OrderedDict()
        self._inside: OrderedDict[tuple[object, ...], NameCard | None] = OrderedDict()

    def card(self, name: str) -> NameCard | None:
        """Return the card of a name, None where the gazetteer has no candidate."""
        if name in self._cards:
            self._cards.move_to_end(name)
            return self._cards[name]
        candidates = self._whole(name)
        part = 1.0
        if not candidates:
            candidates, part = self._inner_candidates(name)
        card = self.make_card(name, candidates, part=part) if candidates else None
        self._cards[name] = card
        if len(self._cards) > CARDS:
            self._cards.popitem(last=False)
        return card

    def inside(self, card: NameCard, area: Area) -> NameCard | None:
        """Return a card's candidates inside an area, None where there are none; a country is looked through whole."""
        key = (card.name, card.ids.tobytes(), area.tiers)
        if key in self._inside:
            self._inside.move_to_end(key)
            return self._inside[key]
        part = float(card.static[0, -1])
        found = self._candidates_inside(card, area)
        narrow = None if not found else self.make_card(card.name, nlargest(RIVALS, found, key=prominence), part=part)
        self._inside[key] = narrow
        if len(self._inside) > CARDS:
            self._inside.popitem(last=False)
        return narrow

    def _candidates_inside(self, card: NameCard, area: Area) -> Sequence[Candidate]:
        found = area.inside(card.candidates)
        for country in () if found else area.countries:
            found = found or area.inside(self.gazetteer.candidates(card.name, country=country, limit=NAMESAKES))
        if found or area.level != "country":
            return found
        others = [other for country in area.countries for other in territories().get(country, ())]
        for other in others:
            found = found or [c for c in card.candidates if c.place.country == other]
        return found

    def known(self, name: str) -> bool:
        """Whether the gazetteer has the name as it stands."""
        return self.gazetteer.has_name(name)

    def _whole(self, name: str) -> list[Candidate]:
        """Return the candidates that bear the whole name; those of a shorter one only where there is none.

        Sudan lies in no "South Sudan", though the gazetteer offers it for "southern Sudan".
        """
        candidates = self.gazetteer.candidates(name, limit=NAMESAKES)
        key = fold(name)
        met = [candidate for candidate in candidates if fold(candidate.matched) == key] or candidates
        return nlargest(RIVALS, met, key=prominence)

    def _inner_candidates(self, name: str) -> tuple[list[Candidate], float]:
        """Return the considerable places named inside a longer name, and their share of its words.

        "Herat Regional Hospital" is in no gazetteer, but it is in Herat.
        """
        words, generic = name.split(), load_cues().generic
        if not 1 < len(words) <= MOST_WORDS:
            return [], 0.0
        for length in range(len(words) - 1, 0, -1):
            found: dict[int, Candidate] = {}
            for start in range(len(words) - length + 1):
                inner = words[start : start + length]
                if not (inner[0][:1].isupper() and inner[-1][:1].isupper()):
                    continue
                if all(word.casefold().strip(",()") in generic for word in inner):
                    continue
                for candidate in self.gazetteer.candidates(" ".join(inner).strip(",()"), limit=RIVALS):
                    if _considerable(candidate):
                        found.setdefault(candidate.place.place_id, candidate)
            if found:
                return list(found.values())[:RIVALS], length / len(words)
        return [], 0.0

    def make_card(self, name: str, candidates: Sequence[Candidate], *, part: float = 1.0) -> NameCard:
        """Lay candidates out as columns; ``part`` is the share of the name's words that was met."""
        return lay_out(name, candidates, self._country_size, part=part)

    def _country_size(self, code: str | None) -> float:
        if code is None:
            return 0.0
        country = self.gazetteer.country(code)
        return math.log10(1 + country.place.population) if country else 0.0


def _considerable(candidate: Candidate) -> bool:
    place = candidate.place
    large = place.population >= INNER_POPULATION or place.feature_code in INNER_CODES
    return large and candidate.match is not MatchType.FUZZY
