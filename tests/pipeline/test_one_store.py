"""One store and several who come for it: made at once by two, deleted or replaced under one that writes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from store_samples import border_news, codes

from geonews.errors import StoreError
from geonews.store import Store, check

HERE = Path(__file__).resolve().parents[1]
#: Ingests as the command does, with a pipeline that reads nothing: rows come one by one from standard input.
INGEST = """
import json, sys
sys.path.insert(0, sys.argv[2])
from geonews.config import Config
from geonews.errors import GeonewsError
from geonews.model import Article
from geonews.store import Store
from plain_pipeline import PlainPipeline

def articles():
    for number, line in enumerate(sys.stdin):
        yield Article(id=f"{sys.argv[3]}{number}", text=line.strip())

print("ready", flush=True)
sys.stdin.readline()
try:
    with Store.open_or_create(sys.argv[1]) as store:
        summary = PlainPipeline(Config()).ingest_articles(
            articles(), store, progress=lambda step: print(step.articles, flush=True)
        )
except GeonewsError as error:
    print(f"told {error}", flush=True)
    sys.exit(2)
print("done", summary.stored + summary.near_copies, flush=True)
"""


def start(path: Path, name: str = "a") -> subprocess.Popen[str]:
    command = [sys.executable, "-c", INGEST, str(path), str(HERE), name]
    environment = os.environ | {"PYTHONPATH": str(HERE.parent)}
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
    assert says(process) == "ready"
    return process


def tell(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


def says(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def story(number: int) -> str:
    return f"Road {number} to Targovan was closed by snow for {number + 2} days, and bread was brought up by mule."


def another_store(path: Path) -> None:
    other = path.with_name("other.gpkg")
    Store.create(other).close()
    other.replace(path)


CHANGES: dict[str, Callable[[Path], object]] = {"nothing": Path.unlink, "another file": another_store}


@pytest.mark.parametrize("found", CHANGES)
def test_a_store_that_is_taken_away_under_an_ingest_is_told_and_not_made_anew(tmp_path: Path, found: str) -> None:
    path = tmp_path / "news.gpkg"
    process = start(path)
    tell(process, "go")
    tell(process, story(0))
    assert says(process) == "1"
    CHANGES[found](path)
    tell(process, story(1))
    told = says(process)
    assert told.startswith("told expected the store") and f"found {found}" in told
    assert process.wait(60) == 2
    log = Path(f"{path}-wal")
    assert not log.exists() or not log.stat().st_size  # it went into its own file, wherever that is now
    assert path.exists() == (found != "nothing")
    if path.exists():  # the other file is as it was put there: nothing of the old one's log got into it
        with Store.open(path, read_only=True) as store:
            assert store.counts()["articles"] == 0
        assert check(path).findings == ()


@pytest.mark.parametrize("found", CHANGES)
def test_who_reads_a_store_that_is_taken_away_is_told(tmp_path: Path, found: str) -> None:
    path = tmp_path / "news.gpkg"
    Store.create(path, codes=codes).close()
    with Store.open(path, read_only=True) as store:
        CHANGES[found](path)
        for look in (store.counts, store.version, lambda: list(store.events()), lambda: store.coded("x")):
            with pytest.raises(StoreError, match=f"found {found}"):
                look()


def test_a_store_that_is_moved_away_and_back_is_the_same(tmp_path: Path) -> None:
    path = tmp_path / "news.gpkg"
    with Store.create(path, codes=codes) as store:
        path.rename(tmp_path / "away.gpkg")
        with pytest.raises(StoreError, match="found nothing"):
            store.add(border_news("a"))
        (tmp_path / "away.gpkg").rename(path)
        assert store.add(border_news("a"))


def test_two_that_make_one_store_at_once_both_succeed(tmp_path: Path) -> None:
    for number in range(6):
        path = tmp_path / f"{number}.gpkg"
        pair = [start(path, "a"), start(path, "b")]
        for process in pair:
            tell(process, "go")
        for place, process in enumerate(pair):
            for line in range(5):
                tell(process, story(10 * place + line))
            assert process.stdin is not None
            process.stdin.close()
        ends = [process.stdout.read().splitlines()[-1] for process in pair if process.stdout is not None]
        assert [process.wait(60) for process in pair] == [0, 0]
        assert ends == ["done 5", "done 5"]
        with Store.open(path) as store:
            assert store.counts()["articles"] == 10
        assert check(path).findings == ()
    assert sorted(part.name for part in tmp_path.iterdir()) == [f"{number}.gpkg" for number in range(6)]


@pytest.mark.slow
def test_two_commands_that_make_one_store_at_once_both_succeed(tmp_path: Path, cache_dir: Path) -> None:
    path, news = tmp_path / "news.gpkg", []
    for first, name in enumerate("ab"):
        news.append(tmp_path / f"{name}.jsonl")
        rows = [{"doc_id": n, "text": story(40 * first + 7 * n)} for n in range(4)]
        news[-1].write_text("".join(json.dumps(row) + "\n" for row in rows))
    environment = os.environ | {"PYTHONPATH": str(HERE.parent), "GEONEWS_CACHE_DIR": str(cache_dir)}
    pair = [
        subprocess.Popen(
            [sys.executable, "-m", "geonews", "ingest", str(file), "--store", str(path)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
        )
        for file in news
    ]  # fmt: skip
    said = [process.communicate(timeout=600) for process in pair]
    assert [process.returncode for process in pair] == [0, 0], said
    assert [json.loads(out)["read"] for out, _ in said] == [4, 4]
    with Store.open(path) as store:
        assert store.counts()["articles"] == 8


def killed_ingest(path: Path) -> None:
    """Leave a store with an article in its log only."""
    process = start(path)
    tell(process, "go")
    tell(process, story(0))
    assert says(process) == "1"
    process.kill()
    process.wait(60)
    assert Path(f"{path}-wal").stat().st_size


@pytest.mark.parametrize("open_it", [Store.open, Store.open_or_create, check], ids=["open", "create", "check"])
def test_a_store_that_was_replaced_beside_an_old_log_is_told_and_left_as_it_is(
    tmp_path: Path, open_it: Callable[[Path], object]
) -> None:
    path = tmp_path / "news.gpkg"
    killed_ingest(path)
    mine = tmp_path / "mine.gpkg"
    path.rename(mine)
    another_store(path)
    before = path.read_bytes()
    with pytest.raises(StoreError, match="the store was replaced"):
        open_it(path)
    assert path.read_bytes() == before
    mine.replace(path)  # what is put back has lost nothing
    with Store.open(path) as store:
        assert [article.text for article in store.stored_articles()] == [story(0)]
    assert check(path).findings == ()


def test_a_backup_that_is_put_back_beside_a_later_log_is_told(tmp_path: Path) -> None:
    path, backup = tmp_path / "news.gpkg", tmp_path / "backup.gpkg"
    with Store.create(path, codes=codes) as store:
        store.add(border_news("a"))
    backup.write_bytes(path.read_bytes())
    with Store.open(path, codes=codes) as store:
        store.add(border_news("b"))
    killed_ingest(path)
    kept = path.read_bytes()
    path.write_bytes(backup.read_bytes())
    with pytest.raises(StoreError, match="the store was replaced"):
        Store.open(path)
    path.write_bytes(kept)
    with Store.open(path) as store:
        assert store.counts()["articles"] == 3


def test_a_log_that_another_geonews_wrote_without_marks_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "news.gpkg"
    monkeypatch.setattr("geonews.store.marks.leave_mark", lambda connection: None)
    with Store.create(path, codes=codes) as store, Store.open(path, codes=codes) as other:
        store.add(border_news("a"))
        monkeypatch.undo()
        assert other.counts()["articles"] == 1
        other.add(border_news("b"))
        with Store.open(path, read_only=True) as third:
            assert third.counts()["articles"] == 2
