"""Every hand-written row lies where it says, and says why it is there."""

import csv
from pathlib import Path

import pytest
import shapely

from geonews.config import data_dir
from geonews.gazetteer.folding import fold

FOLDER = Path(__file__).resolve().parents[2] / "geonews" / "gazetteer" / "curated"
#: Degrees by which a point may lie outside its country's outline at 1:50m: coasts and rivers are drawn coarsely, and
#: small islands, Ceuta and Melilla not at all.
TOLERANCE = 0.3
ISLAND_TOLERANCE = 2.5
#: Features that may be an island, or lie off the coast.
ISLANDS = {"ISL", "ISLS", "VLC", "RF"}
NOT_DRAWN = {"tarajal", "barrio-chino-ml", "beni-ensar"}


def table(name):
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def outlines():
    geopandas = pytest.importorskip("geopandas")
    frame = geopandas.read_parquet(data_dir() / "boundaries" / "countries_50m.parquet")
    return dict(zip(frame["iso_a2"], frame.geometry, strict=True))


@pytest.mark.parametrize("name", ["places", "names", "sites", "countries", "sea_routes", "land_borders"])
def test_every_row_has_a_basis(name):
    rows = table(name)
    assert rows and all(row["basis"].strip() for row in rows)


def test_there_are_hundreds_of_rows():
    assert len(table("places")) > 850 and len(table("names")) > 1800


def test_curated_places_lie_in_their_country(outlines):
    astray = [
        row["key"]
        for row in table("places")
        if row["country"] in outlines
        and outlines[row["country"]].distance(shapely.Point(float(row["lon"]), float(row["lat"])))
        > (ISLAND_TOLERANCE if row["feature_code"] in ISLANDS else TOLERANCE)
    ]
    assert set(astray) <= NOT_DRAWN


def test_country_points_lie_in_their_country(outlines):
    astray = [
        row["iso2"]
        for row in table("countries")
        if row["iso2"] in outlines
        and outlines[row["iso2"]].distance(shapely.Point(float(row["lon"]), float(row["lat"]))) > 2.5
    ]
    assert astray == []


def test_border_posts_lie_at_a_border(outlines):
    """A border post is within 40 km of another country's outline."""
    posts = [row for row in table("places") if row["feature_code"] == "PSTB" and row["country"]]
    assert len(posts) > 150
    tree = shapely.STRtree(list(outlines.values()))
    codes = list(outlines)
    inland = []
    for row in posts:
        point = shapely.Point(float(row["lon"]), float(row["lat"]))
        near = {codes[n] for n in tree.query(point.buffer(0.4), predicate="intersects")}
        if not near - {row["country"]}:
            inland.append(row["key"])
    assert set(inland) <= NOT_DRAWN


def test_keys_are_unique_and_named():
    keys = [row["key"] for row in table("places")]
    assert len(keys) == len(set(keys))
    for row in table("names"):
        if row["place"].startswith("key:"):
            assert row["place"].removeprefix("key:") in keys
        assert row["kind"] in {"main", "alternate", "abbreviation", "demonym", "metonym", "not"}
        assert fold(row["name"])


def test_every_curated_place_is_found_by_each_of_its_names(gazetteer):
    lost = []
    for row in table("places"):
        for name in [row["name"], *filter(None, row["alternates"].split("|"))]:
            near = [
                c
                for c in gazetteer.candidates(name, limit=2000)
                if abs(c.place.lon - float(row["lon"])) < 12 and abs(c.place.lat - float(row["lat"])) < 12
            ]
            if not near:
                lost.append((row["key"], name))
    assert lost == []


def test_every_site_is_found_near_its_town(gazetteer):
    """By its name and its abbreviations, within 60 km of a populated place of the town's name in its country."""
    lost = []
    for row in table("sites"):
        towns = [c.place for c in gazetteer.candidates(row["town"], country=row["country"], limit=2000)]
        towns = [town for town in towns if town.feature_class == "P" and row["admin1"] in ("", town.admin1)]
        for name in [row["name"], *filter(None, row["abbreviations"].split("|"))]:
            sites = [c.place for c in gazetteer.candidates(name, country=row["country"], limit=2000)]
            if not any(abs(s.lon - t.lon) < 0.6 and abs(s.lat - t.lat) < 0.6 for s in sites for t in towns):
                lost.append((name, row["town"]))
    assert lost == []


def test_sites_are_listed_once():
    keys = [(row["name"], row["country"], row["town"]) for row in table("sites")]
    assert len(keys) == len(set(keys)) > 2000


def test_every_curated_name_is_found(gazetteer):
    kinds = {"abbreviation": "is_abbreviation", "demonym": "is_demonym", "metonym": "is_metonym"}
    lost = [
        (row["place"], row["name"])
        for row in table("names")
        if row["kind"] != "not"
        and not any(
            row["kind"] not in kinds or c.features[kinds[row["kind"]]]
            for c in gazetteer.candidates(row["name"], limit=2000)
        )
    ]
    assert lost == []


@pytest.mark.parametrize(
    "row", [row for row in table("names") if row["kind"] == "not"], ids=lambda row: f"{row['name']}-{row['place']}"
)
def test_a_name_taken_from_a_place_is_not_met_as_its_own(gazetteer, row):
    met = gazetteer.candidates(row["name"], limit=2000)
    assert int(row["place"]) not in [c.place.place_id for c in met if fold(c.matched) == fold(row["name"])]
    assert any(c.place.place_id < 0 for c in met), "the place that is meant"


#: Divisions and countries that a hand-written area of their name is, or was, under another border.
SAME = {"Transnistria", "Rhodesia", "Nakhchivan", "Connacht", "Evros", "Wallonia", "Flanders", "North Waziristan"}
SAME |= {"South Waziristan", "Upstate New York", "Labrador"}


def test_no_division_has_the_name_of_an_area_that_it_is_a_part_of(gazetteer):
    """Somaliland is not Awdal: a hand-written area in a country is met before a division's alias."""
    shadowed = []
    for row in table("places"):
        if row["feature_code"] not in ("TERR", "RGN", "ADM2H", "PCLH") or not row["country"] or row["name"] in SAME:
            continue
        for c in gazetteer.candidates(row["name"], country=row["country"], limit=2000):
            division = c.place.feature_code in ("ADM1", "ADM2") and not c.features["primary_name"]
            if division and fold(c.matched) == fold(row["name"]):
                shadowed.append((row["name"], c.place.name))
    assert shadowed == []


def test_every_sovereign_country_has_a_demonym(gazetteer):
    named = {row["place"] for row in table("names") if row["kind"] == "demonym"}
    sovereign = {row["iso2"] for row in table("countries") if row["sovereign"] == "yes"}
    assert sovereign - named <= {"VA", "AQ", "XK", "NR"}


def test_every_state_has_its_abbreviations(gazetteer):
    rows = [row for row in table("names") if row["place"].startswith("US.") and row["kind"] == "abbreviation"]
    assert len({row["place"] for row in rows}) == 51
    for row in rows:
        found = {c.place.admin1 for c in gazetteer.candidates(row["name"]) if c.features["is_abbreviation"]}
        assert row["place"].removeprefix("US.") in found, row
