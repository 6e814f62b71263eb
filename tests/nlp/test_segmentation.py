"""Sentences: boundaries, stamps, datelines, furniture."""

from __future__ import annotations

import time

import pytest

from geonews import nlp
from geonews.nlp import segment
from geonews.nlp.segmentation import MAX_SENTENCE


def texts(text: str) -> list[str]:
    return [text[s.start : s.end] for s in segment(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gate shut\n\n3 Feb, 2020 11:00\n\nIt rained.", ["Gate shut", "It rained."]),
        ("Gate shut\nPublished: Monday 3 February 2020 at 11.00 GMT\nIt rained.", ["Gate shut", "It rained."]),
        ("Gate shut\n\nGeneva, 3 May 2021\n\nIt rained.", ["Gate shut", "It rained."]),
        ("Gate shut\n\nKampala (Uganda), May 3, 14:05 GMT\n\nIt rained.", ["Gate shut", "It rained."]),
        ("Gate shut\n\nTORIT\n\nIt rained. It stopped.", ["Gate shut", "It rained.", "It stopped."]),
        ("Gate shut\n\nBy our own correspondent\n\nIt rained.", ["Gate shut", "It rained."]),
        ("Gate shut\n\nBy Friday all had left\n\nIt rained.", ["Gate shut", "By Friday all had left", "It rained."]),
        ("Gate shut\n\nHe left Rome, 3 May 2021.", ["Gate shut", "He left Rome, 3 May 2021."]),
        ("Dr. Paz left. Gen. Ruiz stayed.", ["Dr. Paz left.", "Gen. Ruiz stayed."]),
        ("U.S. troops left the U.S. The rest stayed.", ["U.S. troops left the U.S.", "The rest stayed."]),
        ('"Will you go?" he asked. "No."', ['"Will you go?" he asked.', '"No."']),
        ("They fled at 5 p.m. on Monday. Others stayed.", ["They fled at 5 p.m. on Monday.", "Others stayed."]),
        ("About 3.5 million left. J. K. Osei agreed.", ["About 3.5 million left.", "J. K. Osei agreed."]),
        ("• First item\n• Second item", ["• First item", "• Second item"]),
        ("", []),
        ("   \n \n", []),
        ("12:45 GMT\n\n13:10 GMT", []),
    ],
)
def test_boundaries(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("Aizawl, Nov 16: Rain fell.", "Rain fell."),
        ("Kampala (Uganda), 3 May - Rain fell.", "Rain fell."),
        ("Saturday, May 3: Rain fell.", "Saturday, May 3: Rain fell."),
        ("On Friday, May 3: Rain fell.", "On Friday, May 3: Rain fell."),
    ],
)
def test_datelines_with_a_day(text: str, body: str) -> None:
    (sentence,) = segment(text)
    assert text[sentence.body : sentence.end] == body


def test_wrapped_lines_are_joined() -> None:
    text = "Rescuers pulled forty people from the river near the town on Sunday and\nbrought them ashore. They rested."
    assert len(texts(text)) == 2


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("QUITO, Ecuador - Two men left.", "Two men left."),
        ("EL FASHER, Sudan, May 3 (Reuters) - Two men left.", "Two men left."),
        ("Quito (AFP) – Two men left.", "Two men left."),
        ("GAZA CITY, Palestinian Territories: Two men left.", "Two men left."),
        ("N'DJAMENA — “We left,” said two men.", "“We left,” said two men."),
        ("- Two men left.", "Two men left."),
        ("Two men left - and came back.", "Two men left - and came back."),
        ("The US said: Two men left.", "The US said: Two men left."),
    ],
)
def test_datelines(text: str, body: str) -> None:
    (sentence,) = segment(text)
    assert text[sentence.body : sentence.end] == body


@pytest.mark.parametrize(
    "line", ["Also on example.com Two armies clash", "Read more: Two armies clash", "Share this story", "© 2020 Daily"]
)
def test_furniture(line: str) -> None:
    first, second = segment(f"Two men left.\n\n{line}")
    assert (first.boilerplate, second.boilerplate) == (False, True)


def test_long_input_is_linear() -> None:
    began = time.process_time()
    assert segment("A. " * 100_000)
    assert segment("word " * 100_000)
    assert time.process_time() - began < 10


def test_the_parser_is_held_to_the_sentences() -> None:
    text = "Gate shut near town\n\n3 Feb, 2020 11:00\n\nQUITO - Dr. Paz left the city. He returned."
    (doc,) = nlp.parse([text])
    starts = {s.start_char for s in doc.sents}
    assert {s.start for s in nlp.sentences(doc)} <= starts
    assert text.index("Dr.") in starts


@pytest.mark.parametrize(
    "unit", [".", "? ! ", ". ", ".\n", "a" * 78 + "1\n\n", "A-", "[", '("', "1. ", "。”", "- ", "A. ", ":)", "a,"]
)
def test_no_shape_of_text_costs_more_than_its_length(unit: str) -> None:
    def seconds(length: int) -> float:
        text = (unit * length)[:length] + "\n\nThe ferry ran again on Tuesday. Nobody was hurt."
        best = 9.0
        for _ in range(3):
            started = time.process_time()
            segment(text)
            best = min(best, time.process_time() - started)
        return best

    assert seconds(32_000) < 12 * seconds(4_000) + 0.05


@pytest.mark.parametrize("unit", ["and so they went on ", "x", "word,", "killed 12 people\t", "日本"])
@pytest.mark.parametrize("length", [1_999, 2_001, 7_777, 50_000])
def test_a_sentence_without_an_end_is_cut(unit: str, length: int) -> None:
    text = f"It rained. {(unit * length)[:length].strip()}. It snowed."
    found = segment(text)
    assert all(0 < s.end - s.start <= MAX_SENTENCE for s in found)
    assert [s.index for s in found] == list(range(len(found)))
    told = "".join(text[s.start : s.end] for s in found)
    assert "".join(told.split()) == "".join(text.split())  # nothing is lost
    if " " in unit:
        assert all(text[s.end : s.end + 1].isspace() or s.end == len(text) for s in found)
