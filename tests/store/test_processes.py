"""Several processes on one store: readers never disturb the writer, and a killed writer leaves whole articles."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from store_samples import border_news, codes, strait_news

from geonews.export import write
from geonews.store import EventFilter, Store

HERE = Path(__file__).resolve().parent.parent
WRITER = """
import sys
sys.path.insert(0, sys.argv[2])
from store_samples import border_news, codes, strait_news
from geonews.store import Store
with Store.open(sys.argv[1], codes=codes) as store:
    print("open", flush=True)
    for number in range(int(sys.argv[3])):
        name = f"n{number:04d}"
        if not store.has_article(name):
            store.add((border_news if number % 2 else strait_news)(name))
print("done", flush=True)
"""


GIS = "import sys, pyogrio; assert pyogrio.read_info(sys.argv[1], layer='events')['features'] >= 0"


def start_writer(path: Path, articles: int) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(HERE), str(articles)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    return process


def exports(store: Store, folder: Path) -> list[bytes]:
    written = []
    for layer in ("events", "crossings", "places"):
        target = folder / f"{layer}.geojson"
        write(store, layer=layer, format="geojson", target=target)
        written.append(target.read_bytes())
    return written


@pytest.mark.slow
def test_readers_see_whole_articles_while_another_process_writes(tmp_path: Path) -> None:
    path = tmp_path / "news.gpkg"
    Store.create(path, codes=codes).close()
    writer = start_writer(path, 400)
    looks = 0
    with Store.open(path, read_only=True) as reader:
        while writer.poll() is None:
            ids = [row["event_id"] for row in reader.events(EventFilter(types=("CLASH", "BORDER_CROSSING")))]
            articles = {key.rsplit("-", 1)[0] for key in ids}
            assert len(ids) == sum(5 if int(name[1:]) % 2 else 1 for name in articles)
            list(reader.places())
            looks += 1
            if looks < 4:  # in a process of its own: two SQLite libraries in one process undo each other's locks
                subprocess.run([sys.executable, "-c", GIS, str(path)], check=True)
        assert reader.counts()["articles"] == 400
    assert writer.wait() == 0
    assert looks > 0


@pytest.mark.slow
def test_a_killed_writer_leaves_whole_articles_and_the_next_run_goes_on(tmp_path: Path) -> None:
    articles, chance = 120, random.Random(7)
    with Store.create(tmp_path / "calm.gpkg", codes=codes) as calm:
        for number in range(articles):
            calm.add((border_news if number % 2 else strait_news)(f"n{number:04d}"))
        expected = exports(calm, tmp_path)
    path = tmp_path / "killed.gpkg"
    Store.create(path, codes=codes).close()
    kills = 0
    for _ in range(12):
        writer = start_writer(path, articles)
        time.sleep(chance.uniform(0.0, 0.25))
        if writer.poll() is None:
            os.kill(writer.pid, signal.SIGKILL)
            kills += 1
        writer.wait()
        with Store.open(path, read_only=True, codes=codes) as store:
            counts = store.counts()
            names = {row["doc_id"]: row["n_events"] for row in store.articles()}
            assert counts["articles"] == len(names)
            assert all(found == (5 if int(name[1:]) % 2 else 1) for name, found in names.items())
    assert kills > 0
    assert start_writer(path, articles).wait() == 0
    with Store.open(path, codes=codes) as store:
        assert exports(store, tmp_path) == expected
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT rtreecheck('rtree_events_geom')").fetchone() == ("ok",)
    connection.close()


def test_two_processes_that_write_take_turns(tmp_path: Path) -> None:
    path = tmp_path / "news.gpkg"
    Store.create(path, codes=codes).close()
    writers = [start_writer(path, 30) for _ in range(2)]
    assert [writer.wait() for writer in writers] == [0, 0]
    with Store.open(path, codes=codes) as store:
        assert store.counts()["articles"] == 30
        assert store.count_events() == 15 * 6


def test_threads_share_a_store(tmp_path: Path) -> None:
    with Store.create(tmp_path / "news.gpkg", codes=codes) as store:
        errors: list[BaseException] = []

        def work(name: str) -> None:
            try:
                for number in range(10):
                    store.add(border_news(f"{name}{number}"))
                    assert sum(1 for _ in store.events()) % 5 == 0
                    store.mentions(f"{name}{number}")
            except BaseException as error:  # noqa: BLE001
                errors.append(error)

        threads = [threading.Thread(target=work, args=(name,)) for name in "abc"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []
        assert store.count_events() == 150


def test_two_that_create_the_same_store_leave_one(tmp_path: Path) -> None:
    from geonews.errors import StoreError

    results: list[str] = []

    def create() -> None:
        try:
            Store.create(tmp_path / "news.gpkg", codes=codes).close()
            results.append("made")
        except StoreError:
            results.append("refused")

    threads = [threading.Thread(target=create) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["made", "refused", "refused"]
    assert os.listdir(tmp_path) == ["news.gpkg"]


def test_a_full_disk_says_so_and_the_store_is_intact(tmp_path: Path) -> None:
    from geonews.errors import StoreError

    with Store.create(tmp_path / "news.gpkg", codes=codes) as store:
        store.add(strait_news())
        (pages,) = store._ask("PRAGMA page_count")[0]
        store._ask(f"PRAGMA max_page_count = {pages + 1}")
        with pytest.raises(StoreError, match="free some space"):
            for number in range(200):
                store.add(border_news(f"n{number}"))
        stored = store.counts()["articles"]
        store._ask("PRAGMA max_page_count = 1000000000")
        assert store.add(border_news(f"n{stored - 1}"))
        assert store.count_events() == 1 + 5 * stored


def test_a_second_look_at_the_store_keeps_the_locks_of_the_first(tmp_path: Path) -> None:
    path = tmp_path / "news.gpkg"
    Store.create(path, codes=codes).close()
    with Store.open(path, read_only=True) as reader:
        assert reader.counts()["articles"] == 0
        Store.open(path, read_only=True).close()
        process = start_writer(path, 5)
        assert process.wait(60) == 0
        # Another process that closes last folds the log away, unless this one still holds its lock on the file.
        assert path.with_name("news.gpkg-wal").exists()
        assert reader.counts()["articles"] == 5
