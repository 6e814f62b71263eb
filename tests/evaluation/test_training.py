"""What people corrected comes out as documents that the corpus of events takes."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from store_samples import article, event, place

from geonews.evaluation import training_documents
from geonews.model import Article, Count, Cue, Failure, Locus, Origin, ParsedArticle, Place, Resolution, Toponym
from geonews.store import Store
from tools.events.annotations import joined, problems
from tools.events.corpus import Document, digest, read_corpus

KANO = place(2335204, "Kano", 8.52, 12.0, "NG", "PPLA")
JOS = place(2335953, "Jos", 8.89, 9.92, "NG", "PPLA")
TITLE = "Market blast kills dozens\n\n"
BLAST = "A huge blast killed 12 people and hurt 20 in Kano on Monday."
TOLL = "The explosion wounded 31 people from Jos, police said on July 3."
RAID = "Police also raided a house in Jos."
BANK = "The river bank burst into song."


def mention(of: Article, word: str, found: Place) -> Iterator[Resolution]:
    start = of.text.find(word)
    while start >= 0:
        toponym = Toponym(article_id=of.id, text=word, start=start, end=start + len(word))
        yield Resolution(toponym=toponym, place=found, score=0.9)
        start = of.text.find(word, start + 1)


def cue(of: Article, field: str, words: str) -> Cue:
    start = of.text.index(words)
    return Cue(field=field, text=words, start=start, end=start + len(words), rule="reader-1", score=0.9)


def news(doc_id: str = "k1") -> ParsedArticle:
    of = replace(article(doc_id, TITLE + BLAST, TOLL, RAID, BANK), origin=Origin(file="news.jsonl", row=1))
    where = {"where": Locus(country="NGA", place=KANO), "geo_precision": 1, "location_basis": "text"}
    blast = event(
        of, f"{doc_id}-blast", BLAST, type="ATTACK", mode="explosives", sentences=(1, 2), **where,
        fatalities=Count(min=12, max=12, text="12 people"), injured=Count(min=20, max=20, text="20"),
        cues=(cue(of, "type", "blast"), cue(of, "type", "explosion"), cue(of, "fatalities", "12 people"),
              cue(of, "injured", "20"), cue(of, "place", "Kano"), cue(of, "date", "on Monday")),
    )  # fmt: skip
    blast = replace(blast, sentence=1)
    raid = replace(event(of, f"{doc_id}-raid", RAID, type="ARREST", **where), sentence=3)
    bank = replace(event(of, f"{doc_id}-bank", BANK, type="DISASTER", mode="flood"), sentence=4)
    resolutions = (*mention(of, "Kano", KANO), *mention(of, "Jos", JOS))
    return ParsedArticle(article=of, resolutions=resolutions, events=(blast, raid, bank))


def again(articles: Iterable[Article]) -> Iterator[ParsedArticle | Failure]:
    """Read as the first time."""
    yield from (replace(news(a.id), article=a) for a in articles)


def forgetful(articles: Iterable[Article]) -> Iterator[ParsedArticle | Failure]:
    """Read nothing any more."""
    yield from (Failure(article_id=a.id, stage="events", error="none") for a in articles)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path / "desk.gpkg") as made:
        made.add(news())
        made.add(news("untouched"))
        yield made


def documents(folder: Path, store: Store, *, with_text: bool = False, read: Any = again) -> list[Document]:
    """Take corrections out, and read what came out with the corpus's own reader."""
    found = list(training_documents(store, read, with_text=with_text))
    name = "own-desk.jsonl" if with_text else "real-desk.jsonl"
    lines = [json.dumps(line, ensure_ascii=False) + "\n" for line in found]
    (folder / name).write_text("".join(lines), encoding="utf-8")
    texts = ({"doc_id": a.id, "text": a.text, "title": a.title} for a in store.stored_articles())
    (folder / "news.jsonl").write_text("".join(json.dumps(t) + "\n" for t in texts), encoding="utf-8")
    return read_corpus(folder, folder)


def words(document: Document, number: int) -> dict[str, list[str]]:
    """Return the words of an incident's triggers and roles."""
    one = document.incidents[number]
    spans = {"triggers": one.triggers, **one.roles}
    return {name: [document.text[a:b] for a, b in found] for name, found in spans.items()}


@pytest.mark.parametrize("with_text", [False, True])
def test_corrected_values_take_the_place_of_coded_ones(tmp_path: Path, store: Store, with_text: bool) -> None:
    store.correct("k1-blast", "injured", {"injured_min": 31, "injured_max": 31}, who="Nora")
    store.correct("k1-blast", "date", {"date_start": "2021-07-03", "date_end": "2021-07-03"}, who="Nora")
    store.correct("k1-raid", "status", {"status": "denied"}, who="Nora")
    store.correct("k1-raid", "place", {"place": "Jos", "geonameid": 2335953, "country": "NGA"}, who="Omar")
    store.correct("k1-bank", "not_an_event", {"retracted": True}, who="Nora")
    (document,) = documents(tmp_path, store, with_text=with_text)
    assert (document.id, document.published, document.real) == ("k1", "2021-07-06", not with_text)
    blast, raid = document.incidents
    assert (blast.type, blast.mode, blast.status, raid.status) == ("ATTACK", "explosives", "happened", "denied")
    told = words(document, 0)
    (when,) = told.pop("when")
    assert when.removeprefix("on ") == "July 3"
    assert told == {
        "triggers": ["blast", "blast", "explosion"], "place": ["Kano"], "killed": ["12 people"], "injured": ["31"],
    }  # fmt: skip
    assert words(document, 1) == {"triggers": ["raided"], "place": ["Jos"]}
    (line,) = training_documents(store, again, with_text=with_text)
    assert line["writer"] == "corrections" and "Nora" not in json.dumps(line)
    if with_text:
        text, spans = joined(line["sentences"])
        assert list(problems(line, text, spans)) == []
    else:
        assert "sentences" not in line and line["file"] == "news.jsonl" and BLAST not in json.dumps(line)


def test_a_value_without_words_has_none(tmp_path: Path, store: Store) -> None:
    store.correct("k1-blast", "fatalities", {"fatalities_min": 15, "fatalities_max": 15}, who="Nora")
    store.correct("k1-blast", "place", {"country": "NGA"}, who="Nora")
    (document,) = documents(tmp_path, store)
    assert set(words(document, 0)) == {"triggers", "injured", "when"}


def test_a_type_decides_which_words_have_a_role(tmp_path: Path, store: Store) -> None:
    store.correct("k1-blast", "type", {"event_type": "TRIAL", "mode": "charge"}, who="Nora")
    (document,) = documents(tmp_path, store)
    assert document.incidents[0].type == "TRIAL"
    assert not {"killed", "injured"} & set(words(document, 0))


def test_what_was_confirmed_keeps_its_words(tmp_path: Path, store: Store) -> None:
    store.correct("k1-blast", "fatalities", {"fatalities_min": 12, "fatalities_max": 12}, who="Nora")
    (document,) = documents(tmp_path, store)
    assert words(document, 0)["killed"] == ["12 people"]
    assert [i.type for i in document.incidents] == ["ATTACK", "ARREST", "DISASTER"]


def test_what_is_merged_is_one_incident_with_all_its_words(tmp_path: Path, store: Store) -> None:
    store.correct("k1-raid", "same_as", {"same_as": "k1-blast"}, who="Nora")
    (document,) = documents(tmp_path, store)
    assert words(document, 0)["triggers"] == ["blast", "blast", "explosion", "raided"]
    assert len(document.incidents) == 2


def test_without_the_reader_only_what_the_store_knows(tmp_path: Path, store: Store) -> None:
    store.correct("k1-raid", "status", {"status": "denied"}, who="Nora")
    (document,) = documents(tmp_path, store, read=forgetful)
    # Which of the numbers are the dead the store cannot tell.
    assert words(document, 0) == {"triggers": ["blast"], "place": ["Kano"], "when": ["on Monday"]}


def test_nothing_comes_of_corrections_that_were_taken_back(store: Store) -> None:
    number = store.correct("k1-raid", "status", {"status": "denied"}, who="Nora")
    store.undo(number, who="Nora")
    assert list(training_documents(store, again)) == []


def test_an_article_whose_file_is_not_there_is_left_out(tmp_path: Path, store: Store) -> None:
    store.correct("k1-raid", "status", {"status": "denied"}, who="Nora")
    documents(tmp_path, store)
    (tmp_path / "news.jsonl").unlink()
    assert read_corpus(tmp_path, tmp_path) == []


def test_a_text_that_is_a_line_of_a_plain_file_is_found_by_its_hash(tmp_path: Path) -> None:
    texts = ["Sp\xe4ter.", "Gunmen killed \xa312 men's cook in Kano.", "Nothing."]
    (tmp_path / "bulletin.cor").write_text("\n".join(texts) + "\n", encoding="latin-1")
    rows = [
        {"id": f"b-{n}", "file": "bulletin.cor", "sha256": digest(text), "writer": "a", "published": None,
         "events": [{"type": "ATTACK", "status": "happened", "triggers": [[7, 13]]}]}
        for n, text in enumerate([texts[1], "Gunmen killed nobody in Kano."])
    ]  # fmt: skip
    (tmp_path / "real-bulletin.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (document,) = read_corpus(tmp_path, tmp_path)
    assert (document.id, document.text, document.real, document.published) == ("b-0", texts[1], True, None)
    assert [document.text[a:b] for a, b in document.incidents[0].triggers] == ["killed"]
