"""Sweeps: short articles made from the gazetteer, whose one right answer is known by construction.

A sweep puts the same towns into every wording of one kind, so that its figures say which wording is not understood
rather than which town. Nothing of them is used in training.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from geonews.gazetteer.countries import country_rows
from geonews.gazetteer.folding import fold

#: Towns that a sweep is made of, by their least population.
LEAST_POPULATION = 30_000
LONGEST_NAME = 28
#: Countries in armed conflict or under its threat, whose towns news names without saying where they are.
CONFLICT = (
    "AF", "AM", "AZ", "BF", "CD", "CF", "CM", "ET", "HT", "IQ", "IR", "LB", "LY", "ML", "MM", "MZ", "NE", "NG", "PK",
    "PS", "SD", "SO", "SS", "SY", "UA", "YE",
)  # fmt: skip
#: Countries that are written with "the" inside a sentence.
WITH_ARTICLE = frozenset({"AE", "BS", "CF", "CD", "DO", "GB", "GM", "KM", "MV", "NL", "PH", "SB", "SC", "US"})

#: Kind → wordings. {X} is the town, {U} the town in capitals, {C} its country, {T} the country inside a sentence,
#: {D} the demonym.
STATED = {
    "dateline": (
        "{U}, {C} (Reuters) - A bomb exploded in {X} on Friday, police said. The mayor of {X} asked the government of"
        " {T} for help. Shops in {X} stayed shut on Saturday.",
        "{U}, {C} — Three people were killed in clashes on Friday. Security forces sealed off the centre of {X}, a"
        " witness said. Hospitals in {X} treated twelve others.",
        "{X}, {C} - Protesters marched through the streets on Sunday. Police in {X} arrested nine men. A curfew was"
        " declared, the governor said.",
        "{U}, {C} (AP) -- Floods drove hundreds from their homes this week. A shopkeeper in {X} said that she had lost"
        " everything. Aid was sent from the capital.",
    ),
    "apposition": (
        "A bomb exploded in {X}, {C}, on Friday.",
        "A bomb exploded in {X}, {C}.",
        "Police in {X}, {C}, arrested nine men on Sunday. A court in {X} will hear them on Monday.",
    ),
    "city of": (
        "A bomb exploded in the {D} city of {X} on Friday.",
        "Gunmen attacked a convoy near the northern {D} town of {X}. The road to {X} was closed.",
    ),
    "in the country": (
        "A bomb exploded in {X} in northern {C} on Friday.",
        "Two trains collided near {X} in {T} on Tuesday. Rescuers from {X} freed the drivers.",
    ),
    "a town in": (
        "Soldiers fired on a crowd in {X}, a town in {T}, on Friday. Two people died in {X}.",
        "{X}, a city in the south of {T}, was without power on Monday.",
    ),
}
ARGUMENTS = {
    "object": (
        "The army recaptured {X} from the rebels on Monday.",
        "Rebels shelled {X} on Monday, killing nine people.",
        "Gunmen attacked {X} on Friday.",
        "Rebels took {X} on Friday.",
        "Thousands of people fled {X} on Monday.",
    ),
    "of a deed": (
        "The shelling of {X} killed two people on Friday.",
        "The siege of {X} has lasted for three months.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A town with the words that an article needs to speak of it."""

    name: str
    country: str
    country_name: str
    demonym: str | None
    population: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A text, the name in it, and the country (ISO 3166-1 alpha-2) where every mention of it lies."""

    kind: str
    wording: int
    town: Town
    text: str


def towns_with_larger_namesakes(gazetteer: Path) -> list[Town]:
    """Return the towns that have a larger namesake abroad, one of a name in each country."""
    rows, makers = _rows(gazetteer)
    bearers: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if row["feature_class"] == "P":
            bearers.setdefault(fold(row["name"]), []).append(row)
    towns = {}
    for key, places in bearers.items():
        for row in sorted(places, key=lambda place: place["population"]):
            abroad = (p["population"] for p in places if p["country"] != row["country"])
            if _usable(row) and max(abroad, default=0) > row["population"] and row["country"] in makers:
                towns[key, row["country"]] = _town(row, makers)
    return list(towns.values())


def towns_of_conflict(gazetteer: Path) -> list[Town]:
    """Return the towns of countries in conflict that are the largest places of their names."""
    rows, makers = _rows(gazetteer)
    largest: dict[str, dict[str, Any]] = {}
    for row in rows:
        for name in {fold(row["name"]), *(fold(name) for name in row["alternates"] or ())}:
            if name not in largest or row["population"] > largest[name]["population"]:
                largest[name] = row
    return [
        _town(row, makers)
        for row in rows
        if row["country"] in CONFLICT
        and row["feature_class"] == "P"
        and _usable(row)
        and largest[fold(row["name"])]["country"] == row["country"]
    ]


def cases(wordings: dict[str, tuple[str, ...]], towns: Sequence[Town], count: int, *, seed: int = 5) -> Iterator[Case]:
    """Yield every wording with ``count`` towns, the same ones each time."""
    chosen = random.Random(seed).sample(list(towns), min(count, len(towns)))
    for kind, texts in wordings.items():
        for number, text in enumerate(texts):
            for town in chosen:
                if "{D}" in text and town.demonym is None:
                    continue
                yield Case(kind=kind, wording=number, town=town, text=_written(text, town))


def _rows(gazetteer: Path) -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]]]:
    columns = ["place_id", "name", "feature_class", "feature_code", "country", "population", "demonyms", "alternates"]
    rows = [row for row in pq.read_table(gazetteer, columns=columns).to_pylist() if row["country"]]
    ids = {row.place_id: row.iso2 for row in country_rows().values()}
    return rows, {ids[row["place_id"]]: row for row in rows if row["place_id"] in ids}


def _usable(row: dict[str, Any]) -> bool:
    name = row["name"]
    plain = name[:1].isupper() and not any(c.isdigit() or c in "(),/" for c in name)
    return (
        row["population"] > LEAST_POPULATION and row["feature_code"] != "PPLX" and plain and len(name) <= LONGEST_NAME
    )


def _town(row: dict[str, Any], makers: dict[str, dict[str, Any]]) -> Town:
    country = makers[row["country"]]
    return Town(
        name=_unaccented(row["name"]),
        country=row["country"],
        country_name=country["name"],
        demonym=_adjective(country["demonyms"] or ()),
        population=row["population"],
    )


def _adjective(demonyms: Iterable[str]) -> str | None:
    """Return the first demonym that is no plural: "Lebanese", "Afghan"."""
    return next((word for word in demonyms if not word.endswith("s") or word.endswith("ss")), None)


def _unaccented(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


def _written(text: str, town: Town) -> str:
    article = "the " if town.country in WITH_ARTICLE else ""
    words = {
        "X": town.name,
        "U": town.name.upper(),
        "C": town.country_name,
        "T": article + town.country_name,
        "D": town.demonym or "",
    }
    return text.format(**words)
