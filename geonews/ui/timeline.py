"""The days: a histogram of the events under the map; a stretch drawn on it becomes the filter's dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import streamlit as st

from geonews.store import EventFilter
from geonews.ui import data
from geonews.webmap import families, family_index

__all__ = ["bins", "render"]

Row = Mapping[str, Any]

#: About as many bars as fit, and the lengths in days that a bar may have.
MOST_BARS = 90
STEPS = (1, 7, 30, 91, 365)


def render(path: Path, stamp: str, chosen: EventFilter) -> None:
    """Draw the bars of all events that the other filters leave; those outside the dates are pale."""
    import pandas

    rows = data.rows(path, stamp, replace(chosen, date_from=None, date_to=None))
    counted, step = bins(rows)
    if not counted:
        return
    records = []
    for (begin, family), number in sorted(counted.items()):
        end = begin + timedelta(days=step)
        inside = (chosen.date_to is None or begin <= chosen.date_to) and (
            chosen.date_from is None or end > chosen.date_from
        )
        records.append(
            {
                "begin": begin.isoformat(),
                "end": end.isoformat(),
                "events": number,
                "family": families()[family].label,
                "inside": inside,
            }
        )
    dark = st.context.theme.type == "dark"
    key = f"days {chosen.date_from} {chosen.date_to}"
    st.vega_lite_chart(
        pandas.DataFrame(records).astype({"begin": "datetime64[ns]", "end": "datetime64[ns]"}),
        _spec(dark, step),
        key=key,
        on_select=lambda: _brushed(key),
        height=120,
        width="stretch",
    )


def bins(rows: Iterable[Row]) -> tuple[Counter[tuple[date, int]], int]:
    """Count events by the bar that their first day falls into and by family.

    Returns
    -------
    tuple
        Numbers by (first day of the bar, family), and the length of a bar in days.

    >>> bins([{"date_start": "2021-07-04", "date_end": None, "event_type": "CLASH"}])
    (Counter({(datetime.date(2021, 7, 4), 1): 1}), 1)
    """
    days = []
    for row in rows:
        text = row["date_start"] or row["date_end"]
        if text:
            days.append((date.fromisoformat(text[:10]), family_index(row["event_type"])))
    if not days:
        return Counter(), 1
    first, last = min(days)[0], max(days)[0]
    span = (last - first).days + 1
    step = next((s for s in STEPS if span / s <= MOST_BARS), STEPS[-1])
    origin = first if step == 1 else first - timedelta(days=first.weekday()) if step == 7 else first.replace(day=1)
    counted: Counter[tuple[date, int]] = Counter()
    for day, family in days:
        counted[origin + timedelta(days=(day - origin).days // step * step), family] += 1
    return counted, step


def _spec(dark: bool, step: int) -> dict[str, Any]:
    colours = [family.dark if dark else family.light for family in families()]
    return {
        "params": [{"name": "stretch", "select": {"type": "interval", "encodings": ["x"]}}],
        "mark": {"type": "bar"},
        "encoding": {
            "x": {
                "field": "begin",
                "bin": "binned",
                "type": "temporal",
                "title": None,
                "axis": {"grid": False, "labelFlush": True},
            },
            "x2": {"field": "end"},
            "y": {"field": "events", "type": "quantitative", "title": None, "axis": {"tickCount": 2, "format": "d"}},
            "color": {
                "field": "family",
                "type": "nominal",
                "scale": {"domain": [family.label for family in families()], "range": colours},
                "legend": None,
            },
            "opacity": {"condition": {"test": "datum.inside", "value": 1}, "value": 0.22},
            "tooltip": [
                {"field": "begin", "type": "temporal", "title": "From", "format": "%-d %b %Y"},
                {"field": "family", "title": "Kind"},
                {"field": "events", "title": "Events"},
            ],
        },
        "config": {"view": {"stroke": None}},
        "padding": {"left": 2, "right": 6, "top": 4, "bottom": 2},
    }


def _brushed(key: str) -> None:
    stretch = st.session_state.get(key, {}).get("selection", {}).get("stretch", {}).get("begin")
    if not stretch:
        return
    begin, end = (datetime.fromtimestamp(moment / 1000, tz=UTC).date() for moment in (min(stretch), max(stretch)))
    st.session_state["f_from"], st.session_state["f_to"] = begin, end
