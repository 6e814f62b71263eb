"""Look-up: the gazetteer opened for reading; names, places by id, countries and what lies where."""

from __future__ import annotations

import math
import os
import sqlite3
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from geonews.config import Config
from geonews.errors import GazetteerMissingError
from geonews.gazetteer.candidates import PLACE_COLUMNS, as_place, is_known, meet
from geonews.gazetteer.countries import country_rows, sea_routes
from geonews.gazetteer.folding import fold
from geonews.gazetteer.index import open_index, prepare
from geonews.gazetteer.tongue import Tongue
from geonews.gazetteer.tongue_lookup import TongueNames
from geonews.model import Candidate, Place

__all__ = ["Country", "Gazetteer"]

_BY_ID = f"SELECT {PLACE_COLUMNS} FROM place p WHERE p.id = ?"
_AROUND = (
    f"SELECT {PLACE_COLUMNS} FROM place p WHERE p.feature_class = 'P' AND p.lat BETWEEN ? AND ? "
    "AND min(abs(p.lon - ?), 360 - abs(p.lon - ?)) <= ?"
)
_KM_PER_DEGREE = 111.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country or dependency: codes of ISO 3166-1, its place, capital, land neighbours (alpha-3) and continent.

    ``continent`` is GeoNames' code: AF, AN, AS, EU, NA, OC, SA.
    """

    iso2: str
    iso3: str
    name: str
    place: Place
    capital: Place | None
    neighbours: frozenset[str]
    continent: str


class Gazetteer:
    """Places of the world by name; open one with `Gazetteer.open`.

    Reading is safe from several threads and after a fork: each thread of each process has its own connection.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._tongues: dict[str, TongueNames] = {}
        self._db()
        self._candidates = lru_cache(maxsize=10_000)(partial(meet, self._rows))
        self.has_name = lru_cache(maxsize=50_000)(partial(is_known, self._rows))
        self.has_prefix = lru_cache(maxsize=50_000)(self._has_prefix)
        self.place = lru_cache(maxsize=10_000)(self._place)
        self.country = lru_cache(maxsize=1024)(self._country)

    @classmethod
    def open(cls, config: Config) -> Self:
        """Open the configured gazetteer, building its index at the first use.

        Raises
        ------
        GazetteerMissingError
            If the gazetteer's file is missing, damaged or of another version.
        """
        return cls(prepare(config))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close this thread's connection; a later look-up opens another."""
        db = self._local.__dict__.pop("db", None)
        if db is not None:
            db.close()

    def _db(self) -> sqlite3.Connection:
        local = self._local.__dict__
        if local.get("pid") != os.getpid():
            local.pop("db", None)
            local["pid"] = os.getpid()
        if "db" not in local:
            local["db"] = open_index(self.path)
        return local["db"]  # type: ignore[no-any-return]

    def _rows(self, query: str, parameters: Iterable[Any]) -> list[tuple[Any, ...]]:
        try:
            return self._db().execute(query, tuple(parameters)).fetchall()
        except sqlite3.DatabaseError as error:
            raise GazetteerMissingError(
                f"expected a whole index at {str(self.path)!r}, got {error}; delete it, it is built again"
            ) from error

    def candidates(
        self, name: str, *, country: str | None = None, limit: int = 64, fuzzy: bool = False
    ) -> list[Candidate]:
        """Return the places that a name may mean, best match first, then the most populous by their main name.

        Parameters
        ----------
        name
            As the text writes it.
        country
            Only places of this country (alpha-2 or alpha-3).
        limit
            The most candidates to return.
        fuzzy
            Whether names in a similar spelling are returned where none is met.

        Returns
        -------
        list of Candidate
            Each with the features n_names, population, is_capital, primary_name (1 if the place's main name was
            met), is_abbreviation, is_demonym, is_metonym (1 if that kind of name was met) and similarity (0 to 1).
        """
        row = country_rows().get(country.upper()) if country is not None else None
        wanted = row.iso2 if row is not None else country
        return list(self._candidates(name, fuzzy, wanted)[:limit])

    def in_language(self, tongue: Tongue) -> TongueNames:
        """Return the names of this gazetteer as another language reads them."""
        known = self._tongues.get(tongue.code)
        if known is None or known.tongue is not tongue:
            known = self._tongues[tongue.code] = TongueNames(self, self._rows, tongue)
        return known

    def places(self, name: str) -> list[Place]:
        """Return the places that bear a name, in the order of `candidates`."""
        return [candidate.place for candidate in self.candidates(name)]

    def _has_prefix(self, text: str) -> bool:
        """Tell whether a name of the gazetteer begins with the words of a text, or is the text."""
        key = fold(text)
        if not key:
            return False
        rows = self._rows("SELECT folded FROM name WHERE folded >= ? LIMIT 1", (key,))
        if not rows:
            return False
        if rows[0][0] == key:
            return True
        return bool(self._rows("SELECT 1 FROM name WHERE folded >= ? AND folded < ? LIMIT 1", (key + " ", key + "!")))

    def _place(self, place_id: int) -> Place | None:
        """Return a place by its id, None if there is none."""
        rows = self._rows(_BY_ID, (place_id,))
        return as_place(rows[0]) if rows else None

    def _country(self, code: str) -> Country | None:
        """Return a country by its alpha-2 or alpha-3 code, None if there is none."""
        row = country_rows().get(code.upper())
        place = None if row is None else self.place(row.place_id)
        if row is None or place is None:
            return None
        return Country(
            iso2=row.iso2,
            iso3=row.iso3,
            name=row.name,
            place=place,
            capital=None if row.capital_id is None else self.place(row.capital_id),
            neighbours=row.neighbours,
            continent=row.continent,
        )

    def countries(self) -> list[Country]:
        """Return every country and dependency in the order of their alpha-3 codes."""
        codes = sorted({row.iso3 for row in country_rows().values()})
        return [country for country in map(self.country, codes) if country is not None]

    def country_of_demonym(self, word: str) -> Country | None:
        """Return the country that a demonym belongs to ("Tajiks" → Tajikistan), None for any other word."""
        for candidate in self.candidates(word):
            if candidate.features["is_demonym"] and candidate.place.country:
                return self.country(candidate.place.country)
        return None

    def contains(self, outer: Place, inner: Place) -> bool:
        """Tell whether a country or division holds another place, by their codes."""
        if outer.feature_class != "A" or outer.country is None or outer.country != inner.country:
            return False
        if outer.place_id == inner.place_id:
            return False
        if outer.feature_code.startswith("PCL"):
            return True
        if outer.admin1 != inner.admin1:
            return False
        return outer.feature_code == "ADM1" or (outer.admin2 is not None and outer.admin2 == inner.admin2)

    def borders(self, country: str, other: str) -> bool:
        """Tell whether two countries (alpha-2 or alpha-3) share a land border."""
        one, two = country_rows().get(country.upper()), country_rows().get(other.upper())
        return one is not None and two is not None and two.iso3 in one.neighbours

    def near(self, lon: float, lat: float, *, radius_km: float = 30.0, limit: int = 5) -> list[tuple[float, Place]]:
        """Return the populated places around a point (WGS84 degrees) with their distance in km, the nearest first."""
        height = radius_km / _KM_PER_DEGREE
        narrowing = max(0.01, math.cos(math.radians(lat)))
        rows = self._rows(_AROUND, (lat - height, lat + height, lon, lon, height / narrowing))
        found = []
        for place in map(as_place, rows):  # on so short a way the earth is flat
            east = (place.lon - lon + 180) % 360 - 180
            away_km = _KM_PER_DEGREE * math.hypot(east * narrowing, place.lat - lat)
            if away_km <= radius_km:
                found.append((away_km, place))
        return sorted(found, key=lambda pair: (pair[0], pair[1].place_id))[:limit]

    def sea_route(self, country: str, other: str) -> bool:
        """Tell whether people are known to cross by sea between two countries (alpha-2 or alpha-3)."""
        one, two = country_rows().get(country.upper()), country_rows().get(other.upper())
        return one is not None and two is not None and frozenset((one.iso3, two.iso3)) in sea_routes()
