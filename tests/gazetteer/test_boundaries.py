"""Outlines, border lines and divisions agree with the gazetteer's codes."""

import json
import re

import geopandas
import pytest
import shapely

from geonews.config import data_dir
from geonews.gazetteer.countries import country_rows

FOLDER = data_dir() / "boundaries"


@pytest.fixture(scope="module", params=["countries_50m", "countries_110m"])
def countries(request):
    return geopandas.read_parquet(FOLDER / f"{request.param}.parquet").set_index("iso_a3")


def outlines_by(code):
    frame = geopandas.read_parquet(FOLDER / "countries_50m.parquet")
    return dict(zip(frame[code], frame.geometry, strict=True))


def test_one_valid_outline_for_each_code(countries):
    assert countries.crs.to_epsg() == 4326
    assert countries.index.is_unique and countries.geometry.is_valid.all() and not countries.geometry.is_empty.any()
    assert set(countries.index) <= set(country_rows())
    missing = {row.iso3 for row in country_rows().values()} - set(countries.index)
    assert missing <= {"BVT", "CCK", "CXR", "XKX", "TKL", "UMI", "BES", "GIB"} or len(missing) <= 6, missing


@pytest.mark.parametrize(
    ("town", "lon", "lat", "iso3"),
    [
        ("Kabul", 69.17, 34.53, "AFG"),
        ("Simferopol", 34.1, 44.95, "UKR"),
        ("Laayoune", -12.9, 27.0, "ESH"),
        ("Hargeisa", 44.06, 9.56, "SOM"),
        ("Pristina", 21.1, 42.6, "XKX"),
        ("Khan Younis", 34.31, 31.35, "PSE"),
        ("Juba", 31.6, 4.9, "SSD"),
        ("Cayenne's hinterland", -53.0, 4.0, "GUF"),
    ],
)
def test_a_town_lies_in_the_outline_of_its_code(countries, town, lon, lat, iso3):
    assert list(countries.index[countries.geometry.contains(shapely.Point(lon, lat))]) == [iso3]


def test_towns_lie_in_the_outline_of_their_country(gazetteer):
    outlines = outlines_by("iso_a2")
    capitals = [c.capital for c in gazetteer.countries() if c.capital is not None and c.iso2 in outlines]
    astray = [p.name for p in capitals if outlines[p.country].distance(shapely.Point(p.lon, p.lat)) > 0.3]
    assert len(capitals) > 230 and set(astray) <= {"Adamstown", "Cockburn Town"}  # islands that are not drawn


def test_border_lines_name_both_sides(gazetteer):
    frame = geopandas.read_parquet(FOLDER / "borders.parquet")
    assert frame.crs.to_epsg() == 4326 and (frame["iso_a3_left"] < frame["iso_a3_right"]).all()
    pairs = set(zip(frame["iso_a3_left"], frame["iso_a3_right"], strict=True))
    assert len(pairs) == len(frame) > 300
    assert {code for pair in pairs for code in pair} <= set(country_rows())
    strangers = {pair for pair in pairs if not gazetteer.borders(*pair)}
    assert strangers <= {("CUB", "USA")}
    lineless = {
        tuple(sorted((c.iso3, other)))
        for c in gazetteer.countries()
        for other in c.neighbours
        if tuple(sorted((c.iso3, other))) not in pairs
    }
    assert lineless <= {("BHR", "SAU"), ("ESP", "GIB"), ("CHN", "HKG"), ("CHN", "MAC"), ("ITA", "VAT")}


def test_a_border_line_runs_between_its_sides():
    outlines = outlines_by("iso_a3")
    frame = geopandas.read_parquet(FOLDER / "borders.parquet")
    for row in frame.itertuples():
        for side in (row.iso_a3_left, row.iso_a3_right):
            if side in outlines and row.name != "ESP–MAR":  # Ceuta and Melilla are not drawn
                middle = row.geometry.representative_point()
                assert outlines[side].distance(middle) < 0.3, row.name


def test_disputed_lines_say_their_kind():
    frame = geopandas.read_parquet(FOLDER / "disputed.parquet")
    assert set(frame["kind"]) >= {"disputed", "indefinite", "line of control", "international"}
    assert frame.geometry.is_valid.all()


def test_viewpoints_see_what_they_recognise():
    frame = geopandas.read_parquet(FOLDER / "disputed.parquet")
    seen = [json.loads(text) for text in frame["viewpoints"]]
    assert all(re.fullmatch("[A-Z]{2}|ISO", code) for view in seen for code in view)
    kinds = {kind for view in seen for kind in view.values()} | set(frame["kind"])
    known = {"international", "disputed", "indefinite", "line of control", "unrecognized", "limit of claim", "internal"}
    assert kinds <= known
    perekop = frame[(frame["iso_a3_left"] == "RUS") & (frame["iso_a3_right"] == "UKR")]
    (view,) = [json.loads(text) for text in perekop["viewpoints"]]
    assert (view["UA"], view["RU"]) == ("internal", "international")
    assert all(view or kind != "international" for view, kind in zip(seen, frame["kind"], strict=True))


def test_divisions_carry_geonames_codes(gazetteer):
    frame = geopandas.read_parquet(FOLDER / "admin1.parquet")
    assert len(frame) > 3000 and frame.geometry.is_valid.all()
    assert not frame.duplicated(["iso_a2", "admin1"]).any()
    (badakhshan,) = frame[(frame["iso_a2"] == "AF") & (frame["admin1"] == "01")].itertuples()
    assert badakhshan.geonameid == 1147745
    assert badakhshan.geometry.contains(shapely.Point(70.58, 37.12))
    known = [gazetteer.place(int(n)) for n in frame["geonameid"]]
    assert sum(p is None for p in known) == 0
