"""A report of events as an HTML page for print, without script or network: title, map, table, sources, limits."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import numpy as np

from geonews import layers
from geonews.webmap.about import METHOD
from geonews.webmap.basemap import country_names, label_points
from geonews.webmap.cells import mercator
from geonews.webmap.escaping import html_text
from geonews.webmap.features import days
from geonews.webmap.palette import families, family_of, type_label

__all__ = ["MOST_ROWS", "report"]

Row = Mapping[str, Any]

#: Rows of the table; the map has all events that are given.
MOST_ROWS = 500
#: Width of the map in units of its drawing, and its height as a part of it, least and most.
WIDTH, FLATTEST, TALLEST = 1000, 0.45, 0.8
#: The least part of the world that a map shows: a town alone is shown with its country.
LEAST_WORLD = 0.04
LIMITS = (
    "The map shows events whose place is known: a dot stands for a town, a hollow dot for a province or a country. "
    "What is planned, denied or supposed is marked in the table. Places are GeoNames', CC BY 4.0; outlines Natural "
    "Earth's, in the public domain, and follow ISO 3166-1."
)

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
body {{ font: 11pt/1.45 Georgia, serif; color: #23282f; background: #fff; max-width: 62rem; margin: 2rem auto;
  padding: 0 1rem; }}
h1 {{ font-size: 20pt; line-height: 1.2; margin: 0 0 .4rem; overflow-wrap: anywhere; }}
h2 {{ font-size: 13pt; margin: 1.4rem 0 .4rem; }}
svg {{ width: 100%; height: auto; border: 1px solid #cfc9bc; background: #dfe8ec; display: block; margin: .8rem 0; }}
ul.kinds {{ list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; }}
ul.kinds i {{ display: inline-block; width: .7em; height: .7em; border-radius: 50%; margin-right: .4em; }}
table {{ border-collapse: collapse; width: 100%; font-size: 9.5pt; }}
th, td {{ text-align: left; vertical-align: top; padding: .25rem .5rem; border-bottom: 1px solid #e3ded3;
  overflow-wrap: anywhere; unicode-bidi: isolate; }}
th, td:first-child {{ white-space: nowrap; }}
thead {{ display: table-header-group; }} tr {{ break-inside: avoid; }}
footer, p.small {{ font-size: 9pt; color: #55606b; }}
@page {{ margin: 15mm; }}
</style></head><body>
<h1 dir="auto">{title}</h1>
{lines}
{map}
<ul class="kinds">{kinds}</ul>
<h2>Events</h2>
{more}<table><thead><tr><th>Day</th><th>Kind</th><th>Place</th><th>What the article says</th><th>Source</th></tr>
</thead>
<tbody>{rows}</tbody></table>
<h2>Method and limits</h2><p>{method}</p><p>{limits}</p>
<footer>Made with geonews on {day}.</footer>
</body></html>
"""


def report(events: Iterable[Row], *, title: str, lines: Sequence[str] = ()) -> str:
    """Return the report.

    Parameters
    ----------
    events
        Rows of the store's events, the earliest first; the table has the latest first.
    title, lines
        What it is, and what is said under the title.
    """
    rows = list(events)
    counts: dict[str, int] = {}
    for row in rows:
        label = family_of(row["event_type"]).label
        counts[label] = counts.get(label, 0) + 1
    kinds = "".join(
        f'<li><i style="background:{one.light}"></i>{html_text(one.label)} {counts[one.label]:,}</li>'
        for one in families()
        if one.label in counts
    )
    shown = list(islice(reversed(rows), MOST_ROWS))
    more = f'<p class="small">The latest {len(shown):,} of {len(rows):,} events.</p>' if len(shown) < len(rows) else ""
    return PAGE.format(
        title=html_text(title, 300),
        lines="".join(f'<p class="small" dir="auto">{html_text(line, 900)}</p>' for line in lines),
        map=_map(rows),
        kinds=kinds,
        more=more,
        rows="".join(map(_row, shown)),
        method=html_text(METHOD, 900),
        limits=html_text(LIMITS, 900),
        day=f"{datetime.now(UTC):%Y-%m-%d}",
    )


def _row(row: Row) -> str:
    place = ", ".join(
        dict.fromkeys(str(v) for v in (row["place"], country_names().get(row["country"] or "", row["country"])) if v)
    )
    kind = type_label(row["event_type"]) + ("" if row["status"] == "happened" else f" ({row['status']})")
    source = ", ".join(str(v) for v in (row["publisher"], (row["published"] or "")[:10]) if v)
    cells = (
        (days(row["date_start"], row["date_end"]), 40),
        (kind, 80),
        (place, 90),
        (row["evidence"], 600),
        (source, 90),
    )
    return "<tr>" + "".join(f'<td dir="auto">{html_text(str(text or ""), most)}</td>' for text, most in cells) + "</tr>"


def _map(rows: Sequence[Row]) -> str:
    """Return land and events as an SVG drawing in Mercator's projection, fitted to the events."""
    import shapely

    placed = [(row, at) for row in rows if (at := _position(row)) is not None]
    x, y = mercator(*np.array([at for _, at in placed], dtype=np.float64).reshape(-1, 2).T)
    west, north, width, height = _frame(x, y)
    scale = WIDTH / width

    def path(shape: Any) -> str:
        parts = []
        for part in shapely.get_parts(shape):
            a, b = mercator(*shapely.get_coordinates(part.exterior).T)
            if a.max() < west or a.min() > west + width or b.max() < north or b.min() > north + height:
                continue
            points = np.column_stack(((a - west) * scale, (b - north) * scale)).round(1)
            parts.append("M" + "L".join(f"{px:g},{py:g}" for px, py in points.tolist()) + "Z")
        return "".join(parts)

    tolerance = max(0.01, 360 * width / WIDTH / 2)
    shapes = shapely.simplify(layers.countries("50m").geometry.to_numpy(), tolerance)
    land = "".join(path(shape) for shape in shapes)
    dots = "".join(
        f'<circle cx="{(px - west) * scale:.1f}" cy="{(py - north) * scale:.1f}" r="{5 if town else 7}" '
        f'fill="{colour if town else "none"}" stroke="{"#fff" if town else colour}" stroke-width="1.2"/>'
        for px, py, town, colour in sorted(
            {
                (
                    round(float(px), 6),
                    round(float(py), 6),
                    row["geo_precision"] == 1,
                    family_of(row["event_type"]).light,
                )
                for px, py, (row, _) in zip(x, y, placed, strict=True)
            }
        )
    )
    words = f"Map of {len(placed):,} events"
    return (
        f'<svg viewBox="0 0 {WIDTH} {height * scale:.0f}" role="img" aria-label="{words}">'
        f'<path d="{land}" fill="#faf8f3" stroke="#b9b2a5" stroke-width=".8"/>{dots}</svg>'
    )


def _position(row: Row) -> tuple[float, float] | None:
    """Return where an event is drawn, lon and lat: its own point, or the middle of its country."""
    if row["lon"] is not None and row["lat"] is not None:
        return float(row["lon"]), float(row["lat"])
    known = label_points().get(row["country"] or "")
    return (known[0], known[1]) if known else None


def _frame(x: Any, y: Any) -> tuple[float, float, float, float]:
    """Return the part of the unit square that is drawn: west, north, width, height."""
    if not len(x):
        return 0.0, 0.15, 1.0, TALLEST * 0.75
    west, east, north, south = float(x.min()), float(x.max()), float(y.min()), float(y.max())
    width = max(LEAST_WORLD, (east - west) * 1.15, (south - north) * 1.15 / TALLEST)
    width = min(1.0, width)
    height = min(max((south - north) * 1.15, FLATTEST * width), 1.0)
    left = min(max(0.0, (west + east - width) / 2), 1.0 - width)
    top = (north + south - height) / 2
    return left, min(max(0.0, top), max(0.0, 1.0 - height)) if math.isfinite(top) else 0.0, width, height
