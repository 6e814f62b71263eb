"""Where a building is that no gazetteer has, and where a deed was that no place is told of."""

from __future__ import annotations

from typing import Any

import pytest
from events.handmade import Story, story

from geonews.events.grounding.surroundings import is_building
from geonews.events.incidents import Incident
from geonews.events.scenes import site_of

TOWNS = ("Goma", "Bunia", "Nairobi", "Tripoli")
GOMA, BUNIA, NAIROBI, TRIPOLI_LIBYA = 216281, 217695, 184745, 2210247
IDS = dict(zip(TOWNS, (GOMA, BUNIA, NAIROBI, TRIPOLI_LIBYA), strict=True))


def gazette(page: Story, geography: Any, gazetteer: Any) -> Any:
    resolutions = []
    for name in TOWNS:
        resolutions += [
            page.resolved(name, gazetteer.place(IDS[name]), nth=n + 1) for n in range(page.text.count(name))
        ]
    return page.gazette(geography, resolutions)


def where(
    text: str, trigger: str, kind: str, geography: Any, gazetteer: Any, *, recent: bool = True,
    status: str = "happened", **roles: Any,
) -> tuple[int | None, str | None, str]:  # fmt: skip
    page = story(text)
    incident = Incident((page.mention(trigger, kind, roles=page.roles(**roles), status=status),))
    found = site_of(
        page.words, gazette(page, geography, gazetteer), incident, incident.roles(page.words.sentence), None, None,
        recent=recent,
    )  # fmt: skip
    assert found is not None
    place = found.locus.place
    return None if place is None else place.place_id, found.locus.country, found.basis


@pytest.mark.parametrize(
    ("text", "quoted", "building"),
    [
        ("He was caught at his home.", "his home", True),
        ("He was shot in the house of a friend.", "the house of a friend", True),
        ("A car burnt on Harbour Road.", "Harbour Road", True),
        ("They met at 12 Harbour St. and left.", "12 Harbour St.", True),
        ("She was seen at the corner of Palm Avenue and Fifth.", "the corner of Palm Avenue and Fifth", True),
        ("He was tried in another state.", "another state", False),
        ("He died on the road to peace.", "peace", False),
        ("He died on the ring road.", "the ring road", False),  # a road leads out of town
        ("They met at the summit in the hills.", "the summit in the hills", False),
    ],
)
def test_what_is_a_building(text: str, quoted: str, building: bool) -> None:
    page = story(text)
    assert is_building(page.words, page.span(quoted)) is building


@pytest.mark.parametrize(
    ("text", "place", "town"),
    [
        ("Rebels entered Goma on Monday. Men were shot at the courthouse.", "the courthouse", GOMA),
        ("Fire spread in Goma. Men in Bunia saw it. Two were shot in a house.", "a house", BUNIA),
        ("Fire spread in Goma. People came from Bunia. Two were shot in a house.", "a house", GOMA),
        ("Goma mourns. " + "It rained. " * 6 + "Two were shot on Palm Avenue.", "Palm Avenue", GOMA),
        ("Men of Goma met men of Bunia. It rained. Two were shot in a house.", "a house", BUNIA),
        ("Goma mourns. Bunia mourns. " + "It rained. " * 6 + "Two were shot in a house.", "a house", None),
        ("Rebels entered Goma on Monday. Men were shot in the hills.", "the hills", None),
    ],
)
def test_a_building_is_in_the_town_that_was_told(
    geography: Any, gazetteer: Any, text: str, place: str, town: int | None
) -> None:
    trigger = "shot"
    found = where(text, trigger, "ATTACK", geography, gazetteer, place=place)
    assert found == (town, "COD", "context")


def test_a_building_of_another_time_or_country_is_in_no_town(geography: Any, gazetteer: Any) -> None:
    text = "Rebels entered Goma on Monday. Men were shot at the courthouse."
    assert where(text, "shot", "ATTACK", geography, gazetteer, place="the courthouse")[0] == GOMA
    assert where(text, "shot", "ATTACK", geography, gazetteer, place="the courthouse", recent=False)[0] is None
    text = "Kenya and Kenyans mourn. Kenya waits. Men left Kenya for Goma. Two Kenyans were shot in a house."
    assert where(text, "shot", "ATTACK", geography, gazetteer, place="a house")[:2] == (None, "KEN")


def test_a_building_yields_to_a_place_that_is_told(geography: Any, gazetteer: Any) -> None:
    text = "Rebels entered Goma on Monday. Men were shot at a school in Bunia."
    found = where(text, "shot", "ATTACK", geography, gazetteer, place=["a school", "Bunia"])
    assert found == (BUNIA, "COD", "text")


@pytest.mark.parametrize(
    ("text", "trigger", "kind", "town"),
    [
        ("Shots fell in Goma on Monday. Two men were arrested.", "arrested", "ARREST", GOMA),
        ("Goma mourns. " + "It rained. " * 6 + "A man was charged with murder.", "charged", "TRIAL", GOMA),
        ("Goma mourns. It rained. Police in Bunia said they arrested two.", "arrested", "ARREST", BUNIA),
        ("Goma and Bunia mourn. It rained. Two men were arrested.", "arrested", "ARREST", None),
        # What was elsewhere oftener than not gets no point: attacks are told with their place where they are news.
        ("Shots fell in Goma on Monday. It recalled an attack on priests.", "attack", "ATTACK", None),
        ("Shots fell in Goma on Monday. Parliament passed the law.", "passed", "LEGISLATION", None),
    ],
)
def test_what_follows_is_where_the_text_is_set(
    geography: Any, gazetteer: Any, text: str, trigger: str, kind: str, town: int | None
) -> None:
    assert where(text, trigger, kind, geography, gazetteer) == (town, "COD", "context")


def test_history_rumour_and_another_place_have_no_setting(geography: Any, gazetteer: Any) -> None:
    text = "Shots fell in Goma on Monday. Congo waits. Two men were arrested in another state."
    plain = where(text, "arrested", "ARREST", geography, gazetteer)
    assert plain[0] == GOMA
    assert where(text, "arrested", "ARREST", geography, gazetteer, recent=False)[0] is None
    assert where(text, "arrested", "ARREST", geography, gazetteer, status="hypothetical")[0] is None
    assert where(text, "arrested", "ARREST", geography, gazetteer, place="another state")[0] is None


def test_a_setting_in_another_country_is_none(geography: Any, gazetteer: Any) -> None:
    text = "Kenya and Kenyans wait for Nairobi. Men in Tripoli say Kenya is calm. Two Kenyans were arrested."
    assert where(text, "arrested", "ARREST", geography, gazetteer)[:2] == (None, "KEN")
