"""What the map's scripts ask the server: the marks of a view, and all that does not depend on the view.

Everything is counted on the shared columns of events; words are read from the store for the few marks that are
single events.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from geonews.layers.columns import UNDATED, standing
from geonews.layers.grid import pair_counts
from geonews.webmap.cells import aggregate
from geonews.webmap.clicked import rows_of
from geonews.webmap.escaping import plain_text
from geonews.webmap.features import event_feature, outline
from geonews.webmap.flows import flow_of_pair, flows
from geonews.webmap.measures import border_counts, type_counts
from geonews.webmap.palette import families
from geonews.webmap.placement import ALONG_BORDER, FIRST_AREA, POINT, placement

if TYPE_CHECKING:
    from geonews.layers.columns import EventColumns

__all__ = ["MOST_FLOWS", "NewsView"]

Row = Mapping[str, Any]
Rows = NDArray[np.intp]
Box = tuple[float, float, float, float]

#: Up to this many crossings are drawn through their places; more are drawn by pairs of countries.
MOST_FLOWS = 3000
#: Answers about marks that a view keeps.
KEPT_ANSWERS = 8


class NewsView:
    """The drawable content of one filter; never changed, so that threads may share it.

    Parameters
    ----------
    columns
        All events of the store.
    rows
        Those that pass the filter.
    read_events
        Reads events by id from the store.
    read_crossings
        Reads crossings by their events' ids from the store.
    """

    def __init__(
        self,
        columns: EventColumns,
        rows: Rows,
        *,
        read_events: Callable[[Sequence[str]], Iterable[Row]],
        read_crossings: Callable[[Sequence[str]], Iterable[Row]],
    ) -> None:
        self.columns = columns
        self.rows = rows
        self._read_events = read_events
        self._read_crossings = read_crossings
        self._placement = placement(columns)
        self._by_pairs: bool | None = None
        self._answering = threading.Lock()
        self._answers: OrderedDict[tuple[float, Box], bytes] = OrderedDict()

    def _of(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return a column for the filter's rows, without a copy where they are all."""
        return values if len(self.rows) == len(values) else values[self.rows]

    @cached_property
    def _counts(self) -> NDArray[np.int64]:
        """Number of events, an array of kinds of place and areas × types (see ``Placement``)."""
        known = self._placement
        size = (FIRST_AREA + len(known.areas)) * known.width
        return np.bincount(self._of(known.code), minlength=size).reshape(-1, known.width)

    @property
    def counts_of_types(self) -> NDArray[np.int64]:
        """Number of events of each type of the columns."""
        found: NDArray[np.int64] = self._counts.sum(axis=0)[:-1]
        return found

    def _of_families(self, counts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Add up the types of a family along the last axis."""
        belongs = np.eye(len(families()), dtype=np.int64)[self._placement.family_of_type]
        found: NDArray[np.int64] = counts @ belongs
        return found

    @cached_property
    def _standing(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        return standing(self.columns.start[self.rows], self.columns.end[self.rows])

    def between(self, first: int, last: int, *, open_intervals: bool = False) -> NewsView:
        """Return the view of those events that overlap some days; undated events are left out.

        Parameters
        ----------
        first, last
            Days as ``date.toordinal`` counts them; 0 and ``OPEN_END`` leave an end open.
        open_intervals
            Whether an event's open end overlaps all that lies before or after it, see ``EventFilter``.
        """
        known = (self.columns.start[self.rows], self.columns.end[self.rows]) if open_intervals else self._standing
        starts, ends = known
        rows = self.rows[(starts <= last) & (ends >= first) & (starts != UNDATED)]
        crossings = self._crossings
        part = NewsView(
            self.columns,
            rows,
            read_events=self._read_events,
            read_crossings=lambda ids: [crossings[key] for key in ids if key in crossings],
        )
        part._by_pairs = self.by_pairs
        return part

    @cached_property
    def crossing_rows(self) -> Rows:
        """The border crossings among the rows."""
        every = self._placement.crossings
        if len(self.rows) == len(self.columns):
            return every
        chosen = np.zeros(len(self.columns), dtype=bool)
        chosen[self.rows] = True
        return every[chosen[every]]

    @cached_property
    def pairs(self) -> list[dict[str, Any]]:
        """Numbers of crossings and people by the country left and the country entered, see ``grid.pair_counts``."""
        return pair_counts(self.columns, self.crossing_rows)

    @property
    def by_pairs(self) -> bool:
        """Whether crossings are drawn by pairs of countries; a part of a view does as the whole."""
        return len(self.crossing_rows) > MOST_FLOWS if self._by_pairs is None else self._by_pairs

    @cached_property
    def _crossings(self) -> dict[str, Row]:
        ids = [str(key) for key in self.columns.event_id[self.crossing_rows]]
        return {row["event_id"]: row for row in self._read_crossings(ids)} if ids and not self.by_pairs else {}

    @cached_property
    def flows(self) -> list[dict[str, Any]]:
        """The crossings that can be drawn, grouped by their way."""
        if not self.by_pairs:
            return flows(self._crossings.values())
        found = (flow_of_pair(**pair) for pair in self.pairs)
        return [one for one in found if one is not None]

    @cached_property
    def outlines(self) -> list[dict[str, Any]]:
        """Provinces and countries of the events that have no point and are not drawn as crossings."""
        shares = self._of_families(self._counts[FIRST_AREA:])
        found = (
            outline(self._placement.areas[area], {int(f): int(shares[area, f]) for f in np.flatnonzero(shares[area])})
            for area in np.flatnonzero(shares.any(axis=1))
        )
        return sorted((one for one in found if one is not None), key=lambda one: (-one["n"], one["k"]))

    def rows_of_area(self, key: str) -> Rows:
        """Return the events that are drawn as one outline, see ``features.area_key``."""
        if key not in self._placement.areas:
            return self.rows[:0]
        number = FIRST_AREA + self._placement.areas.index(key)
        found: Rows = self.rows[self._of(self._placement.area) == number]
        return found

    @cached_property
    def undrawn(self) -> int:
        """Events that are listed and not drawn: no place is known, or no outline of it."""
        outlined = sum(int(area["n"]) for area in self.outlines)
        return len(self.rows) - self._pointed - int(self._counts[ALONG_BORDER].sum()) - outlined

    @cached_property
    def is_drawn(self) -> NDArray[np.bool_]:
        """Whether each of the rows is on the map: as a point, along a border or in an outline."""
        known, shown = self._placement, np.zeros(FIRST_AREA + len(self._placement.areas), dtype=bool)
        shown[[POINT, ALONG_BORDER]] = True
        for area in self.outlines:
            shown[FIRST_AREA + known.areas.index(area["k"])] = True
        drawn: NDArray[np.bool_] = shown[self._of(known.area)]
        return drawn

    @property
    def _pointed(self) -> int:
        return int(self._counts[POINT].sum())

    @cached_property
    def bounds(self) -> list[float] | None:
        """West, south, east, north of all that is drawn, WGS84 degrees; None where nothing is."""
        lon, lat = self._of(self.columns.lon), self._of(self.columns.lat)
        corners = [(area["x"], area["y"]) for area in self.outlines]
        for one in self.flows:
            corners += [tuple(point) for line in one.get("lines", [one.get("arrow")]) for point in line]
        if self._pointed:
            corners += [(float(np.nanmin(lon)), float(np.nanmin(lat))), (float(np.nanmax(lon)), float(np.nanmax(lat)))]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return [round(float(edge), 4) for edge in (min(xs), min(ys), max(xs), max(ys))] if xs else None

    @property
    def overlay_json(self) -> bytes:
        """Outlines, crossings, numbers of borders and types, bounds and totals as JSON; made once, others wait."""
        with self._answering:
            return self._overlay_json

    @cached_property
    def _overlay_json(self) -> bytes:
        counts = self._of_families(self._counts.sum(axis=0))
        overlay = {
            "outlines": self.outlines,
            "borders": border_counts(self),
            "types": type_counts(self),
            "crossings": self.flows,
            "bounds": self.bounds,
            "totals": {
                "all": len(self.rows),
                "events": self._pointed,
                "outlines": len(self.outlines),
                "crossings": len(self.flows),
                "families": [[int(f), int(counts[f])] for f in np.argsort(-counts, kind="stable") if counts[f]],
            },
        }
        return json.dumps(overlay, ensure_ascii=False, separators=(",", ":")).encode()

    def members_json(self, what: Mapping[str, str], limit: int) -> bytes:
        """Return the events of what was clicked, the latest first, each with its evidence (``e``), as JSON.

        Parameters
        ----------
        what
            See ``clicked.rows_of``.
        limit
            Most events; ``n`` counts them all.
        """
        rows = rows_of(self, what)
        ids = [str(key) for key in self.columns.event_id[rows[::-1][:limit]]]
        read = {row["event_id"]: row for row in self._read_events(ids)} if ids else {}
        found = [event_feature(read[key]) | {"e": plain_text(read[key]["evidence"], 300)} for key in ids if key in read]
        return json.dumps({"n": len(rows), "events": found}, ensure_ascii=False, separators=(",", ":")).encode()

    def view_json(self, zoom: float, box: Box) -> bytes:
        """Return the marks of a view as JSON; the last answers are kept.

        Parameters
        ----------
        zoom
            Zoom of the map, 0 to 20.
        box
            West, south, east, north, WGS84 degrees.
        """
        with self._answering:
            asked = zoom, box
            if asked not in self._answers:
                self._answers[asked] = self._view_json(zoom, box)
                if len(self._answers) > KEPT_ANSWERS:
                    self._answers.popitem(last=False)
            return self._answers[asked]

    def _view_json(self, zoom: float, box: Box) -> bytes:
        columns, family = self.columns, self._placement.family
        marks = aggregate(columns.x, columns.y, family, len(families()), zoom, box, self.rows)
        single = marks.count == 1
        ids = [str(self.columns.event_id[row]) for row in marks.first[single]]
        events = [event_feature(row) for row in self._read_events(ids)] if ids else []
        cells = []
        for number in np.flatnonzero(~single):
            shares = marks.shares[number]
            order = [[int(f), int(shares[f])] for f in np.argsort(-shares, kind="stable") if shares[f]]
            position = [round(float(marks.lon[number]), 4), round(float(marks.lat[number]), 4)]
            edge = [round(float(v), 5) for v in marks.box[number]]
            cells.append([*position, int(marks.count[number]), order, edge])
        view = {"events": events, "cells": cells, "inView": int(marks.count.sum())}
        return json.dumps(view, ensure_ascii=False, separators=(",", ":")).encode()
