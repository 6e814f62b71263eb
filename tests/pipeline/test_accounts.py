"""Every row is accounted for: what an article is to a store, and figures that add up."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ingest_builders import STORY, page, rss, rss_item, site, warc, warc_record
from plain_pipeline import UNREADABLE, PlainPipeline, taken

from geonews.config import Config
from geonews.ingest import watch
from geonews.model import Failure
from geonews.pipeline.ledger import Fate, Ledger, Ticket
from geonews.pipeline.progress import Summary
from geonews.store import Store
from geonews.store.feeds import StoredFeeds

PARTS = ("stored", "revised", "unchanged", "near_copies", "failures", "left_out")
FLOOD = "Heavy rain closed the mountain road to Targovan for two days, and villagers were brought bread by mule."
VOTE = "Parliament in Belmora voted late on Thursday to raise pensions, ending months of quarrels in the coalition."
TOLL = "At least {} people were killed when a ferry sank off Port Halden on Sunday night, the coast guard said."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path / "news.gpkg") as opened:
        yield opened


def figures(summary: Summary) -> dict[str, int]:
    return {name: getattr(summary, name) for name in PARTS if getattr(summary, name)}


def lines(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def texts(store: Store) -> list[str]:
    return [article.text for article in store.stored_articles()]


def test_two_tables_that_count_from_one_are_other_articles(store: Store, tmp_path: Path) -> None:
    first = lines(tmp_path / "a.jsonl", {"doc_id": 1, "text": FLOOD}, {"doc_id": 2, "text": VOTE})
    second = lines(tmp_path / "b.jsonl", {"doc_id": 1, "text": STORY}, {"doc_id": 2, "text": TOLL.format(9)})
    assert figures(taken(store, first)[0]) == {"stored": 2}
    assert figures(taken(store, second)[0]) == {"stored": 2}
    assert sorted(texts(store)) == sorted([FLOOD, VOTE, STORY, TOLL.format(9)])
    assert figures(taken(store, first, second)[0]) == {"unchanged": 4}
    renamed = tmp_path / "c.jsonl"
    second.rename(renamed)
    assert figures(taken(store, renamed)[0]) == {"unchanged": 2}


def test_two_rows_with_one_id_are_one_article_and_its_revision(store: Store, tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", {"doc_id": "x", "text": FLOOD}, {"doc_id": "x", "text": VOTE})
    summary, report = taken(store, path)
    assert figures(summary) == {"stored": 1, "revised": 1}
    assert texts(store) == [VOTE] and [row["text"] for row in store.revisions("x")] == [FLOOD]
    assert [(fate["outcome"], fate["row"], fate["of"]) for fate in report] == [("stored", 1, None), ("revised", 2, "x")]
    assert figures(taken(store, path)[0]) == {"unchanged": 2}
    assert texts(store) == [VOTE]


@pytest.mark.parametrize("ids", [(None, None), ("a", "a"), ("a", "b")])
def test_a_corrected_toll_at_the_same_address_arrives(
    store: Store, tmp_path: Path, ids: tuple[str | None, str | None]
) -> None:
    url = "https://gazette.example/ferry"
    for number, (name, toll) in enumerate(zip(ids, (9, 12), strict=True)):
        row = {"doc_id": name, "url": f"{url}?utm_source={number}", "text": TOLL.format(toll)}
        summary, _ = taken(store, lines(tmp_path / f"{number}.jsonl", row))
        assert figures(summary) == ({"revised": 1} if number else {"stored": 1})
    assert texts(store) == [TOLL.format(12)]
    (article,) = store.stored_articles()
    (older,) = store.revisions(article.id)
    assert older["text"] == TOLL.format(9) and older["url_basis"] == "claimed" and older["events"] == []


def test_rows_of_one_file_that_share_an_address_are_not_each_others_revisions(store: Store, tmp_path: Path) -> None:
    home = "https://gazette.example/"
    rows = [{"doc_id": n, "url": home, "text": text} for n, text in enumerate((FLOOD, VOTE, STORY))]
    path = lines(tmp_path / "a.jsonl", *rows)
    assert figures(taken(store, path)[0]) == {"stored": 3}
    assert figures(taken(store, path)[0]) == {"unchanged": 3}


def test_who_claims_an_address_does_not_suppress_the_article_there(store: Store, tmp_path: Path) -> None:
    with site() as gazette:
        url = gazette.serve("/ferry", page(canonical=None))
        assert figures(taken(store, lines(tmp_path / "early.jsonl", {"doc_id": 1, "url": url, "text": VOTE}))[0]) == {
            "stored": 1
        }
        assert figures(taken(store, url)[0]) == {"revised": 1}
        assert figures(taken(store, lines(tmp_path / "late.jsonl", {"doc_id": 1, "url": url, "text": FLOOD}))[0]) == {
            "stored": 1
        }
        rows = store._ask("SELECT url, url_basis, substr(text, 1, 9) FROM articles ORDER BY fid")
        assert rows == [(url, "fetched", "The ferry"), (url, "claimed", FLOOD[:9])]
        assert figures(taken(store, url)[0]) == {"unchanged": 1}


def test_a_page_that_names_another_hosts_address_claims_it(store: Store) -> None:
    with site() as copyist:
        url = copyist.serve("/copy", page(canonical="https://gazette.example/ferry"))
        taken(store, url)
    ((basis,),) = store._ask("SELECT url_basis FROM articles")
    assert basis == "claimed"


def test_another_day_or_title_in_the_same_file_is_a_revision(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    head = {"doc_id": "1", "text": FLOOD, "title": "Road closed", "published": "2022-03-01"}
    taken(store, lines(path, head))
    assert figures(taken(store, lines(path, head | {"published": "2022-03-02"}))[0]) == {"revised": 1}
    (article,) = store.stored_articles()
    assert article.published is not None and article.published.date().isoformat() == "2022-03-02"
    elsewhere = lines(tmp_path / "b.jsonl", head | {"title": None, "published": None})
    assert figures(taken(store, elsewhere)[0]) == {"unchanged": 1}


def test_a_file_whose_rows_are_all_other_articles_revises_nothing(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "today.jsonl"
    taken(store, lines(path, {"doc_id": 1, "text": FLOOD}))
    assert figures(taken(store, lines(path, {"doc_id": 1, "text": VOTE}))[0]) == {"stored": 1}
    assert figures(taken(store, lines(path, {"doc_id": 1, "text": FLOOD.replace("two", "three")}))[0]) == {"revised": 1}
    assert sorted(texts(store)) == sorted([VOTE, FLOOD.replace("two", "three")])


def test_a_text_that_was_revised_away_is_met_again_in_another_file_without_its_head(
    store: Store, tmp_path: Path
) -> None:
    url = "https://gazette.example/1"
    head = {"doc_id": "x", "url": url, "title": "Ferry", "published": "2022-03-01"}
    first = lines(tmp_path / "a.jsonl", {**head, "text": STORY})
    second = lines(tmp_path / "b.jsonl", {"doc_id": "x", "text": STORY}, {"url": url, "text": FLOOD})
    assert figures(taken(store, first, second)[0]) == {"stored": 1, "unchanged": 1, "revised": 1}
    assert figures(taken(store, first, second)[0]) == {"unchanged": 3}


def test_each_store_reads_a_list_of_feeds_from_its_beginning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geonews.ingest.remote.HOST_DELAY_SECONDS", 0.0)
    config, feeds = Config(cache_dir=tmp_path, allow_private=True), tmp_path / "feeds.toml"
    told = [f"<p>{text} {STORY * 2}</p>" for text in (FLOOD, VOTE)]
    with site() as served:
        items = [rss_item(f"https://gazette.example/{n}", content=html) for n, html in enumerate(told)]
        feeds.write_text(f'[[feeds]]\nurl = "{served.serve("/rss", rss(*items), "application/rss+xml")}"\n')
        stored = []
        for name in ("a.gpkg", "b.gpkg", "a.gpkg"):
            with Store.open_or_create(tmp_path / name) as one:
                for articles in watch.rounds(feeds, config, memory=StoredFeeds(one), limit=1):
                    stored.append(PlainPipeline(config).ingest_articles(articles, one).read)
    assert stored == [2, 2, 0]


def test_standard_input_has_no_name_that_comes_again(store: Store) -> None:
    for text in (FLOOD, VOTE):
        rows = io.BytesIO(json.dumps({"doc_id": 1, "text": text}).encode())
        assert figures(taken(store, "-", stdin=rows)[0]) == {"stored": 1}
    assert sorted(texts(store)) == sorted([FLOOD, VOTE])


def test_a_near_copy_counts_once_and_says_of_what(store: Store, tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", {"doc_id": "a", "text": STORY}, {"doc_id": "b", "text": f"Agencies. {STORY}"})
    summary, report = taken(store, path)
    assert figures(summary) == {"stored": 1, "near_copies": 1}
    assert [(fate["doc_id"], fate["of"]) for fate in report] == [("a", None), ("b", "a")]


def test_an_article_that_breaks_the_parser_is_named_by_its_file_and_row(store: Store, tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", {"text": FLOOD}, {"text": f"{UNREADABLE}, {VOTE}"})
    summary, report = taken(store, path)
    assert figures(summary) == {"stored": 1, "failures": 1}
    assert (report[1]["outcome"], report[1]["file"], report[1]["row"]) == ("failures", str(path), 2)
    (failure,) = store.failures()
    assert failure.origin is not None and (failure.origin.file, failure.origin.row) == (str(path), 2)
    assert figures(taken(store, path)[0]) == {"unchanged": 1, "failures": 1}


def test_a_doubt_is_told_and_no_row_is_counted_twice(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"id,date,text\n1,,{FLOOD}\n2,soon,{VOTE}\n3,2022-03-01,\n".replace(", and", " and"))
    summary, report = taken(store, path)
    assert (summary.read, summary.doubts) == (3, 2) and figures(summary) == {"stored": 2, "failures": 1}
    assert [(fate["outcome"], fate["row"]) for fate in report] == [
        ("stored", 2), ("doubts", 2), ("stored", 3), ("doubts", 3), ("failures", 4),
    ]  # fmt: skip


def test_what_is_of_no_known_kind_is_left_out_by_name(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    for name in ("a.pages", "b.epub", "c"):
        (folder / name).write_text(STORY)
    (folder / "d.txt").write_text(STORY)
    summary, report = taken(store, folder)
    assert figures(summary) == {"stored": 1, "left_out": 3}
    assert {Path(fate["file"]).name for fate in report if fate["outcome"] == "left_out"} == {"a.pages", "b.epub", "c"}
    assert store.failures() == []


def test_figures_that_do_not_add_up_end_a_run() -> None:
    ledger = Ledger(Summary(read=2))
    ledger.hand_on(Ticket())
    ledger.fail(Failure(article_id="x", stage="read", error="broken"), ledger.take_back())
    with pytest.raises(AssertionError, match="2 rows"):
        ledger.check()


# Piles of mixed and damaged files

#: How many are made; CONTRIBUTING.md tells of the longer run.
PILES = int(os.environ.get("GEONEWS_TEST_PILES", "60"))
SENTENCES = (FLOOD, VOTE, STORY, TOLL.format(9), TOLL.format(12), f"{UNREADABLE}. {FLOOD}", "", "Быстрая река " * 20)
ROW = st.fixed_dictionaries(
    {"text": st.sampled_from(SENTENCES)},
    optional={
        "doc_id": st.sampled_from(["1", "2", "x"]),
        "url": st.sampled_from(["https://a.example/1", "https://a.example/2?utm_source=x", "javascript:alert(1)"]),
        "published": st.sampled_from(["2022-03-01", "soon", "3022-01-01", "2022-03-01T01:00:00+09:00"]),
        "title": st.sampled_from(["Road closed", "Vote"]),
    },
)
ROWS = st.lists(ROW, max_size=6)


def as_csv(rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, ["doc_id", "url", "published", "title", "text"])
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def as_lines(rows: list[dict[str, str]]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def as_zip(rows: list[dict[str, str]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.csv", as_csv(rows))
        archive.writestr("b.docx", b"x")
    return out.getvalue()


def as_warc(rows: list[dict[str, str]]) -> bytes:
    records = [warc_record(row.get("url", "https://w.example/"), page(row["text"]).encode()) for row in rows]
    return warc(*records)


KINDS = {
    "a.csv": as_csv,
    "b.jsonl": as_lines,
    "c.json": lambda rows: json.dumps(rows).encode(),
    "d.zip": as_zip,
    "e.warc.gz": as_warc,
    "f.jsonl.gz": lambda rows: gzip.compress(as_lines(rows)),
    "g.txt": lambda rows: "\n\n".join(row["text"] for row in rows).encode(),
    "h.docx": as_lines,
}


@st.composite
def piles(draw: st.DrawFn) -> dict[str, bytes]:
    pile = {}
    for name in draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=4, unique=True)):
        data = KINDS[name](draw(ROWS))
        if data and draw(st.booleans()):
            at = draw(st.integers(0, len(data)))
            data = draw(st.sampled_from([data[:at], data[:at] + b'"' + data[at:], data[:at] + b"\x00\xff" + data[at:]]))
        pile[name] = data
    return pile


# The same piles at every run, unless more are asked for.
@settings(
    max_examples=PILES, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True, derandomize=PILES <= 60
)
@given(pile=piles())
def test_the_summary_adds_up_over_any_pile(tmp_path_factory: pytest.TempPathFactory, pile: dict[str, bytes]) -> None:
    folder = tmp_path_factory.mktemp("pile")
    for name, data in pile.items():
        (folder / name).write_bytes(data)
    with Store.create(folder.with_suffix(".gpkg")) as store:
        summary, report = taken(store, folder)
        counted = Counter(fate["outcome"] for fate in report)
        assert summary.read == sum(getattr(summary, name) for name in PARTS)
        assert {name: counted.get(name, 0) for name in (*PARTS, "doubts")} == {
            name: getattr(summary, name) for name in (*PARTS, "doubts")
        }
        assert store.counts()["articles"] == summary.stored + summary.near_copies
        assert len(store._ask("SELECT 1 FROM revisions")) == summary.revised
        assert all(fate["file"] for fate in report)
        before = sorted(texts(store))
        again, _ = taken(store, folder)
        assert (again.read, again.stored, again.revised, again.near_copies) == (summary.read, 0, 0, 0)
        assert sorted(texts(store)) == before
    assert set(Fate) == set(PARTS)
