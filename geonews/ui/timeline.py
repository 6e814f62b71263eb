"""The days: a histogram of the events under the map; a stretch drawn on it becomes the filter's dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from geonews.layers.columns import OPEN_END
from geonews.store import EventFilter
from geonews.ui import data
from geonews.webmap import families, family_index

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geonews.ui.data import Stamp

__all__ = ["bins", "render"]

#: About as many bars as fit, and the lengths in days that a bar may have.
MOST_BARS = 90
STEPS = (1, 7, 30, 91, 365)
LONG_DAYS = 3650


def render(stamp: Stamp, chosen: EventFilter) -> None:
    """Draw the bars of all events that the other filters leave; those outside the dates are pale."""
    import pandas

    columns = data.columns(stamp)
    rows = data.selected(stamp, replace(chosen, date_from=None, date_to=None))
    starts, ends = columns.start[rows], columns.end[rows]
    types = columns.categories["event_type"]
    family_of_type = np.array([*(family_index(name) for name in types.names), len(families()) - 1])
    bars = bins(np.where(starts > 0, starts, ends), family_of_type[types.codes[rows]])
    if not bars:
        return
    records = []
    for first, last, family, number in bars:
        begin, end = date.fromordinal(first), date.fromordinal(last + 1)
        after = chosen.date_from is None or end > chosen.date_from
        inside = after and (chosen.date_to is None or begin <= chosen.date_to)
        label = families()[family].label
        records.append({"begin": begin, "end": end, "events": number, "family": label, "inside": inside})
    frame = pandas.DataFrame(records)
    frame[["begin", "end"]] = frame[["begin", "end"]].astype("datetime64[ms]")
    key = f"days {chosen.date_from} {chosen.date_to}"
    st.vega_lite_chart(
        frame,
        _spec(st.context.theme.type == "dark"),
        key=key,
        on_select=lambda: _brushed(key),
        height=120,
        width="stretch",
    )


def bins(days: NDArray[np.int32], family: NDArray[Any]) -> list[tuple[int, int, int, int]]:
    """Count events by bar and family.

    Parameters
    ----------
    days
        ``date.toordinal`` of each event; what lies outside the calendar is left out.
    family
        Number of each event's family.

    Returns
    -------
    list of tuple
        Over more than ten years the earliest fiftieth of the events is left out.
        First day of the bar, last day, family, number of events.

    >>> bins(np.array([737975, 737975, -1], dtype=np.int32), np.array([1, 1, 0]))
    [(737975, 737975, 1, 2)]
    """
    dated = (days > 0) & (days < OPEN_END)
    days, family = days[dated], family[dated]
    if not len(days):
        return []
    low, high = int(days.min()), int(days.max())
    if high - low > LONG_DAYS:  # a few memories of old days must not squeeze the news into one bar
        low = max(low, int(np.quantile(days, 0.02)))
        days, family = days[days >= low], family[days >= low]
    step = next((s for s in STEPS if (high - low + 1) / s <= MOST_BARS), STEPS[-1])
    while (high - low + 1) / step > MOST_BARS:
        step *= 2
    origin = (
        low if step == 1 else low - (low - 1) % 7 if step == 7 else date.fromordinal(low).replace(day=1).toordinal()
    )
    width = len(families())
    counts = np.bincount((days - origin) // step * width + family)
    return [
        (
            origin + int(key // width) * step,
            origin + int(key // width) * step + step - 1,
            int(key % width),
            int(counts[key]),
        )
        for key in np.flatnonzero(counts)
    ]


def _spec(dark: bool) -> dict[str, Any]:
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
        "usermeta": {"embedOptions": {"renderer": "canvas"}},
        "padding": {"left": 2, "right": 6, "top": 4, "bottom": 2},
    }


def _brushed(key: str) -> None:
    stretch = st.session_state.get(key, {}).get("selection", {}).get("stretch", {}).get("begin")
    if not stretch:
        return
    begin, end = (datetime.fromtimestamp(moment / 1000, tz=UTC).date() for moment in (min(stretch), max(stretch)))
    st.session_state["f_from"], st.session_state["f_to"] = begin, end
