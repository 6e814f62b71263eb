"""The matrix of crossings: countries by countries, a button for every pair, drawn in the browser from plain numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from geonews.webmap import country_names, plain_text

__all__ = ["MOST_COUNTRIES", "UNKNOWN", "matrix_data", "render"]

Cells = Mapping[tuple[str, str], Mapping[str, Any]]

UNKNOWN = "?"
#: Most rows and columns.
MOST_COUNTRIES = 40
KEY = "pair_matrix"


def render(cells: Cells, pair: str | None, choose: Callable[[str | None], None]) -> None:
    """Draw the matrix.

    Parameters
    ----------
    cells
        Origin and destination (ISO 3166-1 alpha-3, or ``?``) → what ``layers.pair_counts`` says of them.
    pair
        The pair that is chosen, ``AFG-TJK``.
    choose
        Called with the pair that is pressed, None where the chosen one is pressed again.
    """
    component = st.components.v2.component(
        "geonews_matrix",
        html='<p class="gn-matrix-note">Reports of crossings, from the country of the row into that of the column; '
        "below them the people they name, least to most. Press a number to look closer.</p>"
        '<div class="gn-matrix" tabindex="0" role="region" aria-label="Crossings by origin and destination"></div>',
        js=_script(),
        isolate_styles=False,
    )

    def pressed() -> None:
        told = (st.session_state.get(KEY) or {}).get("pair")
        if isinstance(told, str):
            choose(told[:7] if told != pair else None)

    component(key=KEY, data=matrix_data(cells) | {"chosen": pair}, on_pair_change=pressed)


def matrix_data(cells: Cells) -> dict[str, Any]:
    """Return the matrix as plain text and numbers.

    Returns
    -------
    dict
        ``to``: names of the columns; ``rows``: name and cells of each row, a cell None or ``n`` (reports), ``people``
        (in words, or ""), ``shade`` (12 to 48, of a hundred) and ``pair`` (None where an end is not known).
    """
    names = country_names()

    def weight(axis: int, code: str) -> tuple[bool, int, str]:
        return code == UNKNOWN, -sum(cell["n"] for pair, cell in cells.items() if pair[axis] == code), code

    origins = sorted({o for o, _ in cells}, key=lambda code: weight(0, code))[:MOST_COUNTRIES]
    destinations = sorted({d for _, d in cells}, key=lambda code: weight(1, code))[:MOST_COUNTRIES]
    most = max(cell["n"] for cell in cells.values())

    def name(code: str) -> str:
        return "unknown" if code == UNKNOWN else plain_text(names.get(code, code), 60)

    def cell(origin: str, destination: str) -> dict[str, Any] | None:
        found = cells.get((origin, destination))
        if found is None:
            return None
        low, high = found["people_min"], found["people_max"]
        people = "" if not high else f"{low:,}" if low == high else f"{low:,}–{high:,}"
        pair = None if UNKNOWN in (origin, destination) else f"{origin}-{destination}"
        return {"n": found["n"], "people": people, "shade": 12 + round(36 * found["n"] / most), "pair": pair}

    return {
        "to": [name(code) for code in destinations],
        "rows": [{"from": name(o), "cells": [cell(o, d) for d in destinations]} for o in origins],
    }


@cache
def _script() -> str:
    return Path(__file__).with_name("matrix.js").read_text(encoding="utf-8")
