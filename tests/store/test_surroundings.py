"""What goes wrong around a store: a full disk, no right to write, damage in the middle, a clock that jumps."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from store_samples import border_news, codes, strait_news

from geonews.errors import ExportError, GeonewsError, StoreError
from geonews.export import FORMATS, formats_of, write, write_pygeoapi
from geonews.store import LAYERS, EventFilter, Store, rows

HERE = Path(__file__).resolve().parent.parent
NOBODY = 65534


def fill(path: Path, articles: int = 12) -> Path:
    with Store.create(path, codes=codes) as store:
        for number in range(articles):
            store.add((border_news if number % 2 else strait_news)(f"n{number:03d}"))
    return path


def exported(path: Path, folder: Path) -> list[bytes]:
    found = []
    with Store.open(path, read_only=True) as store:
        for layer in ("events", "crossings", "places"):
            write(store, layer=layer, target=folder / "compare.geojson")
            found.append((folder / "compare.geojson").read_bytes())
    return found


@pytest.mark.slow
def test_an_ingest_that_fills_the_disk_says_so_and_the_next_one_goes_on(tmp_path: Path, pipeline: Any) -> None:
    lines = [
        {"doc_id": f"n{n}", "published": "2023-05-08", "title": f"News {n}",
         "text": f"About {300 + n} people fled from Sudan into Chad on Friday, aid workers said."}
        for n in range(24)
    ]  # fmt: skip
    news, calm, path = tmp_path / "news.jsonl", tmp_path / "calm.gpkg", tmp_path / "news.gpkg"
    news.write_text("\n".join(map(json.dumps, lines)))
    Store.create(path).close()
    room = path.stat().st_size  # the log beside the store reaches this within a few articles

    def narrow() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    command = [sys.executable, "-m", "geonews", "ingest", str(news), "--store", str(path)]
    environment = os.environ | {"PYTHONPATH": str(HERE.parent)}
    full = subprocess.run(command, capture_output=True, text=True, env=environment, preexec_fn=narrow, check=False)
    assert full.returncode == 2, full.stderr
    assert "free some space" in full.stderr and "Traceback" not in full.stderr
    with Store.open(path) as store:
        assert store._ask("PRAGMA integrity_check") == [("ok",)]
        assert 0 <= store.counts()["articles"] < len(lines)
    for target in (calm, path):
        with Store.open_or_create(target) as store:
            pipeline.ingest([str(news)], store)
            assert store.counts()["articles"] == len(lines)
    assert exported(path, tmp_path) == exported(calm, tmp_path)


@pytest.mark.parametrize("format", [*FORMATS, "pygeoapi"])
def test_an_export_that_fills_the_disk_says_so_and_leaves_the_old_file(tmp_path: Path, format: str) -> None:
    path, folder = fill(tmp_path / "news.gpkg", 60), tmp_path / "out"
    folder.mkdir()
    (folder / "old").write_text("old")

    def attempt() -> str:
        with Store.open(path, read_only=True) as store:
            resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
            try:
                if format == "pygeoapi":
                    write_pygeoapi(store, folder / "served")
                else:
                    write(store, format=format, target=folder / "old")
            except ExportError as error:
                return str(error)
        return "written"

    told = in_a_process_of_its_own(attempt)
    assert told.startswith("expected to write"), told
    assert sorted(os.listdir(folder)) == ["old"]
    assert (folder / "old").read_text() == "old"


def test_a_pipe_that_is_full_says_so(tmp_path: Path) -> None:
    path = fill(tmp_path / "news.gpkg")
    command = [sys.executable, "-m", "geonews", "export", "--store", str(path), "--layer", "events",
               "--format", "csv", "-o", "-"]  # fmt: skip
    with Path("/dev/full").open("wb") as full:
        told = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(HERE.parent)},
            check=False,
        )  # fmt: skip
    assert told.returncode == 2
    assert "space" in told.stderr.lower() and "Traceback" not in told.stderr


def in_a_process_of_its_own(task: Callable[[], str]) -> str:
    """Run a task in a fork, whose rights and limits end with it; return what it says."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            answer = task()
        except Exception as error:  # noqa: BLE001 - whatever it is, the parent is told
            answer = f"{type(error).__name__}: {error}"
        os.write(writing, answer.encode()[:60_000])
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read().decode()
    os.waitpid(child, 0)
    return answer


@pytest.fixture
def without_rights() -> Iterator[tuple[Path, Callable[[Callable[[], str]], str]]]:
    """Give a folder that can be read and not written, and a way to run as somebody who is not root."""
    folder = Path(tempfile.mkdtemp(prefix="geonews-rights-"))  # pytest's own folders are closed to others

    def as_nobody(task: Callable[[], str]) -> str:
        def humbled() -> str:
            if os.getuid() == 0:
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            return task()

        return in_a_process_of_its_own(humbled)

    yield folder, as_nobody
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_store_that_may_only_be_read_is_read_and_not_written(
    without_rights: tuple[Path, Callable[[Callable[[], str]], str]], tmp_path: Path
) -> None:
    folder, as_nobody = without_rights
    path = fill(folder / "news.gpkg")
    expected = exported(path, tmp_path)
    for extra in folder.glob("news.gpkg-*"):
        extra.unlink()
    path.chmod(0o444)
    folder.chmod(0o555)
    before = path.read_bytes()

    def reading() -> str:
        with Store.open(path, read_only=True) as store:
            return f"{store.count_events()} {len(list(store.events(EventFilter(text='boat'))))}"

    def writing() -> str:
        try:
            with Store.open(path, codes=codes) as store:
                store.add(border_news("late"))
        except StoreError as error:
            return str(error)
        return "written"

    def creating() -> str:
        try:
            Store.create(folder / "other.gpkg")
        except StoreError as error:
            return str(error)
        return "made"

    assert as_nobody(reading) == "36 6"
    assert "to be writable" in as_nobody(writing)
    assert "expected to create a store" in as_nobody(creating)
    assert path.read_bytes() == before
    assert os.listdir(folder) == ["news.gpkg"]
    assert exported(path, tmp_path) == expected


@pytest.mark.parametrize("seed", range(6))
def test_damage_in_the_middle_is_told_and_nothing_is_overwritten(tmp_path: Path, seed: int) -> None:
    path, chance = fill(tmp_path / "news.gpkg", 40), random.Random(seed)
    data = bytearray(path.read_bytes())
    for _ in range(30):  # pages beyond the first, which holds the header
        start = chance.randrange(4096, len(data) - 4096) // 4096 * 4096
        data[start : start + 4096] = chance.randbytes(4096)
    path.write_bytes(data)
    told = []

    def attempt(task: Callable[[Store], Any]) -> None:
        try:
            with Store.open(path, read_only=True) as store:
                task(store)
        except GeonewsError as error:
            told.append(str(error))

    attempt(lambda store: store.counts())
    for layer in LAYERS:
        for format in formats_of(layer):
            attempt(lambda store, layer=layer, format=format: write(  # type: ignore[misc]
                store, layer=layer, format=format, target=tmp_path / "out"))  # fmt: skip
    assert path.read_bytes() == bytes(data)
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        try:
            sound = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        except sqlite3.DatabaseError:
            sound = False
    assert not sound and told
    assert all("expected" in message for message in told)
    assert any("sound" in message for message in told)


def test_a_clock_that_jumps_changes_no_export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calm = fill(tmp_path / "calm.gpkg")
    times = iter(
        [datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC), datetime(1999, 12, 31, tzinfo=UTC)]
    )
    now = {"now": next(times)}

    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return now["now"]

    monkeypatch.setattr(rows, "datetime", Clock)
    path = tmp_path / "jumpy.gpkg"
    with Store.create(path, codes=codes) as store:
        for number in range(12):
            with store.run(code_version="1", model="m", gazetteer="g"):
                store.add((border_news if number % 2 else strait_news)(f"n{number:03d}"))
            now["now"] = next(times, now["now"])
        assert [run["started"][:4] for run in store.runs()][:3] == ["1970", "2200", "1999"]
        first = store.correct("n001-1", "status", {"status": "denied"}, who="me")
        store.undo(first, who="me")
    assert exported(path, tmp_path) == exported(calm, tmp_path)
