"""Aggregation by zoom and box."""

from __future__ import annotations

import numpy as np
import pytest

from geonews.webmap.cells import aggregate, mercator, radius, unmercator

WORLD = (-180.0, -85.0, 180.0, 85.0)


def points(*lonlat: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    array = np.array(lonlat, dtype=float)
    return mercator(array[:, 0], array[:, 1])


def test_projection_is_its_own_inverse() -> None:
    lon, lat = np.array([-179.5, 0.0, 69.09, 180.0]), np.array([-60.0, 0.0, 37.24, 84.0])
    back = unmercator(*mercator(lon, lat))
    np.testing.assert_allclose(back[0], lon, atol=1e-9)
    np.testing.assert_allclose(back[1], lat, atol=1e-9)


def test_one_point_is_itself() -> None:
    marks = aggregate(*points((69.09, 37.24)), np.array([2]), 4, 3, WORLD)
    assert marks.count.tolist() == [1]
    assert marks.first.tolist() == [0]
    assert marks.lon[0] == pytest.approx(69.09)
    assert marks.lat[0] == pytest.approx(37.24)
    assert marks.shares.tolist() == [[0, 0, 1, 0]]


def test_points_that_would_cover_one_another_become_one_mark_and_part_when_near() -> None:
    x, y = points((69.0, 37.0), (70.0, 37.0), (-70.0, 4.0))
    family = np.array([0, 1, 1])
    far = aggregate(x, y, family, 2, 2, WORLD)
    assert sorted(far.count.tolist()) == [1, 2]
    pile = int(np.argmax(far.count))
    assert far.shares[pile].tolist() == [1, 1]
    assert far.lon[pile] == pytest.approx(69.5)
    assert far.box[pile][0] <= 69.0
    assert far.box[pile][2] >= 70.0
    near = aggregate(x, y, family, 2, 8, (60.0, 30.0, 80.0, 45.0))
    assert near.count.tolist() == [1, 1]


def test_points_in_one_spot_have_a_box_without_size() -> None:
    marks = aggregate(*points((2.3488, 48.8534), (2.3488, 48.8534)), np.array([0, 0]), 1, 5, WORLD)
    west, south, east, north = marks.box[0]
    assert east - west < 1e-3
    assert north - south < 1e-3


def test_what_is_outside_or_nowhere_is_left_out() -> None:
    x, y = points((69.0, 37.0), (-70.0, 4.0))
    x, y = np.append(x, np.nan), np.append(y, np.nan)
    marks = aggregate(x, y, np.array([0, 0, 0]), 1, 5, (60.0, 30.0, 80.0, 45.0))
    assert marks.count.sum() == 1


def test_every_point_is_counted_once_and_marks_keep_apart() -> None:
    rng = np.random.default_rng(7)
    lon, lat = rng.uniform(-170, 170, 5000), rng.uniform(-60, 70, 5000)
    x, y = mercator(lon, lat)
    marks = aggregate(x, y, rng.integers(0, 8, 5000), 8, 2, WORLD)
    assert marks.count.sum() == 5000
    assert marks.shares.sum() == 5000
    mark_x, mark_y = mercator(marks.lon, marks.lat)
    gaps = (np.hypot(mark_x[:, None] - mark_x, mark_y[:, None] - mark_y) + np.eye(len(mark_x))) * 256 * 4
    reach = radius(marks.count)
    assert len(marks.count) > 50
    assert (gaps > reach[:, None] + reach - 0.01).all()


@pytest.mark.parametrize("zoom", [0, 12, 20])
def test_an_answer_is_bounded_at_any_zoom(zoom: int) -> None:
    rng = np.random.default_rng(8)
    x, y = rng.uniform(0, 1, 50_000), rng.uniform(0, 1, 50_000)
    marks = aggregate(x, y, np.zeros(50_000, dtype=np.int64), 1, zoom, WORLD)
    assert len(marks.count) <= 13_000
    assert marks.count.sum() == np.count_nonzero(
        (y >= mercator(np.zeros(1), np.array([85.0]))[1]) & (y <= 1 - mercator(np.zeros(1), np.array([85.0]))[1])
    )


def test_no_points_no_marks() -> None:
    empty = np.array([], dtype=float)
    assert len(aggregate(empty, empty, empty.astype(int), 8, 3, WORLD).count) == 0
