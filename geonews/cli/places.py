"""Commands for places: geocode, gazetteer."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

from geonews.cli.group import cli
from geonews.cli.options import Country
from geonews.cli.output import bar_of, emit

if TYPE_CHECKING:
    from geonews.config import Config
    from geonews.gazetteer.geocoder import CachedGeocoder


@cli.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option("--country", type=Country(), help="Only places of this country.")
@click.option("--online", is_flag=True, default=None, help="Ask the geocoder for names that the gazetteer lacks.")
@click.pass_obj
def geocode(
    settings: Callable[..., Config], /, names: tuple[str, ...], country: str | None, online: bool | None
) -> None:
    """Look names up; candidates as JSON lines, unscored: a probability needs the text around a name.

    A NAME of - is one name a line on stdin.
    """
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
@click.pass_obj
def gazetteer_install(settings: Callable[..., Config], /, source: str) -> None:
    """Install GeoNames' own files: a path or URL of XX.zip, cities500.zip, allCountries.zip."""
    from geonews.gazetteer.install import install

    with bar_of("row") as bar:
        emit(install(source, settings(), progress=lambda done: bar.update(done - bar.n)))
