"""Candidates: which places a name of a text may mean, how each is met, and in what order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from geonews.gazetteer import arabic, spelling
from geonews.gazetteer.folding import MAX_NAME_CHARS, fold, variants, without_possessive
from geonews.gazetteer.index_writer import KINDS
from geonews.model import Candidate, MatchType, Place

__all__ = ["PLACE_COLUMNS", "as_place", "is_known", "meet"]

#: The columns of `as_place`, of the table ``place p``.
PLACE_COLUMNS = (
    "p.id, p.name, p.lon, p.lat, p.feature_class, p.feature_code, p.country, p.admin1, p.admin2, p.population"
)
#: What a place's population counts in the order of candidates where another than its main name was met: Chittagong
#: was once called Islamabad, and Casablanca is a White House.
OTHER_NAME_WEIGHT = 0.1
ABBREVIATION = KINDS["abbreviations"]
_NAMED = (
    f"SELECT {PLACE_COLUMNS}, p.names, n.kind, n.written FROM name n JOIN place p ON p.id = n.place "
    "WHERE n.folded = ? AND (? IS NULL OR p.country = ?) ORDER BY p.population DESC, p.names DESC, p.id LIMIT 400"
)
_MATCH_RANK = {MatchType.EXACT: 0, MatchType.FOLDED: 1, MatchType.ALIAS: 2, MatchType.FUZZY: 3, MatchType.ONLINE: 4}

Rows = Callable[[str, Iterable[Any]], list[tuple[Any, ...]]]


def meet(rows: Rows, name: str, fuzzy: bool, country: str | None) -> tuple[Candidate, ...]:
    """Return the places that a name may mean, in the order of `Gazetteer.candidates`.

    Parameters
    ----------
    rows
        Runs a query with parameters.
    name
        As the text writes it.
    fuzzy
        Whether names in a similar spelling are returned where none is met.
    country
        Only places of this country (alpha-2).
    """
    if len(name) > MAX_NAME_CHARS:
        return ()
    best: dict[int, Candidate] = {}
    _add(rows, best, country, name, fold(name), None, None)
    for shorter, feature_class in variants(name):
        exact = shorter != name and feature_class is None and not best
        _add(rows, best, country, shorter, fold(shorter), feature_class, None if exact else MatchType.ALIAS)
    if not best:
        for key in arabic.other_articles(fold(name)):
            _add(rows, best, country, key, key, None, MatchType.ALIAS)
    if not best:
        for key in arabic.same_name(rows, fold(name)):
            _add(rows, best, country, key, key, None, MatchType.ALIAS)
    if not best and fuzzy:
        for key, similarity in spelling.similar(rows, fold(name)):
            _add(rows, best, country, key, key, None, MatchType.FUZZY, similarity)
    return tuple(sorted(best.values(), key=_order))


def _add(
    rows: Rows,
    best: dict[int, Candidate],
    country: str | None,
    name: str,
    key: str,
    feature_class: str | None,
    match: MatchType | None,
    similarity: float = 1.0,
) -> None:
    """Add the places under one key (the 400 most populous), keeping for each place its best match."""
    if not key:
        return
    written_plain = name.removeprefix("the ").removeprefix("The ")
    for *columns, names, kind, written in rows(_NAMED, (key, country, country)):
        if feature_class is not None and columns[4] != feature_class:
            continue
        if kind == ABBREVIATION and not _abbreviates(name, written):
            continue
        place = as_place(columns)
        if match is not None:
            how = match
        elif kind == ABBREVIATION:
            how = MatchType.EXACT if _same_letters(name, written) else MatchType.ALIAS
        elif kind > ABBREVIATION:
            how = MatchType.ALIAS
        else:
            how = MatchType.EXACT if written in (name, written_plain) else MatchType.FOLDED
        known = best.get(place.place_id)
        if known is not None and _MATCH_RANK[known.match] <= _MATCH_RANK[how]:
            continue
        features = {
            "n_names": float(names),
            "population": float(place.population),
            "is_capital": float(place.feature_code == "PPLC"),
            "primary_name": float(kind == 0),
            "is_abbreviation": float(kind == 2),
            "is_demonym": float(kind == 3),
            "is_metonym": float(kind == 4),
            "similarity": similarity,
        }
        best[place.place_id] = Candidate(place=place, match=how, matched=written, features=features)


def is_known(rows: Rows, text: str) -> bool:
    """Tell whether a text, or what is left of it without a possessive, is a name of the gazetteer."""
    for key in _keys(text):
        found = rows("SELECT kind, written FROM name WHERE folded = ? ORDER BY kind LIMIT 8", (key,))
        if any(kind != ABBREVIATION or _abbreviates(text, written) for kind, written in found):
            return True
    return arabic.reads_as_name(text) and any(arabic.same_name(rows, key) for key in _keys(text))


def as_place(columns: Iterable[Any]) -> Place:
    """Return a row of `PLACE_COLUMNS` as a place."""
    place_id, name, lon, lat, feature_class, feature_code, country, admin1, admin2, population = columns
    return Place(
        place_id=place_id,
        geonameid=place_id if place_id > 0 else None,
        name=name,
        lon=lon,
        lat=lat,
        feature_class=feature_class,
        feature_code=feature_code,
        country=country,
        admin1=admin1,
        admin2=admin2,
        population=population,
    )


def _abbreviates(text: str, written: str) -> bool:
    """Tell whether a text is written like an abbreviation: "IN" and "Ind." are Indiana, "in" and "In" are not."""
    if not text[:1].isupper():
        return False
    return not (written.isupper() and written.isalpha()) or text.replace(".", "").isupper()


def _same_letters(text: str, written: str) -> bool:
    """Tell whether two abbreviations differ in their dots alone."""
    return text.replace(".", "").replace(" ", "") == written.replace(".", "").replace(" ", "")


def _keys(text: str) -> tuple[str, ...]:
    if len(text) > MAX_NAME_CHARS:
        return ()
    bare = without_possessive(text)
    return (fold(text),) if bare == text else (fold(text), fold(bare))


def _order(candidate: Candidate) -> tuple[float, ...]:
    place = candidate.place
    country = place.feature_code.startswith("PCL")
    return (
        _MATCH_RANK[candidate.match],
        -candidate.features["similarity"],
        not country,
        -place.population * (1.0 if candidate.features["primary_name"] else OTHER_NAME_WEIGHT),
        -candidate.features["n_names"],
        abs(place.place_id),
    )
