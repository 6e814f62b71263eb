"""The GeoPackage file: laid out empty by GDAL, migrated by numbered SQL, geometries as the standard's blobs.

GDAL writes the standard's tables, R-trees and triggers; everything after that is SQLite. Geometries are WGS84
(EPSG:4326), longitude first. Lines carry their envelope in the blob's header, so that the R-tree triggers need not
parse them; points are their own envelope.
"""

from __future__ import annotations

import math
import os
import re
import sqlite3
import struct
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geonews.errors import StoreError
from geonews.store import marks
from geonews.store.styling import write_styles

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "POINT_BYTES",
    "SCHEMA_VERSION",
    "create_file",
    "lines_blob",
    "migrate",
    "point_blob",
    "point_blobs",
    "points_of",
    "register_functions",
    "schema_version",
    "shape_blob",
]

LonLat = tuple[float, float]

MIGRATIONS: Final = Path(__file__).parent / "migrations"
LAYERS: Final = (("events", "Point"), ("crossings", "MultiLineString"), ("places", "Point"))
SRS_ID: Final = 4326

_HEADER: Final = struct.Struct("<2sBBi")
_POINT: Final = struct.Struct("<BIdd")
#: Of a point's blob.
POINT_BYTES: Final = _HEADER.size + _POINT.size
_ENVELOPE: Final = struct.Struct("<dddd")  # min x, max x, min y, max y
_LITTLE_ENDIAN: Final = 0b0001
_WITH_ENVELOPE: Final = 0b0010
_EMPTY: Final = 0b10000


def _migrations() -> dict[int, Path]:
    files = {int(match[1]): path for path in MIGRATIONS.glob("*.sql") if (match := re.match(r"(\d{4})", path.name))}
    return dict(sorted(files.items()))


#: The schema since which a store says how QGIS draws it.
_STYLED_SINCE: Final = 9
#: The schema that this version of geonews reads and writes.
SCHEMA_VERSION: Final = max(_migrations())


def create_file(path: Path, *, version: int | None = None) -> None:
    """Lay out an empty store; it appears at ``path`` complete or not at all.

    Parameters
    ----------
    path
        A file that does not exist, in a folder that does.
    version
        Schema to stop at; None is the newest.

    Raises
    ------
    StoreError
        If the file exists or cannot be written, or the log of one that is gone lies where its log will be: SQLite would
        write that into the new file.
    """
    import numpy as np
    import pyogrio.raw

    if not path.parent.is_dir():
        raise StoreError(
            f"expected to create a store at {str(path)!r}, got no folder {str(path.parent)!r}; "
            "choose a folder that exists"
        )
    _check_no_log(path)
    scratch = path.with_name(f".{path.name}.{uuid.uuid4().hex}.gpkg")
    nothing = np.array([], dtype=object)
    try:
        for layer, geometry_type in LAYERS:
            pyogrio.raw.write(
                scratch,
                geometry=nothing,
                field_data=[],
                fields=[],
                layer=layer,
                driver="GPKG",
                geometry_type=geometry_type,
                crs=f"EPSG:{SRS_ID}",
                append=scratch.exists(),
                **({} if scratch.exists() else {"dataset_options": {"VERSION": "1.3"}}),
            )
        connection = sqlite3.connect(scratch, isolation_level=None)
        try:
            register_functions(connection)
            migrate(connection, version=version, fill={_STYLED_SINCE: write_styles})
            marks.leave_mark(connection)
            connection.execute("PRAGMA journal_mode = WAL")
        finally:
            connection.close()
        _publish(scratch, path)
    except (OSError, sqlite3.Error, pyogrio.errors.DataSourceError) as error:
        raise StoreError(
            f"expected to create a store at {str(path)!r}, got {error}; choose a folder that exists and is writable"
        ) from error
    finally:
        for leftover in (scratch, Path(f"{scratch}-wal"), Path(f"{scratch}-shm")):
            leftover.unlink(missing_ok=True)


def _check_no_log(path: Path) -> None:
    log = Path(f"{path}-wal")
    with suppress(OSError):
        if log.stat().st_size and not path.exists():
            raise StoreError(
                f"expected no log of another store at {str(log)!r}, found one; put the store that it belongs to back "
                "beside it, or delete it if you have deleted that store"
            )


def _publish(scratch: Path, path: Path) -> None:
    """Give the finished file its name, never replacing a file that has it."""
    try:
        os.link(scratch, path)
    except FileExistsError as error:
        raise StoreError(f"expected no file at {str(path)!r}, found one; open it, or choose another name") from error
    except OSError:  # a file system without hard links
        if path.exists():
            raise StoreError(f"expected no file at {str(path)!r}, found one; open it, or choose another name") from None
        scratch.rename(path)


def schema_version(connection: sqlite3.Connection) -> int:
    """Return the schema of an open store; 0 for a GeoPackage that geonews has not written."""
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'geonews_meta'").fetchone()
    if not known:
        return 0
    row = connection.execute("SELECT value FROM geonews_meta WHERE key = 'schema_version'").fetchone()
    try:
        return int(row[0]) if row else 0
    except ValueError:
        return 0


def migrate(
    connection: sqlite3.Connection,
    *,
    version: int | None = None,
    fill: Mapping[int, Callable[[sqlite3.Connection], None]] | None = None,
) -> None:
    """Bring a store up to a schema, each step in one transaction.

    Parameters
    ----------
    connection
        In autocommit mode (``isolation_level=None``).
    version
        Schema to stop at; None is the newest.
    fill
        By schema, what works out the values of its new columns.
    """
    for number, file in _migrations().items():
        if version is not None and number > version:
            break
        connection.execute("BEGIN IMMEDIATE")
        try:
            if schema_version(connection) < number:
                for statement in _statements(file.read_text(encoding="utf-8")):
                    connection.execute(statement)
                if fill and number in fill:
                    fill[number](connection)
                connection.execute("INSERT OR REPLACE INTO geonews_meta VALUES ('schema_version', ?)", (str(number),))
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise


def _statements(script: str) -> Iterator[str]:
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


def point_blob(lon: float, lat: float) -> bytes:
    """Encode a point.

    Examples
    --------
    >>> len(point_blob(69.2, 34.5))
    29
    """
    return _HEADER.pack(b"GP", 0, _LITTLE_ENDIAN, SRS_ID) + _POINT.pack(1, 1, lon, lat)


def point_blobs(lon: NDArray[Any], lat: NDArray[Any]) -> bytes:
    """Encode many points at once, one after the other; arrays of float64, equally long.

    Examples
    --------
    >>> import numpy as np
    >>> point_blobs(np.array([69.2, 0.0]), np.array([34.5, 0.0])) == point_blob(69.2, 34.5) + point_blob(0.0, 0.0)
    True
    """
    import numpy as np

    head = POINT_BYTES - 16
    made = np.empty(len(lon), dtype=[("head", f"V{head}"), ("lon", "<f8"), ("lat", "<f8")])
    made["head"] = np.void(point_blob(0, 0)[:head])
    made["lon"], made["lat"] = lon, lat
    return made.tobytes()


def lines_blob(parts: Sequence[Sequence[LonLat]]) -> bytes:
    """Encode a MultiLineString of (lon, lat) parts, each of two points or more."""
    lons = [lon for part in parts for lon, _ in part]
    lats = [lat for part in parts for _, lat in part]
    header = _HEADER.pack(b"GP", 0, _LITTLE_ENDIAN | _WITH_ENVELOPE, SRS_ID)
    blob = bytearray(header + _ENVELOPE.pack(min(lons), max(lons), min(lats), max(lats)))
    blob += struct.pack("<BII", 1, 5, len(parts))
    for part in parts:
        blob += struct.pack("<BII", 1, 2, len(part))
        for lon, lat in part:
            blob += struct.pack("<dd", lon, lat)
    return bytes(blob)


def shape_blob(wkb: bytes) -> bytes:
    """Encode lines or polygons in well-known binary, made valid and multiple, with their envelope."""
    import shapely

    shape: Any = shapely.from_wkb(wkb)
    if not shape.is_valid:
        shape = shapely.make_valid(shape)
    if shape.geom_type == "Polygon":
        shape = shapely.MultiPolygon([shape])
    elif shape.geom_type == "LineString":
        shape = shapely.MultiLineString([shape])
    west, south, east, north = shape.bounds
    header = _HEADER.pack(b"GP", 0, _LITTLE_ENDIAN | _WITH_ENVELOPE, SRS_ID)
    return header + _ENVELOPE.pack(west, east, south, north) + bytes(shapely.to_wkb(shape, byte_order=1))


def points_of(blob: bytes | None) -> list[list[LonLat]]:
    """Decode a MultiLineString that ``lines_blob`` encoded into its parts; None has none."""
    if blob is None:
        return []
    offset = _HEADER.size + _ENVELOPE.size
    (count,) = struct.unpack_from("<I", blob, offset + 5)
    offset += 9
    parts = []
    for _ in range(count):
        (length,) = struct.unpack_from("<I", blob, offset + 5)
        numbers = struct.unpack_from(f"<{2 * length}d", blob, offset + 9)
        parts.append(list(zip(numbers[::2], numbers[1::2], strict=True)))
        offset += 9 + 16 * length
    return parts


def _envelope(blob: bytes) -> tuple[float, float, float, float] | None:
    """Return min x, max x, min y, max y of a GeoPackage blob, None if it is empty."""
    _, _, flags, _ = _HEADER.unpack_from(blob)
    order = "<" if flags & _LITTLE_ENDIAN else ">"
    if flags & _EMPTY:
        return None
    if (flags >> 1) & 0b111:
        box: tuple[float, float, float, float] = struct.unpack_from(f"{order}dddd", blob, _HEADER.size)
        return box
    if len(blob) == POINT_BYTES:
        order = "<" if blob[_HEADER.size] else ">"
        x, y = struct.unpack_from(f"{order}dd", blob, _HEADER.size + 5)
        return None if math.isnan(x) else (x, x, y, y)
    import shapely

    shape = shapely.from_wkb(bytes(blob[_HEADER.size :]))
    if shape.is_empty:
        return None
    west, south, east, north = shape.bounds
    return west, east, south, north


def register_functions(connection: sqlite3.Connection) -> None:
    """Teach SQLite the functions that GDAL's R-tree triggers call."""

    def bound(index: int, blob: bytes | None) -> float | None:
        box = None if blob is None else _envelope(blob)
        return None if box is None else box[index]

    connection.create_function(
        "ST_IsEmpty", 1, lambda blob: None if blob is None else int(_envelope(blob) is None), deterministic=True
    )
    for index, name in enumerate(("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY")):
        connection.create_function(name, 1, lambda blob, index=index: bound(index, blob), deterministic=True)
