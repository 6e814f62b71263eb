"""The query behind every change of the filter, thirty days and five countries, against masks in pandas."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd

from geonews.layers import EventColumns
from geonews.store import EventFilter, Role, Store

COUNTRIES = ("AFG", "UKR", "SDN", "SYR", "MMR")
FIRST, LAST = date(2021, 6, 1), date(2021, 6, 30)


def measure_query(store: Path, parquet: Path, repeat: int = 25) -> dict[str, float]:
    """Time both on the same rows; they must find the same number."""
    with Store.open(store, read_only=True) as opened:
        columns = EventColumns.load(opened)
    wanted = EventFilter(date_from=FIRST, date_to=LAST, countries=COUNTRIES, role=Role.WHERE)
    frame = pd.read_parquet(parquet, columns=["date_start", "date_end", "country"])
    frame["date_start"], frame["date_end"] = (pd.to_datetime(frame[name]) for name in ("date_start", "date_end"))
    first, last = pd.Timestamp(FIRST), pd.Timestamp(LAST)

    def ours() -> int:
        return len(columns.select(wanted))

    def masks() -> int:
        overlaps = (frame["date_start"] <= last) & (frame["date_end"] >= first)
        return int((overlaps & frame["country"].isin(COUNTRIES)).sum())

    if ours() != masks():
        raise SystemExit(f"expected the same events of both, got {ours()} and {masks()}")
    return {"ours_ms": _median_ms(ours, repeat), "pandas_ms": _median_ms(masks, repeat), "events": ours()}


def _median_ms(query: Callable[[], int], repeat: int) -> float:
    took = []
    for _ in range(repeat):
        began = time.perf_counter()
        query()
        took.append(time.perf_counter() - began)
    return round(statistics.median(took) * 1000, 2)
