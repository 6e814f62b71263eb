"""How many: spans of a counted role as one closed range."""

from __future__ import annotations

from datetime import date

import pytest
from events.handmade import Story, story

from geonews.events.grounding.dates import Calendar
from geonews.events.grounding.numbers import quantities, unit_of
from geonews.events.grounding.tolls import Told, count_of, victims_of

Range = tuple[int | None, int | None]


def told(text: str, *spans: str, entities: dict[str, str] | None = None) -> Told | None:
    page = story(text, entities)
    return count_of(page.words, [page.span(s) for s in spans], ())


def counted(text: str, *spans: str, entities: dict[str, str] | None = None) -> Range | None:
    found = told(text, *spans, entities=entities)
    return None if found is None else (found.count.min, found.count.max)


def whole(phrase: str, **named: str) -> Range | None:
    """Return what a phrase counts that is one span."""
    return counted(f"Gunmen killed {phrase} on Friday.", phrase, entities=named or None)


@pytest.mark.parametrize(
    ("phrase", "low", "high"),
    [
        ("12 people", 12, 12),
        ("at least 134 soldiers", 134, None),
        ("more than two thousand people", 2000, None),
        ("up to 300 men", None, 300),
        ("no fewer than 20 men", 20, None),
        ("no more than 20 men", None, 20),
        ("nearly 2,300 refugees", 2300, 2300),
        ("between 20 and 30 troops", 20, 30),
        ("12 to 15 people", 12, 15),
        ("dozens of men", 24, 99),
        ("two dozen men", 24, 24),
        ("300 people or more", 300, 300),
        ("300 or more people", 300, None),
        ("1.5 million people", 1_500_000, 1_500_000),
        ("one hundred and fifteen Burundians", 115, 115),
        ("a hundred people", 100, 100),
        ("2000 people", 2000, 2000),
        ("a family of five", 5, 5),
        ("a group of 30 pilgrims", 30, 30),
        ("one of the gunmen", 1, 1),
        ("three of the 12 hostages", 3, 3),
        ("a man of 22", 1, 1),
        ("A boy of four", 1, 1),
        ("a woman of about 20", 1, 1),
        ("a guard aged 51", 1, 1),
        ("a group of about 40", 40, 40),
        ("a couple", 2, 2),
        ("a couple of soldiers", 2, 2),
    ],
)
def test_a_figure(phrase: str, low: int | None, high: int | None) -> None:
    assert whole(phrase) == (low, high)


@pytest.mark.parametrize(
    ("phrase", "total"),
    [
        ("three soldiers and two civilians", 5),
        ("three soldiers, two civilians and a policeman", 6),
        ("three men, two women and four children", 9),
        ("three men, two women, and four children", 9),
        ("his wife and two sons", 3),
        ("a policeman and his two sons", 3),
        ("a soldier and a policeman", 2),
        ("a man, a woman and their child", 3),
        ("six rebels as well as two soldiers", 8),
        ("16 soldiers plus a driver", 17),
    ],
)
def test_what_and_joins_is_added_up(phrase: str, total: int) -> None:
    assert whole(phrase) == (total, total)


@pytest.mark.parametrize(
    ("phrase", "total"),
    [
        ("12 people, including three children", 12),
        ("12 people, including three children and a policeman", 12),
        ("12 people including three children and a policeman", 12),
        ("12 people, among them two women", 12),
        ("12 people, three of them children", 12),
        ("12 people, three of whom were children", 12),
        ("12 people, a child among them", 12),
        ("12 people, two policemen and a child", 12),
        ("12 people, mostly women and children", 12),
        ("12 people - two policemen and ten children", 12),
        ("12 people (two policemen and ten children)", 12),
        ("30 women and children", 30),
        ("a man with two dogs", 1),
    ],
)
def test_a_part_is_not_added_to_its_whole(phrase: str, total: int) -> None:
    assert whole(phrase) == (total, total)


@pytest.mark.parametrize(
    ("spans", "total"),
    [
        (("three soldiers", "two civilians"), 5),
        (("three soldiers", "two civilians", "a nurse"), 6),
    ],
)
def test_spans_that_only_and_parts_are_added_up(spans: tuple[str, ...], total: int) -> None:
    text = "Gunmen killed three soldiers and two civilians and a nurse on Friday."
    assert counted(text, *spans) == (total, total)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("The blast killed 12 people, including three children.", ("12 people", "three children")),
        ("The blast killed 12 people, three of them children.", ("12 people", "three of them children")),
        ("The blast killed 12 people, two of whom were nurses.", ("12 people", "two of whom")),
        ("The blast killed 12 people, two policemen and a child.", ("12 people", "two policemen", "a child")),
        ("A shell killed 12 people and a mine killed two people.", ("12 people", "two people")),
        ("The blast killed 12 people in 3,000 homes.", ("12 people", "12 people in 3,000 homes")),
    ],
)
def test_spans_that_more_than_and_parts_are_not(text: str, spans: tuple[str, ...]) -> None:
    assert counted(text, *spans) == (12, 12)


def test_an_open_end_stays_open_in_a_sum() -> None:
    assert whole("eight soldiers and at least 17 rebels") == (25, None)
    assert whole("up to eight soldiers and 17 rebels") == (None, 25)


@pytest.mark.parametrize("phrase", ["no one", "nobody", "none", "no casualties", "No civilians"])
def test_nobody(phrase: str) -> None:
    assert counted(f"The blast killed {phrase} on Friday.", phrase) == (0, 0)


@pytest.mark.parametrize(
    "phrase",
    ["a policeman", "A hostess", "an aid worker", "his wife", "the driver", "another guard", "a 34-year-old man",
     "a man, 34", "a bus"],
)  # fmt: skip
def test_one(phrase: str) -> None:
    assert whole(phrase) == (1, 1)


@pytest.mark.parametrize(
    "phrase",
    ["people", "villagers", "the victims", "her parents", "some police", "a number of soldiers", "a group of people",
     "a crowd", "the dead", "several women", "Kenyan troops"],
)  # fmt: skip
def test_no_number(phrase: str) -> None:
    assert whole(phrase) is None


@pytest.mark.parametrize(
    ("phrase", "names", "total"),
    [
        ("Jordan Smith", ["Jordan Smith"], 1),
        ("Ali Hassan and Omar Said", ["Ali Hassan", "Omar Said"], 2),
        ("Ali Hassan, Omar Said and Musa Bello", ["Ali Hassan", "Omar Said", "Musa Bello"], 3),
        ("a teacher, Ali Hassan", ["Ali Hassan"], 1),
        ("Ali Hassan, a teacher", ["Ali Hassan"], 1),
        ("Ali Hassan, a teacher, and Omar Said", ["Ali Hassan", "Omar Said"], 2),
        ("two men, Ali Hassan and Omar Said", ["Ali Hassan", "Omar Said"], 2),
        ("Ali Hassan and two others", ["Ali Hassan"], 3),
        ("Ali Hassan, 34, and Omar Said, 29", ["Ali Hassan", "Omar Said"], 2),
        ("Ali Hassan, 34", ["Ali Hassan"], 1),
        ("President Hassan", ["Hassan"], 1),
    ],
)
def test_names_of_persons(phrase: str, names: list[str], total: int) -> None:
    assert whole(phrase, **dict.fromkeys(names, "PERSON")) == (total, total)


def test_an_exact_toll_speaks_before_a_vague_one() -> None:
    text = "Dozens killed in Kano\n\nA blast killed 31 people on Friday. Hundreds of people were once killed there."
    assert counted(text, "Dozens", "31 people", "Hundreds of people") == (31, 31)


def test_a_vague_toll_speaks_alone() -> None:
    found = told("Dozens killed in Kano", "Dozens")
    assert found is not None and found.count.vague and (found.count.min, found.count.max) == (24, 99)


def test_the_larger_of_two_tolls_near_the_top() -> None:
    text = "Blast kills nine\n\nA blast killed at least 11 people. It was loud. Long after it two people died of it."
    assert counted(text, "nine", "at least 11 people") == (11, None)


def test_what_is_told_far_below_does_not_outdo_the_top() -> None:
    text = "Blast kills nine\n\nA blast killed nine people. It rained. The sun rose. In 2012 one killed 40 people."
    assert counted(text, "nine", "nine people", "40 people") == (9, 9)


@pytest.mark.parametrize(
    ("later", "span", "total"),
    [
        ("Another man died on Sunday, bringing the toll to four.", "four", 4),
        ("The number of dead now stands at 16.", "16", 16),
        ("By evening the death toll had risen to 11.", "11", 11),
        ("In 2012 a blast killed 40 people.", "40 people", 3),
    ],
)
def test_a_number_that_is_told_as_the_newest(later: str, span: str, total: int) -> None:
    text = f"A blast killed three people in Kano. It rained. The sun rose. It snowed. {later}"
    assert counted(text, "three people", span) == (total, total)


def test_one_whose_article_is_left_out_of_the_span() -> None:
    assert counted("It hit a depot, killing a customs guard.", "customs guard") == (1, 1)
    assert counted("It hit a depot, killing guards.", "guards") is None


def test_no_one_at_the_top_stays_no_one() -> None:
    text = "No one hurt in blast\n\nIn a blast no one was hurt. Long ago one hurt 12 people."
    assert counted(text, "No one", "no one", "12 people") == (0, 0)


def test_told_where_and_how_surely() -> None:
    page = story("Blast in Kano\n\nA blast killed at least 12 people on Friday.")
    found = count_of(page.words, [page.span("12 people", score=0.4), page.span("12 people", score=0.7)], ())
    assert found is not None
    assert (found.sentence, found.score, found.count.text) == (1, 0.7, "at least 12")
    assert found.count.span is not None
    assert page.text[found.count.span.start : found.count.span.end] == found.count.text


def test_a_sum_quotes_all_that_it_adds() -> None:
    found = told("Gunmen killed three soldiers and two civilians.", "three soldiers and two civilians")
    assert found is not None and found.count.text == "three soldiers and two"


@pytest.mark.parametrize(
    ("phrase", "low", "unit"),
    [
        ("300 households", 300, "families"),
        ("14 aid trucks", 14, "vehicles"),
        ("two truckloads of soldiers", 2, "vehicles"),
        ("three dinghies", 3, "boats"),
        ("300 people in 40 boats", 300, "people"),
        ("41 Cubans aboard a boat", 41, "people"),
        ("hundreds of families", 200, "families"),
        ("a boat", 1, "boats"),
        ("3,000 families and 200 vehicles", 3000, "families"),
        ("members of two families", 2, "families"),
        ("12 members of a family", 12, "people"),
    ],
)
def test_units(phrase: str, low: int, unit: str) -> None:
    found = told(f"On Friday {phrase} crossed.", phrase)
    assert found is not None and (found.count.min, found.count.unit) == (low, unit)


def test_a_rate() -> None:
    found = told("They came at 4,000 people a day.", "4,000 people a day")
    assert found is not None and (found.count.min, found.count.rate) == (4000, "per_day")


def _with_dates(page: Story, span: str) -> Range | None:
    calendar = Calendar(page.words, page.sentences, date(2024, 3, 12))
    found = count_of(page.words, [page.span(span)], calendar.blocked([0, 1]))
    return None if found is None else (found.count.min, found.count.max)


@pytest.mark.parametrize("phrase", ["2000 pages", "2000 people", "some 2,003 troops", "two thousand people"])
def test_what_counts_is_no_year(phrase: str) -> None:
    assert (_with_dates(story(f"They lost {phrase} on 3 May."), phrase) or (0, 0))[0] in (2000, 2003)


def test_a_day_is_no_count() -> None:
    assert _with_dates(story("They arrested dozens on 12 May 2011."), "dozens on 12 May 2011") == (24, 99)
    assert _with_dates(story("They arrested men on 12 May 2011."), "men on 12 May 2011") is None


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("as many as 40 boats", None, 40),
        ("Eighty-four servicemen", 84, 84),
        ("scores of men", 40, 99),
        ("several hundred men", 300, 999),
        ("tens of thousands of people", 20_000, 99_999),
        ("a hundred boats", 100, 100),
        ("some 35 Syrians", 35, 35),
        ("12-15 trucks", 12, 15),
        ("handed over 47 men", 47, 47),
    ],
)
def test_quantities(text: str, low: int | None, high: int | None) -> None:
    (found,) = quantities(text)
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize(
    "text",
    ["12 km away", "aged 40", "a 40-year-old man", "$300", "3 percent", "5 p.m.", "two hours", "20 tonnes",
     "Resolution 2254"],
)  # fmt: skip
def test_what_is_no_count(text: str) -> None:
    assert quantities(text) == []


def test_a_unit_is_that_of_the_noun_and_not_of_what_it_is_in() -> None:
    assert unit_of(" migrants in two boats") == "people"
    assert unit_of(" of families") == "families"


@pytest.mark.parametrize(
    ("text", "span", "number"),
    [
        ("Two dogs were injured.", "Two", None),
        ("Two dogs were injured.", "Two dogs", None),
        ("Lions killed three goats.", "three goats", None),
        ("The crash wrecked nine cars.", "nine cars", None),
        ("Two men were injured.", "Two", 2),
        ("Two were injured.", "Two", 2),
        ("It killed nine people.", "nine", 9),
        ("It killed nine families.", "nine families", 9),
        ("Lions killed Leon van Biljon.", "Leon van Biljon", 1),
    ],
)
def test_a_toll_is_of_people(text: str, span: str, number: int | None) -> None:
    page = story(text, {"Leon van Biljon": "PERSON"} if "Leon" in text else None)
    found = victims_of(page.words, [page.span(span)], [])
    assert (found and (found.count.min, found.count.max)) == (None if number is None else (number, number))


@pytest.mark.parametrize("text", ["He faced 18 counts of fraud.", "Bail was 100,000 lari.", "They paid 500 dirhams."])
def test_charges_and_money_are_no_counts(text: str) -> None:
    page = story(text)
    figure = next(w for w in page.words.words if w[:1].isdigit())
    assert count_of(page.words, [page.span(figure)], []) is None


@pytest.mark.parametrize(
    ("text", "spans", "expected"),
    [
        ("Crash injures woman, 82\n\nIt was on Friday.", ["82"], (1, 1)),
        ("Crash injures woman, 82\n\nIt was on Friday.", ["woman, 82"], (1, 1)),
        ("Man, 45, killed in a crash.", ["Man"], (1, 1)),
        ("Man, 45, killed in a crash.", ["45"], (1, 1)),
        ("The crash killed boy, 9, and hurt others.", ["boy, 9"], (1, 1)),
        ("The fire killed a cyclist, 31.", ["a cyclist", "31"], (1, 1)),
        ("The fire killed two children, 4 and 6, on Friday.", ["two children", "4 and 6"], (2, 2)),
        ("The fire killed two children, 4 and 6, on Friday.", ["two children", "6"], (2, 2)),
        ("The fire killed two women, 31, 40 and 52, on Friday.", ["two women", "52"], (2, 2)),
        # figures that are none
        ("A crash killed 14, 82 were injured.", ["82"], (82, 82)),
        ("The toll was high: in Kano, 12, and in Jos, 5.", ["12"], (12, 12)),
        ("Of the men, 14 died.", ["14"], (14, 14)),
        ("They killed a man, 300 fled.", ["300"], (300, 300)),
    ],
)
def test_an_age_is_no_toll(text: str, spans: list[str], expected: Range) -> None:
    assert counted(text, *spans) == expected


def test_the_age_of_a_named_person_is_no_toll() -> None:
    assert counted("It killed Ali Hassan, 34, on Friday.", "34", entities={"Ali Hassan": "PERSON"}) == (1, 1)
    assert counted("It killed Ali Hassan, 34 others fled.", "34", entities={"Ali Hassan": "PERSON"}) == (34, 34)


@pytest.mark.parametrize(
    ("text", "spans", "number"),
    [
        ("A fire killed five children in a school bus and two drivers.", ("five children", "two drivers"), 7),
        ("A bomb killed nine soldiers near Kidal and three nuns in Gao.", ("nine soldiers", "three nuns"), 12),
        ("Fire kills five pupils, two drivers\n\nA bus burnt.", ("five pupils", "two drivers"), 7),
        ("A fire killed five pupils in a bus and two truck drivers.", ("five pupils", "two truck drivers"), 7),
        ("Fire kills 12 people, two drivers\n\nA bus burnt.", ("12 people", "two drivers"), 12),
        ("A fire killed 12 people in a bus and hurt two drivers.", ("12 people", "two drivers"), 12),
    ],
)
def test_the_dead_of_several_spans_of_a_sentence(text: str, spans: tuple[str, ...], number: int) -> None:
    assert counted(text, *spans) == (number, number)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("Police came and shot him dead.", "him"),
        ("A boy was killed and another was hurt.", "another"),
        ("The singer's four-year-old son was hurt.", "four-year-old son"),
        ("The mayor’s wife was shot.", "wife"),
        ("Lima driver hurt in crash\n\nA car hit a wall.", "Lima driver"),
    ],
)
def test_one_without_a_figure_and_an_article(text: str, span: str) -> None:
    assert counted(text, span) == (1, 1)


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        ("The dead were aged nine, ten, 14 and 59.", "59", None),
        ("They are aged 9, 12, and 30, police said.", "12", None),
        ("A man aged 34 and two women died.", "two women", (2, 2)),
        ("Boys aged 12 and 14 were among 59 dead.", "59 dead", (59, 59)),
    ],
)
def test_ages_in_a_list_are_no_toll(text: str, span: str, expected: Range | None) -> None:
    assert counted(text, span) == expected
