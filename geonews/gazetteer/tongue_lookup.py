"""The gazetteer as another language reads it: its own names, bent and joined as it bends and joins them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geonews.gazetteer.candidates import PLACE_COLUMNS, as_place
from geonews.gazetteer.countries import country_rows
from geonews.gazetteer.folding import MAX_NAME_CHARS, fold
from geonews.gazetteer.tongue import Tongue, load_tongues
from geonews.model import Candidate, MatchType

if TYPE_CHECKING:
    from geonews.gazetteer.lookup import Country, Gazetteer

__all__ = ["TongueNames", "in_any_language"]

Rows = Callable[[str, Iterable[Any]], list[tuple[Any, ...]]]

_NAMED = (
    f"SELECT {PLACE_COLUMNS}, p.names, n.own, n.written FROM ("
    "SELECT place, written, language = ?2 AS own FROM tongue WHERE folded = ?1 AND language IN ('', ?2) UNION ALL "
    "SELECT place, written, kind = 0 FROM name WHERE folded = ?1 AND kind < 2) n JOIN place p ON p.id = n.place "
    "WHERE ?3 IS NULL OR p.country = ?3 ORDER BY n.own DESC, p.population DESC, p.names DESC, p.id LIMIT 400"
)
_KNOWN = (
    "SELECT EXISTS (SELECT 1 FROM tongue WHERE folded = ?1 AND language IN ('', ?2)) "
    "OR EXISTS (SELECT 1 FROM name WHERE folded = ?1 AND kind < 2)"
)
#: How near a form is to the written name for each way that it was found.
WRITTEN, UNBENT = 1.0, 0.9


class TongueNames:
    """Looks names up in one language.

    It answers what `Gazetteer` answers of names, so that whoever reads names need not know the language.

    Parameters
    ----------
    gazetteer
        Where the places are.
    rows
        Runs a query with parameters on its index.
    tongue
        The language.
    """

    def __init__(self, gazetteer: Gazetteer, rows: Rows, tongue: Tongue) -> None:
        self.tongue = tongue
        self._gazetteer = gazetteer
        self._rows = rows
        self._candidates = lru_cache(maxsize=10_000)(self._meet)
        self._known = lru_cache(maxsize=100_000)(self._is_known)
        self.form = lru_cache(maxsize=50_000)(self._form)

    def country(self, code: str) -> Country | None:
        """Return a country by its alpha-2 or alpha-3 code, None if there is none."""
        return self._gazetteer.country(code)

    def has_name(self, text: str) -> bool:
        """Tell whether a text is a name of the gazetteer, or a form of one."""
        return self.form(text) is not None

    def _form(self, text: str) -> str | None:
        """Return the first form of a text that is a name, None if none is."""
        if len(text) > MAX_NAME_CHARS:
            return None
        return next((form for form in self.tongue.forms(text) if self._known(fold(form))), None)

    def candidates(self, name: str, *, country: str | None = None, limit: int = 64) -> list[Candidate]:
        """Return the places that a name may mean: those of the name as it stands, then those of its other forms.

        Parameters
        ----------
        name
            As the text writes it.
        country
            Only places of this country (alpha-2 or alpha-3).
        limit
            The most candidates to return.

        Returns
        -------
        list of Candidate
            With the features of `Gazetteer.candidates`; ``primary_name`` is 1 for a place that the language calls so.
        """
        row = country_rows().get(country.upper()) if country is not None else None
        return list(self._candidates(name, row.iso2 if row is not None else country)[:limit])

    def _is_known(self, key: str) -> bool:
        return bool(key) and bool(self._rows(_KNOWN, (key, self.tongue.code))[0][0])

    def _meet(self, name: str, country: str | None) -> tuple[Candidate, ...]:
        if len(name) > MAX_NAME_CHARS:
            return ()
        best: dict[int, Candidate] = {}
        for form in self.tongue.forms(name):
            key = fold(form)
            if not self._known(key):
                continue
            rows = self._rows(_NAMED, (key, self.tongue.code, country))
            has_own = any(row[-2] for row in rows)
            for *columns, names, own, written in rows:
                if columns[0] not in best:
                    likeness = WRITTEN if form == name else UNBENT
                    best[columns[0]] = _candidate(columns, names, written, bool(own) or not has_own, likeness)
        return tuple(sorted(best.values(), key=_order))


def in_any_language(gazetteer: Gazetteer, name: str, *, country: str | None = None, limit: int = 64) -> list[Candidate]:
    """Return the places that a name means in whatever language knows it, the most prominent first."""
    best: dict[int, Candidate] = {}
    for tongue in load_tongues().values():
        for candidate in gazetteer.in_language(tongue).candidates(name, country=country, limit=limit):
            best.setdefault(candidate.place.place_id, candidate)
    return sorted(best.values(), key=_order)[:limit]


def _candidate(columns: list[Any], names: int, written: str, own: bool, likeness: float) -> Candidate:
    place = as_place(columns)
    features = {
        "n_names": float(names),
        "population": float(place.population),
        "is_capital": float(place.feature_code == "PPLC"),
        "primary_name": float(own),
        "is_abbreviation": 0.0,
        "is_demonym": 0.0,
        "is_metonym": 0.0,
        "similarity": 1.0,
    }
    match = MatchType.FOLDED if likeness == WRITTEN else MatchType.ALIAS
    return Candidate(place=place, match=match, matched=written, features=features)


def _order(candidate: Candidate) -> tuple[float, ...]:
    place = candidate.place
    return (
        not place.feature_code.startswith("PCL"),
        -place.population * (1.0 if candidate.features["primary_name"] else 0.1),
        candidate.match is MatchType.ALIAS,
        -candidate.features["n_names"],
        abs(place.place_id),
    )
