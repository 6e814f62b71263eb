"""How the shipped file is made: the rules of tools/gazetteer that need none of its sources."""

import sys
from pathlib import Path

import pytest
import shapely

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _tools(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    yield
    for name in [name for name in sys.modules if name.split(".")[0] == "gazetteer"]:
        del sys.modules[name]


@pytest.mark.parametrize(
    ("name", "city", "shorter"),
    [
        ("London Heathrow Airport", "London", {"Heathrow Airport", "Heathrow"}),
        ("Chicago O'Hare International Airport", "Chicago", {"Chicago O'Hare Airport", "O'Hare Airport", "O'Hare"}),
        ("Kabul International Airport", "Kabul", {"Kabul Airport"}),
        ("Paris Charles de Gaulle Airport", "Paris", {"Charles de Gaulle Airport"}),
        ("Denver Municipal Airport", "", {"Denver Airport"}),
        ("Bagram Airfield", "Bagram", {"Airfield"}),
    ],
)
def test_shorter_names_of_airports(name, city, shorter):
    from gazetteer.nature import airport_names

    assert airport_names(name, city) - {"Airfield"} == shorter - {"Airfield"}


def test_a_river_ends_where_it_meets_the_sea():
    from gazetteer.nature import _mouth

    coast = shapely.STRtree([shapely.LineString([(10, -5), (10, 5)])])
    upper, lower = shapely.LineString([(0, 0), (5, 0)]), shapely.LineString([(5, 0), (9.99, 0)])
    assert _mouth([upper, lower], coast).x == pytest.approx(9.99)
    assert _mouth([upper, lower.reverse()], coast).x == pytest.approx(9.99), "a part that is drawn upstream"
    tributary = shapely.LineString([(2, 4), (4, 1)])
    assert _mouth([tributary], coast).coords[0] == (4, 1), "far from the coast the line's own direction counts"


@pytest.mark.parametrize(
    ("country", "code", "name", "alternates", "shown"),
    [
        ("IN", "PPL", "Dhārāvi", [], "Dharavi"),
        ("RU", "ADM1", "Sverdlovskaya oblast'", ["Sverdlovsk", "Sverdlovsk Oblast"], "Sverdlovsk Oblast"),
        ("EG", "ADM1", "Al Iskandarīyah", ["Alexandria", "Alexandria Governorate"], "Alexandria Governorate"),
        ("CN", "ADM1", "Fujian Sheng", ["Fujian"], "Fujian"),
        ("CN", "PPLA", "Xi’an", [], "Xi'an"),
        ("RU", "PPLA", "Ryazan’", [], "Ryazan"),
        ("FR", "PPL", "Orléans", [], "Orléans"),
        ("TR", "PPLA", "Şanlıurfa", [], "Şanlıurfa"),
    ],
)
def test_names_that_english_writes(country, code, name, alternates, shown):
    from gazetteer import english
    from gazetteer.places import Places, Record

    places = Places()
    feature_class = "A" if code == "ADM1" else "P"
    record = places.add(Record(1, name, 0.0, 0.0, feature_class, code, country))
    for other in alternates:
        record.add(other)
    english.rename(places)
    assert record.name == shown


def test_communities_of_the_postal_tables(tmp_path, monkeypatch):
    """A village joins; a known town, a post box, a short word, a poor point and another country's press do not."""
    from gazetteer import communities, readers
    from gazetteer.places import Places, Record

    columns = ("country_code", "state", "city", "longitude", "latitude", "accuracy")
    rows = [
        ("GB", "England", "Earlsdale", -1.0, 52.0, 3.0),
        ("GB", "England", "Earlsdale", -1.1, 52.0, 3.0),
        ("GB", "England", "Oldtown", -1.0, 53.0, 4.0),
        ("GB", "England", "PO Box 12", -1.0, 53.0, 4.0),
        ("GB", "England", "Rock", -1.0, 53.0, 4.0),
        ("PK", "Sindh", "Farabad", 68.0, 25.0, 1.0),
        ("PK", "Sindh", "NEARABAD (WEST)", 68.0, 25.0, 4.0),
        ("DE", "Bayern", "Kleindorf", 11.0, 49.0, 4.0),
    ]
    monkeypatch.setattr(readers, "postal_places", lambda folder: (dict(zip(columns, row, strict=True)) for row in rows))
    places = Places()
    places.add(Record(1, "Oldtown", -1.05, 53.0, "P", "PPL", "GB"))
    places.add(Record(2, "England", -1.0, 52.0, "A", "ADM1", "GB", "ENG"))
    communities.add_postal_places(places, tmp_path)
    added = {(r.name, r.country, r.admin1) for r in places if r.place_id < 0}
    assert added == {("Earlsdale", "GB", "ENG"), ("Nearabad", "PK", None)}


def test_divisions_meet_their_centres_in_another_romanisation():
    from gazetteer.divisions import sounds_of

    assert sounds_of("Mukhorshibirskiy Rayon") & sounds_of("Mukhorshibirsky District")
    assert not sounds_of("Orhon Sum") & sounds_of("Khentii")


@pytest.mark.parametrize(
    ("town", "source", "lon", "lat", "country"),
    [
        ("Smara", "MA", -11.67, 26.74, "EH"),
        ("Aousserd", "MA", -14.33, 22.55, "EH"),
        ("Tarfaya", "MA", -12.93, 27.94, "MA"),
        ("Guelmim", "MA", -10.06, 28.99, "MA"),
        ("Tindouf", "DZ", -8.15, 27.67, "DZ"),
        ("Laayoune", "EH", -13.19, 27.14, "EH"),
        ("Kerch", "RU", 36.47, 45.36, "UA"),
        ("Armiansk", "RU", 33.69, 46.11, "UA"),
        ("Taman", "RU", 36.72, 45.21, "RU"),
        ("Anapa", "RU", 37.32, 44.89, "RU"),
        ("Henichesk", "UA", 34.80, 46.17, "UA"),
    ],
)
def test_a_place_has_the_code_of_the_convention(town, source, lon, lat, country):
    from gazetteer import lines
    from gazetteer.places import Places, Record

    places = Places()
    record = places.add(Record(1, town, lon, lat, "P", "PPL", source, admin1="01", admin2="001"))
    lines.apply(places)
    assert record.country == country
    assert (record.admin1, record.admin2) == (("01", "001") if country == source else (None, None))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Antonivska", "Antonivska council"),
        ("Zaluzka", "Zaluzka council"),
        ("Illinetska", "Illinetska council"),
        ("Rava-Ruska", "Rava-Ruska council"),
        ("Petrivska Druha", "Petrivska Druha council"),
        ("Pershotravneva", "Pershotravneva council"),
        ("Tsentralna", "Tsentralna council"),
        ("Chudniv", "Chudniv"),
        ("Askaniia-Nova", "Askaniia-Nova"),
        ("Novoiavorivsk", "Novoiavorivsk"),
    ],
)
def test_councils_of_ukraine_are_kept_with_the_word_for_them(name, kept):
    """Alone, an adjective is a woman's name or a street's."""
    from gazetteer.units import unit_name

    assert unit_name(name) == kept


@pytest.mark.parametrize(
    ("country", "code", "place_id", "lon", "lat", "means", "admin1"),
    [
        ("IL", "STLMT", 1, 35.2, 31.7, "PS", "WE"),
        ("IL", "PPLA", 8199394, 35.18, 32.11, "PS", "WE"),
        ("IL", "STLMT", 2, 35.69, 32.99, "SY", None),
        ("IL", "PPL", 3, 34.78, 32.08, "IL", "05"),
        ("MA", "PPL", 4, -11.67, 26.74, "EH", None),
        ("RU", "PPL", 5, 34.1, 44.95, "UA", None),
        ("RU", "PPL", 6, 37.6, 55.75, "RU", "05"),
    ],
)
def test_whose_code_a_place_at_a_disputed_line_has(country, code, place_id, lon, lat, means, admin1):
    from gazetteer import lines
    from gazetteer.places import Places, Record

    places = Places()
    record = places.add(
        Record(
            place_id=place_id,
            name="A town",
            lon=lon,
            lat=lat,
            feature_class="P",
            feature_code=code,
            country=country,
            admin1="05",
        )
    )
    lines.apply(places)
    assert (record.country, record.admin1) == (means, admin1)


def test_a_point_among_the_towns_of_others_is_an_older_divisions():
    from gazetteer.divisions import astray
    from gazetteer.places import Places, Record

    places = Places()

    def town(number, lon, lat):
        kind = {"feature_class": "P", "feature_code": "PPL"}
        return places.add(Record(place_id=number, name=f"T{number}", lon=lon, lat=lat, country="XX", **kind))

    west = [town(1, 43.2, 9.9), town(2, 43.4, 11.3)]
    east = [town(3, 46.1, 9.7), town(4, 46.5, 9.9)]
    desert = [town(5, 30.0, 20.0)]
    inside = {0: west, 1: east, 2: desert}
    points = {0: (46.25, 9.73), 1: (46.3, 9.8), 2: (33.0, 22.0)}
    assert astray(places, points, inside) == [0], "a point in a desert is far from every town"
