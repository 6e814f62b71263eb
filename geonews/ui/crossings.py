"""The crossings: who went from where to where, as a matrix of countries; the days and the reports of a chosen pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from geonews.layers import pair_counts, people
from geonews.layers.columns import OPEN_END
from geonews.store import Role
from geonews.ui import data, matrix
from geonews.ui.card import day_range
from geonews.ui.matrix import UNKNOWN
from geonews.webmap import country_names, families, plain_text
from geonews.webmap.days import bars, middle

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geonews.ui.address import Choice
    from geonews.ui.data import Stamp
    from geonews.webmap.newsview import NewsView

__all__ = ["axis_of_days", "days_of_pair", "render"]

Cell = Mapping[str, Any]
Cells = Mapping[tuple[str, str], Cell]

#: Most reports that are listed.
MOST_LISTED = 200

#: Least days that the axis of time spans, and most labels on it.
LEAST_DAYS = 14
MOST_LABELS = 6
#: Days from which on the labels are months.
LONG_DAYS = 1000

#: Reports as bars; people as a line from the least to the most, with a dot at its end.
_COUNT = {"type": "quantitative", "axis": {"tickCount": 3, "tickMinStep": 1, "format": "~s"}}
REPORTS = ({"mark": {"type": "bar", "size": 7}, "encoding": {"y": {**_COUNT, "field": "reports", "title": "Reports"}}},)
_MOST = {**_COUNT, "field": "most", "title": "People, least to most", "scale": {"zero": True}}
PEOPLE = (
    {"mark": {"type": "rule", "strokeWidth": 4}, "encoding": {"y": _MOST, "y2": {"field": "least"}}},
    {"mark": {"type": "point", "filled": True, "size": 55, "opacity": 1}, "encoding": {"y": _MOST}},
)


def render(choice: Choice, stamp: Stamp) -> None:
    """Draw the matrix and, for a chosen pair, its days and its reports; the map shows its arcs."""
    view = data.news_view(stamp, replace(choice.filter, once=False))  # what is counted here are reports
    found = pair_counts(view.columns, view.crossing_rows, unknown_ends=True)
    if not found:
        st.html('<div class="gn-empty"><b>No border crossing passes these filters</b></div>')
        return
    cells = {(cell["origin"] or UNKNOWN, cell["destination"] or UNKNOWN): cell for cell in found}
    _closer(choice, stamp, view, cells)
    matrix.render(cells, choice.pair, _choose)


def _choose(pair: str | None) -> None:
    st.session_state["pair"] = pair


def _closer(choice: Choice, stamp: Stamp, view: NewsView, cells: Cells) -> None:
    """Let a pair be chosen, and draw its days and its reports."""
    pairs = {f"{o}-{d}": f"{_names(o, d)} · {cell['n']:,}" for (o, d), cell in cells.items() if UNKNOWN not in (o, d)}
    if choice.pair not in pairs:
        st.session_state["pair"] = None
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    pair = left.selectbox(
        "Look closer at",
        list(pairs),
        format_func=pairs.__getitem__,
        key="pair",
        index=None,
        placeholder="two countries",
        help="The map draws the arcs of this pair, and the others pale.",
    )
    if pair is None:
        return
    origin, _, destination = pair.partition("-")
    rows = _rows(view, origin, destination)
    right.button(
        "Filter the map to this pair",
        on_click=_narrow,
        args=(origin, destination, [str(key) for key in view.columns.event_id[rows[:5000]]]),
        width="stretch",
        help="Shows these crossings only, on the map and in the list.",
    )
    _charts(view, origin, destination)
    _reports(view, rows, stamp)


def _names(origin: str, destination: str) -> str:
    names = country_names()
    return f"{names.get(origin, origin)} → {names.get(destination, destination)}"


def _rows(view: NewsView, origin: str, destination: str) -> NDArray[np.intp]:
    """Return the crossings out of one country into another."""
    rows = view.crossing_rows
    for name, code in (("origin_country", origin), ("destination_country", destination)):
        category = view.columns.categories[name]
        rows = rows[category.is_one_of([code])[category.codes[rows]]]
    return rows


def days_of_pair(view: NewsView, origin: str, destination: str) -> list[dict[str, Any]]:
    """Return the crossings of a pair over time, both ways.

    Returns
    -------
    list of dict
        ``begin``, ``end`` (days, the end excluded), ``way`` (which direction, for people), ``reports``, ``least``,
        ``most`` (people).
    """
    ways = [_rows(view, origin, destination), _rows(view, destination, origin)]
    rows = np.concatenate(ways)
    direction = np.repeat([0, 1], [len(way) for way in ways])
    starts, ends = view.columns.start[rows], view.columns.end[rows]
    days = np.where(starts > 0, starts, ends)
    dated = (days > 0) & (days < OPEN_END)
    if dated.any():  # a memory of old days does not squeeze the others
        first, last = middle(days[dated])
        kept = dated & (days >= first) & (days <= last)
        rows, direction, days = rows[kept], direction[kept], days[kept]
    low, high = people(view.columns, rows)
    labels = (_names(origin, destination), _names(destination, origin))
    found = []
    for first, last, way, number in bars(days, direction):
        inside = (days >= first) & (days <= last) & (direction == way)
        found.append(
            {
                "begin": date.fromordinal(first).isoformat(),
                "end": date.fromordinal(last + 1).isoformat(),
                "way": labels[way],
                "reports": number,
                "least": int(low[inside].sum()),
                "most": int(high[inside].sum()),
            }
        )
    return found


def _charts(view: NewsView, origin: str, destination: str) -> None:
    import pandas

    series = days_of_pair(view, origin, destination)
    if not series:
        st.caption("No report of this pair has a date.")
        return
    frame = pandas.DataFrame(series)
    frame[["begin", "end"]] = frame[["begin", "end"]].astype("datetime64[ms]")
    ways = list(dict.fromkeys([_names(origin, destination), *frame["way"]]))
    dark = st.context.theme.type == "dark"
    border, forces = families()[0], families()[2]
    colours = [border.dark, forces.dark] if dark else [border.light, forces.light]
    when = axis_of_days(series)
    left, right = st.columns(2)
    left.vega_lite_chart(frame, _spec(REPORTS, when, ways, colours), height=190, width="stretch", key="pair reports")
    if frame["most"].any():
        told = frame[frame["most"] > 0]
        right.vega_lite_chart(told, _spec(PEOPLE, when, ways, colours), height=190, width="stretch", key="pair people")
    else:
        right.caption("No report of this pair names a number of people.")


def axis_of_days(series: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the axis of time of a pair's charts: wide enough for a lone day, its labels whole days, none twice."""
    first, last = (date.fromisoformat(str(row["begin"])) for row in (series[0], series[-1]))
    spare = max(1, (LEAST_DAYS - (last - first).days) // 2, (last - first).days // 40)
    low, high = first.toordinal() - spare, last.toordinal() + spare
    step = -(-(high - low) // MOST_LABELS)
    labels = [date.fromordinal(day).isoformat() for day in range(low + step // 2, high + 1, step)]
    ends = [date.fromordinal(day).isoformat() for day in (low, high)]
    said = "%-d %b %Y" if high - low < LONG_DAYS else "%b %Y"
    axis = {"grid": False, "format": said, "values": labels, "labelOverlap": True}
    return {"field": "begin", "type": "temporal", "title": "First day", "axis": axis, "scale": {"domain": ends}}


def _spec(
    layers: Sequence[Mapping[str, Any]], when: Mapping[str, Any], ways: Sequence[str], colours: Sequence[str]
) -> dict[str, Any]:
    """Return a chart over time of marks of one width: a lone report is no huge bar."""
    shared = {
        "x": when,
        "color": {
            "field": "way",
            "type": "nominal",
            "scale": {"domain": list(ways), "range": list(colours[: len(ways)])},
            "legend": {"orient": "top", "title": None},
        },
        "tooltip": [
            {"field": "begin", "type": "temporal", "title": "From", "format": "%-d %b %Y"},
            {"field": "way", "title": "Way"},
            {"field": "reports", "title": "Reports"},
            {"field": "least", "title": "At least", "format": ","},
            {"field": "most", "title": "At most", "format": ","},
        ],
    }
    return {"encoding": shared, "layer": list(layers), "config": {"view": {"stroke": None}}}


def _reports(view: NewsView, rows: NDArray[np.intp], stamp: Stamp) -> None:
    import pandas

    members = data.events(stamp, [str(key) for key in view.columns.event_id[rows[::-1][:MOST_LISTED]]])
    st.dataframe(
        pandas.DataFrame(
            {
                "Date": [day_range(row) for row in members],
                "At least": [_number(row["count_min"]) for row in members],
                "At most": [_number(row["count_max"]) for row in members],
                "Who": [plain_text(row["subject"] or "", 60) for row in members],
                "What the article says": [plain_text(row["evidence"], 400) for row in members],
            }
        ),
        hide_index=True,
        width="stretch",
        column_config={
            "At least": st.column_config.TextColumn(
                alignment="right", help="The fewest people that the report allows."
            ),
            "At most": st.column_config.TextColumn(
                alignment="right", help="The most; empty where it leaves that open."
            ),
        },
    )
    if len(rows) > len(members):
        st.caption(f"The latest {len(members):,} of {len(rows):,} reports.")


def _number(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


def _narrow(origin: str, destination: str, ids: Sequence[str]) -> None:
    """Show the events of one pair beside the map, and only crossings into its destination on it."""
    state = st.session_state
    state["f_country"], state["f_role"], state["f_type"] = [destination], Role.DESTINATION, ["BORDER_CROSSING"]
    state["narrowed"] = {"events": " ".join(ids)}
