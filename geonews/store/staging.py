"""Parquet on its way into the store: GDAL writes the columns that the store knows into a file that SQL can read.

Python would hand SQLite thirty values for each row one by one; GDAL passes whole Arrow batches, in half of the time.
Every column is brought to the type that the store gives it, so that nothing of another kind gets in.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geonews.errors import StoreError
from geonews.store.geopackage import POINT_BYTES, point_blobs

if TYPE_CHECKING:
    import pyarrow
    import pyarrow.parquet

__all__ = ["TABLE", "arrow_type", "staged"]

#: The table of the file that ``staged`` makes.
TABLE: Final = "staged"
_BATCH: Final = 20_000
_REQUIRED: Final = ("event_id", "doc_id", "event_type")
_POINT: Final = ("geo_precision", "lon", "lat")
_TOWN: Final = 1
#: The file is thrown away whatever happens, so nothing of it need survive.
_CARELESS: Final = {"OGR_SQLITE_SYNCHRONOUS": "OFF", "OGR_SQLITE_JOURNAL": "OFF"}


def arrow_type(kind: str) -> pyarrow.DataType:
    """Return the Arrow type of a GeoPackage column type, text for one that is not known."""
    import pyarrow

    kinds = {
        "INTEGER": pyarrow.int64(),
        "DOUBLE": pyarrow.float64(),
        "BOOLEAN": pyarrow.bool_(),
        "DATE": pyarrow.date32(),
        "DATETIME": pyarrow.timestamp("ms", tz="UTC"),
    }
    return kinds.get(kind, pyarrow.string())


@contextmanager
def staged(source: Path, *, beside: Path, kinds: Mapping[str, str]) -> Iterator[tuple[Path, list[str]]]:
    """Write a Parquet file's events into a GeoPackage of their own, which is gone afterwards.

    Parameters
    ----------
    source
        Parquet with columns of the event schema; ``event_id``, ``doc_id`` and ``event_type`` must be there and have
        no gaps.
    beside
        The store; the file lies in its folder, where there must be room for the events anyway.
    kinds
        The columns to take, with their GeoPackage types.

    Yields
    ------
    tuple[Path, list[str]]
        The file, with a table ``TABLE`` in the order of the source, and its columns beside ``fid`` and ``geom``:
        a point where ``geo_precision`` is 1 and ``lon`` and ``lat`` are known.

    Raises
    ------
    StoreError
        If the source is not Parquet, a column is missing or cannot be what the store takes, or there is no room.
    """
    import pyarrow
    import pyarrow.parquet

    try:
        file = pyarrow.parquet.ParquetFile(source)
    except (OSError, pyarrow.ArrowException) as error:
        raise StoreError(f"expected Parquet at {str(source)!r}, got {error}; check the file") from error
    path = beside.with_name(f".{beside.name}.{uuid.uuid4().hex}.load.gpkg")
    try:
        with file:
            missing = [name for name in _REQUIRED if name not in file.schema_arrow.names]
            if missing:
                raise StoreError(f"expected {', '.join(_REQUIRED)} in {str(source)!r}, got no {missing[0]!r}; add it")
            columns = [name for name in kinds if name in file.schema_arrow.names]
            _write(file, path, {name: arrow_type(kinds[name]) for name in columns})
        yield path, columns
    finally:
        for leftover in (path, Path(f"{path}-journal"), Path(f"{path}-wal"), Path(f"{path}-shm")):
            leftover.unlink(missing_ok=True)


def _write(file: pyarrow.parquet.ParquetFile, path: Path, types: Mapping[str, pyarrow.DataType]) -> None:
    import pyarrow
    import pyogrio

    schema = pyarrow.schema([*types.items(), ("geom", pyarrow.binary())])
    refused: list[StoreError] = []  # GDAL would tell of it in words of its own

    def batches() -> Iterator[pyarrow.RecordBatch]:
        try:
            for batch in file.iter_batches(_BATCH, columns=list(types)):
                yield _as_stored(batch, schema)
        except StoreError as error:
            refused.append(error)
            raise
        except (OSError, pyarrow.ArrowException) as error:
            refused.append(StoreError(f"expected sound Parquet, got {error}; write the file anew"))
            raise

    before = {name: pyogrio.get_gdal_config_option(name) for name in _CARELESS}
    pyogrio.set_gdal_config_options(_CARELESS)
    try:
        stream = pyarrow.RecordBatchReader.from_batches(schema, batches())
        pyogrio.write_arrow(stream, path, driver="GPKG", layer=TABLE)
    except (RuntimeError, OSError, pyarrow.ArrowException) as error:
        raise (
            refused[0]
            if refused
            else StoreError(
                f"expected to write {str(path)!r} while loading, got {error}; check folder, permissions and space"
            )
        ) from error
    finally:
        pyogrio.set_gdal_config_options(before)


def _as_stored(batch: pyarrow.RecordBatch, schema: pyarrow.Schema) -> pyarrow.RecordBatch:
    """Return a batch in the store's types, with its points."""
    import pyarrow

    columns = {}
    for field in schema:
        if field.name != "geom":
            columns[field.name] = _cast(batch.column(field.name), field)
    for name in _REQUIRED:
        if columns[name].null_count:
            raise StoreError(f"expected {name!r} in every row, got None; fill it in and load again")
    columns["geom"] = _points(columns, batch.num_rows)
    return pyarrow.RecordBatch.from_arrays([columns[field.name] for field in schema], schema=schema)


def _cast(column: pyarrow.Array, field: pyarrow.Field) -> pyarrow.Array:
    """Return a column in the store's type; a time becomes its day in UTC, what is no text in UTF-8 is refused."""
    import pyarrow
    import pyarrow.compute

    try:
        if pyarrow.types.is_timestamp(column.type) and pyarrow.types.is_date(field.type):
            utc = column.cast(pyarrow.timestamp(column.type.unit, "UTC"), safe=False)
            return utc.cast(pyarrow.timestamp(column.type.unit)).cast(pyarrow.date32(), safe=False)
        cast = column.cast(field.type)
        cast.validate(full=True)
    except pyarrow.ArrowException as error:
        raise StoreError(
            f"expected {field.type} in the column {field.name!r}, got {column.type} ({error}); convert it"
        ) from error
    letters = cast.buffers()[2] if pyarrow.types.is_string(cast.type) else None
    if letters is not None and b"\0" in letters.to_pybytes():
        return pyarrow.compute.replace_substring(cast, "\0", "\ufffd")
    return cast


def _points(columns: Mapping[str, pyarrow.Array], rows: int) -> pyarrow.Array:
    """Return the point of each event that is known to a town, null for the others."""
    import numpy as np
    import pyarrow

    if not set(_POINT) <= set(columns):
        return pyarrow.nulls(rows, pyarrow.binary())
    precision, lon, lat = (columns[name].to_numpy(zero_copy_only=False).astype(float) for name in _POINT)
    known = (precision == _TOWN) & np.isfinite(lon) & np.isfinite(lat)
    ends = np.concatenate(([0], np.cumsum(known) * POINT_BYTES)).astype(np.int32)
    blobs = point_blobs(lon[known], lat[known])
    valid = pyarrow.array(known).buffers()[1]
    return pyarrow.Array.from_buffers(
        pyarrow.binary(), rows, [valid, pyarrow.py_buffer(ends), pyarrow.py_buffer(blobs)]
    )
