"""Kill an ingest with four workers at random moments, resume, and compare the exports with an undisturbed run's."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from geonews import nlp
from geonews.config import load_config
from geonews.export import write
from geonews.pipeline import Pipeline
from geonews.pipeline.crews import Crew
from geonews.store import Store
from store_parts import corpus

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = 160
WORKERS = 4
#: Every so many runs are started by the command line; the others are forked from here, where the models are loaded.
BY_COMMAND_LINE = 10
SOUND = ("PRAGMA integrity_check", "SELECT rtreecheck('rtree_events_geom')", "SELECT rtreecheck('rtree_crossings_geom')",
         "SELECT rtreecheck('rtree_places_geom')")  # fmt: skip


def measure(folder: Path, times: int, seed: int) -> dict[str, Any]:
    """Return how many runs were killed, at what stage, and how many of them ended with equal exports."""
    news, chance = folder / "news.jsonl", random.Random(seed)
    corpus.write(news, ARTICLES)
    nlp.load(load_config().model)
    calm = folder / "calm.gpkg"
    started = time.perf_counter()
    subprocess.run(command(news, calm), check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)
    whole = time.perf_counter() - started
    expected, stored = exports(calm, folder), articles(calm)
    killed, equal, moments, attempts = 0, 0, [], 0
    while killed < times and attempts < 2 * times:
        path, by_command = folder / f"killed{attempts}.gpkg", attempts % BY_COMMAND_LINE == 0
        attempts += 1
        run = start_command(news, path) if by_command else fork(news, path)
        moment = kill_at(run, path, chance.randrange(-1, stored), chance.uniform(0, 0.1))
        if moment is None:
            continue  # it was done before it could be killed
        killed += 1
        moments.append(moment)
        sound = resume(news, path)
        if sound and exports(path, folder) == expected:
            equal += 1
        else:
            shutil.copy(path, folder / f"unequal{killed}.gpkg")
        print(f"killed {killed} with {moment} of {stored} articles stored; {equal} equal", file=sys.stderr, flush=True)
        path.unlink()
    return {
        "killed": killed,
        "attempts": attempts,
        "equal": equal,
        "stored_when_killed": {"none": moments.count(0), "least": min(moments), "most": max(moments), "of": stored},
        "undisturbed_s": round(whole, 1),
    }


def command(news: Path, path: Path) -> list[str]:
    return [sys.executable, "-m", "geonews", "ingest", str(news), "--workers", str(WORKERS), "--store", str(path)]


def start_command(news: Path, path: Path) -> int:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": ROOT}
    return subprocess.Popen(command(news, path), start_new_session=True, **quiet).pid


def fork(news: Path, path: Path) -> int:
    """Start the same ingest in a process group of its own, its workers forked before it opens a database."""
    pid = os.fork()
    if pid:
        with contextlib.suppress(OSError):
            os.setpgid(pid, pid)  # here as well as there: it may have to be killed before it gets so far
        return pid
    status = 1
    try:
        os.setpgid(0, 0)
        config = load_config()
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(WORKERS, mp_context=context) as executor:
            list(executor.map(abs, range(4 * WORKERS)))
            with Pipeline.open(config) as pipeline, Store.open_or_create(path) as store:
                pipeline.ingest([str(news)], store, crew=Crew(executor=executor, size=WORKERS))
        status = 0
    finally:
        os._exit(status)


def kill_at(pid: int, path: Path, wanted: int, delay_s: float) -> int | None:
    """Kill the group a moment after so many articles are stored; -1 is before the first. Return how many there were."""
    while wanted >= 0 and articles(path) < wanted:
        if os.waitpid(pid, os.WNOHANG)[0]:
            return None
        time.sleep(0.002)
    time.sleep(delay_s)
    if os.waitpid(pid, os.WNOHANG)[0]:
        return None
    os.killpg(pid, signal.SIGKILL)  # the group that was started here: the writer and its workers
    os.waitpid(pid, 0)
    return max(articles(path), 0)


def articles(path: Path) -> int:
    """Return how many articles a store has, -1 where there is no store yet."""
    with (
        contextlib.suppress(sqlite3.Error),
        contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db,
    ):
        return int(db.execute("SELECT count(*) FROM articles").fetchone()[0])
    return -1


def resume(news: Path, path: Path) -> bool:
    """Run the ingest again to its end, and check the file."""
    with Pipeline.open(load_config()) as pipeline, Store.open_or_create(path) as store:
        pipeline.ingest([str(news)], store)
    with contextlib.closing(sqlite3.connect(path)) as database:
        sound = all(database.execute(question).fetchone()[0] == "ok" for question in SOUND)
        for words in ("event_words", "article_words"):
            database.execute(f"INSERT INTO {words} ({words}, rank) VALUES ('integrity-check', 1)")
    return sound and not list(path.parent.glob(f".{path.name}*.gpkg-wal"))


def exports(path: Path, folder: Path) -> list[bytes]:
    """Return every layer as another program would get it."""
    found = []
    with Store.open(path, read_only=True) as store:
        for layer, format in (("events", "geojson"), ("crossings", "geojson"), ("places", "geojson"), ("articles", "csv"),
                              ("events", "plover"), ("events", "gdelt")):  # fmt: skip
            write(store, layer=layer, format=format, target=folder / "compare")
            found.append((folder / "compare").read_bytes())
        found.append(repr(store.failures()).encode())
    return found
