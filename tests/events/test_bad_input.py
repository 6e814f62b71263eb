"""Input that is no clean article: no crash, no event out of furniture, bounded time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from geonews.model import Event

Coded = Callable[..., list[Event]]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n\n",
        "THOUSANDS FLEE TO UGANDA AS REBELS TAKE BUNIA",
        "• 300 crossed into Chile\n• 40 returned to Peru\n• talks on Monday",
        "Country\tArrivals\tDate\nChile\t300\t4 May\nPeru\t40\t5 May",
        "10:45 GMT\nSoldiers crossed into Mali.\n11:20 GMT\nMore soldiers crossed into Mali.",
        '"They crossed into Mali, he said, "and then they " left again for Niger',
        "GENEVA, May 5 (Reuters/AFP) - \u200b\ufeff300 people fled.",
        "🚚🚚🚚 crossed 🇵🇱 → 🇺🇦 !!!",
        "x" * 5000,
        "They fled to " * 300,
        "Soldiers crossed the border from 31 February 2020 to 99/99/9999.",
    ],
)
def test_no_crash(code: Coded, text: str) -> None:
    for event in code(text):
        assert text[event.evidence.start : event.evidence.end] == event.evidence.text
        assert text[event.trigger.start : event.trigger.end] == event.trigger.text


def test_five_hundred_sentences_without_a_date(parse_article: Callable[..., Any]) -> None:
    plain = " ".join(f"The council of town {n} spoke about roads, schools and the harbour." for n in range(500))
    parsed = parse_article(f"{plain}\n\nGunmen killed nine people in Goma a day earlier, police said.", "2024-03-12")
    (event,) = (event for event in parsed.events if event.type in ("ATTACK", "CRIME"))
    assert event.when is not None and str(event.when.end) <= "2024-03-12"


def test_no_date_of_publication(code: Coded) -> None:
    events = code("Some 300 Burundians fled into Rwanda from Burundi on Friday.", None)
    assert [e.when.basis for e in events if e.type == "BORDER_CROSSING"] == ["none"]


@pytest.mark.parametrize("line", ["Also on example.com ", "Read more: ", "Related: "])
def test_no_event_out_of_furniture(code: Coded, line: str) -> None:
    assert code(f"The market in Lima was open.\n\n{line}300 Burundians fled from Burundi into Rwanda on Friday") == []


@pytest.mark.parametrize("stamp", ["07.40 - ", "14:20 GMT: ", "11h05 - ", "9.15 a.m. - "])
def test_a_clock_is_no_word_of_the_sentence(code: Coded, stamp: str) -> None:
    (event,) = code(f"Live\n\n{stamp}Sixty Burundians crossed from Burundi into Rwanda overnight.")
    assert event.count is not None and event.count.min == 60


def test_items_headed_by_a_country(code: Coded) -> None:
    text = "Update\n\n- Rwanda: 620 Congolese crossed at Rusizi on Saturday.\n- Uganda: calm on Monday.\n"
    (event,) = [e for e in code(text) if e.type == "BORDER_CROSSING"]
    assert (event.origin and event.origin.country, event.destination and event.destination.country) == ("COD", "RWA")


def test_a_river_that_ends_the_text_is_one_word(code: Coded) -> None:
    assert [e.type for e in code("Eritrean forces crossed into Malawi at the Shire")] == ["BORDER_CROSSING"]


def test_a_very_long_sentence_takes_bounded_time(code: Coded) -> None:
    text = "Some 300 people fled from Burundi into Rwanda on Friday and then, " * 170
    assert len(text.split()) > 2000
    began = time.process_time()
    code(text)
    assert time.process_time() - began < 20


def test_every_event_is_a_record(code: Coded) -> None:
    from datetime import UTC, datetime

    from geonews.events import ontology
    from geonews.model import Article
    from geonews.records import event_record

    text = (
        "Rebels attacked the town of Bunia on Friday, killing nine soldiers. Some 300 people fled from Mali into Niger."
    )
    article = Article(id="test", text=text, published=datetime(2022, 3, 9, tzinfo=UTC))
    for event in code(text):
        record: dict[str, Any] = event_record(event, article, ontology.codes(event.type, event.mode), explain=True)
        assert record["evidence"] == text[record["char_start"] : record["char_end"]]
        assert record["cues"]
        assert record["sentence"] in (0, 1)
