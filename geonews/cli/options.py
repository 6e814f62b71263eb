"""Arguments that commands share: days, countries, the filters of the map."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from geonews.store import EventFilter

__all__ = [
    "FORMATS",
    "GEOMETRIES",
    "LAYERS",
    "Country",
    "Day",
    "EventType",
    "filter_options",
    "filter_or_database_options",
    "store_option",
]

LAYERS = ("events", "crossings", "places", "articles", "areas")
FORMATS = (
    "geojson", "geojsonl", "jsonfg", "gpkg", "parquet", "flatgeobuf", "csv", "xlsx", "kml", "acled", "plover", "gdelt",
    "pygeoapi", "qgis",
)  # fmt: skip
STATUSES = ("happened", "planned", "denied", "hypothetical")
ROLES = ("any", "where", "origin", "destination", "actor")
FAMILIES = ("deeds", "words")
GEOMETRIES = ("area", "label-point", "none")


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read an ISO day."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"expected a day as YYYY-MM-DD, got {value!r}", param, ctx)


class DayOrDatabase(Day):
    """An ISO day, or the URL of a database."""

    name = "date|url"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date | str:  # type: ignore[override]
        """Read a day; what looks like a URL stays as it is, and is not repeated, for it may hold a password."""
        if isinstance(value, str) and (":" in value or "@" in value):
            return value
        return super().convert(value, param, ctx)


class Country(click.ParamType[str]):
    """An ISO 3166-1 alpha-3 code."""

    name = "ISO3"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read a three-letter code in either case."""
        from geonews.store.iso3166 import country_codes

        code = str(value).upper()
        if country_codes(code) is None:
            self.fail(f"expected a country as ISO 3166-1 alpha-3 such as AFG, got {value!r}", param, ctx)
        return code


class EventType(click.ParamType[str]):
    """An event type of the ontology."""

    name = "TYPE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read a type in either case."""
        from geonews.events import ontology

        kind = str(value).upper()
        if kind not in ontology.types():
            self.fail(f"expected one of {', '.join(ontology.types())}, got {value!r}", param, ctx)
        return kind


def filter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Bundle the filters that ``export`` and ``map`` share; the command gets them as ``selection``."""
    last = click.option("--to", "date_to", type=Day(), help="Last day.")
    return _with_filters(command, last)


def filter_or_database_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Bundle the same filters where ``--to`` also names a database; the command gets that as ``url``."""

    def split(ctx: click.Context, param: click.Parameter, values: tuple[date | str, ...]) -> date | None:
        days = [value for value in values if isinstance(value, date)]
        urls = [value for value in values if isinstance(value, str)]
        if len(days) > 1 or len(urls) > 1:
            raise click.BadParameter("expected --to once with a day and once with a database at most", ctx, param)
        ctx.params["url"] = urls[0] if urls else None
        return days[0] if days else None

    last = click.option(
        "--to",
        "date_to",
        type=DayOrDatabase(),
        multiple=True,
        callback=split,
        help="Last day; or postgis://user@host/database instead of a file. May be given once each.",
    )
    return _with_filters(command, last)


def _with_filters(command: Callable[..., Any], last: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(command)
    def wrapped(**kwargs: Any) -> Any:
        from geonews.store import EventFilter

        selection: EventFilter = EventFilter(
            date_from=kwargs.pop("date_from"),
            date_to=kwargs.pop("date_to"),
            open_intervals=kwargs.pop("open_intervals"),
            countries=kwargs.pop("countries"),
            role=kwargs.pop("role"),
            family=kwargs.pop("family"),
            types=kwargs.pop("types"),
            statuses=kwargs.pop("statuses"),
            text=kwargs.pop("text"),
            min_confidence=kwargs.pop("min_confidence"),
            once=kwargs.pop("once"),
            no_copies=kwargs.pop("no_copies"),
        )
        return command(selection=selection, **kwargs)

    options = [
        click.option(
            "--from",
            "date_from",
            type=Day(),
            help='First day; overlapping events stay. Without a begin ("by Friday") they count at their end.',
        ),
        last,
        click.option("--open-intervals", is_flag=True, help="Open ends overlap all that lies before or after them."),
        click.option("--country", "countries", type=Country(), multiple=True, help="Country; may be repeated."),
        click.option("--role", type=click.Choice(ROLES), default="any", show_default=True, help="Country's role."),
        click.option("--family", type=click.Choice(FAMILIES), help="What was done, or what was said."),
        click.option(
            "--type",
            "types",
            type=EventType(),
            multiple=True,
            help="Event type such as BORDER_CROSSING; may be repeated.",
        ),
        click.option("--status", "statuses", type=click.Choice(STATUSES), multiple=True, help="May be repeated."),
        click.option("--text", help="Words in the article or the evidence."),
        click.option("--min-confidence", type=click.FloatRange(0, 1), help="Least confidence, 0 to 1."),
        click.option("--once", is_flag=True, help="Of the reports of one event that pass only the best."),
        click.option("--no-copies", is_flag=True, help="Nothing from near-copies of earlier articles."),
    ]
    for option in reversed(options):
        wrapped = option(wrapped)
    return wrapped


store_option = click.option(
    "--store", "store_path", type=click.Path(path_type=Path), required=True, help="The GeoPackage."
)
