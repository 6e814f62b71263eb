"""All events as numpy columns sorted by time: a filter over a million of them takes milliseconds.

One ``EventColumns`` is shared by everybody who looks at a store; it is never changed. Texts and categories are
codes into small vocabularies, days are proleptic ordinals, points are Web Mercator fractions of the world.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from geonews.layers.arrays import Category, Numbering, category_of, codes_of, days, floats, integers
from geonews.store import EventFilter, Family, Role, Store, types_of_words

__all__ = ["OPEN_END", "UNDATED", "EventColumns", "mercator", "standing"]

Rows = NDArray[np.intp]

#: ``end`` of an event without a known end, ``start`` and ``end`` of one without any date; an open start is 0.
OPEN_END: Final = 4_000_000
UNDATED: Final = -1
_MAX_LAT: Final = 85.05112878
_TOWN: Final = 1

_CATEGORIES: Final = (
    "event_type", "mode", "status", "publisher", "country", "origin_country", "destination_country", "actor1_country",
    "actor2_country", "admin1", "feature_code",
)  # fmt: skip
_PLAIN: Final = (
    "fid", "event_id", "doc_id", "date_start", "date_end", "confidence", "geo_precision", "lon", "lat",
    "count_min", "count_max", "count_unit", "group_id",
)  # fmt: skip
_ROLES: Final = {
    Role.WHERE: ("country",),
    Role.ORIGIN: ("origin_country",),
    Role.DESTINATION: ("destination_country",),
    Role.ACTOR: ("actor1_country", "actor2_country"),
    Role.ANY: ("country", "origin_country", "destination_country", "actor1_country", "actor2_country"),
}
#: The filter's part that a category answers to, for counts beside the choices.
_PARTS: Final = {"event_type": "types", "mode": "modes", "status": "statuses", "publisher": "sources"}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class EventColumns:
    """Every event of a store, by ``date_start``, undated and open starts first.

    Attributes
    ----------
    fid
        The store's row numbers.
    event_id
        Ids, as Python strings.
    article
        The same number for events of the same article.
    group
        The row of the report that stands for the event: the same for all reports of one event, the row's own where
        nobody else reports it.
    start, end
        Days as ``date.toordinal`` counts them; an open start is 0, an open end ``OPEN_END``, no date ``UNDATED``.
    x, y
        Web Mercator, the world is 0 to 1 from west to east and from north to south; NaN where no town is known.
    lon, lat
        WGS84 degrees, NaN likewise.
    precision
        1 town, 2 area, 3 region or country, 0 unknown.
    confidence
        0 to 1.
    people_min, people_max
        The count of people; -1 is unknown, open, or a count of something else.
    categories
        ``event_type``, ``mode``, ``status``, ``publisher``, ``country``, ``admin1``, ``feature_code`` and the other
        countries by the store's column names.
    version
        ``Store.version`` when it was read.
    """

    fid: NDArray[np.int64]
    event_id: NDArray[np.object_]
    article: NDArray[np.int32]
    group: Rows
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    precision: NDArray[np.int8]
    confidence: NDArray[np.float32]
    people_min: NDArray[np.int64]
    people_max: NDArray[np.int64]
    categories: dict[str, Category]
    version: tuple[int, int]

    @classmethod
    def load(cls, store: Store) -> Self:
        """Read every event of a store."""
        version = store.version()
        names = (*_PLAIN, *_CATEGORIES)
        known = {name: Numbering() for name in (*_CATEGORIES, "doc_id")}
        chunks: list[dict[str, NDArray[Any]]] = []
        for rows in _chunks(store.values(names)):
            data = dict(zip(names, zip(*rows, strict=True), strict=True))
            chunks.append(_plain_arrays(data) | {name: codes_of(known[name], data[name]) for name in known})
        empty = _plain_arrays(dict.fromkeys(_PLAIN, ())) | dict.fromkeys(known, np.array([], dtype=np.int32))
        arrays = {name: np.concatenate([chunk[name] for chunk in chunks or [empty]]) for name in empty}
        order = np.argsort(arrays["start"], kind="stable")
        arrays = {name: array[order] for name, array in arrays.items()}
        categories = {name: category_of(known[name], arrays.pop(name)) for name in _CATEGORIES}
        arrays["article"] = arrays.pop("doc_id")
        arrays["group"] = _groups(arrays["event_id"], arrays["group"])
        arrays["x"], arrays["y"] = mercator(arrays["lon"], arrays["lat"])
        return cls(categories=categories, version=version, **arrays)

    def __len__(self) -> int:
        return len(self.fid)

    def select(self, filter: EventFilter, store: Store | None = None) -> Rows:
        """Return the rows that pass, in order.

        Parameters
        ----------
        filter
            Which events. Its text, near-copies and run are looked up in the store's indexes.
        store
            Needed for a filter with a text or a run, or without near-copies.
        """
        rows = self._in_window(filter.date_from, filter.date_to, open_intervals=filter.open_intervals)
        if filter.countries:
            rows = rows[self._in_countries(filter, rows)]
        rows = self._of_kinds(filter, rows)
        for name, part in _PARTS.items():
            wanted = getattr(filter, part)
            if wanted:
                category = self.categories[name]
                rows = rows[category.is_one_of(wanted)[category.codes[rows]]]
        if filter.min_confidence:
            rows = rows[self.confidence[rows] >= np.float32(filter.min_confidence)]
        if filter.bbox:
            rows = rows[self._in_box(filter.bbox, rows)]
        if filter.ids:
            wanted_ids = set(filter.ids)
            rows = rows[np.fromiter((key in wanted_ids for key in self.event_id[rows]), bool, len(rows))]
        if (filter.text or filter.no_copies or filter.run is not None) and store is not None:
            looked_up = EventFilter(text=filter.text, no_copies=filter.no_copies, run=filter.run)
            fids = [fid for batch in store.values(("fid",), looked_up) for (fid,) in batch]
            rows = rows[np.isin(self.fid[rows], np.array(fids, dtype=np.int64))]
        return self._once(rows) if filter.once else rows

    def count_events(self, rows: Rows) -> int:
        """Return how many events these rows report, each once however many of them report it."""
        told = np.zeros(len(self), dtype=bool)
        told[self.group[rows]] = True
        return int(np.count_nonzero(told))

    def _once(self, rows: Rows) -> Rows:
        """Return of each event's rows the one that stands for it, else the surest; of those as sure the least id."""
        group = self.group[rows]
        kept = group == rows
        if kept.all():
            return rows
        is_told = np.zeros(len(self), dtype=bool)
        is_told[rows[kept]] = True
        left = np.flatnonzero(~kept & ~is_told[group])
        if len(left):
            sure = np.nan_to_num(self.confidence[rows[left]])
            left = left[np.lexsort((-sure, group[left]))]
            sure, of = np.nan_to_num(self.confidence[rows[left]]), group[left]
            begins = np.concatenate(([True], of[1:] != of[:-1]))
            surest = np.flatnonzero(sure == sure[begins][np.cumsum(begins) - 1])
            best: dict[int, int] = {}
            for place, event in zip(left[surest].tolist(), of[surest].tolist(), strict=True):
                rival = best.get(event)
                if rival is None or self.event_id[rows[place]] < self.event_id[rows[rival]]:
                    best[event] = place
            kept[list(best.values())] = True
        best_rows: Rows = rows[kept]
        return best_rows

    def _of_kinds(self, filter: EventFilter, rows: Rows) -> Rows:
        """Return the rows of a family, and none of the types that are left out."""
        kinds = self.categories["event_type"]
        for given, unwanted in (
            (filter.family is Family.DEEDS, types_of_words()),
            (bool(filter.without_types), filter.without_types),
        ):
            if given:
                rows = rows[~kinds.is_one_of(unwanted)[kinds.codes[rows]]]
        if filter.family is Family.WORDS:
            rows = rows[kinds.is_one_of(types_of_words())[kinds.codes[rows]]]
        return rows

    def _in_window(self, begin: date | None, end: date | None, *, open_intervals: bool) -> Rows:
        if begin is None and end is None:
            return np.arange(len(self.start))
        first = (begin or date.min).toordinal()
        last = (end or date.max).toordinal()
        low, high = np.searchsorted(self.start, (first, last + 1))
        starts, ends = self.start[:low], self.end[:low]
        reaches = (ends >= first) & (starts != UNDATED)
        if not open_intervals:
            reaches &= np.where(starts > 0, ends < OPEN_END, ends <= last)
        reaching_in = np.flatnonzero(reaches)
        return np.concatenate((reaching_in, np.arange(low, high)))

    def _in_countries(self, filter: EventFilter, rows: Rows) -> NDArray[np.bool_]:
        found = np.zeros(len(rows), dtype=bool)
        for column in _ROLES[filter.role]:
            category = self.categories[column]
            found |= category.is_one_of(filter.countries)[category.codes[rows]]
        return found

    def _in_box(self, box: tuple[float, float, float, float], rows: Rows) -> NDArray[np.bool_]:
        west, south, east, north = box
        lon, lat = self.lon[rows], self.lat[rows]
        between = (lon >= west) & (lon <= east) if west <= east else (lon >= west) | (lon <= east)
        inside: NDArray[np.bool_] = between & (lat >= south) & (lat <= north)
        return inside


def standing(start: NDArray[np.int32], end: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the days at which events stand where open intervals are not taken at their word.

    Without a begin that is their end, without an end their begin; undated events stay so.

    Examples
    --------
    >>> [days.tolist() for days in standing(np.array([0, 5, -1], dtype=np.int32), np.array([7, 4_000_000, -1]))]
    [[7, 5, -1], [7, 5, -1]]
    """
    return np.where(start == 0, end, start), np.where(end == OPEN_END, start, end)


def mercator(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Project WGS84 degrees to Web Mercator (EPSG:3857) as fractions of the world, y growing southwards.

    Examples
    --------
    >>> [float(v[0]) for v in mercator(np.array([0.0]), np.array([0.0]))]
    [0.5, 0.5]
    """
    clipped = np.radians(np.clip(lat, -_MAX_LAT, _MAX_LAT))
    x = lon / 360 + 0.5
    y = 0.5 - np.log(np.tan(np.pi / 4 + clipped / 2)) / (2 * np.pi)
    return x, y


def _chunks(batches: Iterable[list[tuple[Any, ...]]], size: int = 100_000) -> Iterator[list[tuple[Any, ...]]]:
    """Gather batches until numpy is worth calling."""
    rows: list[tuple[Any, ...]] = []
    for batch in batches:
        rows += batch
        if len(rows) >= size:
            yield rows
            rows = []
    if rows:
        yield rows


def _plain_arrays(data: Mapping[str, Sequence[Any]]) -> dict[str, NDArray[Any]]:
    start, end = days(data["date_start"], 0), days(data["date_end"], OPEN_END)
    undated = (start == 0) & (end == OPEN_END)
    start[undated] = end[undated] = UNDATED
    precision = integers(data["geo_precision"], 0).astype(np.int8)
    lon, lat = floats(data["lon"]), floats(data["lat"])
    lon[precision != _TOWN] = lat[precision != _TOWN] = np.nan
    people = np.array([unit is None or unit == "people" for unit in data["count_unit"]], dtype=bool)
    return {
        "fid": integers(data["fid"], 0),
        "event_id": np.array(data["event_id"], dtype=object),
        "group": np.array(
            [None if group == own else group for group, own in zip(data["group_id"], data["event_id"], strict=True)],
            dtype=object,
        ),
        "start": start,
        "end": end,
        "lon": lon,
        "lat": lat,
        "precision": precision,
        "confidence": floats(data["confidence"]).astype(np.float32),
        "people_min": np.where(people, integers(data["count_min"], -1), -1),
        "people_max": np.where(people, integers(data["count_max"], -1), -1),
    }


def _groups(event_id: NDArray[np.object_], group: NDArray[np.object_]) -> Rows:
    """Return for each row that of the report that stands for its event; ``group`` is that one's id, None for itself."""
    found = np.arange(len(event_id))
    joined = np.array([row for row, key in enumerate(group) if key is not None], dtype=np.intp)
    wanted = set(group[joined])
    rows = {key: row for row, key in enumerate(event_id) if key in wanted} if wanted else {}
    found[joined] = [rows.get(key, row) for key, row in zip(group[joined], joined.tolist(), strict=True)]
    return found
