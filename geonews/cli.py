"""The command line: results to stdout, logs and progress to stderr.

Exit codes: 0 done; 1 done, but some articles failed; 2 misuse or missing data, nothing written.
"""

from __future__ import annotations

import functools
import json
import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geonews import __version__
from geonews.config import Config, load_config
from geonews.errors import GeonewsError

if TYPE_CHECKING:
    from geonews.model import Failure, ParsedArticle
    from geonews.pipeline import Progress
    from geonews.store import EventFilter

__all__ = ["cli", "main"]

LAYERS = ("events", "crossings", "places", "articles")
FORMATS = (
    "geojson", "geojsonl", "jsonfg", "gpkg", "parquet", "flatgeobuf", "csv", "kml", "acled", "plover", "gdelt",
)  # fmt: skip
STATUSES = ("happened", "planned", "denied", "hypothetical")
ROLES = ("any", "where", "origin", "destination", "actor")
GEOMETRIES = ("area", "label-point", "none")


class Day(click.ParamType):
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


class Country(click.ParamType):
    """An ISO 3166-1 alpha-3 code."""

    name = "ISO3"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read a three-letter code in either case."""
        code = str(value).upper()
        if len(code) != 3 or not code.isalpha() or not code.isascii():
            self.fail(f"expected a country as ISO 3166-1 alpha-3 such as AFG, got {value!r}", param, ctx)
        return code


def filter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Bundle the filters that ``export`` and ``map`` share; the command gets them as ``selection``."""

    @functools.wraps(command)
    def wrapped(**kwargs: Any) -> Any:
        from geonews.store import EventFilter

        selection: EventFilter = EventFilter(
            date_from=kwargs.pop("date_from"),
            date_to=kwargs.pop("date_to"),
            countries=kwargs.pop("countries"),
            role=kwargs.pop("role"),
            types=tuple(t.upper() for t in kwargs.pop("types")),
            statuses=kwargs.pop("statuses"),
            text=kwargs.pop("text"),
            min_confidence=kwargs.pop("min_confidence"),
        )
        return command(selection=selection, **kwargs)

    options = [
        click.option("--from", "date_from", type=Day(), help="First day; events that overlap the range stay."),
        click.option("--to", "date_to", type=Day(), help="Last day."),
        click.option("--country", "countries", type=Country(), multiple=True, help="Country; may be repeated."),
        click.option("--role", type=click.Choice(ROLES), default="any", show_default=True, help="Country's role."),
        click.option("--type", "types", multiple=True, help="Event type such as BORDER_CROSSING; may be repeated."),
        click.option("--status", "statuses", type=click.Choice(STATUSES), multiple=True, help="May be repeated."),
        click.option("--text", help="Words in the article or the evidence."),
        click.option("--min-confidence", type=click.FloatRange(0, 1), help="Least confidence, 0 to 1."),
    ]
    for option in reversed(options):
        wrapped = option(wrapped)
    return wrapped


store_option = click.option(
    "--store", "store_path", type=click.Path(path_type=Path), required=True, help="The GeoPackage."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="geonews")
@click.option("--config", "config_path", type=click.Path(path_type=Path), help="Settings file [geonews.toml].")
@click.option("--debug", is_flag=True, help="Show tracebacks and debug logs.")
@click.pass_context
def cli(ctx: click.Context, config_path: Path | None, debug: bool) -> None:
    """Turn news articles into a map of what happened: offline, every dot traceable to its sentence."""
    logging.basicConfig(
        level=logging.DEBUG if debug else logging.ERROR, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s"
    )
    ctx.obj = functools.partial(load_config, config_path)


def main() -> None:
    """Run the command line and turn errors into one line and an exit code."""
    debug = "--debug" in sys.argv[1:]
    argv = [argument for argument in sys.argv[1:] if argument != "--debug"]
    try:
        code = cli.main(["--debug", *argv] if debug else argv, prog_name="geonews", standalone_mode=False)
    except click.exceptions.Abort:
        code = _fail("stopped; what is stored stays, and the same command goes on", 130)
    except click.ClickException as error:
        if debug:
            raise
        if isinstance(error, click.exceptions.NoArgsIsHelpError):
            error.show()
            code = 2
        else:
            code = _fail(error.format_message(), 2)
    except (GeonewsError, OSError) as error:
        if debug:
            raise
        code = 0 if isinstance(error, BrokenPipeError) else _fail(str(error), 2)
    sys.exit(code if isinstance(code, int) else 0)


def _fail(message: str, code: int) -> int:
    click.echo("geonews: " + " ".join(message.split()), err=True)
    return code


def _emit(record: Any) -> None:
    """Write one JSON line to stdout."""
    click.echo(json.dumps(record, ensure_ascii=False))


def _tell(failure: Failure) -> None:
    """Name a failed article, its stage and the reason on stderr."""
    _fail(f"{failure.article_id!r} failed at {failure.stage}: {failure.error}", 1)


@contextmanager
def _bar(unit: str) -> Iterator[Any]:
    """Show a progress bar on a terminal only."""
    from tqdm import tqdm

    with tqdm(unit=unit, file=sys.stderr, disable=not sys.stderr.isatty(), dynamic_ncols=True) as bar:
        yield bar


@cli.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--no-events", is_flag=True, help="Place names only.")
@click.option("--with-text", is_flag=True, help="Carry the article's text.")
@click.option("--explain", is_flag=True, help="Add rivals, features, and the words behind every field.")
@click.option("--model", help="spaCy pipeline.")
@click.option("--online", is_flag=True, default=None, help="Look up unresolved names at the geocoder.")
@click.option("--workers", type=int, help="Processes; 0 is one for each core.")
@click.pass_obj
def parse(
    settings: Callable[..., Config],
    inputs: tuple[str, ...],
    no_events: bool,
    with_text: bool,
    explain: bool,
    **flags: Any,
) -> int:
    """Parse articles; one JSON line each on stdout."""
    from geonews import ingest
    from geonews.pipeline import Options, Pipeline

    config = settings(**flags)
    articles = ingest.read(inputs, config)
    with Pipeline.open(config) as pipeline:
        results = pipeline.parse(articles, options=Options(events=not no_events, explain=explain))
        return _print_parsed(results, with_text=with_text, explain=explain)


def _print_parsed(results: Iterable[ParsedArticle | Failure], *, with_text: bool, explain: bool) -> int:
    from geonews.events import ontology
    from geonews.model import Failure
    from geonews.records import parsed_record

    failures = 0
    for result in results:
        if isinstance(result, Failure):
            failures += 1
            _tell(result)
        else:
            _emit(parsed_record(result, ontology.codes, with_text=with_text, explain=explain))
    return 1 if failures else 0


@cli.command(name="ingest")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@store_option
@click.option("--model", help="spaCy pipeline.")
@click.option("--online", is_flag=True, default=None, help="Look up unresolved names at the geocoder.")
@click.option("--workers", type=int, help="Processes; 0 is one for each core.")
@click.pass_obj
def ingest_command(settings: Callable[..., Config], inputs: tuple[str, ...], store_path: Path, **flags: Any) -> int:
    """Read inputs into a store; prints a summary as JSON."""
    from geonews import ingest
    from geonews.pipeline import Pipeline
    from geonews.store import Store

    config = settings(**flags)
    articles = ingest.read(inputs, config)
    with Pipeline.open(config) as pipeline, Store.create(store_path) as store, _bar("article") as bar:
        summary = pipeline.ingest_articles(articles, store, progress=functools.partial(_advance, bar))
    _emit(asdict(summary))
    return 1 if summary.failures else 0


def _advance(bar: Any, progress: Progress) -> None:
    """Move the bar; a failure is named above it."""
    bar.update()
    bar.set_postfix(events=progress.events, failures=progress.failures)
    if progress.failure is not None:
        bar.clear()
        _tell(progress.failure)


@cli.command()
@store_option
@click.option("--layer", type=click.Choice(LAYERS), required=True)
@click.option("--format", "format_", type=click.Choice(FORMATS), required=True)
@click.option("-o", "--output", required=True, help="A file, or - for stdout.")
@click.option("--geometry", type=click.Choice(GEOMETRIES), default="area", show_default=True,
              help="How to draw what is known to an area only.")  # fmt: skip
@filter_options
def export(store_path: Path, layer: str, format_: str, output: str, geometry: Any, selection: EventFilter) -> None:
    """Write a layer of the store for another program."""
    from geonews import export as exporter
    from geonews.store import Store

    with Store.open(store_path, read_only=True) as store:
        target = output if output == "-" else Path(output)
        exporter.write(store, layer=layer, format=format_, target=target, filter=selection, geometry=geometry)


@cli.command(name="map")
@store_option
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The page to write.")
@filter_options
def map_command(store_path: Path, output: Path, selection: EventFilter) -> None:
    """Write one self-contained page that opens without a network."""
    from geonews import webmap
    from geonews.store import Store

    with Store.open(store_path, read_only=True) as store:
        webmap.standalone(store, output, selection)


@cli.command()
@click.option("--store", "store_path", type=click.Path(path_type=Path), help="The GeoPackage [your data folder].")
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
@click.option("--samples", is_flag=True, help="Load the sample articles if the store is empty.")
@click.pass_obj
def app(settings: Callable[..., Config], store_path: Path | None, port: int, samples: bool) -> int:
    """Serve the map on this machine."""
    from geonews.ui.serve import serve

    return serve(store_path, port, samples=samples, config=settings())


@cli.command()
@click.argument("feeds", type=click.Path(path_type=Path), metavar="FEEDS.toml")
@store_option
@click.pass_obj
def watch(settings: Callable[..., Config], feeds: Path, store_path: Path) -> int:
    """Poll feeds into a store until stopped."""
    from geonews.ingest.watch import poll
    from geonews.pipeline import Pipeline
    from geonews.store import Store

    config = settings()
    items = poll(feeds, config)
    with Pipeline.open(config) as pipeline, Store.create(store_path) as store, _bar("article") as bar:
        pipeline.ingest_articles(items, store, progress=functools.partial(_advance, bar))
    return 0


@cli.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option("--country", type=Country(), help="Only places of this country.")
@click.option("--online", is_flag=True, default=None, help="Ask the geocoder for names that the gazetteer lacks.")
@click.pass_obj
def geocode(settings: Callable[..., Config], names: tuple[str, ...], country: str | None, online: bool | None) -> None:
    """Look names up; candidates as JSON lines."""
    from geonews.gazetteer import Gazetteer
    from geonews.gazetteer.geocoder import CachedGeocoder
    from geonews.records import candidate_record

    config = settings(online=online)
    with Gazetteer.open(config) as gazetteer:
        for name in names:
            found = gazetteer.candidates(name, country=country, fuzzy=True)
            if not found and config.online:
                found = CachedGeocoder(config).candidates(name, country=country)
            for candidate in found or [None]:
                _emit({"query": name, **candidate_record(candidate)})


@cli.group()
def gazetteer() -> None:
    """Show, prepare or replace the places that names are looked up in."""


@gazetteer.command(name="info")
@click.pass_obj
def gazetteer_info(settings: Callable[..., Config]) -> None:
    """Tell what is installed, from when, and under which licence."""
    from geonews import gazetteer as room

    _emit(room.info(settings()))


@gazetteer.command(name="build")
@click.pass_obj
def gazetteer_build(settings: Callable[..., Config]) -> None:
    """Prepare the gazetteer's index; done by itself at first use."""
    from geonews import gazetteer as room

    click.echo(f"gazetteer ready: {room.build(settings())}", err=True)


@gazetteer.command(name="install")
@click.argument("source")
@click.pass_obj
def gazetteer_install(settings: Callable[..., Config], source: str) -> None:
    """Install GeoNames' own files: a path or URL of XX.zip, cities500.zip, allCountries.zip."""
    from geonews.gazetteer.install import install

    with _bar("row") as bar:
        _emit(install(source, settings(), progress=lambda done: bar.update(done - bar.n)))


@cli.group()
def evaluate() -> None:
    """Score the parser against gold data."""


@evaluate.command(name="geoparsing")
@click.argument("gold", type=click.Path(path_type=Path), metavar="GOLD.jsonl")
@click.pass_obj
def evaluate_geoparsing(settings: Callable[..., Config], gold: Path) -> None:
    """Score recognition and resolution: precision, recall, F1, accuracy within 161 km."""
    from geonews.evaluation import geoparsing

    _emit(geoparsing.evaluate_file(gold, settings()))


@evaluate.command(name="crossings")
@click.argument("gold", type=click.Path(path_type=Path), metavar="GOLD.jsonl")
@click.pass_obj
def evaluate_crossings(settings: Callable[..., Config], gold: Path) -> None:
    """Score detection, direction, dates, counts and status of border crossings."""
    from geonews.evaluation import crossings

    _emit(crossings.evaluate_file(gold, settings()))
