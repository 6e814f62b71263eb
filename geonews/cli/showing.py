"""Commands that show a store or take it away: export, map, app."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geonews.cli.group import cli
from geonews.cli.options import FORMATS, GEOMETRIES, LAYERS, filter_options, store_option
from geonews.config import Config

if TYPE_CHECKING:
    from geonews.store import EventFilter


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
def app(settings: Callable[..., Config], /, store_path: Path | None, port: int, samples: bool) -> None:
    """Serve the map on this machine."""
    from geonews.ui.serve import serve

    serve(store_path, port, samples=samples, config=settings())
