"""Streets called after towns, districts of courts: the town or district of that name elsewhere is not meant."""

from __future__ import annotations

from typing import Any

import pytest
from events.handmade import story


def spots(text: str, places: dict[str, Any], geography: Any) -> dict[str, int | None]:
    page = story(text)
    found = geography.spots(page.words, [page.resolved(q, place) for q, place in places.items()])
    return {page.words.phrase(s.first, s.last): s.place.place_id if s.place else None for s in found}


@pytest.mark.parametrize(
    ("text", "name", "town", "kept"),
    [
        ("He was shot on Goma Road in Nairobi.", "Goma Road", "Goma", False),
        ("He was shot on Goma Road in Nairobi.", "Goma", "Goma", False),
        ("A house in 12 Bunia St. burnt down.", "Bunia", "Bunia", False),
        ("It was stolen from West Street on Monday.", "West Street", "Street", False),
        ("It was stolen in Street on Monday.", "Street", "Street", True),
        ("He was shot in Goma. Road works stopped.", "Goma", "Goma", True),
        ("He was shot on the Goma road on Monday.", "Goma", "Goma", True),
        ("Shares fell on Wall Street on Monday.", "Wall Street", "New York City", True),
    ],
)
def test_a_street_is_not_the_town_it_is_called_after(
    geography: Any, gazetteer: Any, text: str, name: str, town: str, kept: bool
) -> None:
    place = next(p for p in gazetteer.places(town) if p.feature_class == "P")
    assert spots(text, {name: place}, geography)[name] == (place.place_id if kept else None)


@pytest.mark.parametrize(
    ("text", "name", "elsewhere", "of", "kept"),
    [
        ("She was tried in the Northern District of Texas.", "Northern District", "Northern District", "Texas", False),
        (
            "She was tried in the Eastern District of Virginia.",
            "Eastern District",
            "Eastern District",
            "Virginia",
            False,
        ),
        ("She was tried in Tripoli of Texas.", "Tripoli", "Tripoli", "Texas", False),
        ("She flew from Tripoli to Texas.", "Tripoli", "Tripoli", "Texas", True),
        ("She was tried in Dallas of Texas.", "Dallas", "Dallas", "Texas", True),
    ],
)
def test_what_is_of_a_place_lies_in_its_country(
    geography: Any, gazetteer: Any, text: str, name: str, elsewhere: str, of: str, kept: bool
) -> None:
    place = gazetteer.places(elsewhere)[0]
    state = next(p for p in gazetteer.places(of) if p.feature_code == "ADM1")
    found = spots(text, {name: place, of: state}, geography)
    assert found == {name: place.place_id if kept else None, of: state.place_id}


def test_a_country_whose_name_begins_with_a_peoples(geography: Any) -> None:
    page = story("A caucus in American Samoa chose an American. American Samoans went to Samoa.")
    found = [(page.words.phrase(s.first, s.last), s.country) for s in geography.spots(page.words, [])]
    assert found == [("American Samoa", "ASM"), ("American", "USA"), ("American Samoans", "ASM"), ("Samoa", "WSM")]
