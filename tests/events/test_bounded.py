"""The work on a text grows as its length, not as the square of what it tells: counted, never timed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pytest
from events.handmade import Story, story

from geonews.events import drafting
from geonews.events.drafting import Desk
from geonews.events.grounding.actors import people_in
from geonews.events.grounding.dates import Calendar
from geonews.events.grounding.sites import Gazette
from geonews.events.grounding.spots import Spot
from geonews.events.grounding.undated import Claim
from geonews.events.incidents import Incident, incidents
from geonews.events.reader.decoding import Mention, Reading, RoleSpan
from geonews.events.retelling import told_twice
from geonews.events.rules.context import Context, Pair
from geonews.events.rules.mentions import merge_mentions
from geonews.model import Article, Event, Locus, Place, Span, Status, When

DAY = date(2024, 3, 11)
WHEN = When(start=DAY, end=DAY, precision=1, text="Monday", basis="text", span=Span(start=0, end=1, text="M"))


class Looks:
    """Counts how often something is looked at."""

    def __init__(self) -> None:
        self.count = 0


class Watched(list[Any]):
    """A list that counts the items that are taken from it."""

    looks: Looks

    def __getitem__(self, at: Any) -> Any:
        found = super().__getitem__(at)
        self.looks.count += len(found) if isinstance(at, slice) else 1
        return found

    def __iter__(self) -> Iterator[Any]:
        for item in super().__iter__():
            self.looks.count += 1
            yield item


def watched(items: Sequence[Any]) -> tuple[Any, Looks]:
    found = Watched(items)
    found.looks = Looks()
    return found, found.looks


def grows(work: Callable[[int], int], size: int = 300) -> float:
    """Return by how much the work grows when there is four times as much to do; 16 would be the square."""
    return work(4 * size) / max(1, work(size))


def mention(i: int, kind: str = "ATTACK", **roles: tuple[RoleSpan, ...]) -> Mention:
    return Mention(
        word=i, sentence=i, type=kind, mode=None, status="happened", score=0.9, share=0.9, status_score=0.9, roles=roles
    )


@pytest.mark.parametrize("likely", [0.9, 0.1])
def test_mentions_that_are_brought_together(likely: float) -> None:
    asked = 0

    def work(count: int) -> int:
        nonlocal asked
        asked = 0

        def same(members: Sequence[int]) -> Any:
            nonlocal asked
            asked += len(members) ** 2
            return np.full((len(members), len(members)), likely, np.float32)

        def apart(one: Mention, other: Mention) -> bool:
            nonlocal asked
            asked += 1
            return False

        found = incidents(Reading(tuple(mention(i) for i in range(count)), same), apart=apart)
        assert sum(len(i.mentions) for i in found) == count
        return asked

    assert grows(work) < 5


def event(i: int, **changed: Any) -> Event:
    told: dict[str, Any] = {
        "id": str(i), "article_id": "a", "type": "ATTACK", "mode": None, "status": Status.HAPPENED,
        "evidence": Span(start=0, end=1, text="A"), "sentence": i, "trigger": Span(start=0, end=1, text="A"),
        "when": WHEN, "confidence": 0.9, "rule_id": "r", "sentences": (i,), "where": Locus(country="COD"),
    }  # fmt: skip
    return Event(**told | changed)


def test_happenings_that_are_told_again_and_again() -> None:
    def work(count: int) -> int:
        calls = 0

        def apart(one: Mention, other: Mention) -> bool:
            nonlocal calls
            calls += 1
            return False

        told_twice([event(i) for i in range(count)], [Incident((mention(i),)) for i in range(count)], apart)
        return calls

    assert grows(work) < 5


def test_crossings_that_are_told_again_with_other_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = 0

    def never(*_: Any) -> bool:
        nonlocal calls
        calls += 1
        return False

    monkeypatch.setattr("geonews.events.rules.mentions.compatible_counts", never)

    def work(count: int) -> int:
        nonlocal calls
        calls = 0
        assert len(merge_mentions([event(i, type="BORDER_CROSSING") for i in range(count)])) == count
        return calls

    assert grows(work) < 5


def town(i: int, place_id: int) -> Spot:
    place = Place(
        place_id=place_id, geonameid=place_id, name="Goma", lon=29.2, lat=-1.7, feature_class="P", feature_code="PPL",
        country="CD", population=100_000,
    )  # fmt: skip
    return Spot(i, i, "COD", "place", place)


QUESTIONS: dict[str, Callable[[Gazette, Any, Story, int], object]] = {
    "site": lambda gazette, _, __, i: gazette.site([RoleSpan(i, i, 0.9)]),
    "referred": lambda gazette, _, page, i: gazette.referred([page.span("the town")]) if i < 0 else gazette.beside(i),
    "around": lambda gazette, _, __, i: gazette.around([RoleSpan(i + 1, i + 1, 0.9)]),
    "setting": lambda gazette, _, __, i: gazette.setting(i, "COD"),
    "home": lambda gazette, _, __, ___: gazette.home_division("COD"),
    "about": lambda gazette, _, __, ___: (gazette.about(), gazette.dateline(), gazette.scene()),
    "division": lambda gazette, _, __, i: gazette.division(i, i + 2),
    "people": lambda _, spots, page, i: people_in(page.words, i, i + 1, spots),
}


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("stops", [True, False], ids=["sentences", "one sentence"])
def test_what_places_tell_of_each_happening(question: str, stops: bool, geography: Any) -> None:
    unit = ("Goma", "House", "burnt", "." if stops else "and")

    def work(count: int) -> int:
        page = story("It rained. " + " ".join(unit) + (" " + " ".join(unit)) * (count - 1))
        at = [i for i, word in enumerate(page.words.words) if word == "Goma"]
        spots, looks = watched([town(i, n) for n, i in enumerate(at)])
        gazette = Gazette(page.words, geography, spots, [])
        for i in at:
            QUESTIONS[question](gazette, spots, page, i)
        return looks.count

    assert grows(work, 60) < 8  # each is found among the others by halves


def test_dates_that_others_claim(geography: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made = 0

    def claim(*told: Any) -> Claim:
        nonlocal made
        made += 1
        return Claim(*told)

    monkeypatch.setattr(drafting, "Claim", claim)

    def work(count: int) -> int:
        nonlocal made
        made = 0
        page = story("He was jailed on Friday for a theft. " * count)
        published = datetime(2024, 3, 12, tzinfo=UTC)
        calendar = Calendar(page.words, page.sentences, published.date())
        article = Article(id="a", text=page.text, published=published)
        desk = Desk(article, page.words, page.sentences, [], page.gazette(geography), calendar)
        found = []
        for i, word in enumerate(page.words.words):
            if word == "theft":
                found.append(Incident((page_mention(page, i, "CRIME"),)))
            elif word == "jailed":
                told = page_mention(page, i, "TRIAL", mode="sentence", roles={"when": (RoleSpan(i + 1, i + 2, 0.9),)})
                found.append(Incident((told,)))
        desk.hear(found)
        for incident in found:
            desk.draft(incident)
        return made

    assert work(5) == 5  # the theft alone hears of the day of the sentence for it
    assert grows(work, 10) < 5


def page_mention(page: Story, word: int, kind: str, **values: Any) -> Mention:
    told: dict[str, Any] = {"mode": None, "score": 0.9, "share": 0.9, "status_score": 0.9, "status": "happened"}
    return Mention(word=word, sentence=page.words.sentence[word], type=kind, **told | values)


def test_the_end_of_a_date_is_found_without_looking_at_all_sentences() -> None:
    page = story("Rebels shelled Goma on 3 Oct. " * 40)
    sentences, looks = watched(page.sentences)
    calendar = Calendar(page.words, sentences, date(2024, 3, 12))
    before = looks.count
    for i, word in enumerate(page.words.words):
        if word == "Oct":
            calendar.when([RoleSpan(i - 1, i, 0.9)], "happened")
    assert looks.count == before


@pytest.mark.parametrize("ask", ["near", "nearest"])
def test_directions_that_bear_on_a_sentence(ask: str) -> None:
    context = Context()
    for i in range(5000):
        context.tell(Pair(i, "AFG", "TJK" if i % 7 else "IRN"))
    near = context.near(2500)
    assert len(near) < 200 and [p.sentence for p in near] == sorted(p.sentence for p in near)
    assert min(abs(p.sentence - 2500) for p in near) == 0
    if ask == "nearest":
        found = context.nearest(2500, destination="IRN")
        assert found is not None and found.sentence == 2499 - 2499 % 7


def test_few_directions_all_bear_on_every_sentence() -> None:
    context = Context()
    told = [Pair(s, "AFG", "TJK") for s in (9, 2, 5, 2)]
    for pair in told:
        context.tell(pair)
    assert list(context.near(3)) == told and context.told_in() == {2, 5, 9}
