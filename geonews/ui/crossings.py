"""The crossings: who went from where to where, as a matrix of countries, and the days of a chosen pair."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

import streamlit as st

from geonews.store import Role
from geonews.ui import data
from geonews.ui.address import Choice
from geonews.ui.card import day_range
from geonews.ui.data import Stamp
from geonews.webmap import country_names, html_text, plain_text
from geonews.webmap.flows import people_range

__all__ = ["matrix", "matrix_html", "render"]

Row = Mapping[str, Any]
UNKNOWN = "?"

#: Most crossings that a matrix is made of.
MOST_CROSSINGS = 50_000


def render(choice: Choice, stamp: Stamp) -> None:
    """Draw the matrix and, for a chosen pair, its reports by day."""
    rows = list(islice(data.reader(stamp[0]).crossings(choice.filter), MOST_CROSSINGS))
    if not rows:
        st.html('<div class="gn-empty"><b>No border crossing passes these filters</b></div>')
        return
    cells = matrix(rows)
    st.html(matrix_html(cells))
    names = country_names()
    pairs = {
        f"{o}-{d}": f"{names.get(o, o)} → {names.get(d, d)} · {len(members)}"
        for (o, d), members in sorted(cells.items(), key=lambda item: -len(item[1]))
        if UNKNOWN not in (o, d)
    }
    if choice.pair not in pairs:
        st.session_state["pair"] = None
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    pair = left.selectbox("Look closer at", list(pairs), format_func=pairs.__getitem__, key="pair", index=None)
    if pair is None:
        return
    origin, _, destination = pair.partition("-")
    right.button(
        "Filter the map to this pair",
        on_click=_narrow,
        args=(origin, destination, [row["event_id"] for row in cells[origin, destination]]),
        width="stretch",
    )
    _pair(cells[origin, destination])


def matrix(rows: Iterable[Row]) -> dict[tuple[str, str], list[Row]]:
    """Group crossings by origin and destination, alpha-3; an end that is not known is ``?``."""
    cells: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        cells.setdefault((row["origin_country"] or UNKNOWN, row["destination_country"] or UNKNOWN), []).append(row)
    return cells


def matrix_html(cells: Mapping[tuple[str, str], Sequence[Row]]) -> str:
    """Return the matrix as a table: reports in each cell, and people from the least to the most that they name."""
    names = country_names()

    def weight(axis: int, code: str) -> tuple[bool, int, str]:
        return code == UNKNOWN, -sum(len(m) for pair, m in cells.items() if pair[axis] == code), code

    origins = sorted({o for o, _ in cells}, key=lambda code: weight(0, code))
    destinations = sorted({d for _, d in cells}, key=lambda code: weight(1, code))
    most = max(len(members) for members in cells.values())

    def name(code: str) -> str:
        return "unknown" if code == UNKNOWN else html_text(names.get(code, code))

    def cell(members: Sequence[Row] | None) -> str:
        if not members:
            return "<td></td>"
        crowd = people_range(members)
        people = (
            ""
            if crowd is None
            else f"<br><small>{crowd[0]:,}–{crowd[1]:,}</small>"
            if crowd[0] != crowd[1]
            else f"<br><small>{crowd[0]:,}</small>"
        )
        shade = 12 + round(48 * len(members) / most)
        background = f"color-mix(in srgb, light-dark(#1763a6, #6db3f2) {shade}%, transparent)"
        return f'<td style="background:{background}"><b>{len(members)}</b>{people}</td>'

    head = "".join(f'<th scope="col">{name(d)}</th>' for d in destinations)
    body = "".join(
        f'<tr><th scope="row">{name(o)}</th>{"".join(cell(cells.get((o, d))) for d in destinations)}</tr>'
        for o in origins
    )
    return (
        '<div class="gn-matrix" tabindex="0" role="region" aria-label="Crossings by origin and destination"><table>'
        "<caption>Reports of crossings, from the country of the row into that of the column; below them the people "
        f"they name, least to most.</caption><thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _pair(members: Sequence[Row]) -> None:
    import pandas

    st.dataframe(
        pandas.DataFrame(
            {
                "Date": [day_range(row) for row in members],
                "At least": [row["count_min"] for row in members],
                "At most": [row["count_max"] for row in members],
                "Who": [plain_text(row["subject"] or "", 60) for row in members],
                "What the article says": [plain_text(row["evidence"], 400) for row in members],
            }
        ),
        hide_index=True,
        width="stretch",
    )


def _narrow(origin: str, destination: str, ids: Sequence[str]) -> None:
    """Show the events of one pair beside the map, and only crossings into its destination on it."""
    state = st.session_state
    state["f_country"], state["f_role"], state["f_type"] = [destination], Role.DESTINATION, ["BORDER_CROSSING"]
    state["narrowed"] = {"events": " ".join(ids)}
