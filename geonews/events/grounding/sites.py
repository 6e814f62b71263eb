"""Where: the spans of a role become a place, or a country, with the basis it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from geonews.events.grounding.actors import span_of
from geonews.events.grounding.items import words_of
from geonews.events.grounding.scenery import Scenery, Site, is_division, locus_of
from geonews.events.grounding.spots import Geography, Spot, first_of_list, spots_in
from geonews.events.grounding.surroundings import Towns, is_building, town_before
from geonews.events.reader.decoding import RoleSpan
from geonews.events.reader.words import ENTITIES, Words
from geonews.model import Locus, Precision, precision_of

__all__ = ["Gazette", "Site"]

#: Words between a preposition and the name that it goes with.
_ADJECTIVES = 4
_BODY = ENTITIES.index("ORG")
#: Least score of a name that alone lies in another country than the rest of its text.
_SURE = 0.7


class Gazette(Scenery):
    """The named places of one text."""

    def __init__(self, words: Words, geography: Geography, spots: Sequence[Spot], datelines: Sequence[tuple[int, int]]):
        super().__init__(words, spots, datelines)
        self._geography = geography
        self._known_beside: dict[tuple[int, bool], Site | None] = {}
        self._strays = self._lone_abroad()

    def _lone_abroad(self) -> frozenset[int]:
        """Return the first words of names that alone lie in another country than most, and not surely.

        "Bhera Market" in a text about Chittagong is no town of Pakistan.
        """
        scene = self.scene()
        votes = self._votes
        return frozenset(
            s.first
            for s in self._spots
            if s.place is not None
            and scene is not None
            and s.country not in (None, scene.locus.country)
            and votes[s.country] == 1
            and s.score < _SURE
            and not s.place.feature_code.startswith("PCL")
        )

    def inside(self, span: RoleSpan) -> Sequence[Spot]:
        """Return the spots that share words with a span."""
        return spots_in(self._spots, span.first, span.last)

    def site(self, spans: Sequence[RoleSpan], *, abroad: bool = False) -> Site | None:
        """Return the closest place that a role's spans name, None if they name none.

        The smallest place comes first; one that lies outside of the country or division that the spans name beside
        it yields to it. An unsure name that alone lies in another country is not placed, unless ``abroad``: the ends
        of a way are in two countries.
        """
        named = [(span, spot) for span in spans for spot in self.inside(span) if spot.kind != "border" or spot.place]
        named = [
            (span, spot if abroad or spot.first not in self._strays else replace(spot, country=None, place=None))
            for span, spot in named
            if not self._is_a_body(spot)
        ]
        if not named:
            return None
        placed = [(span, spot) for span, spot in named if spot.place is not None and spot.kind != "people"]
        if not placed:
            return self._by_country(named)
        votes = Counter(spot.country for _, spot in named if spot.country)
        areas = {s.country for _, s in placed if s.place and s.place.feature_code.startswith("PCL")}
        order = {id(spot): i for i, (_, spot) in enumerate(placed)}

        def rank(pair: tuple[RoleSpan, Spot]) -> tuple[float, ...]:
            span, spot = pair
            stated = not areas or spot.country in areas
            size = precision_of(spot.place) or Precision.COUNTRY
            return (not stated, 0 if areas else -votes[spot.country or ""], size, -span.score, order[id(spot)])

        span, spot = min(placed, key=rank)
        for closer_span, closer in placed:
            if (
                spot.place
                and closer.place
                and spot is not closer
                and self._geography.contains(spot.place, closer.place)
            ):
                span, spot = closer_span, closer
        able = [s for _, s in placed if votes[s.country or ""] == votes[spot.country or ""]]
        first = first_of_list(self._words, able, spot)
        span = next(its for its, s in placed if s is first)
        locus = locus_of(self._words, first)
        bare = None if locus.place else next((s for _, s in named if self._unplaced(s, locus.country)), None)
        if bare is not None:  # a name that no gazetteer has, in a country that the text names
            text = span_of(self._words, bare.first, bare.last)
            locus = Locus(country=locus.country, text=text.text, span=text)
        return Site(locus, "text", span.score * first.score)

    def _is_a_body(self, spot: Spot) -> bool:
        """Tell whether the name of a building stands for those who work in it ("Johns Hopkins University data")."""
        building = spot.place is not None and spot.place.feature_code in words_of()["bodies"]
        return building and self._words.entities[spot.first] == _BODY and not self._located(spot)

    def _located(self, spot: Spot) -> bool:
        """Tell whether the words before a name say that something is there: "in northern Syria", "at the airport"."""
        lists = words_of()
        at = spot.first - 1
        while at >= 0 and spot.first - at <= _ADJECTIVES and self._words.words[at].lower() in lists["areas"]:
            at -= 1
        return at >= 0 and self._words.words[at].lower() in lists["located"]

    @staticmethod
    def _unplaced(spot: Spot, country: str | None) -> bool:
        return spot.kind == "place" and spot.place is None and spot.sides is None and spot.country in (None, country)

    def _by_country(self, named: list[tuple[RoleSpan, Spot]]) -> Site:
        """Return the country that spans without a place name, else the bare name."""
        span, spot = next(((a, s) for a, s in named if s.country), named[0])
        if spot.country is None:
            text = span_of(self._words, spot.first, spot.last)
            return Site(Locus(text=text.text, span=text), "text", 0.0)
        return Site(locus_of(self._words, spot), "text", span.score)

    def referred(self, spans: Sequence[RoleSpan]) -> Site | None:
        """Return the place that "the capital" or "the town" points back to, None if spans hold no such words.

        A capital is that of the country beside it ("the Cuban capital") or of the article's scene; a town is the
        last one told of in the sentences before.
        """
        lists = words_of()
        for span in spans:
            said = [word.lower() for word in self._words.words[span.first : span.last + 1]]
            if lists["divisions"] & set(said) or not self._definite(span):
                continue
            if lists["capitals"] & set(said):
                near = next((s.country for s in self.inside(span) if s.country), None)
                scene = self.scene()
                country = near or (scene.locus.country if scene else None)
                place = self._geography.capital_of(country) if country else None
                if place is not None:
                    text = span_of(self._words, span.first, span.last)
                    return Site(Locus(country=country, place=place, text=text.text, span=text), "context", 0.5)
            elif said[-1] in lists["settlements"]:
                town = town_before(self._words, self._spots, span.first)
                if town is not None:
                    return Site(locus_of(self._words, town), "context", 0.5)
        return None

    def around(self, spans: Sequence[RoleSpan]) -> Site | None:
        """Return the town around the first building or street of some spans, None if they are none or nothing tells.

        A town abroad, in a text most of whose names lie in one country, is not it.
        """
        span = next((s for s in spans if is_building(self._words, s)), None)
        town = None if span is None else self._towns.around(span.first)
        scene = self.scene()
        if town is None or (scene is not None and scene.locus.country != town.country):
            return None
        return Site(locus_of(self._words, town), "context", 0.5)

    def setting(self, word: int, country: str) -> Site | None:
        """Return the town in a country that the text is set in where a word stands, None if it is set in none."""
        town = self._towns.of_setting(word)
        return (
            Site(locus_of(self._words, town), "context", 0.4) if town is not None and town.country == country else None
        )

    def _told(self, spot: Spot) -> bool:
        """Tell whether something is said to be at a place: by a word before it, or by the dateline."""
        return self._located(spot) or self._in_dateline(spot)

    @cached_property
    def _towns(self) -> Towns:
        """Return the towns of the text, without names that alone and unsurely lie abroad."""
        return Towns(self._words, [s for s in self._spots if s.first not in self._strays], self._told)

    def _definite(self, span: RoleSpan) -> bool:
        """Tell whether a span begins with "the", or stands behind it."""
        words = [word.lower() for word in self._words.words[max(0, span.first - 1) : span.first + 1]]
        return not words_of()["definite"].isdisjoint(words)

    def beside(self, sentence: int, *, strictly: bool = False) -> Site | None:
        """Return the one country that the places of a sentence lie in, None if they lie in several or none.

        No point: what is named beside a happening is mostly where somebody comes from, or where another thing was.

        Parameters
        ----------
        strictly
            Whether a country counts only where the wording says that something is there ("in Syria"): who shoots or
            helps is often named beside what happens elsewhere ("bombing supported by Russia").
        """
        key = (sentence, strictly)
        if key not in self._known_beside:
            self._known_beside[key] = self._read_beside(sentence, strictly)
        return self._known_beside[key]

    def _read_beside(self, sentence: int, strictly: bool) -> Site | None:
        here = [s for s in self._by_sentence.get(sentence, ()) if s.kind == "place" and s.country]
        towns = {s.country for s in here if s.place and not s.place.feature_code.startswith("PCL")}
        for countries, counts in (
            (towns, True),
            ({s.country for s in here}, not strictly or any(map(self._located, here))),
        ):
            if len(countries) == 1 and counts:
                return Site(Locus(country=countries.pop()), "context", 0.5)
        return None

    def division(self, first: int, last: int) -> Site | None:
        """Return the one division that some words name, None for none or several: where "Nevada's senate" sits."""
        inside = [s for s in spots_in(self._spots, first, last) if is_division(s)]
        inside = [s for s in inside if s.first >= first and s.last <= last]
        if len({s.place.place_id for s in inside if s.place}) != 1:
            return None
        return Site(locus_of(self._words, inside[0]), "country", 0.5)
