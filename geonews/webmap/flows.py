"""Border crossings as directed lines: through the places passed, or along the shared border with an arrow across it.

No end is invented: a crossing known only by two countries that share no border has no line.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from geonews import layers
from geonews.webmap.basemap import country_names
from geonews.webmap.escaping import plain_text
from geonews.webmap.palette import family_index

__all__ = ["flow", "flow_of_pair", "flows", "people_range", "shared_border"]

Row = Mapping[str, Any]
STATUSES = ("happened", "planned", "hypothetical", "denied")
_CROSSING = family_index("BORDER_CROSSING")


@lru_cache(maxsize=1024)
def shared_border(origin: str, destination: str) -> dict[str, Any] | None:
    """Return the common border of two countries, with an arrow across it from the first into the second.

    Parameters
    ----------
    origin, destination
        ISO 3166-1 alpha-3.

    Returns
    -------
    dict or None
        ``p`` (the pair, in the order of the alphabet: see ``borderlines``), ``at`` (a point on the border, lon, lat in
        WGS84 degrees) and ``arrow`` (two points, from and to); None where they share no border.
    """
    import shapely

    border = layers.Outlines.load().borders.get(frozenset((origin, destination)))
    if border is None:
        return None
    merged = shapely.line_merge(shapely.simplify(border, 0.02))
    longest = max(shapely.get_parts(merged), key=lambda piece: float(piece.length))
    middle = longest.interpolate(0.5, normalized=True)
    before, after = (longest.interpolate(share, normalized=True) for share in (0.45, 0.55))
    dx, dy = after.x - before.x, after.y - before.y
    length = math.hypot(dx, dy) or 1.0
    across = (-dy / length * 0.5, dx / length * 0.5)
    if not _leads_into(middle, across, origin, destination):
        across = (-across[0], -across[1])
    return {
        "p": "-".join(sorted((origin, destination))),
        "at": [round(middle.x, 3), round(middle.y, 3)],
        "arrow": [
            [round(middle.x - across[0], 3), round(middle.y - across[1], 3)],
            [round(middle.x + across[0], 3), round(middle.y + across[1], 3)],
        ],
    }


def _leads_into(point: Any, across: tuple[float, float], origin: str, destination: str) -> bool:
    """Return whether a step from a point of the border leads into the destination."""
    import shapely

    shapes = layers.Outlines.load("50m").countries
    for step in (0.05, 0.2, 0.8):
        ahead = shapely.Point(point.x + across[0] * step, point.y + across[1] * step)
        for code, answer in ((destination, True), (origin, False)):
            if code in shapes and shapes[code].contains(ahead):
                return answer
    return True


def people_range(rows: Iterable[Row]) -> tuple[int, int] | None:
    """Return the sums of the least and the most people that crossed; unknown ends count what is known of the other.

    Several reports of one event count once: the least and the most that any of them tells.

    >>> people_range([{"count_min": 134, "count_max": None}, {"count_min": None, "count_max": 10}])
    (134, 144)
    """
    events: dict[Any, tuple[int | None, int]] = {}
    for number, row in enumerate(rows):
        least, most = row["count_min"], row["count_max"]
        if row.get("count_unit") not in (None, "people") or (least is None and most is None):
            continue
        event = row.get("group_id") or number
        low, high = events.get(event, (None, 0))
        low = least if low is None else low if least is None else min(low, least)
        events[event] = low, max(high, most if most is not None else least)
    if not events:
        return None
    return sum(low or 0 for low, _ in events.values()), sum(high for _, high in events.values())


def flow(row: Row) -> dict[str, Any] | None:
    """Return one crossing as a drawable line, None where nothing of it can be drawn.

    Parameters
    ----------
    row
        A row of the store's crossings, with ``lines``.

    Returns
    -------
    dict or None
        ``id`` (the same for crossings on the same way), ``kind`` (``arc`` with ``lines``, or ``border`` with what
        ``shared_border`` gives), ``label``, ``o`` and ``d`` (countries), ``f`` (family), ``s`` (number of the status).
    """
    origin, destination = row["origin_country"], row["destination_country"]
    names = country_names()
    status = STATUSES.index(row["status"]) if row["status"] in STATUSES else 0
    common = {"o": origin, "d": destination, "f": _CROSSING, "s": status}
    if row["lines"]:
        stops = [row[f"{role}_place"] for role in ("origin", "crossing", "destination")]
        label = " → ".join(plain_text(str(stop), 60) for stop in stops if stop)
        lines = [[[round(x, 4), round(y, 4)] for x, y in line] for line in row["lines"]]
        return {**common, "id": f"{label}|{status}", "kind": "arc", "lines": lines, "label": label}
    if not origin or not destination:
        return None
    border = shared_border(origin, destination)
    if border is None:
        return None
    label = f"{names.get(origin, origin)} → {names.get(destination, destination)}"
    return {**common, **border, "id": f"{origin}-{destination}|{status}", "kind": "border", "label": label}


def flow_of_pair(*, origin: str, destination: str, n: int, people_min: int, people_max: int) -> dict[str, Any] | None:
    """Return all crossings between two countries as one line along their border, None where they share none."""
    border = shared_border(origin, destination)
    if border is None:
        return None
    names = country_names()
    label = f"{names.get(origin, origin)} → {names.get(destination, destination)}"
    crowd = (people_min, people_max) if people_max else None
    head = {"id": f"{origin}-{destination}|0", "kind": "border", "o": origin, "d": destination, "f": _CROSSING, "s": 0}
    return {**head, **border, "label": label, "n": n, "note": _note(n, crowd, 0)}


def flows(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Group crossings on the same way: each has their number ``n``, ``ids``, and a ``note`` on the people they name."""
    grouped: dict[str, tuple[dict[str, Any], list[Row]]] = {}
    for row in rows:
        made = flow(row)
        if made is not None:
            grouped.setdefault(made["id"], (made, []))[1].append(row)
    found = [
        {
            **made,
            "n": len(members),
            "note": _note(len(members), people_range(members), made["s"]),
            "ids": [row["event_id"] for row in members],
        }
        for made, members in grouped.values()
    ]
    return sorted(found, key=lambda one: (-one["n"], one["id"]))


def _note(n: int, crowd: tuple[int, int] | None, status: int) -> str:
    """Say how many reports there are, and how many people they name."""
    parts = [f"{n:,} report{'s' if n > 1 else ''}"]
    if crowd is not None:
        parts.append(f"{crowd[0]:,} people" if crowd[0] == crowd[1] else f"{crowd[0]:,} to {crowd[1]:,} people")
    if status:
        parts.append(STATUSES[status])
    return ", ".join(parts)
