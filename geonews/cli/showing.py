"""Commands that show a store or take it away: export, map, app, mcp."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geonews.cli.group import cli
from geonews.cli.options import FORMATS, GEOMETRIES, LAYERS, filter_options, filter_or_database_options, store_option
from geonews.cli.output import alone, emit

if TYPE_CHECKING:
    from geonews.config import Config
    from geonews.store import EventFilter


@cli.command()
@store_option
@click.option("--layer", "layers", type=click.Choice(LAYERS), multiple=True,
              help="One for a file; for pygeoapi and PostGIS several, or all when none is named.")  # fmt: skip
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    help="pygeoapi writes a folder, qgis a GeoPackage and a project beside it.",
)
@click.option("-o", "--output", help="A file, or - for stdout.")
@click.option("--schema", default="public", show_default=True, help="Schema of the tables in PostGIS.")
@click.option("--table", help="Table of the one layer in PostGIS [the layer's name].")
@click.option("--geometry", type=click.Choice(GEOMETRIES), default="area", show_default=True,
              help="How to draw what is known to an area only.")  # fmt: skip
@click.option("--excel", is_flag=True, help="CSV as Excel wants it: with a byte order mark, ids as text.")
@click.option("--outlines-once", is_flag=True,
              help="Events of a gpkg or kml share a layer or folder of outlines.")  # fmt: skip
@filter_or_database_options
def export(
    store_path: Path,
    layers: tuple[str, ...],
    format_: str | None,
    output: str | None,
    url: str | None,
    excel: bool,
    outlines_once: bool,
    selection: EventFilter,
    **choice: Any,
) -> None:
    """Write layers of the store for another program."""
    from geonews import export as exporter
    from geonews.store import Store

    if (url is None) == (format_ is None or output is None):
        raise click.UsageError("expected either --format and --output, or --to with a database; give one of them")
    if outlines_once and (url is not None or format_ in ("pygeoapi", "qgis")):
        raise click.UsageError("expected --outlines-once with --format gpkg or kml, got another; leave it out")
    schema, table = choice.pop("schema"), choice.pop("table")
    with Store.open(store_path, read_only=True) as store:
        if url is not None:
            emit(exporter.write_postgis(store, url, layers=layers or LAYERS, schema=schema, table=table,
                                        filter=selection, **choice))  # fmt: skip
        elif format_ == "pygeoapi":
            drawn = layers or LAYERS[:3]
            emit(exporter.write_pygeoapi(store, str(output), layers=drawn, filter=selection, **choice))
        elif format_ == "qgis":
            emit(exporter.write_qgis(store, Path(str(output)), filter=selection, **choice))
        elif len(layers) != 1:
            raise click.UsageError(f"expected one --layer among {', '.join(LAYERS)}, got {len(layers)}; name it")
        else:
            target = "-" if output == "-" else Path(str(output))
            exporter.write(store, layer=layers[0], format=str(format_), target=target, filter=selection, excel=excel,
                           outlines_once=outlines_once, **choice)  # fmt: skip


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
@click.option("--read-only", is_flag=True, help="Show the news only: nothing is added or corrected.")
@click.option("--address", default="127.0.0.1", show_default=True,
              help="Where to listen; 0.0.0.0 lets other machines in.")  # fmt: skip
@click.option("--host", "hosts", multiple=True,
              help="A name under which readers reach the app, as news.desk.example; may be repeated.")  # fmt: skip
@click.option("--tiles", "tiles_file", type=click.Path(),
              help="A map of your own under the news: an MBTiles or PMTiles file.")  # fmt: skip
@click.option("--api", is_flag=True, default=None,
              help="Answer programs under /api: JSON and OGC API Features, read-only.")  # fmt: skip
@click.option("--api-geoparse", is_flag=True, default=None, help="Also read short texts that programs send.")
@click.pass_obj
def app(
    settings: Callable[..., Config],
    /,
    store_path: Path | None,
    port: int,
    samples: bool,
    read_only: bool,
    address: str,
    hosts: tuple[str, ...],
    tiles_file: str | None,
    api: bool | None,
    api_geoparse: bool | None,
) -> None:
    """Serve the map on this machine."""
    from geonews.ui.serve import serve

    config = settings(
        hosts=",".join(hosts) or None, tiles_file=tiles_file, api=api or api_geoparse, api_geoparse=api_geoparse
    )
    with alone():
        if sys.stderr.isatty():
            click.echo(f"geonews: starting the app on http://{address}:{port}; stop it with Ctrl+C", err=True)
        serve(store_path, port, samples=samples, config=config, read_only=read_only, address=address)


@cli.command()
@click.option("--store", "store_path", type=click.Path(path_type=Path), help="The GeoPackage; without it texts alone.")
@click.pass_obj
def mcp(settings: Callable[..., Config], /, store_path: Path | None) -> None:
    """Give a language model tools on stdin and stdout (MCP): parse, search events, read evidence."""
    from geonews.api.tools import serve

    with alone():
        serve(store_path, settings())
