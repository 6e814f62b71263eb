"""Which country each word of a text points to: resolved places, peoples, border names; and who borders whom."""

from __future__ import annotations

import csv
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from geonews.events.grounding.spots import plain, spots_in
from geonews.events.rules.syntax import Tree
from geonews.gazetteer import Gazetteer
from geonews.model import Kind, Place, Resolution, Span

__all__ = ["Geography", "Spot", "spots_within"]

FOLDER = Path(__file__).parent
#: Probability above which a stretch of words is taken for a name although its place is uncertain.
_LIKELY_NAME = 0.5


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of tokens (``first`` to ``last``, both inclusive) that points to a country or to a border.

    ``country`` is ISO 3166-1 alpha-3, None for a border feature, whose two sides are ``sides``. ``kind`` is place,
    people (a demonym or a nation's adjective) or border.
    """

    first: int
    last: int
    country: str | None
    kind: str
    place: Place | None = None
    sides: tuple[str, str] | None = None
    name: str = ""


def spots_within(spots: Sequence[Spot], first: int, end: int) -> Sequence[Spot]:
    """Return the spots that begin with one of the tokens ``first`` to ``end`` (exclusive); they are in their order."""
    begin = bisect_left(spots, first, key=lambda s: s.first)
    return spots[begin : bisect_left(spots, end, key=lambda s: s.first)]


@lru_cache(maxsize=1)
def _border_names() -> dict[tuple[str, ...], tuple[str, str]]:
    with (FOLDER.parent / "grounding" / "borders.csv").open(encoding="utf-8", newline="") as file:
        return {tuple(plain(row["name"]).split()): (row["one"], row["other"]) for row in csv.DictReader(file)}


@lru_cache(maxsize=1)
def _peoples() -> dict[tuple[str, ...], tuple[str, str]]:
    with (FOLDER.parent / "grounding" / "peoples.csv").open(encoding="utf-8", newline="") as file:
        return {tuple(row["name"].lower().split()): (row["country"], row["kind"]) for row in csv.DictReader(file)}


@lru_cache(maxsize=1)
def _first_words() -> tuple[frozenset[str], frozenset[str]]:
    """Return the words that the names of borders and of peoples begin with."""
    return frozenset(name[0] for name in _border_names()), frozenset(name[0] for name in _peoples())


class Geography:
    """What the events know about countries; one for each coder."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._alpha3: dict[str, str | None] = {}
        self._word: dict[str, tuple[str, str, Place | None] | None] = {}

    def country_of(self, place: Place) -> str | None:
        """Return the alpha-3 code of the country a place lies in."""
        code = place.country
        if code is None:
            return None
        if code not in self._alpha3:
            country = self._gazetteer.country(code)
            self._alpha3[code] = None if country is None else country.iso3
        return self._alpha3[code]

    def adjacent(self, one: str, other: str) -> bool:
        """Tell whether two countries (alpha-3) share a land border or a known sea route."""
        return self._gazetteer.borders(one, other) or self.sea_route(one, other)

    def sea_route(self, one: str, other: str) -> bool:
        """Tell whether people are known to cross the sea between two countries (alpha-3)."""
        return self._gazetteer.sea_route(one, other)

    def name(self, country: str) -> Place | None:
        """Return the country's own entry in the gazetteer."""
        found = self._gazetteer.country(country)
        return None if found is None else found.place

    def spots(self, tree: Tree, resolutions: Sequence[Resolution]) -> list[Spot]:
        """Return the spots of a document in the order of the text, without overlaps; tell the tree its names."""
        taken = [False] * len(tree)
        found: list[Spot] = []

        def take(spot: Spot) -> None:
            if not any(taken[spot.first : spot.last + 1]):
                found.append(spot)
                taken[spot.first : spot.last + 1] = [True] * (spot.last + 1 - spot.first)

        resolved = list(self._resolved(tree, resolutions))
        for spot in self._borders(tree):
            towns: Sequence[Spot] = () if _is_called_the(tree, spot) else resolved
            take(self._with_place(spot, towns))
        for spot in self._named(tree):
            take(self._with_place(spot, resolved))
        for spot in _halves(tree, {s.country for s in (*found, *resolved)}, taken):
            take(spot)
        for spot in resolved:
            take(spot)
        for spot in self._words(tree, taken):
            take(spot)
        spots = _reconciled(tree, sorted(found, key=lambda s: s.first))
        tree.peoples = frozenset(t for s in spots if s.kind == "people" for t in range(s.first, s.last + 1))
        tree.places = frozenset(t for s in spots if s.kind != "people" for t in range(s.first, s.last + 1))
        return spots

    @staticmethod
    def _with_place(spot: Spot, resolved: Sequence[Spot]) -> Spot:
        for other in spots_in(resolved, spot.first, spot.last):
            if other.place is not None:
                if spot.sides and other.country not in spot.sides:
                    return (
                        spot  # a namesake far away: the Rio Grande of people who enter Texas is not the one in Brazil
                    )
                country, kind = spot.country, spot.kind
                whole = other.first <= spot.first and other.last >= spot.last
                settled = other.place.feature_class in "PA" and not other.place.feature_code.startswith("PCL")
                if spot.kind == "border" and whole and settled and other.country in (spot.sides or ()):
                    country, kind = other.country, "place"
                return Spot(spot.first, spot.last, country, kind, other.place, spot.sides, spot.name)
        return spot

    def _resolved(self, tree: Tree, resolutions: Sequence[Resolution]) -> Iterable[Spot]:
        position, count = 0, len(tree)
        named = {r.place.country for r in resolutions if r.place is not None}
        for resolution in sorted(resolutions, key=lambda r: r.toponym.start):
            toponym, place = resolution.toponym, resolution.place
            country = self._likely_country(resolution, named) if place is None else self.country_of(place)
            if country is None:
                continue
            while position < count and tree.end(position) <= toponym.start:
                position += 1
            last = position
            while last + 1 < count and tree.start[last + 1] < toponym.end:
                last += 1
            if position >= count:
                return
            kind = "people" if toponym.kind is Kind.DEMONYM else "place"
            people = self._look_up(toponym.text) if " " not in toponym.text else None
            if people is not None and people[1] == "people":
                country, kind, place = people
            yield Spot(position, last, country, kind, place, None, toponym.text)

    def _likely_country(self, resolution: Resolution, named: set[str | None]) -> str | None:
        """Return the country of a toponym whose place is uncertain, if most speaks for one that the text names."""
        if resolution.toponym.score < _LIKELY_NAME:
            return None
        belief: Counter[str | None] = Counter()
        for candidate in resolution.candidates:
            belief[candidate.place.country] += candidate.score or 0.0  # type: ignore[assignment]
        for code, mine in belief.most_common(1):
            country = self._gazetteer.country(code) if code in named and code is not None else None
            return country.iso3 if country and mine > belief.total() / 2 else None
        return None

    def _borders(self, tree: Tree) -> Iterable[Spot]:
        names = _border_names()
        firsts, _ = _first_words()
        short: dict[str, tuple[str, str]] = {}  # "the Gap", once the Darien Gap was named
        for i, word in enumerate(tree.words):
            if word not in short and (
                not (word[:1].isupper() or word[:1].isdigit() or tree.lower[i] in ("demarcation", "the"))
                or plain(word) not in firsts
            ):
                continue
            for length in (4, 3, 2, 1):
                key = tuple(plain(w) for w in tree.words[i : i + length])
                if len(key) == length and key in names:
                    yield Spot(
                        i, i + length - 1, None, "border", None, names[key], " ".join(tree.words[i : i + length])
                    )
                    if length > 1 and word[:1].isupper():
                        short[tree.words[i + length - 1]] = names[key]
                    break
            else:
                if word in short and tree.lower[i - 1] == "the":
                    yield Spot(i, i, None, "border", None, short[word], word)

    def _named(self, tree: Tree) -> Iterable[Spot]:
        peoples = _peoples()
        _, firsts = _first_words()
        for i, word in enumerate(tree.lower):
            if word not in firsts or (not tree.words[i][:1].isupper() and word != "eastern"):
                continue
            for length in (5, 4, 3, 2, 1):
                key = tuple(tree.lower[i : i + length])
                if key in peoples and len(key) == length:
                    country, kind = peoples[key]
                    yield Spot(i, i + length - 1, country, kind, None, None, " ".join(tree.words[i : i + length]))
                    break

    def _words(self, tree: Tree, taken: list[bool]) -> Iterable[Spot]:
        """Names of countries and peoples that nobody resolved."""
        for i, word in enumerate(tree.words):
            if taken[i] or not word[:1].isupper() or len(word) < 3:
                continue
            for length in (5, 3, 2, 1):
                if any(taken[i : i + length]) or i + length > len(tree):
                    continue
                text = tree.text[tree.start[i] : tree.end(i + length - 1)]
                if (length > 3 and "-" not in text) or not text.replace(" ", "").replace("-", "").isalpha():
                    continue
                known = self._look_up(text)
                if known is not None:
                    yield Spot(i, i + length - 1, known[0], known[1], known[2], None, text)
                    break

    def _look_up(self, text: str) -> tuple[str, str, Place | None] | None:
        if text not in self._word:
            self._word[text] = self._search(text.title() if text.isupper() and len(text) > 3 else text)
        return self._word[text]

    def _search(self, text: str) -> tuple[str, str, Place | None] | None:
        demonym = self._gazetteer.country_of_demonym(text)
        if demonym is not None:
            return demonym.iso3, "people", demonym.place
        for place in self._gazetteer.places(text)[:1]:
            if place.feature_code.startswith(("PCL", "PPLC")) and (country := self.country_of(place)):
                return country, "place", place
        return None

    def span(self, tree: Tree, spot: Spot) -> Span:
        """Return the characters of a spot."""
        start, end = tree.start[spot.first], tree.end(spot.last)
        return Span(start=start, end=end, text=tree.text[start:end])


@lru_cache(maxsize=1)
def _half_names() -> dict[str, tuple[str, frozenset[str]]]:
    with (FOLDER / "halves.csv").open(encoding="utf-8", newline="") as file:
        return {row["word"]: (row["country"], frozenset(row["needs"].split())) for row in csv.DictReader(file)}


def _is_called_the(tree: Tree, spot: Spot) -> bool:
    """Tell whether a name has the article of a river: "crossed the Panj", but "the Torkham gate" and "in Panj"."""
    before, after = spot.first - 1, spot.last + 1
    if before < 0 or tree.lower[before] != "the":
        return False
    return after >= len(tree) or (tree.pos[after] not in ("NOUN", "PROPN", "ADJ") and tree.words[after] != "-")


def _halves(tree: Tree, countries: set[str | None], taken: list[bool]) -> Iterable[Spot]:
    """Read "the South" and "northern soldiers" of a divided country that the article is about."""
    halves = _half_names()
    if not any(needs & countries for _, needs in halves.values()):
        return
    for i, word in enumerate(tree.lower):
        if word not in halves or taken[i] or not halves[word][1] & countries:
            continue
        after = tree.lemma[i + 1] if i + 1 < len(tree) else ""
        whole = tree.words[i][0].isupper() and tree.lower[max(0, i - 1)] == "the" and tree.pos[i] in ("NOUN", "PROPN")
        if whole or (word.endswith("ern") and after in _HALF_NOUNS):
            yield Spot(i, i, halves[word][0], "place" if whole else "people", None, None, tree.words[i])


_HALF_NOUNS = frozenset(
    ("soldier", "troop", "side", "half", "force", "guard", "army", "territory", "bank", "border-guard")
)


def _side(tree: Tree, last: int, by_token: dict[int, Spot]) -> Spot | None:
    """Return the people of "Dolo, on the Ethiopian side of the frontier"."""
    i = last + 1 if last + 1 < len(tree) and tree.words[last + 1] == "," else last
    if tree.lower[i + 1 : i + 3] != ["on", "the"] or tree.lower[i + 4 : i + 5] not in (["side"], ["bank"], ["shore"]):
        return None
    return by_token.get(i + 3)


def _reconciled(tree: Tree, spots: list[Spot]) -> list[Spot]:
    """Let the adjective decide in "the Somali town of Dhobley" and "Pakistani-held Kashmir"."""
    by_token = {t: s for s in spots for t in range(s.first, s.last + 1)}
    held = frozenset(("held", "controlled", "occupied", "administered", "run", "ruled", "governed"))
    result = []
    for spot in spots:
        decided = None
        if spot.kind == "place" and spot.country is not None:
            first = spot.first
            if first >= 3 and tree.lower[first - 1] in held and tree.words[first - 2] == "-":
                decided = by_token.get(first - 3)
            head = tree.head[spot.last]
            noun = tree.head[head]
            side = _side(tree, spot.last, by_token)
            if side is not None:
                decided = side
            if tree.dep[spot.last] == "pobj" and tree.lower[head] == "of" and noun != head:
                decided = decided or next(
                    (by_token[c] for c in tree.children[noun] if tree.dep[c] == "amod" and c in by_token), None
                )
        if decided is not None and decided.kind == "people" and decided.country not in (None, spot.country):
            spot = Spot(spot.first, spot.last, decided.country, spot.kind, None, None, spot.name)
        result.append(spot)
    return result
