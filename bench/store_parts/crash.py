"""Kill an ingest with four workers at random moments, resume, and compare the exports with an undisturbed run's.

This process only forks and waits: it loads the models, and never opens a store or starts a thread, so that what is
forked from it may. Each kill leaves a line in ``kills.jsonl``; with a folder that is kept, a later call goes on there.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
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
#: Every so many runs are started by the command line, and of them only the writer is killed, its workers have to end
#: by themselves; the others are forked from here, where the models are loaded, and killed with their workers.
BY_COMMAND_LINE = 10
#: Seconds after which something hangs, and in which workers without a writer have to end; they may just be starting.
PATIENCE, LEAVING = 600, 120
SOUND = ("PRAGMA integrity_check", "SELECT rtreecheck('rtree_events_geom')", "SELECT rtreecheck('rtree_crossings_geom')",
         "SELECT rtreecheck('rtree_places_geom')")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Calm:
    """An undisturbed run: its exports, how many articles it stores, and how long it takes to do so."""

    exports: list[str]
    articles: int
    seconds: dict[bool, float]


def measure(folder: Path, times: int, seed: int) -> dict[str, Any]:
    """Return how many runs were killed, at what stage, and how many of them ended with equal exports."""
    log = folder / "kills.jsonl"
    corpus.write(folder / "news.jsonl", ARTICLES)
    nlp.load(load_config().model)
    calm = undisturbed(folder)
    done = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
    done = [line for line in done if line["seed"] == seed]
    first = 1 + max((line["attempt"] for line in done), default=-1)
    for attempt in range(first, first + 3 * times):
        if len(done) >= times:
            break
        found = kill_once(folder, calm, random.Random(f"{seed} {attempt}"), attempt)
        if found is None:
            continue  # it was done before it could be killed
        done.append({"seed": seed, "attempt": attempt, **found})
        with log.open("a") as file:
            file.write(json.dumps(done[-1]) + "\n")
        print(f"{len(done)} killed, {sum(map(is_equal, done))} equal: {done[-1]}", file=sys.stderr, flush=True)
    moments = [line["stored"] for line in done]
    return {
        "killed": len(done),
        "equal": sum(map(is_equal, done)),
        "workers_left_behind": sum(map(len, (line["left_behind"] for line in done))),
        "stored_when_killed": {
            "no_file": moments.count(-1), "none": moments.count(0), "some": sum(0 < n < calm.articles for n in moments),
            "all": moments.count(calm.articles), "of": calm.articles,
        },
        "undisturbed_s": {"command": round(calm.seconds[True], 1), "forked": round(calm.seconds[False], 1)},
        "unequal": [line for line in done if not is_equal(line)],
    }  # fmt: skip


def undisturbed(folder: Path) -> Calm:
    """Run to the end, by the command line and forked; both have to give the same."""
    seconds, found = {}, []
    for by_command in (True, False):
        path = folder / f"calm-{by_command}.gpkg"
        for old in folder.glob(f"{path.name}*"):
            old.unlink()
        started = time.monotonic()
        if os.waitpid(start(by_command, folder / "news.jsonl", path), 0)[1] not in (0, 256):  # 1: a line is broken
            raise RuntimeError("expected an undisturbed run to end well; run geonews ingest on news.jsonl to see why")
        seconds[by_command] = time.monotonic() - started
        found.append(in_child(exports, path, folder))
    assert found[0] == found[1], "two undisturbed runs differ"
    return Calm(exports=found[0], articles=articles(path), seconds=seconds)


def kill_once(folder: Path, calm: Calm, chance: random.Random, attempt: int) -> dict[str, Any] | None:
    """Start, kill, resume and compare; None where the run was quicker than the killer."""
    news, path = folder / "news.jsonl", folder / f"killed{attempt}.gpkg"
    by_command = attempt % BY_COMMAND_LINE == 0
    run = start(by_command, news, path)
    after = chance.uniform(0, calm.seconds[by_command])
    stored, delay = chance.randrange(calm.articles), chance.uniform(0, 0.1)
    by_clock = bool(attempt % 2) or by_command
    in_time = wait_seconds(run, after) if by_clock else wait_articles(run, path, stored, delay)
    if not in_time:
        clear(folder, path.name)
        return None
    (os.kill if by_command else os.killpg)(run, signal.SIGKILL)
    os.waitpid(run, 0)
    found: dict[str, Any] = {"by": "command" if by_command else "fork", "stored": in_child(articles, path)}
    found["left_behind"] = workers_of(run) if by_command else []
    for part in folder.glob(f"{path.name}*"):  # as it was left, to look into if it goes wrong
        shutil.copy(part, folder / f"left-{part.name}")
    try:
        found |= {"sound": in_child(resume, news, path), "same": in_child(exports, path, folder) == calm.exports}
    except (RuntimeError, TimeoutError) as error:
        found["error"] = f"{type(error).__name__}: {error}"
    if is_equal(found):
        clear(folder, path.name)
    return found


def is_equal(found: dict[str, Any]) -> bool:
    return bool(found.get("sound") and found.get("same"))


def start(by_command: bool, news: Path, path: Path) -> int:
    """Start an ingest in a process group of its own."""
    if not by_command:
        return fork(news, path)
    command = [sys.executable, "-m", "geonews", "ingest", str(news), "--workers", str(WORKERS), "--store", str(path)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": ROOT}
    run = subprocess.Popen(command, start_new_session=True, **quiet)
    run.returncode = 0  # it is waited for by its number, here; nobody else may
    return run.pid


def fork(news: Path, path: Path) -> int:
    """Start the same ingest forked from here, its workers forked before it opens a database."""
    pid = os.fork()
    if pid:
        with contextlib.suppress(OSError):
            os.setpgid(pid, pid)  # here as well as there: it may have to be killed before it gets so far
        return pid
    status = 2
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


def wait_seconds(pid: int, seconds: float) -> bool:
    """Wait; return whether the process still runs."""
    time.sleep(seconds)
    return not os.waitpid(pid, os.WNOHANG)[0]


def wait_articles(pid: int, path: Path, wanted: int, delay_s: float) -> bool:
    """Wait until so many articles are stored and a moment longer; return whether the process still runs."""
    end = time.monotonic() + PATIENCE
    while articles(path) < wanted:
        if os.waitpid(pid, os.WNOHANG)[0]:
            return False
        if time.monotonic() > end:
            os.killpg(pid, signal.SIGKILL)
            raise TimeoutError(f"expected {wanted} articles in {PATIENCE} s, got {articles(path)}; it hangs")
        time.sleep(0.002)
    return wait_seconds(pid, delay_s)


def in_child(function: Callable[..., Any], *values: Any) -> Any:
    """Call a function in a process forked from here, and return what it returns."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_answer, args=(there, function, values))
    child.start()
    there.close()
    try:
        if not here.poll(PATIENCE):
            child.kill()
            raise TimeoutError(f"expected {function.__name__} to end within {PATIENCE} s; it hangs")
        kind, found = here.recv()
    except EOFError as error:
        raise RuntimeError(f"expected an answer of {function.__name__}, its process died") from error
    finally:
        child.join()
        here.close()
    if kind == "error":
        raise RuntimeError(found)
    return found


def _answer(pipe: Any, function: Callable[..., Any], values: tuple[Any, ...]) -> None:
    try:
        found = ("answer", function(*values))
    except Exception as error:  # whatever goes wrong is what is measured
        found = ("error", f"{function.__name__}: {type(error).__name__}: {error}")
    pipe.send(found)


def workers_of(session: int) -> list[int]:
    """Return the processes of a session that are still there a while after their writer was killed."""
    end = time.monotonic() + LEAVING
    while True:
        listed = subprocess.run(["ps", "-o", "pid=", "-s", str(session)], capture_output=True, text=True, check=False)
        left = [int(number) for number in listed.stdout.split()]
        if not left or time.monotonic() > end:
            return left
        time.sleep(0.2)


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
        sound = sound and not database.execute("PRAGMA foreign_key_check").fetchall()
        for words in ("event_words", "article_words"):
            database.execute(f"INSERT INTO {words} ({words}, rank) VALUES ('integrity-check', 1)")
    return sound


def exports(path: Path, folder: Path) -> list[str]:
    """Return digests of every layer as another program would get it, and of the failures."""
    target, found = folder / "compare", []
    with Store.open(path, read_only=True) as store:
        for layer, format in (("events", "geojson"), ("crossings", "geojson"), ("places", "geojson"), ("articles", "csv"),
                              ("events", "plover"), ("events", "gdelt")):  # fmt: skip
            write(store, layer=layer, format=format, target=target)
            found.append(hashlib.sha256(target.read_bytes()).hexdigest())
        found.append(repr(store.failures()))
    return found


def clear(folder: Path, name: str) -> None:
    """Remove a store, what lies beside it, and what a kill may leave of one that was being made."""
    for pattern in (f"{name}*", f"left-{name}*", f".{name}.*"):
        for part in folder.glob(pattern):
            part.unlink()
