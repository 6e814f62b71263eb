import pytest


@pytest.mark.parametrize(
    ("name", "geonameid"),
    [("Kabul", 1138958), ("Tajikistan", 1220409), ("Kazakhstan", 1522867), ("Uzbekistan", 1512440)],
)
def test_key_names_resolve_to_their_geonames_ids(gazetteer, name, geonameid):
    assert gazetteer.candidates(name)[0].place.geonameid == geonameid
