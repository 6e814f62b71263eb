"""Commands for places: geocode, gazetteer."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geonews.cli.group import cli
from geonews.cli.options import Country
from geonews.cli.output import bar_of, emit

if TYPE_CHECKING:
    from geonews.config import Config
    from geonews.gazetteer.geocoder import CachedGeocoder


@cli.command()
@click.argument("names", nargs=-1, metavar="[NAME...]")
@click.option("--csv", "table", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A table of names.")
@click.option("--column", help="The table's column of names.")
@click.option("--country-column", help="The table's column of countries, by code or name.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="The table with its answers.")
@click.option("--country", type=Country(), help="Only places of this country.")
@click.option("--online", is_flag=True, default=None, help="Ask the geocoder for names that the gazetteer lacks.")
@click.pass_obj
def geocode(
    settings: Callable[..., Config],
    /,
    names: tuple[str, ...],
    country: str | None,
    online: bool | None,
    table: Path | None,
    column: str | None,
    country_column: str | None,
    output: Path | None,
) -> None:
    """Look names up; candidates as JSON lines, unscored: a probability needs the text around a name.

    A NAME of - is one name a line on stdin.

    With --csv a column of a table is looked up, and the table written with the best place of each name, its rivals, and
    how much it stands out among them.
    """
    if table is not None or not names:
        _geocode_table(settings(online=online), table, column, country_column, output, names)
        return
    from geonews.gazetteer import Gazetteer
    from geonews.gazetteer.qualified import look_up
    from geonews.model import MatchType
    from geonews.records import candidate_record

    config = settings(online=online)
    geocoder = _online(config)
    with Gazetteer.open(config) as gazetteer:
        for name in _each(names):
            found = look_up(gazetteer, name, country=country, fuzzy=True)
            if geocoder and all(candidate.match is MatchType.FUZZY for candidate in found):
                found = geocoder.candidates(name, country=country) + found
            for candidate in found or (None,):
                # Without a text around it a name has candidates and no probabilities.
                emit({"query": name, **candidate_record(candidate), "score": None})
    if geocoder:
        click.echo(geocoder.attribution, err=True)


def _each(names: tuple[str, ...]) -> Iterator[str]:
    """Yield the names, those on standard input in place of a ``-``; empty lines are none."""
    for name in names:
        if name == "-":
            yield from filter(None, map(str.strip, sys.stdin))
        else:
            yield name


def _geocode_table(
    config: Config,
    table: Path | None,
    column: str | None,
    country_column: str | None,
    output: Path | None,
    names: tuple[str, ...],
) -> None:
    if table is None or column is None or output is None or names:
        raise click.UsageError("expected names, or --csv FILE with --column NAME and -o OUT; give one of the two")
    from geonews.gazetteer import Gazetteer
    from geonews.gazetteer.tables import geocode_table

    with Gazetteer.open(config) as gazetteer:
        emit(geocode_table(gazetteer, table, output, column, country_column=country_column))


def _online(config: Config) -> CachedGeocoder | None:
    """Return the geocoder if it may be asked; geopy is heavy, so only then."""
    if not config.online:
        return None
    from geonews.gazetteer.geocoder import CachedGeocoder

    return CachedGeocoder(config)


@cli.group()
def gazetteer() -> None:
    """Show, prepare or replace the places that names are looked up in."""


@gazetteer.command(name="info")
@click.pass_obj
def gazetteer_info(settings: Callable[..., Config], /) -> None:
    """Tell what is installed, from when, and under which licence."""
    from geonews import gazetteer as room

    emit(room.info(settings()))


@gazetteer.command(name="build")
@click.pass_obj
def gazetteer_build(settings: Callable[..., Config], /) -> None:
    """Prepare the gazetteer's index; done by itself at first use."""
    from geonews import gazetteer as room

    click.echo(f"gazetteer ready: {room.build(settings())}", err=True)


@gazetteer.command(name="install")
@click.argument("source")
@click.option(
    "--from", "home", help="Folder or address with XX.zip of each country of a list; GeoNames' own if not given."
)
@click.option(
    "--dry-run", is_flag=True, help="Tell what the files of a list of countries would add, and install nothing."
)
@click.pass_obj
def gazetteer_install(settings: Callable[..., Config], /, source: str, home: str | None, dry_run: bool) -> None:
    """Install GeoNames' own files: a list of countries ("AF TJ"), or a path or URL of XX.zip, allCountries.zip."""
    from geonews.gazetteer import install_countries as lists
    from geonews.gazetteer.install import install

    codes = lists.countries_of(source)
    if codes is None and (dry_run or home is not None):
        raise click.UsageError(f"expected a list of countries as in 'AF TJ' for this, got {source!r}; see --help")
    if codes is not None and dry_run:
        for told in lists.would_add(codes, settings(), home=home or lists.DUMPS):
            emit(told)
        return
    with bar_of("row") as bar:

        def progress(done: int) -> None:
            bar.update(done - bar.n)

        if codes is None:
            emit(install(source, settings(), progress=progress))
        else:
            emit(lists.install_countries(codes, settings(), home=home or lists.DUMPS, progress=progress))
