"""How each event is drawn, whatever the filter."""

from __future__ import annotations

import numpy as np
import pytest
from made_news import fill

from geonews.layers.columns import EventColumns
from geonews.store import Store
from geonews.webmap.palette import family_index
from geonews.webmap.placement import ALONG_BORDER, FIRST_AREA, NOWHERE, POINT, placement


@pytest.fixture(scope="module")
def columns(tmp_path_factory: pytest.TempPathFactory) -> EventColumns:
    with Store.open(fill(tmp_path_factory.mktemp("placement") / "made.gpkg"), read_only=True) as store:
        return EventColumns.load(store)


def test_every_event_has_one_place_on_the_map(columns: EventColumns) -> None:
    found = placement(columns)
    assert ((found.area == POINT) == ~np.isnan(columns.x)).all()
    kinds = {code: int((found.area == code).sum()) for code in (POINT, ALONG_BORDER, NOWHERE)}
    areas = {
        found.areas[code - FIRST_AREA]: int((found.area == code).sum())
        for code in set(found.area.tolist())
        if code >= FIRST_AREA
    }
    assert kinds[POINT] == 15
    assert areas == {"UKR": 2, "AFG.01": 1, "ETH": 1}
    assert sum(kinds.values()) + sum(areas.values()) == len(columns)


def test_crossings_without_a_town_stand_on_the_border_they_cross(columns: EventColumns) -> None:
    found = placement(columns)
    types = columns.categories["event_type"]
    for row in np.flatnonzero(found.area == ALONG_BORDER).tolist():
        assert types.names[types.codes[row]] == "BORDER_CROSSING"
    assert [types.names[code] for code in set(types.codes[found.crossings].tolist())] == ["BORDER_CROSSING"]


def test_the_code_holds_area_and_type_and_the_type_its_family(columns: EventColumns) -> None:
    found = placement(columns)
    types = columns.categories["event_type"]
    assert (found.code // found.width == found.area).all()
    assert (found.code % found.width == types.codes).all()
    assert [int(f) for f in found.family] == [family_index(types.names[code]) for code in types.codes]
    assert placement(columns) is found
