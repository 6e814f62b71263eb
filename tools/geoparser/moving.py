"""Twins of documents, moved elsewhere: the same text with its country, divisions and towns renamed to others.

Both corpora are mostly about the United States and Europe. A sequence model that has met the same sentences about
Jangebe, Sar-e Pul and Mocimboa da Praia relies less on names it knows and on what the parser makes of them; a ranker
that has met Merida in sentences about Venezuelans asks what country an article is about before it asks what is large.
Local news that moves inside its country teaches that neighbours are named together.
"""

from __future__ import annotations

import random
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from geonews import nlp
from geonews.geoparse.groups import place_group
from geonews.geoparse.home import home_countries
from geonews.geoparse.names import NameBook
from geonews.geoparse.tokens import read_tokens
from geonews.model import Candidate, Place
from geoparser.corpora import GoldDocument, gold_document
from geoparser.fit import right_candidate

#: Groups of populated places and small divisions that move, and the share of new names that no gazetteer has.
MOVING = frozenset({"capital", "seat", "city", "town", "village", "quarter", "admin2", "admin3"})
INVENTED_SHARE = 0.12
#: Share of names that are written without their accents, as wires do.
PLAIN_SHARE = 0.7
LONGEST_NAME = 28
#: A country takes part from this many towns on; towns are drawn the oftener the nearer they lie to one of them.
LEAST_TOWNS = 12
NEARNESS_KM = (40.0, 120.0, 400.0)
#: What is added to the id of a document that moved abroad, or inside its country.
ABROAD, NEARBY = "-abroad", "-nearby"


@dataclass(slots=True, kw_only=True)
class Land:
    """A country to move to: its names, its divisions by code, its towns and its counties."""

    country: Place
    demonyms: list[str]
    divisions: dict[str, Place] = field(default_factory=dict)
    towns: list[Place] = field(default_factory=list)
    counties: list[Place] = field(default_factory=list)
    town_names: frozenset[str] = frozenset()


class World:
    """Every country with its divisions and towns, read from the gazetteer's file."""

    def __init__(self, gazetteer: Path) -> None:
        self.lands: dict[str, Land] = {}
        columns = [
            "place_id", "geonameid", "name", "lon", "lat", "feature_class", "feature_code", "country", "admin1",
            "population", "demonyms",
        ]  # fmt: skip
        rows = pq.read_table(gazetteer, columns=columns).to_pylist()
        places = [(Place(**{key: row[key] for key in columns[:-1]}), row["demonyms"]) for row in rows if row["country"]]
        for place, demonyms in places:
            if place_group(place) == "country" and place.population > 100_000:
                self.lands[place.country or ""] = Land(country=place, demonyms=demonyms or [])
        for place, _ in places:
            land = self.lands.get(place.country or "")
            if land is None or not _plain(place.name):
                continue
            if place_group(place) == "admin1":
                land.divisions[place.admin1 or ""] = place
            elif place_group(place) == "admin2":
                land.counties.append(place)
            elif place.feature_class == "P" and place.population > 0 and place_group(place) != "quarter":
                land.towns.append(place)
        self.lands = {code: land for code, land in self.lands.items() if len(land.towns) >= LEAST_TOWNS}
        for land in self.lands.values():
            land.town_names = frozenset(town.name for town in land.towns)
        self.codes = sorted(self.lands)
        self.weights = [self.lands[code].country.population ** 0.3 for code in self.codes]


class Move:
    """One document's move: from its main country to another, or inside it; each name to one new name."""

    def __init__(self, world: World, home: str | None, dice: random.Random, *, abroad: bool) -> None:
        self.dice = dice
        code = home
        while abroad and code == home:
            (code,) = dice.choices(world.codes, world.weights)
        self.land = world.lands[code or ""]
        towns, counties, near_km = self.land.towns, self.land.counties, dice.choice(NEARNESS_KM)
        (self.anchor,) = dice.choices(towns, [town.population**0.5 for town in towns])
        nearness = 0.01 + np.exp(-_km(self.anchor, towns) / near_km)
        self.weights = np.array([town.population**0.4 for town in towns]) * nearness
        self.county_weights = np.exp(-_km(self.anchor, counties) / near_km) if counties else np.zeros(0)
        self.divisions: dict[str | None, str | None] = {}

    def division(self, old: str | None) -> str | None:
        """Return the code of the new division for an old one's; the first goes to where the anchor lies."""
        if old not in self.divisions:
            free = sorted(set(self.land.divisions) - set(self.divisions.values()))
            first = not self.divisions and self.anchor.admin1 in self.land.divisions
            self.divisions[old] = self.anchor.admin1 if first else self.dice.choice(free) if free else None
        return self.divisions[old]

    def town(self, old: Place) -> Place:
        """Draw a town in the new division of an old place, anywhere in the country where that has none."""
        return self._draw(self.land.towns, self.weights, old)

    def _draw(self, places: list[Place], weights: Any, old: Place) -> Place:
        wanted = self.division(old.admin1) if old.admin1 else None
        inside = weights * np.array([place.admin1 == wanted for place in places])
        (new,) = self.dice.choices(places, inside if inside.sum() > 0 else weights)
        return new

    def place(self, old: Candidate) -> tuple[str, Place | None] | None:
        """Return the new name and place for what a name of the old country means, None where it cannot move.

        A division with the name of one of its country's towns has no place: where the old text says the name alone,
        the new one would mean the town.
        """
        group = place_group(old.place)
        if old.features.get("is_demonym"):
            plural = old.matched.endswith("s")
            fitting = [word for word in self.land.demonyms if word.endswith("s") == plural]
            return (self.dice.choice(fitting), self.land.country) if fitting else None
        if group == "country":
            return self.land.country.name, self.land.country
        if group == "admin1":
            new = self.land.divisions.get(self.division(old.place.admin1) or "")
            if new is None:
                return None
            return self.written(new.name), None if new.name in self.land.town_names else new
        if group == "admin2" and self.county_weights.sum() > 0:
            new = self._draw(self.land.counties, self.county_weights, old.place)
            return self.written(new.name), new
        if group in MOVING:
            new = self.town(old.place)
            return self.written(new.name), new
        return None

    def written(self, name: str) -> str:
        """Write a name as a wire would."""
        if self.dice.random() >= PLAIN_SHARE:
            return name
        return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


def moved(documents: Sequence[GoldDocument], book: NameBook, gazetteer: Path, *, seed: int = 11) -> list[GoldDocument]:
    """Return the twins of documents: all of them abroad, and once more nearby those that words give away.

    A twin abroad whose words of public life name its old country has no positions: it teaches recognition only.
    """
    world = World(gazetteer)
    dice = random.Random(seed)
    pairs = []
    for document in documents:
        meant = [_meant(toponym, document.record["text"], book) for toponym in document.toponyms]
        countries = Counter(candidate.place.country for candidate in meant if candidate and candidate.place.country)
        home = countries.most_common(1)[0][0] if countries else None
        betrayed = home in home_countries(document.tokens)
        abroad = Move(world, home, dice, abroad=True)
        pairs.append((document, _moved_record(document, meant, home, abroad, located=not betrayed, suffix=ABROAD)))
        if betrayed and home in world.lands:
            nearby = Move(world, home, dice, abroad=False)
            pairs.append((document, _moved_record(document, meant, home, nearby, located=True, suffix=NEARBY)))
    docs = nlp.parse(record["text"] for _, record in pairs)
    return [
        gold_document(document.corpus, record, read_tokens(doc))
        for (document, record), doc in zip(pairs, docs, strict=True)
    ]


def _moved_record(
    document: GoldDocument,
    meant: Sequence[Candidate | None],
    home: str | None,
    move: Move,
    *,
    located: bool,
    suffix: str,
) -> dict[str, Any]:
    text = document.record["text"]
    renamed: dict[str, tuple[str, Place | None]] = {}
    pieces, toponyms, position, length = [], [], 0, 0
    order = sorted(range(len(meant)), key=lambda i: document.toponyms[i]["start"])
    for toponym, candidate in ((document.toponyms[i], meant[i]) for i in order):
        old = text[toponym["start"] : toponym["end"]]
        new, point = old, {key: toponym.get(key) for key in ("lat", "lon", "geonameid")}
        if candidate is None:
            point = {"lat": None, "lon": None}
        elif candidate.place.country == home:
            if old.casefold() not in renamed:
                renamed[old.casefold()] = _renamed(old, candidate, move)
            new, place = renamed[old.casefold()]
            new = new.upper() if old.isupper() and len(old) > 3 and "." not in old else new
            point = {"lat": None, "lon": None}
            if place is not None:
                point = {"lat": place.lat, "lon": place.lon, "geonameid": place.geonameid}
        before = text[position : toponym["start"]]
        pieces += [before, new]
        start = length + len(before)
        length = start + len(new)
        toponyms.append({"start": start, "end": length, **(point if located else {"lat": None, "lon": None})})
        position = toponym["end"]
    pieces.append(text[position:])
    return {"doc_id": f"{document.doc_id}{suffix}", "text": "".join(pieces), "toponyms": toponyms}


def _meant(toponym: dict[str, Any], text: str, book: NameBook) -> Candidate | None:
    card = book.card(text[toponym["start"] : toponym["end"]])
    if card is None:
        return None
    if toponym.get("lat") is None:
        return card.candidates[0] if card.demonym else None
    return right_candidate(card.candidates, toponym)


def _renamed(old: str, candidate: Candidate, move: Move) -> tuple[str, Place | None]:
    """Return a new name for an old one and the place that it means, None for an invented name or one that stays."""
    new = move.place(candidate)
    if new is None:
        return old, None
    if place_group(candidate.place) in MOVING and move.dice.random() < INVENTED_SHARE:
        name, other = new[0], move.written(move.town(candidate.place).name)
        return name[: max(2, len(name) // 2)] + other[len(other) // 2 :].lower().replace(" ", ""), None
    return new


def _plain(name: str) -> bool:
    return len(name) <= LONGEST_NAME and name[:1].isupper() and not any(c.isdigit() or c in "(),/" for c in name)


def _km(anchor: Place, places: Sequence[Place]) -> Any:
    lon, lat = np.radians([[p.lon for p in places], [p.lat for p in places]])
    lon0, lat0 = np.radians([anchor.lon, anchor.lat])
    inner = np.sin(lat) * np.sin(lat0) + np.cos(lat) * np.cos(lat0) * np.cos(lon - lon0)
    return 6371.0 * np.arccos(np.clip(inner, -1.0, 1.0))
