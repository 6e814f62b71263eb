"""Names of provinces and districts by GeoNames' codes, as the shipped gazetteer has them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from geonews.config import data_dir
from geonews.errors import GazetteerMissingError

__all__ = ["division_name"]

_CODES: Final = ("ADM1", "ADM2")


def division_name(country: str | None, admin1: str | None, admin2: str | None = None) -> str | None:
    """Return the name of a province or, with ``admin2``, of a district; None where it is not known.

    Parameters
    ----------
    country
        ISO 3166-1 alpha-2.
    admin1, admin2
        GeoNames' codes.

    Raises
    ------
    GazetteerMissingError
        If the shipped gazetteer is not there.
    """
    return _names().get((country or "", admin1 or "", admin2)) if country and admin1 else None


@lru_cache(maxsize=1)
def _names() -> Mapping[tuple[str, str, str | None], str]:
    import pyarrow.parquet

    path = data_dir() / "gazetteer.parquet"
    columns = ["feature_code", "country", "admin1", "admin2", "name"]
    try:
        table = pyarrow.parquet.read_table(path, columns=columns, filters=[("feature_code", "in", _CODES)])
    except OSError as error:
        raise GazetteerMissingError(
            f"expected the gazetteer in {str(path)!r}, got {error}; reinstall geonews"
        ) from error
    found: dict[tuple[str, str, str | None], str] = {}
    for code, country, admin1, admin2, name in zip(*(table[column].to_pylist() for column in columns), strict=True):
        if code == "ADM1" or admin2:
            found.setdefault((country or "", admin1 or "", None if code == "ADM1" else admin2), name)
    return MappingProxyType(found)
