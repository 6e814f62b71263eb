"""What was read in one article or in many: its records, and their ways to be shown, tabulated and mapped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, overload

from geonews.errors import ConfigError
from geonews.model import Article, Event, Failure, ParsedArticle, Resolution

if TYPE_CHECKING:
    import folium
    from geopandas import GeoDataFrame

__all__ = ["Layer", "Reading", "Readings"]


class Layer(StrEnum):
    """What a reading holds."""

    EVENTS = "events"
    TOPONYMS = "toponyms"


class _Shown:
    """What one reading and several have in common; a class built on it yields its parsed articles."""

    __slots__ = ()

    def _parsed(self) -> Iterator[ParsedArticle]:
        raise NotImplementedError

    def to_frame(self, layer: Layer | str = Layer.EVENTS, *, geometry: str = "area") -> GeoDataFrame:
        """Return events or toponyms as a table with geometries, EPSG:4326.

        Parameters
        ----------
        layer
            ``events`` or ``toponyms``.
        geometry
            How to draw what is known only to an area: ``area`` (its outline), ``label-point`` (a point inside it) or
            ``none``.

        Returns
        -------
        GeoDataFrame
            One row each, in the order of the text. Days are datetimes, counts whole numbers that may be missing,
            types and codes categories. ``geometry_basis`` says what each geometry rests on.

        Raises
        ------
        ConfigError
            If there is no such layer or geometry.
        """
        from geonews.layers.parsed import events_frame, toponyms_frame

        try:
            wanted = Layer(layer)
        except ValueError as error:
            raise ConfigError(f"expected a layer among {', '.join(Layer)}; got {layer!r}; choose one") from error
        make = events_frame if wanted is Layer.EVENTS else toponyms_frame
        return make(self._parsed(), geometry=geometry)

    def map(self) -> folium.Map:
        """Return the events on a Folium map that needs no network; what is known to an area is drawn as that area."""
        from geonews.layers.parsed import event_rows
        from geonews.webmap.plain_map import plain_map

        return plain_map(event_rows(self._parsed()))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Reading(_Shown):
    """What was read in one article; a notebook shows it as the text with its marks and a table.

    Examples
    --------
    >>> from geonews.model import Article, ParsedArticle
    >>> Reading(parsed=ParsedArticle(article=Article(id="1", text="Nothing happened.")))
    <Reading '1': 0 events, 0 toponyms>
    """

    parsed: ParsedArticle

    @property
    def article(self) -> Article:
        """The article."""
        return self.parsed.article

    @property
    def events(self) -> tuple[Event, ...]:
        """The events, in the order of their evidence."""
        return self.parsed.events

    @property
    def toponyms(self) -> tuple[Resolution, ...]:
        """The place names, each with the place it was resolved to, in the order of the text."""
        return self.parsed.resolutions

    def to_dict(self) -> dict[str, Any]:
        """Return the record that ``geonews parse --with-text`` prints, ready for JSON."""
        from geonews.events import ontology
        from geonews.records import parsed_record

        return parsed_record(self.parsed, ontology.codes, with_text=True)

    def _parsed(self) -> Iterator[ParsedArticle]:
        yield self.parsed

    def __repr__(self) -> str:
        name = self.article.title or self.article.id
        short = name if len(name) <= 60 else name[:59].rstrip() + "…"
        return f"<Reading {short!r}: {_of(self.events, 'event')}, {_of(self.toponyms, 'toponym')}>"

    def _repr_html_(self) -> str:
        from geonews.notebook.markup import reading_html

        return reading_html(self.parsed)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Readings(_Shown, Sequence[Reading]):
    """What was read in many articles: a sequence of readings, and what could not be read.

    Examples
    --------
    >>> Readings()
    <Readings: 0 articles, 0 events, 0 toponyms, 0 failures>
    """

    readings: tuple[Reading, ...] = ()
    failures: tuple[Failure, ...] = ()

    @property
    def events(self) -> tuple[Event, ...]:
        """The events of all articles."""
        return tuple(event for reading in self.readings for event in reading.events)

    @property
    def toponyms(self) -> tuple[Resolution, ...]:
        """The place names of all articles."""
        return tuple(toponym for reading in self.readings for toponym in reading.toponyms)

    def _parsed(self) -> Iterator[ParsedArticle]:
        for reading in self.readings:
            yield reading.parsed

    @overload
    def __getitem__(self, index: int) -> Reading: ...

    @overload
    def __getitem__(self, index: slice) -> Readings: ...

    def __getitem__(self, index: int | slice) -> Reading | Readings:
        if isinstance(index, slice):
            return Readings(readings=self.readings[index], failures=self.failures)
        return self.readings[index]

    def __len__(self) -> int:
        return len(self.readings)

    def __repr__(self) -> str:
        counts = (_of(self.readings, "article"), _of(self.events, "event"), _of(self.toponyms, "toponym"))
        return f"<Readings: {', '.join(counts)}, {_of(self.failures, 'failure')}>"

    def _repr_html_(self) -> str:
        from geonews.notebook.markup import readings_html

        return readings_html([reading.parsed for reading in self.readings], self.failures, repr(self))


def _of(things: Sequence[object], name: str) -> str:
    return f"{len(things):,} {name}{'' if len(things) == 1 else 's'}"
