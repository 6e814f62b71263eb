"""The shipped boundaries as GeoDataFrames, EPSG:4326, from Natural Earth (public domain).

Outlines follow ISO 3166-1; ``disputed`` holds the lines that are contested, with what each viewpoint sees.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from geonews.config import data_dir
from geonews.errors import ConfigError

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from pandas import DataFrame

__all__ = ["SCALES", "admin1", "borders", "countries", "disputed", "towns", "waters"]

SCALES: Final = ("110m", "50m")


@lru_cache(maxsize=8)
def _read(name: str) -> GeoDataFrame:
    import geopandas

    path = data_dir() / "boundaries" / f"{name}.parquet"
    try:
        frame = geopandas.read_parquet(path)
    except OSError as error:
        raise ConfigError(f"expected boundaries in {str(path)!r}, got {error}; reinstall geonews") from error
    broken = ~frame.geometry.is_valid
    if broken.any():
        frame.loc[broken, frame.geometry.name] = frame.geometry[broken].make_valid()
    return frame


def countries(scale: str = "110m") -> GeoDataFrame:
    """Return the countries' outlines, valid and cut at the antimeridian.

    Columns: iso_a2, iso_a3 (ISO 3166-1), name, geometry (polygons).

    Parameters
    ----------
    scale
        ``110m`` for the world on a screen, ``50m`` for closer looks.

    Raises
    ------
    ConfigError
        If the scale is another, or the file is missing.
    """
    if scale not in SCALES:
        raise ConfigError(f"expected a scale among {', '.join(SCALES)}; got {scale!r}; choose one of them")
    return _read(f"countries_{scale}").copy()


def borders() -> GeoDataFrame:
    """Return land borders, one row for each pair of countries.

    Columns: iso_a3_left, iso_a3_right (in the order of the alphabet), name, geometry (lines).
    """
    return _read("borders").copy()


def admin1() -> GeoDataFrame:
    """Return first-level divisions (provinces, states).

    Columns: iso_a2, admin1 (GeoNames' code), geonameid, name, geometry (polygons).
    """
    return _read("admin1").copy()


def disputed() -> GeoDataFrame:
    """Return every line that is no agreed border, or that some viewpoint draws otherwise.

    Columns: iso_a3_left, iso_a3_right (None where no state is named), kind (international, disputed, indefinite, line
    of control, unrecognized, limit of claim), name, viewpoints (JSON: ISO 3166-1 alpha-2 or ISO → the kind that it
    sees instead; ``internal`` divides one state), geometry (lines).
    """
    return _read("disputed").copy()


def waters() -> GeoDataFrame:
    """Return rivers and lakes.

    Columns: kind (river, lake), rank (0 the greatest), name or None, geometry (lines, polygons).
    """
    return _read("waters").copy()


def towns() -> DataFrame:
    """Return the towns of 15,000 people and more, the largest first.

    Columns: name, lon, lat (WGS84 degrees), population.
    """
    import pandas

    path = data_dir() / "boundaries" / "towns.parquet"
    try:
        return pandas.read_parquet(path)
    except OSError as error:
        raise ConfigError(f"expected towns in {str(path)!r}, got {error}; reinstall geonews") from error
