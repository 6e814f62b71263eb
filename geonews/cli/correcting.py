"""Commands for what people corrected: corrections export."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geonews.cli.group import cli
from geonews.cli.output import emit

if TYPE_CHECKING:
    from geonews.config import Config


@cli.group()
def corrections() -> None:
    """Give out what people corrected in a store."""


@corrections.command(name="export")
@click.argument("store_path", type=click.Path(path_type=Path), metavar="STORE")
@click.option("--format", "format_", type=click.Choice(["training"]), required=True,
              help="training: documents that the reader of events can learn from.")  # fmt: skip
@click.option("-o", "--output", required=True, help="A file, or - for stdout.")
@click.option("--with-text", is_flag=True, help="Carry the sentences; for own use, for the texts are not yours.")
@click.pass_obj
def corrections_export(
    settings: Callable[..., Config], /, store_path: Path, format_: str, output: str, with_text: bool
) -> None:
    """Write the articles that somebody corrected, with their events as they are now: JSON lines."""
    from geonews.evaluation import training_documents
    from geonews.pipeline import Pipeline
    from geonews.store import Store

    with Store.open(store_path, read_only=True) as store, Pipeline.open(settings()) as pipeline:
        found = [*training_documents(store, pipeline.parse, with_text=with_text)]
    text = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in found)
    if output == "-":
        click.echo(text, nl=False)
    else:
        Path(output).write_text(text, encoding="utf-8")
    if output != "-":
        emit({"format": format_, "articles": len(found), "events": sum(len(line["events"]) for line in found)})
