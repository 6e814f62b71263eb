"""A store opened for looking: its layers as typed GeoDataFrames, chosen by keywords."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from geonews import layers
from geonews.errors import ConfigError
from geonews.ingest.dates import parse_date
from geonews.model import Article
from geonews.store import EventFilter, Role, Store, alpha3, country_codes

if TYPE_CHECKING:
    import folium
    from geopandas import GeoDataFrame
    from pandas import DataFrame

__all__ = ["Choice", "StoreView", "open_store"]

Names = str | Iterable[str]


class Choice(TypedDict, total=False):
    """Which events; what is left out or None lets everything through. See ``StoreView``."""

    country: Names | None
    role: str
    type: Names | None
    mode: Names | None
    status: Names | None
    since: date | str | None
    until: date | str | None
    open_intervals: bool
    text: str | None
    bbox: tuple[float, float, float, float] | None
    source: Names | None
    min_confidence: float | None
    ids: Names | None
    once: bool
    no_copies: bool


def open_store(path: str | PathLike[str]) -> StoreView:
    """Open a store that ``geonews ingest`` made, for looking only.

    Parameters
    ----------
    path
        The GeoPackage.

    Returns
    -------
    StoreView
        Its layers as tables; close it, or use it in a ``with`` block.

    Raises
    ------
    StoreError
        If it is missing, not a store, of a newer geonews, damaged or locked.
    """
    return StoreView(Store.open(fspath(path), read_only=True))


class StoreView:
    """The layers of an open store as tables.

    Every layer takes the same keywords, all of which must hold; where several values are given, any of them:

    ``country`` (ISO 3166-1 codes of two or three letters) and ``role`` (what it must be to the event: ``any``,
    ``where``, ``origin``, ``destination``, ``actor``); ``type``, ``mode``, ``status``; ``since`` and ``until`` (days;
    events that overlap them pass) and ``open_intervals``; ``text`` (words and "quoted phrases"); ``bbox`` (west, south,
    east, north); ``source`` (publishers); ``min_confidence``; ``ids``; ``once`` (of the reports of one event only the
    best); ``no_copies`` (nothing from near-copies of earlier articles).

    Examples
    --------
    ::

        with geonews.open_store("news.gpkg") as news:
            news.events(country="TJK", role="destination", since="2021-06-01").to_file("events.gpkg")
    """

    def __init__(self, store: Store) -> None:
        self.store = store

    def events(self, *, geometry: str = "area", **choice: Unpack[Choice]) -> GeoDataFrame:
        """Return events, one row each, typed as ``Reading.to_frame`` has them; geometry as there.

        Raises
        ------
        ConfigError
            If a keyword's value cannot be: an unknown country, type or status, a day that is none.
        """
        return layers.typed(layers.events(self.store, filter_of(**choice), geometry=geometry))

    def crossings(self, *, geometry: str = "area", **choice: Unpack[Choice]) -> GeoDataFrame:
        """Return border crossings, one row each: a line through towns, else the shared border; see ``events``."""
        return layers.typed(layers.crossings(self.store, filter_of(**choice), geometry=geometry))

    def places(self, *, geometry: str = "area", **choice: Unpack[Choice]) -> GeoDataFrame:
        """Return places that articles name, one row each, the most mentioned first; see ``events``."""
        frame = layers.locations(self.store, filter_of(**choice), geometry=geometry)
        return layers.typed(frame)

    def articles(self, *, with_text: bool = False, **choice: Unpack[Choice]) -> DataFrame:
        """Return articles, one row each, by day of publication (in UTC); with keywords those that report such events.

        Columns: doc_id, title, published, url, source, language, text (if wanted), n_events, n_mentions, copy_of.
        """
        import pandas

        rows = list(self.store.articles(filter_of(**choice), with_text=with_text))
        columns = [*self.store.schema("articles"), *(["text"] if with_text else [])]
        found: DataFrame = layers.typed(pandas.DataFrame(rows, columns=columns), moments=("published",))
        return found

    def stream(self, **choice: Unpack[Choice]) -> Iterator[dict[str, Any]]:
        """Yield events as plain records by day and id: as many as there are, in no more memory than one."""
        return self.store.events(filter_of(**choice))

    def count(self, **choice: Unpack[Choice]) -> int:
        """Return the number of events that pass."""
        return self.store.count_events(filter_of(**choice))

    def article(self, doc_id: str) -> Article | None:
        """Return an article with its text, None if it is not there."""
        return self.store.article(doc_id)

    def map(self, **choice: Unpack[Choice]) -> folium.Map:
        """Return events on a Folium map that needs no network; see ``webmap.plain_map`` for how many."""
        from geonews.webmap.plain_map import plain_map

        return plain_map(self.stream(**choice))

    def close(self) -> None:
        """Close the file."""
        self.store.close()

    def __enter__(self) -> StoreView:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        counts = self.store.counts()
        return f"<StoreView {self.store.path.name!r}: {counts['articles']:,} articles, {counts['events']:,} events>"


def filter_of(**choice: Unpack[Choice]) -> EventFilter:
    """Return the filter that keywords describe.

    Raises
    ------
    ConfigError
        If a value cannot be.

    Examples
    --------
    >>> filter_of(country="tj", since="2021-07-06").countries
    ('TJK',)
    """
    from geonews.events import ontology

    unknown = sorted(choice.keys() - Choice.__annotations__.keys())
    if unknown:
        raise ConfigError(f"expected keywords among {', '.join(Choice.__annotations__)}; got {unknown[0]!r}")
    kinds = tuple(name.upper() for name in _many(choice.get("type")))
    for kind in kinds:
        if kind not in ontology.types():
            raise ConfigError(f"expected a type among {', '.join(ontology.types())}; got {kind!r}; choose one of them")
    return EventFilter(
        countries=tuple(map(_country, _many(choice.get("country")))),
        role=Role(role) if (role := choice.get("role", Role.ANY)) in list(Role) else role,  # type: ignore[arg-type]
        types=kinds,
        modes=_many(choice.get("mode")),
        statuses=_many(choice.get("status")),
        date_from=_day("since", choice.get("since")),
        date_to=_day("until", choice.get("until")),
        open_intervals=choice.get("open_intervals", False),
        text=choice.get("text"),
        bbox=choice.get("bbox"),
        sources=_many(choice.get("source")),
        min_confidence=choice.get("min_confidence"),
        ids=_many(choice.get("ids")),
        once=choice.get("once", False),
        no_copies=choice.get("no_copies", False),
    )


def _many(value: Names | None) -> tuple[str, ...]:
    return () if value is None else (value,) if isinstance(value, str) else tuple(value)


def _country(code: str) -> str:
    name = str(code).upper()
    found = alpha3(name) if len(name) == 2 else name
    if found is None or country_codes(found) is None:
        raise ConfigError(f"expected a country as an ISO 3166-1 code such as 'TJK' or 'TJ', got {code!r}; correct it")
    return found


def _day(name: str, value: date | str | None) -> date | None:
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    moment = parse_date(value)
    if moment is None:
        raise ConfigError(f"expected {name} as a day such as '2021-07-06', got {value!r}; correct it")
    return moment.date()
