"""Real types for the columns of rows: days as datetimes, counts that may be missing, names that repeat as categories.

Which column is what stands in ``typed.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas
    from geopandas import GeoDataFrame

__all__ = ["columns_of", "typed"]


def columns_of(layer: str) -> tuple[str, ...]:
    """Return the columns of what was read in articles that no store holds: ``events`` or ``toponyms``."""
    return tuple(_table()["columns"][layer])


def typed(frame: GeoDataFrame, *, moments: Sequence[str] = ()) -> GeoDataFrame:
    """Return a frame of rows, whose days are ISO text, with real types.

    Days become ``datetime64[ms]`` without a zone (they are days of the calendar, from year 1 on), the columns that are
    named as moments the same in UTC, whole numbers ``Int64``, decisions ``boolean``, numbers ``float64``, names that
    repeat ``category``; every other text is ``string``, columns without a single value included.
    """
    kinds = _kinds() | dict.fromkeys(moments, "moments")
    made = {name: _typed(frame[name], kinds.get(name, "texts")) for name in frame.columns if name != "geometry"}
    return frame.assign(**made)


def _typed(column: pandas.Series[Any], kind: str) -> Any:
    import numpy as np
    import pandas

    if kind in ("days", "moments"):
        days = [str(value).removesuffix("Z") if isinstance(value, str) else "NaT" for value in column]
        found = pandas.Series(np.array(days, dtype="datetime64[ms]"), index=column.index)
        return found.dt.tz_localize("UTC") if kind == "moments" else found
    if kind in ("names", "texts"):
        texts = column.astype("string")
        return texts.astype("category") if kind == "names" else texts
    dtype: Any = {"whole": "Int64", "decisions": "boolean", "numbers": "float64"}[kind]
    return column.astype(dtype)


@cache
def _kinds() -> dict[str, str]:
    return {name: kind for kind, names in _table()["kinds"].items() for name in names}


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
