"""Commands that measure: evaluate."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geonews.cli.group import cli
from geonews.cli.output import emit
from geonews.config import Config

if TYPE_CHECKING:
    pass


@cli.group()
def evaluate() -> None:
    """Score the parser against gold data."""


@evaluate.command(name="geoparsing")
@click.argument("gold", type=click.Path(path_type=Path), metavar="GOLD.jsonl")
@click.pass_obj
def evaluate_geoparsing(settings: Callable[..., Config], /, gold: Path) -> None:
    """Score recognition and resolution: precision, recall, F1, accuracy within 161 km."""
    from geonews.evaluation import geoparsing

    emit(geoparsing.evaluate_file(gold, settings()))


@evaluate.command(name="crossings")
@click.argument("gold", type=click.Path(path_type=Path), metavar="GOLD.jsonl")
@click.pass_obj
def evaluate_crossings(settings: Callable[..., Config], /, gold: Path) -> None:
    """Score detection, direction, dates, counts and status of border crossings."""
    from geonews.evaluation import crossings

    emit(crossings.evaluate_file(gold, settings()))
