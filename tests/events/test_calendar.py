"""When: the spans of a role as one interval of days."""

from __future__ import annotations

from datetime import date

import pytest
from events.handmade import story

from geonews.events.grounding.dates import Calendar
from geonews.events.grounding.undated import Claim, Part, beside
from geonews.events.grounding.undated import undated as undated_
from geonews.model import When

#: A Tuesday.
PUBLISHED = date(2024, 3, 12)


def when(text: str, *spans: str, status: str = "happened", published: date | None = PUBLISHED) -> tuple[When, float]:
    page = story(text)
    return Calendar(page.words, page.sentences, published).when([page.span(s) for s in spans], status)


def days(found: When) -> tuple[str | None, str | None]:
    return (found.start.isoformat() if found.start else None), (found.end.isoformat() if found.end else None)


@pytest.mark.parametrize(
    ("text", "span", "start", "end", "precision"),
    [
        ("Rebels shelled Goma on Monday.", "on Monday", "2024-03-11", "2024-03-11", 1),
        ("Rebels shelled Goma on Monday.", "Monday", "2024-03-11", "2024-03-11", 1),
        ("Rebels shelled Goma today.", "today", "2024-03-12", "2024-03-12", 1),
        ("Rebels shelled Goma last week.", "last week", "2024-03-04", "2024-03-10", 2),
        ("Rebels shelled Goma in February.", "in February", "2024-02-01", "2024-02-29", 3),
        ("The 2004 bombings killed 193 people.", "2004", "2004-01-01", "2004-12-31", 3),
        ("People fled between 17 October and 30 November.", "17 October", "2023-10-17", "2023-11-30", 3),
        ("People have fled since Friday.", "since Friday", "2024-03-08", "2024-03-12", 2),
        ("He shot at them in Maryland in 2021.", "in 2021", "2021-01-01", "2021-12-31", 3),
    ],
)
def test_a_span_is_an_interval(text: str, span: str, start: str, end: str, precision: int) -> None:
    found, score = when(text, span)
    assert (days(found), found.basis, found.precision, score) == ((start, end), "text", precision, 0.9)
    assert found.span is not None and text[found.span.start : found.span.end] == found.text
    assert span in str(found.text) or str(found.text) in span


def test_the_closest_of_several_spans() -> None:
    text = "Rebels shelled Goma last week. It was in 2024. They did so on Friday."
    found, _ = when(text, "last week", "in 2024", "on Friday")
    assert days(found) == ("2024-03-08", "2024-03-08")


def test_a_time_that_holds_several_days_told_after_it() -> None:
    text = "They fled between Monday and Wednesday. On Monday 300 crossed, on Tuesday 500."
    found, _ = when(text, "between Monday and Wednesday", "On Monday", "on Tuesday", published=date(2024, 3, 14))
    assert days(found) == ("2024-03-11", "2024-03-13")
    text = "They fled last week. Most came on Friday, the police said."
    assert days(when(text, "last week", "on Friday")[0]) == ("2024-03-08", "2024-03-08")


def test_of_equally_close_spans_the_first() -> None:
    found, _ = when("Rebels shelled Goma on Sunday. Others shelled it on Friday.", "on Sunday", "on Friday")
    assert days(found) == ("2024-03-10", "2024-03-10")


def test_only_the_date_that_a_span_quotes() -> None:
    text = "On Monday police told of a bomb that went off on Friday."
    assert days(when(text, "on Friday")[0]) == ("2024-03-08", "2024-03-08")


@pytest.mark.parametrize("spans", [(), ("Goma",), ("at dawn",), ("two days",)])
def test_without_a_day_the_day_of_publication(spans: tuple[str, ...]) -> None:
    found, score = when("Rebels shelled Goma at dawn for two days.", *spans)
    assert (days(found), found.basis, found.precision, score) == (("2024-03-12", "2024-03-12"), "published", 1, 0.0)
    assert (found.text, found.span) == (None, None)


def test_what_is_planned_lies_ahead() -> None:
    found, _ = when("They will vote on Friday.", "on Friday", status="planned")
    assert (days(found), found.basis) == (("2024-03-15", "2024-03-15"), "text")
    found, _ = when("They will vote before the end of the month.", "before the end of the month", status="planned")
    assert days(found) == (None, "2024-03-31")
    found, _ = when("They will vote.", status="planned")
    assert (days(found), found.basis, found.precision) == (("2024-03-12", None), "published", 3)


@pytest.mark.parametrize("status", ["happened", "denied", "hypothetical"])
def test_what_is_not_planned_lies_behind(status: str) -> None:
    found, _ = when("They voted on Friday.", "on Friday", status=status)
    assert days(found) == ("2024-03-08", "2024-03-08")


def test_what_happened_did_not_begin_after_the_publication() -> None:
    text = "They signed an agreement on the vote of 20 March 2025."
    assert when(text, "20 March 2025")[0].basis == "published"
    assert days(when(text, "20 March 2025", status="planned")[0]) == ("2025-03-20", "2025-03-20")
    assert days(when(text, "20 March 2025", status="hypothetical")[0]) == ("2025-03-20", "2025-03-20")


def test_a_day_told_from_the_sentence_before() -> None:
    text = "Rebels shelled Goma on Friday. A day earlier they had taken Sake."
    found, _ = when(text, "A day earlier")
    assert (days(found), found.basis) == (("2024-03-07", "2024-03-07"), "context")


def test_a_day_told_from_none_before_is_none() -> None:
    found, _ = when("Rebels shelled Goma. A day earlier they had taken Sake.", "A day earlier")
    assert found.basis == "published"
    far = "Rebels shelled Goma on Friday. It rained. It snowed. It hailed. A day earlier they had taken Sake."
    assert when(far, "A day earlier")[0].basis == "published"


def test_a_day_outdoes_one_that_is_told_from_another() -> None:
    text = "Rebels shelled Goma on Friday. A day earlier, on Thursday, they had taken Sake."
    found, _ = when(text, "A day earlier", "on Thursday")
    assert (days(found), found.basis) == (("2024-03-07", "2024-03-07"), "text")


def test_no_day_of_publication() -> None:
    found, _ = when("Rebels shelled Goma on Friday.", "on Friday", published=None)
    assert (days(found), found.basis) == ((None, None), "none")


@pytest.mark.parametrize(
    ("text", "span", "start", "end"),
    [
        ("Rebels shelled Goma on 17 August 2015.", "on 17 August 2015", "2015-08-17", "2015-08-17"),
        ("Rebels shelled Goma in November 2017.", "in November 2017", "2017-11-01", "2017-11-30"),
        ("Rebels shelled Goma in 2009.", "in 2009", "2009-01-01", "2009-12-31"),
        ("The 2004 bombings killed 193 people.", "2004", "2004-01-01", "2004-12-31"),
        ("It fell on 3 May 2016. Rebels shelled Goma the next day.", "the next day", "2016-05-04", "2016-05-04"),
    ],
)
def test_a_date_with_its_year_needs_no_day_of_publication(text: str, span: str, start: str, end: str) -> None:
    assert days(when(text, span, published=None)[0]) == (start, end)


@pytest.mark.parametrize("span", ["on Friday", "in May", "last week", "two years ago", "yesterday", "on 3 May"])
def test_a_date_without_its_year_needs_one(span: str) -> None:
    found, _ = when(f"Rebels shelled Goma {span}.", span, published=None)
    assert (days(found), found.basis) == ((None, None), "none")


@pytest.mark.parametrize(
    ("span", "start", "end"),
    [
        ("two years ago", "2022-01-01", "2022-12-31"),
        ("twelve years ago", "2012-01-01", "2012-12-31"),
        ("two months ago", "2024-01-01", "2024-01-31"),
        ("three weeks ago", "2024-02-19", "2024-02-25"),
        ("three days ago", "2024-03-09", "2024-03-09"),
    ],
)
def test_a_time_is_as_long_as_its_words_measure(span: str, start: str, end: str) -> None:
    assert days(when(f"Rebels shelled Goma {span}.", span)[0]) == (start, end)


def test_what_happened_ends_with_the_publication() -> None:
    assert days(when("Rebels shelled Goma in 2024.", "in 2024")[0]) == ("2024-01-01", "2024-03-12")
    planned = when("They will vote in 2024.", "in 2024", status="planned")[0]
    assert days(planned)[1] == "2024-12-31"


@pytest.mark.parametrize("span", ["during the war", "in the first Gulf War", "under his presidency", "in his youth"])
def test_an_age_without_a_year_is_an_open_time(span: str) -> None:
    found, _ = when(f"Rebels shelled Goma {span}.", span)
    assert (days(found), found.basis, found.text) == ((None, "2024-03-12"), "text", span)


def test_days_in_figures_are_read_in_the_order_of_the_text() -> None:
    text = "Rebels shelled Goma on 25/1. They left on 4/3."
    assert days(when(text, "4/3")[0]) == ("2024-03-04", "2024-03-04")


def test_a_span_outside_of_all_sentences_has_no_day() -> None:
    page = story("It rained in Lima.\n\nRead more: Rebels shelled Goma on Friday")
    span = page.span("on Friday")
    assert page.words.sentence[span.first] == -1
    found, _ = Calendar(page.words, page.sentences, PUBLISHED).when([span], "happened")
    assert found.basis == "published"


def test_dates_are_blocked_and_counts_are_not() -> None:
    page = story("Rebels killed 12 people on 3 May 2011.\n\nThey lost 2000 pages.")
    calendar = Calendar(page.words, page.sentences, PUBLISHED)
    blocked = calendar.blocked([0, 1, 2, 77])
    assert ["3 May 2011" in page.text[a:b] for a, b in blocked] == [True]


def aside(text: str, trigger: str, status: str = "happened") -> When | None:
    page = story(text)
    return beside(Calendar(page.words, page.sentences, PUBLISHED), [page.span(trigger).first], status)


@pytest.mark.parametrize(
    ("text", "trigger", "start", "end"),
    [
        ("He was suspended on Friday, and a court ordered him held.", "ordered", "2024-03-08", "2024-03-08"),
        ("In February they met and signed a truce.", "signed", "2024-02-01", "2024-02-29"),
    ],
)
def test_a_date_told_beside(text: str, trigger: str, start: str, end: str) -> None:
    found = aside(text, trigger)
    assert found is not None and (days(found), found.basis) == ((start, end), "context")


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("Rebels shelled the town, police said on Monday.", "shelled"),
        ("Police said on Monday that rebels had shelled the town.", "shelled"),
        ("The minister announced on Friday that troops had left.", "left"),
        ("He was suspended on Friday and charged on Sunday; a court ordered him held.", "ordered"),
        ("Rebels shelled the town.", "shelled"),
        ("They gave the minister until Friday and demanded that he go.", "demanded"),
        ("Since Friday, when it rained, a court has ordered two held.", "ordered"),
        ("He was held and is to appear in court on 5 April.", "held"),
        ("The mayor, whose term ends in August, was elected.", "elected"),
    ],
)
def test_the_date_of_a_report_and_one_of_several_are_not_told_beside(text: str, trigger: str) -> None:
    assert aside(text, trigger) is None


@pytest.mark.parametrize("status", ["planned", "hypothetical"])
def test_what_is_ahead_was_not_when_it_was_spoken_of(status: str) -> None:
    assert aside("On Friday he urged them to ban the song.", "ban", status) is None


@pytest.mark.parametrize(
    ("text", "date_", "trigger", "part", "other", "expected"),
    [
        ("He was jailed on Friday for a theft.", "on Friday", "theft", "DEED", "ANSWER", (None, "2024-03-08")),
        ("In 2008 she was convicted of fraud.", "In 2008", "fraud", "DEED", "ANSWER", (None, "2008-12-31")),
        ("A court jailed two over the blast of 3 March.", "3 March", "jailed", "ANSWER", "DEED", None),
        ("They met and were held on Friday.", "on Friday", "held", "ANSWER", "ANSWER", ("2024-03-08", "2024-03-08")),
        (
            "They shot at him on Friday and robbed her.",
            "Friday",
            "robbed",
            "DEED",
            "DEED",
            ("2024-03-08", "2024-03-08"),
        ),
    ],
)
def test_a_deed_and_the_answer_of_the_law_have_days_of_their_own(
    text: str, date_: str, trigger: str, part: str, other: str, expected: tuple[str | None, str] | None
) -> None:
    page = story(text)
    claims = [Claim(page.span(date_), Part[other])]
    calendar = Calendar(page.words, page.sentences, PUBLISHED)
    found = beside(calendar, [page.span(trigger).first], "happened", claims, Part[part])
    assert (None if found is None else days(found)) == expected


@pytest.mark.parametrize(
    ("text", "span", "trigger", "start", "end"),
    [
        ("The worst since October 2009, when a tug sank.", "since October 2009", "sank", "2009-10-01", "2009-10-31"),
        ("Worst since the quake of 12 May 2010", "since the quake of 12 May 2010", "quake", "2010-05-12", "2010-05-12"),
        ("People have fled since Friday.", "since Friday", "fled", "2024-03-08", "2024-03-12"),
    ],
)
def test_what_something_is_measured_from_is_its_own_day(
    text: str, span: str, trigger: str, start: str, end: str
) -> None:
    page = story(text)
    calendar = Calendar(page.words, page.sentences, PUBLISHED)
    found, _ = calendar.when([page.span(span)], "happened", [page.span(trigger).first])
    assert days(found) == (start, end)


@pytest.mark.parametrize(
    ("text", "span", "trigger", "start", "end"),
    [
        ("It was halted after last week's protests.", "last week", "protests", "2024-03-04", "2024-03-10"),
        ("She came in following the August 2 resignation.", "August 2", "resignation", "2023-08-02", "2023-08-02"),
        ("It was renamed ahead of the 2016 national election.", "2016", "election", "2016-01-01", "2016-12-31"),
        ("Turnout fell from the 2017 election.", "2017", "election", "2017-01-01", "2017-12-31"),
        ("Troops came before Friday’s deadly clash.", "Friday", "clash", "2024-03-08", "2024-03-08"),
        ("It was halted after last week's protests.", "after last week", "halted", "2024-03-11", "2024-03-12"),
        ("Since Friday police have fought.", "Since Friday", "police", "2024-03-08", "2024-03-12"),
    ],
)
def test_the_day_of_the_noun_that_follows_is_its_own(text: str, span: str, trigger: str, start: str, end: str) -> None:
    page = story(text)
    calendar = Calendar(page.words, page.sentences, PUBLISHED)
    found, _ = calendar.when([page.span(span)], "happened", [page.span(trigger).first])
    assert days(found) == (start, end)


def test_a_day_to_come_is_no_anchor() -> None:
    text = "He is held until his trial on April 5. The second attack was on the same day."
    assert when(text, "on the same day")[0].basis == "published"
    text = "He was held on March 5. The second attack was on the same day."
    assert days(when(text, "on the same day")[0]) == ("2024-03-05", "2024-03-05")


@pytest.mark.parametrize(("text", "span"), [("It burnt in 2007.", "in"), ("It burnt on March 3.", "burnt on")])
def test_a_span_that_was_cut_behind_its_preposition(text: str, span: str) -> None:
    assert days(when(text, span)[0])[0] in ("2007-01-01", "2024-03-03")


@pytest.mark.parametrize(
    ("text", "span", "start"),
    [
        ("It blew up on August 4 last year.", "on August 4 last year", "2023-08-04"),
        ("It blew up on 3 March of last year.", "on 3 March of last year", "2023-03-03"),
        (
            "It fell in September 2020. They signed on November 9 of that year.",
            "on November 9 of that year",
            "2020-11-09",
        ),
        ("It fell in May 2007. They signed in March of that year.", "in March of that year", "2007-03-01"),
        ("They left during the night of January 21.", "during the night of January 21", "2024-01-21"),
    ],
)
def test_a_day_with_its_year_in_words(text: str, span: str, start: str) -> None:
    assert days(when(text, span)[0])[0] == start


def test_a_length_of_time_is_no_day_beside_a_date() -> None:
    text = "They shut the post in September 2023 for nine days. On Saturday, over the weekend, it opened."
    assert days(when(text, "in September 2023", "nine days")[0]) == ("2023-09-01", "2023-09-30")
    assert days(when(text, "the weekend", "On Saturday")[0]) == ("2024-03-09", "2024-03-09")


NEWS = (
    "Fire in Goma\n\nA market burned. Police came. The mayor wept. A school had burned, too. "
    "Police said on Sunday that {}."
)


def undated(text: str, trigger: str, status: str = "happened", *spans: str) -> When:
    page = story(text)
    calendar = Calendar(page.words, page.sentences, PUBLISHED)
    return undated_(calendar, [page.span(trigger).first], status, [page.span(s) for s in spans])


def test_news_without_a_day_is_of_the_day_of_publication() -> None:
    found = undated(NEWS, "market")
    assert (days(found), found.basis, found.precision) == (("2024-03-12", "2024-03-12"), "published", 1)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("The recent fire burnt a market.", "recent"),
        ("Weeks of rain burst a dam.", "Weeks"),
        ("The three-week rain burst a dam.", "three-week"),
        ("He had earlier burnt a market.", "earlier"),
    ],
)
def test_news_of_some_time_ago_happened_by_the_day_of_publication(text: str, span: str) -> None:
    assert days(undated(text, "burst" if "burst" in text else "burnt", "happened", span)) == (None, "2024-03-12")


@pytest.mark.parametrize("span", ["just after 9 a.m", "at dawn", "during Mass"])
def test_news_at_an_hour_is_of_the_day_of_publication(span: str) -> None:
    found = undated(f"A market burnt {span}.", "burnt", "happened", span)
    assert days(found) == ("2024-03-12", "2024-03-12")


def test_what_is_told_further_down_happened_by_then() -> None:
    found = undated(NEWS, "school")
    assert (days(found), found.basis, found.precision) == ((None, "2024-03-12"), "published", 3)


def test_what_is_reported_happened_by_the_day_of_the_report() -> None:
    found = undated(NEWS.format("a bridge had fallen"), "bridge")
    assert (days(found), found.basis) == ((None, "2024-03-10"), "context")
    found = undated("State media on Saturday reported that a block collapsed in Aleppo.", "collapsed")
    assert (days(found), found.basis, found.text) == (("2024-03-09", "2024-03-09"), "context", "Saturday")
    found = undated("Police said on Sunday that a block collapsed, on Monday or before.", "collapsed")
    assert found.basis == "published"


def test_what_is_planned_without_a_day_lies_ahead_wherever_it_is_told() -> None:
    assert days(undated(NEWS, "school", "planned")) == ("2024-03-12", None)


def test_a_much_less_probable_date_is_none_even_if_it_comes_first() -> None:
    page = story("It was reported on Saturday that he was stabbed on Friday, March 8.")
    spans = [page.span("on Saturday", score=0.65), page.span("on Friday, March 8", score=0.96)]
    found, score = Calendar(page.words, page.sentences, PUBLISHED).when(spans, "happened")
    assert (days(found), score) == (("2024-03-08", "2024-03-08"), 0.96)
    near = [page.span("on Saturday", score=0.9), page.span("on Friday, March 8", score=0.96)]
    assert days(Calendar(page.words, page.sentences, PUBLISHED).when(near, "happened")[0])[0] == "2024-03-08"
    alike = [page.span("on Saturday", score=0.93), page.span("on Friday, March 8", score=0.96)]
    found, _ = Calendar(page.words, page.sentences, PUBLISHED).when(alike, "happened")
    assert days(found) == ("2024-03-09", "2024-03-09")


#: A Monday two years later than what the tale tells of.
LATER = date(2019, 9, 9)


@pytest.mark.parametrize(
    ("text", "span", "start", "end"),
    [
        ("On 15 November 2017 he was held. On 21 November he resigned.", "On 21 November", "2017-11-21", "2017-11-21"),
        ("He fled on November 15, 2017 and came back on December 3.", "on December 3", "2017-12-03", "2017-12-03"),
        ("He was held in March 2017 and sentenced in June.", "in June", "2017-06-01", "2017-06-30"),
        ("He fled on 15 November 2017. He lived there. He came back in March.", "in March", "2018-03-01", "2018-03-31"),
        ("On 3 May 2016 it fell. On 5 June it rose. On 7 July he left.", "On 7 July", "2016-07-07", "2016-07-07"),
        ("They met from 3 May 2016. It rained from 5 to 9 June.", "from 5 to 9 June", "2016-06-05", "2016-06-09"),
        # the tale is over: days of its own, of today, or of nowhere near
        ("They met in 2016. In May they met again.", "In May", "2019-05-01", "2019-05-31"),
        ("On 3 May 2016 it fell. It rose on Friday. On 7 July he left.", "On 7 July", "2019-07-07", "2019-07-07"),
        (
            "On 3 May 2016 it fell. It rained. It snowed. It blew. On 7 July he left.",
            "On 7 July",
            "2019-07-07",
            "2019-07-07",
        ),
        ("On 3 May 2016 it fell. It did on Sunday, 7 July.", "on Sunday, 7 July", "2019-07-07", "2019-07-07"),
        ("On 3 May this year it fell. On 7 July he left.", "On 7 July", "2019-07-07", "2019-07-07"),
    ],
)
def test_a_day_without_a_year_in_a_tale_of_another(text: str, span: str, start: str, end: str) -> None:
    assert days(when(text, span, published=LATER)[0]) == (start, end)


def test_a_day_of_next_month_did_not_happen() -> None:
    text = "He resigned. He is to leave next month on August 2."
    assert when(text, "next month on August 2", published=date(2019, 7, 28))[0].basis == "published"
    planned, _ = when(text, "next month on August 2", status="planned", published=date(2019, 7, 28))
    assert days(planned)[0] == "2019-08-02"


def test_a_tale_over_a_thousand_sentences_is_read() -> None:
    text = "On 3 May 2016 it began. " + "On 5 June it went on. " * 1000 + "On 7 July it ended."
    assert days(when(text, "On 7 July", published=LATER)[0])[0] == "2016-07-07"


@pytest.mark.parametrize("today", ["Thursday", "last week", "yesterday"])
def test_no_other_date_for_one_that_needs_the_day_of_publication(today: str) -> None:
    text = f"The deal was announced {today}. It settles a suit of 2012."
    assert days(when(text, today, "2012", published=None)[0]) == (None, None)
    assert days(when(text, "2012", published=None)[0]) == ("2012-01-01", "2012-12-31")


def test_the_date_of_the_weekday_told_before() -> None:
    text = "On Wednesday a man smashed a car. On April 4, 2018, the police came. On April 5, 2018, he left."
    assert days(when(text, "On Wednesday", "April 4, 2018", published=None)[0]) == ("2018-04-04", "2018-04-04")
    assert days(when(text, "On Wednesday", "April 5, 2018", published=None)[0]) == (None, None)
