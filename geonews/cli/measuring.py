"""Commands that measure: evaluate."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from geonews.cli.group import cli
from geonews.cli.output import emit
from geonews.config import Config


@cli.group()
def evaluate() -> None:
    """Score the parser against gold data."""


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
