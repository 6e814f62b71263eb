"""Into PostGIS: layers as tables, streamed in chunks through geopandas, all of them or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from geonews.errors import ExportError
from geonews.export.features import Export, checked_export
from geonews.extras import how_to_install
from geonews.layers import GeometryChoice
from geonews.store import LAYERS, EventFilter, Store

if TYPE_CHECKING:
    import geopandas
    import sqlalchemy
    from shapely.geometry.base import BaseGeometry

    Row = dict[str, Any]
    Shape = BaseGeometry | tuple[float, float] | None

__all__ = ["write_postgis"]

_CHUNK: Final = 10_000
_GEOMETRY: Final = "geometry"
_SRID: Final = 4326
_SCHEMES: Final = ("postgis", "postgresql", "postgres")
#: What PostgreSQL takes without quotes, with room for the suffixes of index names.
_NAME: Final = re.compile(r"[a-z_][a-z0-9_]{0,47}")
#: A host name, an address, or nothing (a socket). What else stands there is a mistyped password, not to be repeated.
_HOST: Final = re.compile(r"[\w.:%-]*")
#: Marks a table as ours; only such a table is replaced.
_MARK: Final = "Written by geonews"
_LOCK_TIMEOUT: Final = "30s"
_CONNECT_SECONDS: Final = 10
#: Columns that maps and queries ask by.
_INDEXED: Final = ("doc_id", "event_type", "country", "date_start", "date_end")


def write_postgis(
    store: Store,
    url: str,
    *,
    layers: Sequence[str] = LAYERS,
    schema: str = "public",
    table: str | None = None,
    filter: EventFilter | None = None,
    geometry: str | GeometryChoice = GeometryChoice.AREA,
) -> dict[str, int]:
    """Write layers into a PostGIS database, one table each, in one transaction.

    Tables have typed columns, a primary key, a ``geometry`` in EPSG:4326, and indexes. A table that an earlier export
    wrote is replaced; any other is left alone. The password may stand in the URL, in ``PGPASSWORD`` or in the user's
    ``.pgpass``; it is never repeated.

    Parameters
    ----------
    store
        An open store.
    url
        ``postgis://user@host:port/database``, also ``postgresql://``.
    layers
        Which layers.
    schema
        An existing schema of the database.
    table
        Name of the table if there is one layer; None is the layer's own name.
    filter, geometry
        As in ``write``.

    Returns
    -------
    dict of str to int
        Rows written by layer.

    Raises
    ------
    ExportError
        If the drivers are missing, the URL or a name is not understood, a table of somebody else is in the way, or
        the database refuses; nothing is changed then.
    """
    if not layers or (table is not None and len(layers) > 1):
        raise ExportError(f"expected one layer for the table {table!r}, got {list(layers)}; choose one")
    exports = [checked_export(store, layer, filter, geometry) for layer in layers]
    names = [_checked_name(table or export.layer, "table") for export in exports]
    _checked_name(schema, "schema")
    target = _parsed(url)
    with _transaction(target) as connection:
        return {
            export.layer: _write_table(connection, export, schema, name)
            for export, name in zip(exports, names, strict=True)
        }


def _checked_name(name: str, kind: str) -> str:
    if not _NAME.fullmatch(name):
        raise ExportError(
            f"expected a {kind} name of at most 48 small letters, digits and underscores, got {name!r}; choose another"
        )
    return name


def _parsed(url: str) -> sqlalchemy.URL:
    """Return the URL for SQLAlchemy; what cannot be read is not repeated, for a password may stand in it."""
    try:
        import geoalchemy2  # noqa: F401
        import psycopg  # noqa: F401
        import sqlalchemy
    except ImportError as error:
        raise ExportError(
            f"expected sqlalchemy, geoalchemy2 and psycopg for PostGIS, got no {error.name!r}; "
            f"install them with {how_to_install('postgis')}"
        ) from error
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in _SCHEMES:
        given = repr(f"{scheme}://…") if separator else "something else"
        raise ExportError(f"expected a URL such as postgis://user@host:5432/database, got {given}; give one")
    try:
        parsed = sqlalchemy.make_url(f"postgresql+psycopg://{rest}")
    except (sqlalchemy.exc.ArgumentError, ValueError):
        parsed = None
    if parsed is None or not _HOST.fullmatch(parsed.host or "") or not parsed.database:
        raise ExportError(
            "expected a URL such as postgis://user@host:5432/database, got one that cannot be read; "
            "write @ : / in a password as %40 %3A %2F, or give it in PGPASSWORD"
        )
    return parsed


@contextmanager
def _transaction(url: sqlalchemy.URL) -> Iterator[sqlalchemy.Connection]:
    """Connect and hold one transaction; failures become a sentence without the password and without row values."""
    import psycopg
    import sqlalchemy

    timeout = {} if "connect_timeout" in url.query else {"connect_timeout": _CONNECT_SECONDS}
    engine = sqlalchemy.create_engine(
        url,
        poolclass=sqlalchemy.NullPool,
        hide_parameters=True,
        connect_args={**timeout, "application_name": "geonews"},
    )
    try:
        with engine.begin() as connection:
            connection.execute(sqlalchemy.text(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'"))
            found = "SELECT count(*) FROM pg_extension WHERE extname = 'postgis'"
            if not connection.execute(sqlalchemy.text(found)).scalar():
                raise ExportError(
                    f"expected PostGIS in the database {url.database!r}, found none; run CREATE EXTENSION postgis in it"
                )
            yield connection
    except (sqlalchemy.exc.SQLAlchemyError, psycopg.Error) as error:
        reason = _reason(error, url)
    else:
        return
    # Raised outside of the handler: the driver's own error, which may repeat more than it should, is not chained.
    raise ExportError(f"expected to write to {_shown(url)}, got {reason}; check the database, the user and its rights")


def _reason(error: Exception, url: sqlalchemy.URL) -> str:
    cause = getattr(error, "orig", None) or error
    primary = getattr(getattr(cause, "diag", None), "message_primary", None)
    text = " ".join(str(primary or cause).partition("CONTEXT:")[0].split())
    secret = str(url.password or "")
    for form in filter(None, (secret, quote(secret, safe=""))):
        text = text.replace(form, "***")
    return text or type(cause).__name__


def _shown(url: sqlalchemy.URL) -> str:
    port = "" if url.port is None else f":{url.port}"
    return repr(f"postgis://{url.host or ''}{port}/{url.database}")


def _write_table(connection: sqlalchemy.Connection, export: Export, schema: str, name: str) -> int:
    _clear(connection, schema, name)
    table = _table(export, schema, name)
    table.create(connection)
    count = 0
    for chunk in _chunks(export):
        if export.has_geometry:
            _frame(chunk).to_postgis(name, connection, schema=schema, if_exists="append")
        else:
            connection.execute(table.insert(), [row for row, _ in chunk])
        count += len(chunk)
    _index(connection, table)
    return count


def _clear(connection: sqlalchemy.Connection, schema: str, name: str) -> None:
    """Make room for a table; what geonews has not written stays and ends the export."""
    import sqlalchemy

    inspector = sqlalchemy.inspect(connection)
    if schema not in inspector.get_schema_names():
        raise ExportError(f"expected the schema {schema!r} in the database, found none; run CREATE SCHEMA {schema}")
    if not inspector.has_table(name, schema):
        return
    is_table = name in inspector.get_table_names(schema)
    comment = inspector.get_table_comment(name, schema)["text"] if is_table else None
    if not (comment or "").startswith(_MARK):
        raise ExportError(
            f"expected no table {schema}.{name} but one of geonews, found another's; choose a schema or a table name"
        )
    sqlalchemy.Table(name, sqlalchemy.MetaData(), schema=schema).drop(connection)


def _table(export: Export, schema: str, name: str) -> sqlalchemy.Table:
    import geoalchemy2
    import sqlalchemy as sa

    kinds: dict[str, Any] = {
        "INTEGER": sa.BigInteger(),
        "DOUBLE": sa.Double(),
        "BOOLEAN": sa.Boolean(),
        "DATE": sa.Date(),
        "DATETIME": sa.DateTime(timezone=True),
    }
    columns: list[Any] = [
        sa.Column(
            column,
            kinds.get(kind, sa.Text()),
            primary_key=column == export.id_column,
            autoincrement=False,
        )
        for column, kind in export.schema().items()
    ]
    if export.has_geometry:
        columns.append(sa.Column(_GEOMETRY, geoalchemy2.Geometry("GEOMETRY", srid=_SRID, spatial_index=False)))
    return sa.Table(name, sa.MetaData(), *columns, schema=schema, comment=f"{_MARK}: {export.layer}")


def _index(connection: sqlalchemy.Connection, table: sqlalchemy.Table) -> None:
    import sqlalchemy

    for column in table.columns:
        if column.name == _GEOMETRY:
            sqlalchemy.Index(f"{table.name}_geometry", column, postgresql_using="gist").create(connection)
        elif column.name in _INDEXED and not column.primary_key:
            sqlalchemy.Index(f"{table.name}_{column.name}", column).create(connection)


def _chunks(export: Export) -> Iterator[list[tuple[Row, Shape]]]:
    names = list(export.schema())
    rows = (({name: _storable(row[name]) for name in names}, shape) for row, shape in export.rows())
    while chunk := list(islice(rows, _CHUNK)):
        yield chunk


def _storable(value: Any) -> Any:
    """Return a value as PostgreSQL takes it: its texts hold no NUL."""
    return value.replace("\0", "\N{REPLACEMENT CHARACTER}") if isinstance(value, str) else value


def _frame(chunk: list[tuple[Row, Shape]]) -> geopandas.GeoDataFrame:
    """Return rows as a frame of plain values, which COPY writes as they are."""
    import geopandas
    import pandas as pd
    import shapely

    frame = pd.DataFrame([row for row, _ in chunk], dtype=object)
    shapes = [shapely.Point(shape) if isinstance(shape, tuple) else shape for _, shape in chunk]
    return geopandas.GeoDataFrame(frame, geometry=geopandas.GeoSeries(shapes, crs=_SRID))
