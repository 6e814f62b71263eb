"""Commands that measure: evaluate, runs, diff."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geonews.cli.group import cli
from geonews.cli.options import store_option
from geonews.cli.output import emit

if TYPE_CHECKING:
    from geonews.config import Config


@cli.group()
def evaluate() -> None:
    """Score the parser against gold data, or against what readers corrected."""


@evaluate.command(name="geoparsing")
@click.argument("gold", type=click.Path(path_type=Path), metavar="GOLD.jsonl")
@click.pass_obj
def geoparsing(settings: Callable[..., Config], /, gold: Path) -> None:
    """Score recognition and resolution: precision, recall, F1, accuracy within 161 km."""
    from geonews.evaluation import evaluate_geoparsing, parse_gold, read_documents

    documents = read_documents(gold)
    emit(evaluate_geoparsing(documents, parse_gold(gold, settings(), events=False)).record())


@evaluate.command(name="crossings")
@click.argument("gold", type=click.Path(path_type=Path), metavar="GOLD.jsonl")
@click.pass_obj
def crossings(settings: Callable[..., Config], /, gold: Path) -> None:
    """Score detection, direction, dates, counts and status of border crossings."""
    from geonews.evaluation import evaluate_crossings, parse_gold, read_crossings

    documents = read_crossings(gold)
    emit(evaluate_crossings(documents, parse_gold(gold, settings(), events=True)).record())


@evaluate.command(name="corrections")
@store_option
def corrections(store_path: Path) -> None:
    """Score the coder against the corrections in a store: where it is wrong, and by how much."""
    from geonews.evaluation import evaluate_corrections
    from geonews.store import Store

    with Store.open(store_path, read_only=True) as store:
        emit(evaluate_corrections(store).record())


@cli.command()
@store_option
def runs(store_path: Path) -> None:
    """List the runs that wrote to a store, with their versions, as JSON lines."""
    from geonews.store import Store

    with Store.open(store_path, read_only=True) as store:
        for run in store.runs():
            emit(run)


@cli.command()
@click.argument("first", type=int, metavar="RUN")
@click.argument("second", type=int, metavar="RUN")
@store_option
@click.option("--changes", is_flag=True, help="One line for each change before the numbers.")
def diff(first: int, second: int, store_path: Path, changes: bool) -> None:
    """Say what a later run read otherwise in the articles that an earlier one had read; see ingest --again."""
    from geonews.evaluation import compare
    from geonews.store import Store

    with Store.open(store_path, read_only=True) as store:
        told = {run["id"]: run for run in store.runs()}
        found = compare(store.readings(first, second), emit if changes else None)
        emit({"runs": [told[first], told[second]], **found.record()})
