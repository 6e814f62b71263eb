"""What the map's scripts ask the server: the marks of a view, and all that does not depend on the view."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from geonews.webmap.cells import aggregate, mercator
from geonews.webmap.escaping import plain_text
from geonews.webmap.features import event_feature, outlines
from geonews.webmap.flows import flows
from geonews.webmap.palette import families

__all__ = ["NewsView"]

Row = Mapping[str, Any]
Box = tuple[float, float, float, float]

#: Most places in the news of one view.
MOST_PLACES = 300


class NewsView:
    """The drawable content of one filter; immutable, so that threads may share it.

    Parameters
    ----------
    events, crossings, places
        Rows of the store.
    """

    def __init__(self, events: Sequence[Row], crossings: Iterable[Row], places: Iterable[Row]) -> None:
        self.rows = events
        self._features = [event_feature(row) for row in events]
        self._pointed = [feature for feature in self._features if "x" in feature]
        lon = np.array([feature["x"] for feature in self._pointed], dtype=np.float64)
        lat = np.array([feature["y"] for feature in self._pointed], dtype=np.float64)
        self._x, self._y = mercator(lon, lat)
        self._family = np.array([feature["f"] for feature in self._pointed], dtype=np.int64)
        self._places = [
            [round(p["lon"], 4), round(p["lat"], 4), plain_text(p["name"], 60), p["n_mentions"], p["place_id"]]
            for p in places
            if p["geo_precision"] == 1 and p["lon"] is not None
        ]
        self.outlines = outlines(events)
        self.flows = flows(crossings)
        self.drawn = len(self._pointed) + sum(area["n"] for area in self.outlines)
        self.overlay_json = json.dumps(self._overlay(lon, lat), ensure_ascii=False, separators=(",", ":")).encode()

    def _overlay(self, lon: np.ndarray[Any, Any], lat: np.ndarray[Any, Any]) -> dict[str, Any]:
        shading = Counter(row["country"] for row in self.rows if row["country"])
        counts = Counter(feature["f"] for feature in self._features)
        xs = [*lon.tolist(), *(area["x"] for area in self.outlines)]
        ys = [*lat.tolist(), *(area["y"] for area in self.outlines)]
        for one in self.flows:
            for line in one["lines"]:
                xs += [point[0] for point in line]
                ys += [point[1] for point in line]
        return {
            "outlines": self.outlines,
            "shading": dict(shading),
            "crossings": self.flows,
            "bounds": [min(xs), min(ys), max(xs), max(ys)] if xs else None,
            "totals": {
                "events": len(self._pointed),
                "outlines": len(self.outlines),
                "crossings": len(self.flows),
                "locations": len(self._places),
                "families": counts.most_common(),
            },
        }

    def view_json(self, zoom: float, box: Box) -> bytes:
        """Return the marks of a view as JSON.

        Parameters
        ----------
        zoom
            Zoom of the map, 0 to 20.
        box
            West, south, east, north, WGS84 degrees.
        """
        marks = aggregate(self._x, self._y, self._family, len(families()), zoom, box)
        single = marks.count == 1
        events = [self._pointed[first] for first in marks.first[single]]
        cells = []
        for number in np.flatnonzero(~single):
            shares = marks.shares[number]
            order = [[int(f), int(shares[f])] for f in np.argsort(-shares, kind="stable") if shares[f]]
            position = [round(float(marks.lon[number]), 4), round(float(marks.lat[number]), 4)]
            edge = [round(float(v), 5) for v in marks.box[number]]
            cells.append([*position, int(marks.count[number]), order, edge])
        west, south, east, north = box
        places = [p for p in self._places if west <= p[0] <= east and south <= p[1] <= north][:MOST_PLACES]
        view = {"events": events, "cells": cells, "places": places, "inView": int(marks.count.sum())}
        return json.dumps(view, ensure_ascii=False, separators=(",", ":")).encode()
