"""The columns answer every filter as the store does, and the aggregates add up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from store_samples import border_news, codes, strait_news

from geonews.layers import EventColumns, cells, pair_counts, people_by_country
from geonews.store import EventFilter, Role, Store

WORLD = (-180.0, -85.0, 180.0, 85.0)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.create(tmp_path_factory.mktemp("columns") / "news.gpkg", codes=codes) as made:
        made.add(border_news())
        with made.run(code_version="1", model="m", gazetteer="g"):
            made.add(strait_news())
        made.add(border_news("a2", source="Second Wire"))
        with made._writing() as connection:
            connection.execute("INSERT INTO near_copies (doc_id, copy_of, memory) VALUES ('a2', 'a1', '')")
        yield made


@pytest.fixture(scope="module")
def columns(store: Store) -> EventColumns:
    return EventColumns.load(store)


@pytest.mark.parametrize(
    "choice",
    [
        {},
        {"date_from": date(2021, 7, 5)},
        {"date_to": date(2021, 7, 1)},
        {"date_from": date(2021, 7, 1), "date_to": date(2021, 7, 2)},
        {"date_from": date(2021, 7, 1), "date_to": date(2021, 7, 2), "open_intervals": True},
        {"date_to": date(2021, 7, 1), "open_intervals": True},
        {"date_to": date(2021, 7, 5), "once": True},
        {"countries": ("AFG",)},
        {"countries": ("AFG", "RUS"), "role": Role.ORIGIN},
        {"countries": ("TJK",), "role": Role.DESTINATION, "date_from": date(2021, 7, 6)},
        {"countries": ("AFG",), "role": Role.ACTOR},
        {"types": ("CLASH",), "min_confidence": 0.7},
        {"family": "deeds", "without_types": ("CLASH",)},
        {"family": "words", "once": True},
        {"modes": ("flee", "sea")},
        {"statuses": ("planned",)},
        {"sources": ("Second Wire",)},
        {"bbox": (170.0, 60.0, -160.0, 70.0)},
        {"bbox": (68.0, 36.0, 69.0, 37.0)},
        {"ids": ("a1-2", "a2-5")},
        {"text": "hunters"},
        {"text": '"Rival militias"', "types": ("CLASH",)},
        {"types": ("PROTEST",)},
        {"once": True},
        {"once": True, "sources": ("Second Wire",)},
        {"no_copies": True},
        {"no_copies": True, "text": "hunters"},
        {"run": 1},
        {"run": 99},
    ],
)
def test_columns_and_store_agree(store: Store, columns: EventColumns, choice: dict[str, Any]) -> None:
    filter = EventFilter(**choice)
    rows = columns.select(filter, store)
    assert sorted(columns.event_id[rows]) == sorted(row["event_id"] for row in store.events(filter))
    assert (np.diff(columns.start[rows]) >= 0).all()


DAYS = [None, "2021-06-01", "2021-07-03", "2021-07-04", "2022-12-31"]


def stands(first: str | None, last: str | None, *, taken_open: bool) -> tuple[str, str] | None:
    """Return the days that an event overlaps, as CONTRACT has it, written down anew."""
    if first is None and last is None:
        return None
    if taken_open:
        return first or "0001-01-01", last or "9999-12-31"
    return first or str(last), last or str(first)


@pytest.mark.parametrize("taken_open", [False, True])
def test_open_intervals_stand_at_the_end_that_is_known(tmp_path: Path, taken_open: bool) -> None:
    spans = [(first, last) for first in DAYS for last in DAYS if first is None or last is None or first <= last]
    with Store.create(tmp_path / "open.gpkg", codes=codes) as store:
        store.add(border_news())
        with store._writing() as connection:
            names = [row[1] for row in connection.execute("PRAGMA table_info(events)")]
            kept = ", ".join(
                name for name in names if name not in ("fid", "event_id", "date_start", "date_end", "geom")
            )
            for number, (first, last) in enumerate(spans):
                connection.execute(
                    f"INSERT INTO events (event_id, date_start, date_end, {kept}) "
                    f"SELECT ?, ?, ?, {kept} FROM events WHERE event_id = 'a1-5'",
                    (f"open-{number}", first, last),
                )
        every = EventColumns.load(store)
        for begin, end in [(a, b) for a in DAYS for b in DAYS if (a or b) and (a is None or b is None or a <= b)]:
            wanted = EventFilter(
                date_from=date.fromisoformat(begin) if begin else None,
                date_to=date.fromisoformat(end) if end else None,
                open_intervals=taken_open,
            )
            expected = set()
            for number, (first, last) in enumerate(spans):
                days = stands(first, last, taken_open=taken_open)
                if days and days[0] <= (end or "9999") and days[1] >= (begin or ""):
                    expected.add(f"open-{number}")
            stored = {row["event_id"] for row in store.events(wanted) if row["event_id"].startswith("open")}
            assert stored == expected, wanted
            chosen = {key for key in every.event_id[every.select(wanted)] if key.startswith("open")}
            assert chosen == expected, wanted
            once = replace(wanted, once=True, min_confidence=0.0001)
            assert {row["event_id"] for row in store.events(once)} == set(every.event_id[every.select(once)])


def test_single_events_come_one_by_one(columns: EventColumns) -> None:
    everything = columns.select(EventFilter())
    seen = cells(columns, everything, zoom=2, box=WORLD)
    assert seen.rows is not None
    assert sorted(columns.event_id[seen.rows]) == ["a1-1", "a1-2", "a2-1", "a2-2", "b1-1"]
    around = cells(columns, everything, zoom=2, box=(170.0, 50.0, -160.0, 70.0))
    assert around.rows is not None
    assert list(columns.event_id[around.rows]) == ["b1-1"]


@pytest.mark.parametrize("zoom", [0, 3, 8, 18])
@pytest.mark.parametrize("box", [WORLD, (-540.0, -89.0, 540.0, 89.0), (60.0, 30.0, -160.0, 70.0)])
def test_cells_hold_every_event_in_view(
    columns: EventColumns, zoom: int, box: tuple[float, float, float, float]
) -> None:
    seen = cells(columns, columns.select(EventFilter()), zoom=zoom, box=box, max_single=0)
    assert seen.rows is None
    assert seen.n.sum() == 5
    order = np.argsort(seen.lon)
    assert seen.lon[order][0] == pytest.approx(-165.4064, abs=1e-6) or zoom == 0
    assert ((seen.lat > 36) & (seen.lat < 65)).all()
    if zoom == 18:
        assert sorted(seen.n.tolist()) == [1, 2, 2]
        assert seen.lat[np.argsort(seen.n)[0]] == pytest.approx(64.5011)


def test_reports_of_one_event_have_one_group(store: Store, columns: EventColumns) -> None:
    told = {str(key): str(columns.event_id[row]) for key, row in zip(columns.event_id, columns.group, strict=True)}
    assert told == {row["event_id"]: row["group_id"] for row in store.events()}
    assert told["a2-1"] == "a1-1"
    assert columns.count_events(columns.select(EventFilter(types=("BORDER_CROSSING",)))) == 3


def test_pairs_and_people(columns: EventColumns) -> None:
    rows = columns.select(EventFilter())
    assert pair_counts(columns, rows) == [
        {"origin": "AFG", "destination": "TJK", "n": 4, "people_min": 40, "people_max": 40},
        {"origin": "RUS", "destination": "USA", "n": 1, "people_min": 3, "people_max": 3},
    ]
    crossings = columns.select(EventFilter(types=("BORDER_CROSSING",)))
    assert people_by_country(columns, crossings, "destination_country") == {"TJK": (40, 40), "USA": (3, 3)}
    with_unknown = pair_counts(columns, rows, unknown_ends=True)
    assert [(p["origin"], p["destination"], p["n"]) for p in with_unknown[:2]] == [(None, None, 6), ("AFG", "TJK", 4)]


def test_an_empty_store_has_empty_columns(tmp_path: Any) -> None:
    with Store.create(tmp_path / "empty.gpkg", codes=codes) as empty:
        columns = EventColumns.load(empty)
        rows = columns.select(EventFilter(date_from=date(2021, 1, 1), countries=("AFG",)))
        assert len(columns) == len(rows) == 0
        assert cells(columns, rows, zoom=3, box=WORLD).n.size == 0
        assert cells(columns, rows, zoom=3, box=WORLD, max_single=-1).n.size == 0
        assert pair_counts(columns, rows) == []


def test_a_changed_store_has_another_version(tmp_path: Any) -> None:
    with Store.create(tmp_path / "news.gpkg", codes=codes) as store:
        empty = EventColumns.load(store)
        assert empty.version == store.version()
        store.add(border_news())
        assert empty.version != store.version()
        seen = store.version()
        with Store.open(tmp_path / "news.gpkg", codes=codes) as other:
            other.add(strait_news())
        assert store.version() != seen
