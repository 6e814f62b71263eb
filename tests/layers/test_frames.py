"""Layers say what they hold, and draw nothing more exactly than it is known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from shapely.geometry import box
from store_samples import border_news, codes, strait_news

from geonews import layers
from geonews.errors import ConfigError
from geonews.store import EventFilter, Store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.create(tmp_path_factory.mktemp("layers") / "news.gpkg", codes=codes) as made:
        made.add(border_news())
        made.add(border_news("a2"))
        made.add(strait_news())
        yield made


@pytest.mark.parametrize(
    ("geometry", "expected"),
    [
        ("area", {"a1-1": "place", "a1-3": "country", "a1-4": "admin1", "a1-5": "none"}),
        ("label-point", {"a1-1": "place", "a1-3": "country-label", "a1-4": "admin1-label", "a1-5": "none"}),
        ("none", {"a1-1": "place", "a1-3": "none", "a1-4": "none", "a1-5": "none"}),
    ],
)
def test_events_say_what_their_geometry_rests_on(store: Store, geometry: str, expected: dict[str, str]) -> None:
    frame = layers.events(store, geometry=geometry).set_index("event_id")
    assert frame.crs.to_epsg() == 4326
    assert {key: frame.loc[key, "geometry_basis"] for key in expected} == expected
    assert (frame.geometry.isna() == (frame["geometry_basis"] == "none")).all()
    assert frame.geometry.dropna().is_valid.all()


def test_a_label_point_lies_inside_its_area(store: Store) -> None:
    areas = layers.events(store).set_index("event_id")
    labels = layers.events(store, geometry="label-point").set_index("event_id")
    for key in ("a1-3", "a1-4"):
        assert areas.geometry[key].contains(labels.geometry[key])
        assert labels.geometry[key].geom_type == "Point"


def test_an_area_is_one_object(store: Store) -> None:
    frame = layers.events(store).set_index("event_id")
    assert frame.geometry["a1-3"] is frame.geometry["a2-3"]


def test_crossings_run_through_towns_or_along_the_border(store: Store) -> None:
    frame = layers.crossings(store).set_index("event_id")
    assert frame.loc["a1-1", "geometry_basis"] == "places"
    assert list(frame.geometry["a1-1"].coords) == [(71.5733, 36.6833), (71.6111, 36.7247)]
    assert frame.loc["a1-3", "geometry_basis"] == "border"
    assert frame.geometry["a1-3"].intersects(box(67, 36, 75, 39))
    assert frame.geometry["b1-1"].geom_type == "MultiLineString"
    assert frame.geometry.is_valid.all()


def test_locations_count_mentions_and_articles(store: Store) -> None:
    frame = layers.locations(store).set_index("name")
    assert frame.loc["Kunduz", ["n_mentions", "n_articles"]].tolist() == [2, 2]
    assert frame.loc["Kunduz", "geometry_basis"] == "place"
    assert frame.loc["Afghanistan", "geometry_basis"] == "country"
    assert frame.loc["Badakhshan", "geometry_basis"] == "admin1"


def test_an_empty_choice_keeps_its_columns(store: Store) -> None:
    nothing = EventFilter(ids=("nobody",))
    for layer in (layers.events, layers.crossings, layers.locations):
        frame = layer(store, nothing)
        assert len(frame) == 0
        assert {"geometry_basis", "geometry", "geo_precision"} <= set(frame.columns)
        assert frame.crs.to_epsg() == 4326


@pytest.mark.parametrize("scale", ["110m", "50m"])
def test_countries_are_valid_whole_and_inside_the_world(scale: str) -> None:
    frame = layers.countries(scale)
    assert {"AFG", "TJK", "USA", "FRA", "NOR", "XKX", "PSE"} <= set(frame["iso_a3"])
    assert frame["iso_a3"].is_unique
    assert frame.geometry.is_valid.all()
    west, south, east, north = frame.total_bounds
    assert west >= -180 and east <= 180 and south >= -90 and north <= 90
    widest = frame.explode()
    assert (widest.bounds.maxx - widest.bounds.minx).drop(widest.index[widest["iso_a3"] == "ATA"]).max() < 180


def test_borders_have_both_sides() -> None:
    frame = layers.borders()
    assert (frame["iso_a3_left"] < frame["iso_a3_right"]).all()
    assert ("AFG", "TJK") in set(zip(frame["iso_a3_left"], frame["iso_a3_right"], strict=True))
    assert layers.admin1().geometry.is_valid.all()
    assert len(layers.disputed()) > 0


def test_an_unknown_scale_is_refused() -> None:
    with pytest.raises(ConfigError, match="expected a scale"):
        layers.countries("10m")


def test_a_frame_handed_out_is_not_the_cached_one() -> None:
    frame = layers.countries()
    frame["name"] = "changed"
    assert "changed" not in set(layers.countries()["name"])


def test_boundaries_missing_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from geonews.layers import boundaries

    monkeypatch.setattr(boundaries, "data_dir", lambda: tmp_path)
    with pytest.raises(ConfigError, match="expected boundaries"):
        boundaries._read("nothing")
