"""The same article twice, and near-copies."""

from __future__ import annotations

import random

import pytest
from ingest_builders import STORY

from geonews.ingest.duplicates import Deduplicator
from geonews.model import Article

OTHER = (
    "Farmers in the Tarn valley began to sow winter wheat this week, ten days later than usual, because the fields had "
    "been too wet for tractors since the middle of September. The cooperative expects a smaller harvest next summer. "
    "Its chairwoman said that seed had become dearer as well, and that some members would leave a part of their land "
    "fallow. Prices at the exchange rose by two per cent after the announcement, traders said on Thursday afternoon."
)


def article(name: str, text: str = STORY, url: str | None = None) -> Article:
    return Article(id=name, text=text, url=url)


def test_different_articles_are_no_duplicates() -> None:
    known = Deduplicator()
    assert known.check(article("a")) is None
    assert known.check(article("b", OTHER)) is None
    assert len(known) == 2


@pytest.mark.parametrize(
    ("again", "kind"),
    [
        (Article(id="a", text=OTHER), "id"),
        (Article(id="b", text=STORY.replace(" ", "  ")), "text"),
        (Article(id="b", text=OTHER, url="https://GAZETTE.example/1?utm_source=mail#top"), "url"),
    ],
)
def test_exact_repetitions(again: Article, kind: str) -> None:
    known = Deduplicator()
    known.check(article("a", url="https://gazette.example/1"))
    found = known.check(again)
    assert found is not None
    assert (found.of, found.kind, found.similarity) == ("a", kind, 1.0)


@pytest.mark.parametrize(
    "copy",
    [
        "Lindholm, 1 March - " + STORY,
        STORY.rpartition("\n\n")[0],  # cut at the end
        STORY.upper(),
        STORY.replace("About 400", "Some 450") + " Tickets cost two crowns, the office added later in the day.",
    ],
)
def test_near_copies_are_linked_to_the_first(copy: str) -> None:
    known = Deduplicator()
    known.check(article("a"))
    known.check(article("other", OTHER))
    found = known.check(article("b", copy))
    assert found is not None
    assert (found.of, found.kind) == ("a", "near")
    assert 0.5 <= found.similarity <= 1.0


def test_a_copy_of_a_copy_points_at_the_first() -> None:
    known = Deduplicator()
    known.check(article("a"))
    cut = STORY.rpartition("\n\n")[0]
    assert known.check(article("b", cut)).of == "a"  # type: ignore[union-attr]
    assert known.check(article("c", cut.replace(" ", "\n"))).of == "a"  # type: ignore[union-attr]


def test_stock_phrases_make_no_near_copy() -> None:
    known = Deduplicator()
    known.check(article("a", "Markets closed higher on Monday."))
    assert known.check(article("b", "Markets closed higher on Tuesday.")) is None


def test_the_similarity_is_estimated_well() -> None:
    rng = random.Random(7)
    words = [f"word{n}" for n in range(3000)]
    text = " ".join(rng.sample(words, 600))
    half = text.rsplit(" ", 150)[0] + " " + " ".join(rng.sample([f"new{n}" for n in range(500)], 150))
    runs = [{" ".join(t.split()[i : i + 3]) for i in range(598)} for t in (text, half)]
    true = len(runs[0] & runs[1]) / len(runs[0] | runs[1])
    known = Deduplicator()
    known.check(article("a", text))
    assert known.check(article("b", half)).similarity == pytest.approx(true, abs=0.12)  # type: ignore[union-attr]


def test_memory_is_bounded_if_wanted() -> None:
    known = Deduplicator(max_articles=10)
    texts = [" ".join(f"{chr(97 + n % 26)}{n}w{i}" for i in range(100)) for n in range(40)]
    for number, text in enumerate(texts):
        assert known.check(article(str(number), text)) is None
    assert len(known) == 10
    assert known.check(article("again", texts[-1])).of == "39"  # type: ignore[union-attr]
    assert known.check(article("forgotten", texts[0])) is None


@pytest.mark.parametrize("text", ["", "\ufffd", "x", "の " * 50, "a b c " * 1000])
def test_odd_texts(text: str) -> None:
    known = Deduplicator()
    assert known.check(article("a", text)) is None
    assert known.check(article("b", text)).kind == "text"  # type: ignore[union-attr]


def test_the_threshold_is_checked() -> None:
    with pytest.raises(ValueError, match=r"0\.5"):
        Deduplicator(threshold=0.2)


def test_what_is_remembered_survives_a_restart() -> None:
    first = Deduplicator()
    first.check(article("a", url="https://gazette.example/1"))
    first.check(article("short", "Markets closed higher on Monday."))
    second = Deduplicator()
    for name in ("a", "short"):
        memory = first.memory(name)
        assert memory is not None and len(memory) < 600
        second.restore(name, name, memory)
    assert first.memory("unknown") is None
    copies = [
        article("a"),
        article("b", OTHER, url="https://gazette.example/1"),
        article("c", "Lindholm, 1 March - " + STORY),
        article("d", "Markets  closed higher on Monday."),
    ]
    assert [second.check(copy) for copy in copies] == [first.check(copy) for copy in copies]
    assert [second.check(copy).kind for copy in copies] == ["id", "url", "id", "text"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "memory", [b"\x00", b"\x02short", b"\x01" + b"k" * 12 + b"junk", b"\x01" + b"k" * 12 + b"\x00" * 40]
)
def test_damaged_memory_is_refused(memory: bytes) -> None:
    with pytest.raises(ValueError, match="remembered"):
        Deduplicator().restore("a", "a", memory)
