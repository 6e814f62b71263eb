"""Commands that read news: parse, ingest, watch."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geonews.cli.group import cli
from geonews.cli.options import store_option
from geonews.cli.output import advance, bar_of, emit, report_to, tell

if TYPE_CHECKING:
    from geonews.config import Config
    from geonews.model import Failure, ParsedArticle
    from geonews.pipeline import Crew


@cli.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--no-events", is_flag=True, help="Place names only.")
@click.option("--with-text", is_flag=True, help="Carry the article's text.")
@click.option("--explain", is_flag=True, help="Add rivals, features, and the words behind every field.")
@click.option("--model", help="spaCy pipeline.")
@click.option("--online", is_flag=True, default=None, help="Look up unresolved names at the geocoder.")
@click.option("--columns", metavar="FIELD=COLUMN,...", help="Columns of tables that are not to be guessed.")
@click.option(
    "--date-order", type=click.Choice(("day-first", "month-first")), help="Of days like 03/04/2024 in tables."
)
@click.option("--allow-private", is_flag=True, default=None, help="Reach private and loopback addresses too.")
@click.option("--workers", type=int, help="Processes; 0 is one for each core.")
@click.option("--dask", "scheduler", help="Scheduler of a Dask cluster that parses, such as tcp://10.0.0.5:8786.")
@click.pass_obj
def parse(
    settings: Callable[..., Config],
    /,
    inputs: tuple[str, ...],
    no_events: bool,
    with_text: bool,
    explain: bool,
    scheduler: str | None,
    **flags: Any,
) -> int:
    """Parse articles; one JSON line each on stdout."""
    from geonews import ingest
    from geonews.pipeline import Options, Pipeline

    config = settings(**flags)
    articles = ingest.read(inputs, config)
    with Pipeline.open(config) as pipeline, _crew(scheduler) as crew:
        pipeline.guarded = True
        results = pipeline.parse(articles, options=Options(events=not no_events, explain=explain), crew=crew)
        return _print_parsed(results, with_text=with_text, explain=explain)


def _crew(scheduler: str | None) -> AbstractContextManager[Crew | None]:
    """Return the cluster of a scheduler, or nobody: then this machine parses."""
    from geonews.pipeline import dask_crew

    return dask_crew(scheduler) if scheduler else nullcontext()


def _print_parsed(results: Iterable[ParsedArticle | Failure], *, with_text: bool, explain: bool) -> int:
    from geonews.events import ontology
    from geonews.model import Failure
    from geonews.records import parsed_record

    failures = 0
    for result in results:
        if isinstance(result, Failure):
            failures += not result.is_left_out
            tell(result)
        else:
            emit(parsed_record(result, ontology.codes, with_text=with_text, explain=explain))
    return 1 if failures else 0


@cli.command(name="ingest")
@click.argument("inputs", nargs=-1, metavar="INPUT...")
@store_option
@click.option("--again", is_flag=True, help="Read the stored articles again, with what is installed now; no INPUT.")
@click.option(
    "--report",
    "report_path",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write what became of each row: JSON lines with outcome, file and row.",
)
@click.option("--model", help="spaCy pipeline.")
@click.option(
    "--profiles", is_flag=True, default=None, help="Let an outlet's stored articles draw its doubtful names home."
)
@click.option("--online", is_flag=True, default=None, help="Look up unresolved names at the geocoder.")
@click.option("--columns", metavar="FIELD=COLUMN,...", help="Columns of tables that are not to be guessed.")
@click.option(
    "--date-order", type=click.Choice(("day-first", "month-first")), help="Of days like 03/04/2024 in tables."
)
@click.option("--allow-private", is_flag=True, default=None, help="Reach private and loopback addresses too.")
@click.option("--workers", type=int, help="Processes; 0 is one for each core.")
@click.option("--dask", "scheduler", help="Scheduler of a Dask cluster that parses, such as tcp://10.0.0.5:8786.")
@click.pass_obj
def ingest_command(
    settings: Callable[..., Config],
    /,
    inputs: tuple[str, ...],
    store_path: Path,
    again: bool,
    report_path: Path | None,
    scheduler: str | None,
    **flags: Any,
) -> int:
    """Read inputs into a store; prints a summary as JSON."""
    from geonews import ingest
    from geonews.pipeline import Pipeline
    from geonews.store import Store

    if again == bool(inputs):
        raise click.UsageError("expected either INPUT or --again, got " + ("both" if again else "neither"))
    config = settings(**flags)
    articles = () if again else ingest.read(inputs, config)  # what cannot be read is said before a store is made
    opening = Store.open if again else Store.open_or_create
    with (
        Pipeline.open(config) as pipeline,
        _crew(scheduler) as crew,
        opening(store_path) as store,
        report_to(report_path) as report,
        bar_of("article") as bar,
    ):
        pipeline.guarded = True
        progress = functools.partial(advance, bar)
        if again:
            summary = pipeline.ingest_again(store, progress=progress, report=report, crew=crew)
        else:
            told = ", ".join(inputs)[:500]
            summary = pipeline.ingest_articles(
                articles, store, inputs=told, progress=progress, report=report, crew=crew
            )
    emit(summary.as_record())
    return 1 if summary.failures or summary.doubts else 0


@cli.command()
@click.argument("feeds", type=click.Path(path_type=Path), metavar="FEEDS.toml")
@store_option
@click.option("--allow-private", is_flag=True, default=None, help="Reach private and loopback addresses too.")
@click.pass_obj
def watch(settings: Callable[..., Config], /, feeds: Path, store_path: Path, **flags: Any) -> int:
    """Poll feeds into a store until stopped; prints a JSON line for each round of news."""
    from geonews.ingest.watch import load_feeds, rounds
    from geonews.pipeline import Pipeline
    from geonews.store import Store
    from geonews.store.feeds import StoredFeeds
    from geonews.store.watching import only_watcher

    config = settings(**flags)
    load_feeds(feeds)  # what cannot be used is said before a store is made
    with (
        only_watcher(store_path),
        Pipeline.open(config) as pipeline,
        Store.open_or_create(store_path) as store,
        bar_of("article") as bar,
    ):
        pipeline.guarded = True
        for articles in rounds(feeds, config, memory=StoredFeeds(store)):  # a round counts as read when it is stored
            summary = pipeline.ingest_articles(articles, store, progress=functools.partial(advance, bar))
            if summary.read:
                emit(summary.as_record())
    return 0
