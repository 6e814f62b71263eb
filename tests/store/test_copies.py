"""Near-copies: linked to the first, counted once, over restarts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from store_samples import codes

from geonews.model import Article, Event, ParsedArticle, Span, Status, When
from geonews.store import EventFilter, Store
from geonews.store.copies import Copies, settle_again
from geonews.store.links import link_all

SENTENCES = (
    "About 400 people crossed the Oriel from Norrland into Sudmark on Tuesday, border guards in Lindholm said.",
    "Traders on the southern bank had been waiting for the day since the flood of early spring.",
    "The mayor told reporters that a second boat would follow before the end of the month.",
    "Until then the ferry runs four times a day, and tickets can be had at the harbour office only.",
)
TEXT = " ".join(SENTENCES)


def parsed(name: str, text: str = TEXT, url: str | None = None, day: date = date(2022, 3, 1)) -> ParsedArticle:
    """An article whose first sentence is an event."""
    article = Article(id=name, text=text, url=url, published=datetime(2022, 3, 2, tzinfo=UTC))
    start = text.index("About")
    sentence = text[start : text.index("said.") + 5]
    span = Span(start=start, end=start + len(sentence), text=sentence)
    event = Event(
        id=f"{name}-1", article_id=name, type="BORDER_CROSSING", mode=None, status=Status.HAPPENED, evidence=span,
        sentence=0, trigger=span, when=When(start=day, end=day, precision=1, text=None, basis="text"),
        confidence=0.9, rule_id="test",
    )  # fmt: skip
    return ParsedArticle(article=article, events=(event,))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path / "news.gpkg", codes=codes) as opened:
        yield opened


def add(store: Store, copies: Copies, *items: ParsedArticle) -> list[int]:
    """Store articles as the pipeline does; return how many events of each are kept."""
    kept = []
    for item in items:
        copies.check(item.article)
        settled = copies.settle(item)
        store.add(settled)
        kept.append(len(settled.events))
    return kept


def links(store: Store) -> list[tuple[str, str | None]]:
    with closing(sqlite3.connect(store.path)) as connection:
        return connection.execute("SELECT doc_id, copy_of FROM near_copies ORDER BY fid").fetchall()


def test_a_syndicated_article_is_stored_and_linked_and_its_events_counted_once(store: Store) -> None:
    items = [parsed("first"), parsed("second", "LINDHOLM, 2 March - " + TEXT), parsed("third", TEXT.replace("  ", " "))]
    assert add(store, Copies(store), *items) == [1, 0, 0]
    assert links(store) == [("first", None), ("second", "first"), ("third", "first")]
    assert store.count_events() == 1
    assert store.has_article("second") and store.has_article("third")


def test_what_an_update_changes_is_kept(store: Store) -> None:
    update = parsed("update", TEXT.replace("About 400", "About 450"))
    other_day = parsed("other", "Corrected: " + TEXT, day=date(2022, 2, 22))
    again = parsed("again", "Update: " + TEXT.replace("About 400", "About 450"))
    assert add(store, Copies(store), parsed("first"), update, other_day, again) == [1, 1, 1, 0]
    assert [copy_of for _, copy_of in links(store)] == [None, "first", "first", "first"]


def test_another_article_is_nobodys_copy(store: Store) -> None:
    other = "About 20 lorries crossed into Sudmark by night, drivers said. " + " ".join(f"word{n}" for n in range(60))
    assert add(store, Copies(store), parsed("first"), parsed("other", other)) == [1, 1]
    assert links(store) == [("first", None), ("other", None)]


def test_the_next_run_goes_on_where_this_one_stopped(store: Store) -> None:
    add(
        store,
        Copies(store),
        parsed("first", url="https://gazette.example/1"),
        parsed("second", "By A. Writer. " + TEXT),
    )
    later = Copies(store)
    assert add(store, later, parsed("third", "Agencies - " + TEXT)) == [0]
    assert links(store)[-1] == ("third", "first")
    assert later.check(Article(id="x", text="Something else.", url="https://gazette.example/1")) is None


def test_a_run_that_is_killed_between_note_and_article_does_both_again(store: Store) -> None:
    copies = Copies(store)
    copies.check(parsed("first").article)
    copies.settle(parsed("first"))  # and then the power fails
    assert not store.has_article("first")
    second = parsed("second", "By A. Writer. " + TEXT)
    copies = Copies(store)
    assert add(store, copies, parsed("first")) == [1]
    copies.check(second.article)
    copies.settle(second)  # and again
    assert add(store, Copies(store), second) == [0]
    assert links(store) == [("first", None), ("second", "first")]
    with closing(sqlite3.connect(store.path)) as connection:
        (similarity,) = connection.execute("SELECT similarity FROM near_copies WHERE doc_id = 'second'").fetchone()
    assert 0.5 <= similarity < 1.0


def test_parsing_a_near_copy_again_keeps_what_it_had(store: Store) -> None:
    update = parsed("update", TEXT.replace("About 400", "About 450"))
    add(store, Copies(store), parsed("first"), update)
    again = Copies(store)
    again._found["update"] = again._known.check(parsed("probe", "Probe: " + TEXT).article)  # type: ignore[assignment]
    assert len(again.settle(update).events) == 1  # its own events are no reason to drop them


def test_near_copies_show_in_rows_and_can_be_left_out(store: Store) -> None:
    update = parsed("update", TEXT.replace("About 400", "About 450"))
    add(store, Copies(store), parsed("first"), update, parsed("wire", "LINDHOLM, 2 March - " + TEXT))
    rows = {row["event_id"]: row for row in store.events()}
    assert {key: (row["copy_of"], row["n_copies"]) for key, row in rows.items()} == {
        "first-1": (None, 2),
        "update-1": ("first", 0),
    }
    assert [row["event_id"] for row in store.events(EventFilter(no_copies=True))] == ["first-1"]
    assert {row["doc_id"]: row["copy_of"] for row in store.articles()} == {
        "first": None,
        "update": "first",
        "wire": "first",
    }
    told = [(row["doc_id"], row["is_first"]) for row in store.copies("wire")]
    assert told == [("first", True), ("update", False)]
    assert [row["doc_id"] for row in store.copies("first")] == ["update", "wire"]


def test_copies_of_one_text_count_as_one_article(store: Store) -> None:
    update = parsed("update", TEXT.replace("border guards in Lindholm", "guards of the border in Lindholm"))
    add(store, Copies(store), parsed("first"), update)
    with store._writing() as connection:
        connection.execute("UPDATE events SET origin_country = 'NOR', destination_country = 'SWE', country = 'SWE'")
        link_all(connection)
    (row, other) = store.events()
    assert row["group_id"] == other["group_id"]
    assert (row["n_reports"], row["n_articles"], row["n_sources"]) == (2, 1, 1)


def test_reading_a_near_copy_again_keeps_its_place(store: Store) -> None:
    wire = parsed("wire", "LINDHOLM, 2 March - " + TEXT)
    add(store, Copies(store), parsed("first"), wire)
    before = store._ask("SELECT doc_id, copy_of, similarity, memory FROM near_copies ORDER BY fid")
    assert settle_again(store, wire).events == ()
    assert len(settle_again(store, parsed("first")).events) == 1
    assert store._ask("SELECT doc_id, copy_of, similarity, memory FROM near_copies ORDER BY fid") == before
