"""Dates as closed intervals of days against the publication."""

from __future__ import annotations

import re
from datetime import date

import pytest

from geonews.events import dating
from geonews.events.dating import periods

#: A Tuesday.
PUBLISHED = date(2021, 7, 6)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("They left last week.", "2021-06-28", "2021-07-04"),
        ("They left on Friday.", "2021-07-02", "2021-07-02"),
        ("They left on Tuesday.", "2021-07-06", "2021-07-06"),
        ("They left over the weekend.", "2021-07-03", "2021-07-04"),
        ("They left overnight.", "2021-07-05", "2021-07-06"),
        ("They left yesterday.", "2021-07-05", "2021-07-05"),
        ("Many have left since Friday.", "2021-07-02", "2021-07-06"),
        ("Many had left by Sunday evening.", None, "2021-07-04"),
        ("They left in early March.", "2021-03-01", "2021-03-10"),
        ("They left in late June.", "2021-06-21", "2021-06-30"),
        ("They left in the first half of May.", "2021-05-01", "2021-05-15"),
        ("They left between Thursday and Saturday.", "2021-07-01", "2021-07-03"),
        ("They left from 3 to 5 May.", "2021-05-03", "2021-05-05"),
        ("They left on May 3-5.", "2021-05-03", "2021-05-05"),
        ("They left on 12 December.", "2020-12-12", "2020-12-12"),
        ("They left in the past 24 hours.", "2021-07-05", "2021-07-06"),
        ("They left in the past week.", "2021-06-29", "2021-07-06"),
        ("They left this month.", "2021-07-01", "2021-07-06"),
        ("They left earlier in the month.", "2021-07-01", "2021-07-06"),
        ("They left early in the year.", "2021-01-01", "2021-07-06"),
        ("The town fell earlier in the week.", "2021-07-05", "2021-07-06"),
        ("They left in the week to Sunday.", "2021-06-28", "2021-07-04"),
        ("They left before dawn on Monday.", "2021-07-05", "2021-07-05"),
        ("Many left since shells fell on the town on 1 July.", "2021-07-01", "2021-07-06"),
        ("They left three days ago.", "2021-07-03", "2021-07-03"),
        ("They left in 2003.", "2003-01-01", "2003-12-31"),
        ("They left last summer.", "2020-06-01", "2020-08-31"),
        ("They left on Sept. 11, 2001.", "2001-09-11", "2001-09-11"),
        ("They left in nineteen ninety-six.", "1996-01-01", "1996-12-31"),
        ("They left on May twenty-second.", "2021-05-22", "2021-05-22"),
        ("They left in June two thousand and five.", "2005-06-01", "2005-06-30"),
        ("They left in week 3 of 2020.", "2020-01-13", "2020-01-19"),
        ("They left in the third month of 2020.", "2020-03-01", "2020-03-31"),
        ("They left from 3 to 5 last month.", "2021-06-03", "2021-06-05"),
        ("They left between 3-5 May.", "2021-05-03", "2021-05-05"),
        ("They left between the ninth and the seventeenth of April.", "2021-04-09", "2021-04-17"),
        ("They left one month and two days ago.", "2021-06-04", "2021-06-04"),
        ("They fought there in 2014-18.", "2014-01-01", "2018-12-31"),
        ("They left at Eid al-Fitr.", "2021-05-12", "2021-05-12"),
        ("They left on Easter Monday.", "2021-04-05", "2021-04-05"),
        ("They left in H1 2020.", "2020-01-01", "2020-06-30"),
        ("They left on 3.7. by boat.", "2021-07-03", "2021-07-03"),
        ("They left on 7/3 by boat.", "2021-07-03", "2021-07-03"),
        ("They left on 3/7 by boat.", "2021-07-03", "2021-07-03"),
        ("They left on 30/6 by boat.", "2021-06-30", "2021-06-30"),
        ("They left between 6/20 and 7/3.", "2021-06-20", "2021-07-03"),
        ("3/7: 120 left by boat.", "2021-07-03", "2021-07-03"),
        ("They left on 3/7/2021.", "2021-07-03", "2021-07-03"),
        ("They left decades ago.", None, "2001-07-06"),
        ("They left late last year.", "2020-09-01", "2020-12-31"),
        ("They left early last month.", "2021-06-01", "2021-06-10"),
        ("They left late last week.", "2021-07-02", "2021-07-04"),
        ("They left over the past year.", "2020-07-06", "2021-07-06"),
        ("Cars burnt over the past fortnight.", "2021-06-22", "2021-07-06"),
        ("It rained from Saturday night through to Sunday.", "2021-07-03", "2021-07-04"),
        ("It was stolen on Thursday night or Friday morning.", "2021-07-01", "2021-07-02"),
        ("It was stolen between 9 p.m. Thursday and 8:30 a.m. Friday.", "2021-07-01", "2021-07-02"),
        ("She vanished late on 3 or 4 May.", "2021-05-04", "2021-05-04"),
        ("She vanished on May 3 or May 4.", "2021-05-03", "2021-05-04"),
        ("He lost both legs in the September 11 attacks.", "2001-09-11", "2001-09-11"),
        ("He was born before the Sept. 11th terrorist attacks.", None, "2001-09-10"),
        ("The law was passed after the 9/11 attacks.", "2001-09-11", None),
    ],
)
def test_past(text: str, start: str | None, end: str | None) -> None:
    (mention,) = dating.find(text, PUBLISHED)
    interval = mention.interval
    assert (interval.start and interval.start.isoformat(), interval.end and interval.end.isoformat()) == (start, end)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("They will leave on Thursday.", "2021-07-08", "2021-07-08"),
        ("They will leave next week.", "2021-07-12", "2021-07-18"),
        ("They will leave by year's end.", None, "2021-12-31"),
        ("They will leave on 12 December.", "2021-12-12", "2021-12-12"),
        ("They will leave tomorrow.", "2021-07-07", "2021-07-07"),
        ("They will stay for the rest of the year.", "2021-07-06", "2021-12-31"),
        ("They will stay for three days from Friday.", "2021-07-09", "2021-07-11"),
        ("They will stay from next Monday to Friday.", "2021-07-12", "2021-07-16"),
    ],
)
def test_future(text: str, start: str | None, end: str | None) -> None:
    (mention,) = dating.find(text, PUBLISHED, lean="future")
    interval = mention.interval
    assert (interval.start and interval.start.isoformat(), interval.end and interval.end.isoformat()) == (start, end)


def test_figures_are_read_in_the_order_that_the_article_shows() -> None:
    article = "On 25/1 they came. On 4/3 they left."
    assert dating.day_first(article) is True
    (_, left) = dating.find(article, PUBLISHED, day_first=True)
    assert left.interval.start == date(2021, 3, 4)
    assert dating.day_first("On 1/25 they came. On 4/3 they left.") is False
    assert dating.day_first("On 4/3 they left.") is None


def test_an_anaphor_needs_an_anchor() -> None:
    text = "A day earlier they had left."
    assert dating.find(text, PUBLISHED) == []
    (mention,) = dating.find(text, PUBLISHED, anchor=date(2021, 7, 2))
    assert mention.interval.start == date(2021, 7, 1)
    assert not mention.interval.dated


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("On Friday she withdrew the order that she had made the previous day.", "2021-07-01"),
        ("He quit on Sunday night and was gone the next morning.", "2021-07-05"),
        ("The bridge fell on 3 May; two days later the mayor resigned.", "2021-05-05"),
        ("The mayor fell ill on Friday and died on the same date as her husband.", "2021-07-02"),
    ],
)
def test_a_day_before_it_in_its_sentence_is_an_anchor(text: str, day: str) -> None:
    *_, mention = dating.find(text, PUBLISHED, anchor=date(2020, 1, 1))
    assert (mention.interval.start, mention.interval.dated) == (date.fromisoformat(day), False)


@pytest.mark.parametrize("text", ["It came a day after an attack in Goma.", "It came two weeks before the vote."])
def test_what_is_counted_from_another_thing_is_not_from_the_anchor(text: str) -> None:
    assert dating.find(text, PUBLISHED, anchor=date(2021, 7, 2)) == []


def test_days_ahead_are_left_to_be_chosen_from() -> None:
    assert len(dating.find("Let us meet on Thursday or Friday.", PUBLISHED, lean="future")) == 2


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("In 2016 he fought on and gave up in July.", "2016-07-01"),
        ("In the 2016 race he gave up on 3 July.", "2016-07-03"),
        ("They met in 2016 and again in May.", "2021-05-01"),
    ],
)
def test_the_year_that_opens_a_sentence_is_that_of_its_days(text: str, start: str) -> None:
    *_, mention = dating.find(text, PUBLISHED)
    assert mention.interval.start == date.fromisoformat(start)


@pytest.mark.parametrize(
    "text",
    [
        "It burnt in the 1600 block of Oak Street.",
        "It burnt at noon (1630 UTC).",
        "It burnt in the 2100 block of Elm.",
        "They may leave.",
        "Some 2,003 troops left.",
        "Some two thousand and twenty villagers left.",
        "Twenty troops left.",
        "He may twenty times have left.",
        "It cost $12.",
        "The sun rose.",
        "Room 101",
        "",
        "99/99/9999",
        "They won 3/4 of the seats.",
        "Nothing is the same since 9/11.",
        "It is open on 24/7.",
        "Feb 30",
    ],
)
def test_what_is_no_day(text: str) -> None:
    assert all(m.interval.unit == "month" for m in dating.find(text, PUBLISHED))


def test_long_text_is_bounded() -> None:
    assert len(dating.find("on Monday " * 5000, PUBLISHED)) <= 500


@pytest.mark.parametrize(
    "unit", ["between 1 and 2 May ", "in May, ", "May ", "on 3 March and June ", "from July to August "]
)
def test_dates_in_a_row_are_each_looked_at_with_their_own_words(unit: str) -> None:
    """A month needs a word before it; that is looked for beside it and not in all that stands before."""

    looked = 0

    class Cue:
        def __init__(self, pattern: re.Pattern[str]) -> None:
            self._pattern = pattern

        def search(self, text: str, first: int = 0, last: int = 10**9) -> re.Match[str] | None:
            nonlocal looked
            looked += last - first
            return self._pattern.search(text, first, last)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(periods, "_CUE", Cue(periods._CUE))
        assert dating.find(unit * 100, date(2024, 3, 12))
    assert 0 < looked < 10_000
