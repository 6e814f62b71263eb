"""The door of the exports: checks the choice, writes aside, and puts the finished file in its place."""

from __future__ import annotations

import shutil
import sys
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Final

from geonews.errors import ExportError
from geonews.export.binary import write_flatgeobuf, write_geopackage, write_geopackage_once, write_parquet
from geonews.export.features import Export, checked_export
from geonews.export.geojson import write_geojson, write_geojsonl, write_jsonfg
from geonews.export.kml import write_kml, write_kml_once
from geonews.export.plover import write_plover
from geonews.export.spreadsheet import write_xlsx
from geonews.export.tables import write_acled, write_csv, write_gdelt
from geonews.layers import GeometryChoice
from geonews.store import EventFilter, Store

__all__ = ["FORMATS", "formats_of", "suffix_of", "write"]

_STREAMS: Final[dict[str, Callable[[Export, BinaryIO], int]]] = {
    "geojson": write_geojson,
    "geojsonl": write_geojsonl,
    "jsonfg": write_jsonfg,
    "csv": write_csv,
    "kml": write_kml,
    "acled": write_acled,
    "plover": write_plover,
    "gdelt": write_gdelt,
}
_FILES: Final[dict[str, Callable[[Export, Path], int]]] = {
    "gpkg": write_geopackage,
    "parquet": write_parquet,
    "flatgeobuf": write_flatgeobuf,
    "xlsx": write_xlsx,
}
#: The same with each outline once, beside the events that share it.
_STREAMS_ONCE: Final[dict[str, Callable[[Export, BinaryIO], int]]] = {"kml": write_kml_once}
_FILES_ONCE: Final[dict[str, Callable[[Export, Path], int]]] = {"gpkg": write_geopackage_once}
#: Formats by name, with the suffix of their files.
FORMATS: Final = {
    "geojson": ".geojson",
    "geojsonl": ".geojsonl",
    "jsonfg": ".json",
    "gpkg": ".gpkg",
    "parquet": ".parquet",
    "flatgeobuf": ".fgb",
    "csv": ".csv",
    "xlsx": ".xlsx",
    "kml": ".kml",
    "acled": ".acled.csv",
    "plover": ".plover.jsonl",
    "gdelt": ".gdelt.tsv",
}
_BUFFER_BYTES: Final = 1 << 20
_EVENTS_ONLY: Final = frozenset({"acled", "plover", "gdelt"})
_MAPS_ONLY: Final = frozenset({"geojson", "geojsonl", "jsonfg", "kml", "flatgeobuf"})


def formats_of(layer: str) -> tuple[str, ...]:
    """Return the formats that a layer can be written in.

    Examples
    --------
    >>> formats_of("articles")
    ('gpkg', 'parquet', 'csv', 'xlsx')
    """
    return tuple(
        name
        for name in FORMATS
        if (layer == "events" or name not in _EVENTS_ONLY) and (layer != "articles" or name not in _MAPS_ONLY)
    )


def suffix_of(format: str) -> str:
    """Return the usual suffix of a format's files, with its dot."""
    return FORMATS[format]


def write(
    store: Store,
    *,
    layer: str = "events",
    format: str = "geojson",
    target: Path | str,
    filter: EventFilter | None = None,
    geometry: str | GeometryChoice = GeometryChoice.AREA,
    excel: bool = False,
    outlines_once: bool = False,
) -> int:
    """Write a layer of a store to a file or to standard output.

    A file appears complete or not at all, and replaces one of the same name. Equal stores give equal files, byte for
    byte, in the text formats.

    Parameters
    ----------
    store
        An open store.
    layer
        ``events``, ``crossings``, ``places``, ``articles``, or ``areas``: what events are known to, each once.
    format
        A key of ``FORMATS``.
    target
        A path, or ``-`` for standard output.
    filter
        Which rows; None is all.
    geometry
        How to draw what is known only to a province or country: its outline (``area``), a point inside it
        (``label-point``) or not at all (``none``); ``geo_precision`` and ``geometry_basis`` say what it is.
    excel
        Whether CSV is written as Excel wants it: with a byte order mark, and ids as text.
    outlines_once
        Whether events share the outlines that they are known to, which stand in a layer (``gpkg``) or folder (``kml``)
        ``areas`` of their own, instead of each bringing its own along.

    Returns
    -------
    int
        Rows written.

    Raises
    ------
    ExportError
        If layer, format or geometry is unknown, the two do not go together, or the target cannot be written.
    """
    export = replace(_checked(store, layer, format, filter, geometry), is_for_excel=excel)
    if outlines_once:
        _check_once(export, format)
    if str(target) == "-":
        return _to_stdout(export, format, outlines_once)
    path = Path(target)
    _check_target(store, path)
    scratch = path.with_name(f".{uuid.uuid4().hex}{FORMATS[format]}")
    try:
        count = _write_file(export, format, scratch, outlines_once)
        scratch.replace(path)
    except OSError as error:
        raise ExportError(
            f"expected to write {str(path)!r}, got {error.strerror or error}; check folder, permissions and space"
        ) from error
    finally:
        scratch.unlink(missing_ok=True)
    return count


def _checked(
    store: Store, layer: str, format: str, filter: EventFilter | None, geometry: str | GeometryChoice
) -> Export:
    export = checked_export(store, layer, filter, geometry)
    if format not in FORMATS:
        raise ExportError(f"expected a format among {', '.join(FORMATS)}; got {format!r}; choose one of them")
    if format not in formats_of(layer):
        raise ExportError(
            f"expected one of {', '.join(formats_of(layer))} for the layer {layer!r}, got {format!r}; "
            + ("export events instead" if format in _EVENTS_ONLY else "articles have no place on a map")
        )
    return export


def _check_once(export: Export, format: str) -> None:
    formats = sorted({*_STREAMS_ONCE, *_FILES_ONCE})
    if export.layer != "events" or format not in formats or export.geometry != GeometryChoice.AREA:
        raise ExportError(
            f"expected events as {' or '.join(formats)} with the geometry 'area' to write outlines once, got "
            f"{export.layer} as {format} with {export.geometry.value!r}; export the layer 'areas' beside it"
        )


def _check_target(store: Store, path: Path) -> None:
    if path.is_dir():
        raise ExportError(f"expected a file to write, got the folder {str(path)!r}; add a file name")
    if path.exists() and path.samefile(store.path):
        raise ExportError(f"expected a file other than the store, got {str(path)!r}; choose another name")


def _write_file(export: Export, format: str, path: Path, once: bool) -> int:
    streams, files = (_STREAMS_ONCE, _FILES_ONCE) if once else (_STREAMS, _FILES)
    if format in streams:
        with path.open("wb", buffering=_BUFFER_BYTES) as out:
            return streams[format](export, out)
    import pyogrio.errors
    import xlsxwriter.exceptions

    unwritable = pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, xlsxwriter.exceptions.XlsxFileError
    try:
        return files[format](export, path)
    except (*unwritable, RuntimeError) as error:
        raise ExportError(f"expected to write {format}, got {error}; check folder, permissions and space") from error


def _to_stdout(export: Export, format: str, once: bool) -> int:
    out = sys.stdout.buffer
    streams, files = (_STREAMS_ONCE, _FILES_ONCE) if once else (_STREAMS, _FILES)
    if format in streams:
        count = streams[format](export, out)
    else:
        import tempfile

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"export{FORMATS[format]}"
            count = files[format](export, path)
            with path.open("rb") as file:
                shutil.copyfileobj(file, out)
    out.flush()
    return count
