"""``geonews store check``: what stands in a store is what was written into it, or is told."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from store_samples import border_news, codes, strait_news, take_newest_away

from geonews.errors import StoreError
from geonews.store import Store, Verdict, accept_changes, check
from geonews.store.geopackage import SCHEMA_VERSION, register_functions

#: Tables whose every value is compared: with digests, with other columns, or with their indexes.
COVERED = ("articles", "events", "mentions", "crossings", "places", "revisions")
#: Columns of them that nothing is compared with: what people and links add to events.
BLIND = {"events": {"retracted", "corrected", "split", "group_id", "same_as"}}


def fill(path: Path) -> Path:
    with Store.create(path, codes=codes) as store:
        for number in range(24):
            store.add((border_news if number % 2 else strait_news)(f"n{number:03d}"))
        parsed = strait_news("n000")
        store.add(replace(parsed, article=replace(parsed.article, text=f"{parsed.article.text} It was calm.")))
        store.correct("n001-1", "status", {"status": "denied"}, who="Nora")
        store.correct("n003-1", "type", {"event_type": "ATTACK", "mode": None}, who="Nora")
        store.correct("n005-1", "same_as", {"same_as": "n007-1"}, who="Nora")
        undone = store.correct("n005-2", "not_an_event", {"retracted": True}, who="Nora")
        store.undo(undone, who="Nora")
    return path


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("whole") / "news.gpkg")


@pytest.fixture
def path(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(whole, tmp_path / "news.gpkg"))


def alter(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        register_functions(connection)
        for statement in statements:
            assert connection.execute(statement).rowcount, statement


def kinds(verdict: Verdict) -> set[tuple[str, str | None]]:
    return {(finding.kind, finding.name) for finding in verdict.findings}


def asked(path: Path, *more: str) -> tuple[int, list[dict[str, Any]], str]:
    command = [sys.executable, "-m", "geonews", "store", "check", "--store", str(path), *more]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def test_a_store_with_corrections_and_revisions_is_as_it_was_written(path: Path) -> None:
    before = path.read_bytes()
    verdict = check(path)
    assert verdict.findings == () and verdict.are_words_checked
    assert (verdict.schema, verdict.articles, verdict.unchecked) == (SCHEMA_VERSION, 24, 0)
    assert path.read_bytes() == before


def test_events_that_are_loaded_in_bulk_are_unchecked_and_no_fault(path: Path, tmp_path: Path) -> None:
    from geonews.export import write

    with Store.open(path, read_only=True) as store:
        write(store, layer="events", format="parquet", geometry="none", target=tmp_path / "events.parquet")
    other = tmp_path / "other.gpkg"
    with Store.create(other, codes=codes) as store:
        store.add(replace(border_news("n001"), events=()))
        assert store.load_events(tmp_path / "events.parquet") > 20
    verdict = check(other)
    assert verdict.findings == () and verdict.unchecked == verdict.articles - 1 > 20


ALTERED = {
    "title": ("UPDATE articles SET title = 'Another' WHERE doc_id = 'n002'", "article", "n002"),
    "one letter": ("UPDATE articles SET text = replace(text, 'boat', 'goat') WHERE doc_id = 'n002'", "article", "n002"),
    "a zone": ("UPDATE articles SET published_offset = 540 WHERE doc_id = 'n002'", "article", "n002"),
    "bytes for text": ("UPDATE articles SET source = x'ff00' WHERE doc_id = 'n002'", "article", "n002"),
    "a score": ("UPDATE mentions SET score = score / 2 WHERE doc_id = 'n003'", "reading", "n003"),
    "a mention less": ("DELETE FROM mentions WHERE fid = (SELECT max(fid) FROM mentions)", "reading", "n000"),
    "a toll": ("UPDATE events SET fatalities_min = 1000 WHERE event_id = 'n007-1'", "reading", "n007"),
    "a flag": ("UPDATE events SET disputed = 1 WHERE event_id = 'n007-2'", "reading", "n007"),
    "an event less": ("DELETE FROM events WHERE event_id = 'n009-2'", "reading", "n009"),
    "what was coded": (
        "UPDATE coded_events SET record = json_set(record, '$.count_min', 7) WHERE event_id = 'n001-1'",
        "reading",
        "n001",
    ),
    "no record": ("UPDATE coded_events SET record = '{' WHERE event_id = 'n001-1'", "reading", "n001"),
    "a crossing": ("UPDATE crossings SET subject = 'ghosts' WHERE event_id = 'n001-1'", "shape", "n001-1"),
    "a crossing less": ("DELETE FROM crossings WHERE event_id = 'n001-1'", "shape", "n001-1"),
    "a place": ("UPDATE places SET lat = lat + 1 WHERE name = 'Kunduz'", "place", "1135690"),
    "a place's name": ("UPDATE places SET name = 'Condors' WHERE name = 'Kunduz'", "place", "1135690"),
    "a row's number": ("UPDATE articles SET row = 7 WHERE doc_id = 'n004'", "reading", "n004"),
    "an earlier text": ("UPDATE revisions SET text = 'never said'", "revision", "1"),
    "an earlier reading": ("UPDATE revisions SET reading = '[]'", "revision", "1"),
    "a seal": ("UPDATE seals SET digest = 'x' WHERE name = 'n004'", "reading", "n004"),
}


@pytest.mark.parametrize("altered", ALTERED)
def test_a_row_that_was_altered_is_named(path: Path, altered: str) -> None:
    statement, kind, name = ALTERED[altered]
    alter(path, statement)
    assert (kind, name) in kinds(check(path))


def test_an_article_that_was_taken_out_is_named(path: Path) -> None:
    alter(path, "PRAGMA foreign_keys = ON", "DELETE FROM articles WHERE doc_id = 'n004'")
    assert ("reading", "n004") in kinds(check(path))


def test_full_text_that_is_not_of_the_words_is_told(path: Path) -> None:
    alter(path, "INSERT INTO event_words (rowid, evidence) VALUES (1, 'ghosts')")
    assert ("words", "event_words") in kinds(check(path))


def test_the_command_tells_by_its_exit_code_and_takes_what_is_meant(path: Path, tmp_path: Path) -> None:
    code, lines, said = asked(path)
    assert (code, said) == (0, "") and lines == [
        {"sound": True, "schema": SCHEMA_VERSION, "articles": 24, "unchecked": 0, "words_checked": True, "findings": 0}
    ]
    alter(path, "UPDATE articles SET title = 'Another' WHERE doc_id = 'n002'")
    code, lines, said = asked(path)
    assert code == 1 and "--accept" in said and said.count("\n") == 1
    assert [line.get("name", line.get("sound")) for line in lines] == ["n002", False]
    code, lines, said = asked(path, "--accept")
    assert (code, said, lines[-1]["sound"]) == (0, "", True)
    assert asked(path)[0] == 0
    (tmp_path / "other").write_text("no store")
    for other in ("other", "missing.gpkg"):
        code, lines, said = asked(tmp_path / other)
        assert (code, lines) == (2, []) and said.startswith("geonews: expected")


def test_a_damaged_file_is_not_accepted(path: Path) -> None:
    data = bytearray(path.read_bytes())
    chance = random.Random(1)
    for start in range(40 * 4096, 80 * 4096, 4096):
        data[start : start + 4096] = chance.randbytes(4096)
    path.write_bytes(data)
    assert {finding.kind for finding in check(path).findings} == {"pages"}
    with pytest.raises(StoreError, match="expected"):
        accept_changes(path)


# Before it is brought up to date


@pytest.fixture
def older(path: Path) -> Path:
    """Return a store of the schema before there were seals."""
    with closing(sqlite3.connect(path)) as connection, connection:
        take_newest_away(connection)
    alter_any(path, "DROP TABLE seals", "UPDATE geonews_meta SET value = '6' WHERE key = 'schema_version'")
    return path


def alter_any(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def test_an_older_store_is_checked_as_it_is_and_sealed_when_it_is_brought_up_to_date(older: Path) -> None:
    assert (check(older).schema, check(older).findings) == (6, ())
    Store.open(older).close()
    assert (check(older).schema, check(older).findings) == (SCHEMA_VERSION, ())
    alter(older, "UPDATE mentions SET score = score / 2 WHERE doc_id = 'n003'")
    assert kinds(check(older)) == {("reading", "n003")}


def test_a_store_that_is_not_as_written_is_not_brought_up_to_date_unseen(older: Path) -> None:
    alter(older, "UPDATE articles SET title = 'Another' WHERE doc_id = 'n002'")
    with pytest.raises(StoreError, match=r"'n002'.*store check --accept"):
        Store.open(older)
    assert check(older).schema == 6
    accept_changes(older)
    with Store.open(older) as store:
        article = store.article("n002")
        assert article is not None and article.title == "Another"


# Bytes that flip


def rows_of(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return what the covered tables say, without the columns that nothing vouches for."""
    found = {}
    with closing(sqlite3.connect(f"file:{path}?immutable=1", uri=True)) as connection:
        connection.text_factory = bytes
        for table in COVERED:
            names = [row[1].decode() for row in connection.execute(f"PRAGMA table_info({table})")]
            chosen = ", ".join(name for name in names if name not in BLIND.get(table, ()) and name != "fid")
            found[table] = sorted(connection.execute(f"SELECT {chosen} FROM {table}"), key=repr)
    return found


def damaged(path: Path, target: Path, seeds: Iterator[int] | range) -> Iterator[tuple[int, str]]:
    """Flip one bit a copy; yield how the rows are read then: the same, altered or not at all."""
    data, calm = path.read_bytes(), rows_of(path)
    for seed in seeds:
        chance, flipped = random.Random(seed), bytearray(data)
        flipped[chance.randrange(4096, len(flipped))] ^= 1 << chance.randrange(8)
        for part in target.parent.glob(f"{target.name}*"):
            part.unlink()
        target.write_bytes(flipped)
        try:
            yield seed, "same" if rows_of(target) == calm else "altered"
        except (sqlite3.Error, UnicodeDecodeError):
            yield seed, "unreadable"


def test_no_flipped_bit_alters_news_unseen(whole: Path, tmp_path: Path) -> None:
    target, met = tmp_path / "news.gpkg", set()
    for seed, state in damaged(whole, target, range(48)):
        met.add(state)
        if state == "same":
            continue
        try:
            assert check(target).findings, f"seed {seed}"
        except StoreError as error:
            assert "expected" in str(error)  # it is no store any more
    assert "altered" in met
