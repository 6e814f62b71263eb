"""Arabic names in Latin letters are met in every hand: articles, joined or not, and vowels."""

import pytest

from geonews.gazetteer.arabic import has_article, other_articles, reads_as_name, same_name
from geonews.gazetteer.folding import fold, skeleton

DEIR_EZ_ZOR = 170794


def index_of(*names):
    """Return what answers a query for the names of the same consonants, as the index does."""
    folded = [fold(name) for name in names]
    return lambda _query, parameters: [(name,) for name in folded if skeleton(name) == parameters[0]]


@pytest.mark.parametrize(
    "name", ["Deir ez-Zor", "Dayr az Zawr", "Deir Azzor", "Tall ash-Sham", "Bir as Saba", "El Arish"]
)
def test_names_with_the_article(name):
    assert has_article(fold(name))


@pytest.mark.parametrize(
    "name", ["Alder Creek", "As You Like It", "Arrest", "Essen", "Addis Ababa", "Atlanta", "Assad"]
)
def test_names_without_the_article(name):
    assert not has_article(fold(name)) and same_name(index_of("as saad", "al rist"), fold(name)) == []


def test_articles_are_interchangeable():
    assert "al raqqa" in other_articles("raqqa") and "ar raqqa" in other_articles("raqqa")
    assert "raqqa" in other_articles("ar raqqa")


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("Dayr ez-Zawr", "Deir ez-Zor"),
        ("Dair az-Zour", "Deir al-Zur"),
        ("Der al-Zor", "Dayr az Zawr"),
        ("Deir Azzour", "Dayr az Zawr"),
        ("Ash Shaddadi", "Al Shaddadah"),
        ("El-Shaddada", "Ash Shaddādah"),
        ("Er-Rutba", "Ar Rutbah"),
        ("En Nasiriya", "An Nāşirīyah"),
        ("Jisr el-Shughour", "Jisr ash Shughūr"),
        ("Tall el-Abyad", "Tell al-Abyaḑ"),
        ("Ad-Diwaniyya", "Al Dīwānīyah"),
        ("Esh-Shihr", "Al Shihr"),
    ],
)
def test_one_name_by_two_hands(written, known):
    assert same_name(index_of(known), fold(written)) == [fold(known)]


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("Dayr az Zawr", "Dresser"),
        ("Deir al-Balah", "Deir al-Bahri"),
        ("Al Daraa", "Al Dir"),
        ("El Arish", "Al Raus"),
        ("Bab al-Hawa", "Babel"),
        ("Tall al-Abyad", "Tell Abiad"),
    ],
)
def test_other_names_stay_others(written, other):
    assert same_name(index_of(other), fold(written)) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("As Syria", False),
        ("At Tours", False),
        ("An Najib", False),
        ("As-Suwayda", True),
        ("Ash Shaddadi", True),
        ("Al Zawiya", True),
        ("Dayr az Zawr", True),
        ("Mosul", True),
    ],
)
def test_a_sentence_that_begins_with_a_small_word_is_no_name(text, name):
    assert reads_as_name(text) is name


@pytest.mark.parametrize(
    "name",
    [
        "Dayr ez-Zawr",
        "Dayr az-Zor",
        "Deir al-Zawr",
        "Dair az-Zour",
        "Der ez-Zor",
        "Deir Azzour",
        "Deyr ez Zor",
        "Dayr al Zur",
        "Deir el-Zour",
        "Dayr az Zawr",
    ],
)
def test_a_town_is_met_in_ten_spellings(gazetteer, name):
    assert gazetteer.has_name(name)
    assert DEIR_EZ_ZOR in [c.place.geonameid for c in gazetteer.candidates(name)]


@pytest.mark.parametrize("name", ["Ash Shaddadi", "Al Shaddadi", "El-Shaddadah", "Esh Shaddada"])
def test_a_small_town_is_met_too(gazetteer, name):
    assert {"SY"} <= {c.place.country for c in gazetteer.candidates(name)}
