"""The measures of the reader on documents that a person can check by hand; no torch is needed for them."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from store_samples import article, event, place

from geonews.events.reader.labels import ROLES, TYPES
from geonews.model import Locus, Status, When
from tools import measure_reader
from tools.events.corpus import Document, Incident
from tools.reader.data import IGNORE, WRITERS, held_out
from tools.reader.documents import Compared
from tools.reader.shipped import word_scores

KANO = place(2335204, "Kano", 8.52, 12.0, "NG", "PPLA")
JOS = place(2335953, "Jos", 8.89, 9.92, "NG", "PPLA")
SENTENCE = "Gunmen have attacked Kano on Monday."
OTHER = "Nothing else happened there at all."


def test_torch_is_not_needed() -> None:
    assert "torch" not in sys.modules


def document(real: bool = True) -> Document:
    text = f"{SENTENCE} {OTHER}"
    start = text.index("attacked")
    attack = Incident("ATTACK", None, "happened", ((start, start + 8),))
    return Document("d1", "a", "d1", real, "2021-07-06", text, (attack,))


def attack(**fields: Any) -> Any:
    of = article("d1", SENTENCE, OTHER)
    values = {
        "type": "ATTACK", "where": Locus(country="NGA", place=KANO), "location_basis": "text",
        "when": When(start=date(2021, 7, 5), end=date(2021, 7, 5), precision=1, text="on Monday", basis="text"),
    }  # fmt: skip
    return SimpleNamespace(event=event(of, "e", SENTENCE, **(values | fields)))


@pytest.mark.parametrize(
    ("found", "right"),
    [
        ({}, 1),
        ({"where": Locus(country="NGA", place=JOS)}, 0),
        ({"where": None}, 0),
        ({"when": When(start=date(2021, 7, 6), end=date(2021, 7, 6), precision=1, text=None, basis="published")}, 0),
    ],
)
def test_all_right_asks_for_place_and_date(found: dict[str, Any], right: int) -> None:
    read: Any = SimpleNamespace(document=document())
    compared = Compared(read, [attack(**found)], [attack()], [0], [(0, 0)])
    assert measure_reader.all_right([compared], True) == (right, 1)
    assert measure_reader.all_right([compared], False) == (0, 0)


def test_all_right_does_not_ask_for_what_is_not_told() -> None:
    read: Any = SimpleNamespace(document=document())
    untold = attack(location_basis="country", when=When(start=None, end=None, precision=3, text=None, basis="none"))
    compared = Compared(read, [attack(where=None)], [untold], [0], [(0, 0)])
    assert measure_reader.all_right([compared], True) == (1, 1)
    planned = Compared(read, [attack(status=Status.PLANNED)], [untold], [0], [(0, 0)])
    assert measure_reader.all_right([planned], True) == (0, 0)


def told(*events: Any, kind: str = "ATTACK") -> Any:
    gold = replace(document(), incidents=(replace(document().incidents[0], type=kind),))
    words = SimpleNamespace(sentence=(0, 0, 0, 0, 0, 0, 1, 1, 1))
    return [(SimpleNamespace(document=gold, words=words, triggers={2: 0}), [e.event for e in events])]


def test_sentences_without_a_trigger_that_yield_an_event() -> None:
    assert measure_reader.surplus(told(attack())) == (0, 1)
    elsewhere = SimpleNamespace(event=replace(attack().event, sentence=1))
    assert measure_reader.surplus(told(attack(), elsewhere)) == (1, 1)


def test_precision_of_crossings() -> None:
    crossing = attack(type="BORDER_CROSSING", mode="cross")
    assert measure_reader.crossing_precision(told(crossing, attack(), kind="BORDER_CROSSING")) == (1, 1)
    assert measure_reader.crossing_precision(told(crossing)) == (0, 1)
    hoped = attack(type="BORDER_CROSSING", mode="cross", status=Status.HYPOTHETICAL)
    assert measure_reader.crossing_precision(told(hoped)) == (0, 0)


def test_missed_aims_are_bold() -> None:
    none = measure_reader.NONE
    rows = [
        ("happened, F1", (0.70, "(n)"), (0.10, "")),
        ("sentences without an event that yield one", (0.02, ""), none),
        ("trigger and type, F1", (0.10, ""), (0.80, "")),
        ("crossings, happened, F1, set D", none, (0.90, "")),
        ("traps that yield a happened crossing, set D", none, (0.03, "")),
        ("memory", (250.0, ""), none),
    ]
    assert measure_reader.table(rows)[2:] == [
        "| happened, F1 | **0.700** (n) | 0.100 | ≥ 0.72 |",
        "| sentences without an event that yield one | 0.020 |  | ≤ 0.03 |",
        "| trigger and type, F1 | 0.100 | **0.800** | ≥ 0.82 (own) |",
        "| crossings, happened, F1, set D |  | 0.900 | ≥ 0.82 |",
        "| traps that yield a happened crossing, set D |  | **0.030** | ≤ 0.02 |",
        "| memory | **250** |  | ≤ 200 |",
    ]


def test_what_is_held_out_is_whole_writers_and_every_eighth_article() -> None:
    own = replace(document(real=False), writer="joy")
    assert held_out(own, WRITERS) and not held_out(replace(own, writer="ada"), WRITERS)
    real = [held_out(replace(document(), id=f"wn-{i:03d}", writer="joy"), WRITERS) for i in range(400)]
    assert 20 < sum(real) < 90


class Parrot:
    """A reader that says of each word what it was told to."""

    def __init__(self, types: list[int], roles: np.ndarray) -> None:
        self.encoder = self
        self.tokenizer = None
        self._types, self._odds = types, roles

    def see(self, words: Any, indices: Any) -> Any:
        logits = np.full((len(self._types), len(TYPES) + 1), -9.0, np.float32)
        logits[np.arange(len(self._types)), self._types] = 9.0
        return SimpleNamespace(trigger=logits)

    def role_odds(self, seen: Any, at: list[int], kinds: list[int], sentence: list[int]) -> np.ndarray:
        return self._odds


def test_words_are_counted_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    gold_roles = np.zeros((1, 4, 2 * len(ROLES)), np.int8)
    said = np.zeros((1, 4, 2 * len(ROLES)), np.float32)
    gold_roles[0, 2:4, 0] = 1  # place: words 2 and 3
    gold_roles[0, 0, 0] = -1  # not asked
    said[0, [0, 1, 2], 0] = 0.9  # says 0 (ignored), 1 (wrong), 2 (right); misses 3
    example: Any = SimpleNamespace(
        indices=(0, 1, 2, 3), trigger=np.array([1, 0, 2, IGNORE]), at=np.array([0]), kind=np.array([1]),
        roles=gold_roles,
    )  # fmt: skip
    monkeypatch.setattr("tools.reader.shipped.examples", lambda read, tokenizer: [example])
    read: Any = SimpleNamespace(words=SimpleNamespace(sentence=(0, 0, 0, 0)))
    reader: Any = Parrot([1, 3, 2, 5], said)
    found = word_scores(reader, [read])
    assert found["trigger"] == {"p": 0.667, "r": 1.0, "f": 0.8, "n": 2}
    assert found["roles"]["place"] == {"p": 0.5, "r": 0.5, "f": 0.5, "n": 2}
    assert found["macro"] == 1.0
