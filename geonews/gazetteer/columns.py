"""Names in a table: a column of them looked up, with what answers each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from geonews.errors import ConfigError
from geonews.gazetteer.qualified import look_up, towns_first
from geonews.model import Candidate, precision_of

if TYPE_CHECKING:
    from geonews.gazetteer.lookup import Gazetteer

__all__ = ["ANSWER_COLUMNS", "geocode_rows"]

#: Columns that are added to a table, in order.
ANSWER_COLUMNS = (
    "place_name", "geonameid", "lat", "lon", "place_country", "place_admin1", "feature_code", "precision", "match",
    "score", "rivals",
)  # fmt: skip
#: What a place's people count where another than its main name was met.
OTHER_NAME = 0.1
#: Rivals that are told.
RIVALS = 3


def geocode_rows(
    gazetteer: Gazetteer, rows: Iterable[Mapping[str, str]], column: str, *, country_column: str | None = None
) -> Iterator[dict[str, str]]:
    """Look up the names of a column.

    Parameters
    ----------
    gazetteer
        Where names are looked up.
    rows
        A table's rows.
    column
        The column of names, with or without the larger place behind a comma ("Paris, TX").
    country_column
        A column of countries (alpha-2, alpha-3 or an English name) in which the places lie; empty cells say nothing.

    Yields
    ------
    dict
        Each row with `ANSWER_COLUMNS`, empty where no place bears the name; names in a similar spelling are then
        ``rivals`` and never the answer. ``score`` (0 to 1) is the share of the best
        candidate among all, weighed by people: how much it stands out, and no probability of being meant.
        ``precision`` is 1 town or spot, 2 area, 3 country. ``rivals`` are the next ones as JSON.

    Raises
    ------
    ConfigError
        If a column is not there.
    """
    for row in rows:
        for wanted in filter(None, (column, country_column)):
            if wanted not in row:
                raise ConfigError(f"expected a column {wanted!r}, got {', '.join(map(repr, row))}; name one of these")
        country = _country(gazetteer, (row[country_column] or "").strip()) if country_column else None
        name = (row[column] or "").strip()
        found = towns_first(look_up(gazetteer, name, country=country)) if name else []
        similar = look_up(gazetteer, name, country=country, fuzzy=True) if name and not found else []
        yield {**row, **_answer(found), **_similar(towns_first(similar))}


def _country(gazetteer: Gazetteer, written: str) -> str | None:
    """Return the code of a country that is written by code or name; one that nothing knows holds no place."""
    if not written or gazetteer.country(written) is not None:
        return written or None
    named = (c.place for c in gazetteer.candidates(written) if c.place.feature_code.startswith("PCL"))
    place = next(named, None)
    return written if place is None else place.country


def _answer(found: list[Candidate]) -> dict[str, str]:
    if not found:
        return dict.fromkeys(ANSWER_COLUMNS, "")
    place, (score, *others) = found[0].place, _shares(found)
    return {
        "place_name": place.name,
        "geonameid": str(place.geonameid or ""),
        "lat": str(place.lat),
        "lon": str(place.lon),
        "place_country": place.country or "",
        "place_admin1": place.admin1 or "",
        "feature_code": place.feature_code,
        "precision": str(int(precision_of(place) or 0)),
        "match": found[0].match.value,
        "score": f"{score:.3f}",
        "rivals": _told(found[1:], others),
    }


def _similar(found: list[Candidate]) -> dict[str, str]:
    return {"rivals": _told(found, _shares(found))} if found else {}


def _told(rivals: list[Candidate], shares: list[float]) -> str:
    """Return the first rivals as JSON, each with its share."""
    return json.dumps(
        [
            {"name": c.place.name, "geonameid": c.place.geonameid, "country": c.place.country, "lat": c.place.lat,
             "lon": c.place.lon, "score": round(share, 3)}
            for c, share in zip(rivals[:RIVALS], shares, strict=False)
        ],
        ensure_ascii=False,
    )  # fmt: skip


def _shares(found: list[Candidate]) -> list[float]:
    weights = [_weight(candidate) for candidate in found]
    return [weight / sum(weights) for weight in weights]


def _weight(candidate: Candidate) -> float:
    people = candidate.place.population + 1.0
    return people if candidate.features.get("primary_name") else people * OTHER_NAME
