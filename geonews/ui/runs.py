"""Runs: news that is being read for a reader, each in a process beside the server, whoever looks on or leaves."""

from __future__ import annotations

import json
import logging
import os
import secrets
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import geonews
from geonews.config import Config

__all__ = ["Run", "of", "others", "start"]

logger = logging.getLogger(__name__)

#: Runs that read at the same time, the others wait; seconds after which an idle process ends; runs that are remembered.
MOST_AT_ONCE = 2
IDLE_SECONDS = 600.0
MOST_REMEMBERED = 200
#: Results and failures that a run keeps for showing; the store has them all.
RESULTS_KEPT = 8
FAILURES_KEPT = 200


@dataclass(slots=True, kw_only=True)
class Run:
    """One run, filled in by a thread while sessions look at it.

    Attributes
    ----------
    what
        What is read, in a few words.
    owner
        Whose it is, see ``identity.owner``; "" is nobody's, for a run that the server started itself.
    state
        ``waiting``, ``loading``, ``reading``, ``done``, ``stopped`` or ``failed``.
    read, complete
        Articles and failures that were taken in so far, and whether that is all of them.
    articles, events, failures, seconds
        Stored or known before, found, failed, since the start.
    latest
        Titles of the latest articles with the number of events in each.
    failed
        Name, stage and reason.
    summary
        The pipeline's figures once it is done.
    number, brought
        The store's number of the run, and how many events it brought, by status; None where it changed nothing.
    error
        Why it failed as a whole.
    ended
        ``time.monotonic`` of its end.
    """

    key: str
    what: str
    owner: str = ""
    state: str = "waiting"
    read: int = 0
    complete: bool = False
    articles: int = 0
    events: int = 0
    failures: int = 0
    seconds: float = 0.0
    latest: deque[tuple[str, int]] = field(default_factory=lambda: deque(maxlen=RESULTS_KEPT))
    failed: list[tuple[str, str, str]] = field(default_factory=list)
    summary: Mapping[str, Any] | None = None
    number: int | None = None
    brought: Mapping[str, int] = field(default_factory=dict)
    error: str | None = None
    stopping: threading.Event = field(default_factory=threading.Event)
    ended: float | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.state in ("done", "stopped", "failed")

    @property
    def rate(self) -> float | None:
        """Articles and failures a second, None before the first."""
        handled = self.articles + self.failures
        return handled / self.seconds if handled and self.seconds else None

    @property
    def seconds_left(self) -> float | None:
        """How long it will still take, None while that is not known."""
        if not self.complete or not self.rate:
            return None
        return max(0, self.read - self.articles - self.failures) / self.rate

    def stop(self) -> None:
        """End it after the batch that it is at; what was read stays."""
        self.stopping.set()


class _Process:
    """A process of ``run_worker``."""

    def __init__(self) -> None:
        package = str(Path(geonews.__file__).resolve().parent.parent)
        path = os.pathsep.join(part for part in (package, os.environ.get("PYTHONPATH")) if part)
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "geonews.ui.run_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": path},
            encoding="utf-8",
        )
        self.idle: threading.Timer | None = None

    def say(self, request: Mapping[str, Any]) -> None:
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps(request) + "\n")
            self.process.stdin.flush()
        except OSError:
            logger.warning("the reading process took no more requests")

    def answer(self) -> dict[str, Any] | None:
        """Return the next answer, None once the process has ended."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        return json.loads(line) if line else None

    def end(self) -> None:
        assert self.process.stdin is not None
        try:
            self.process.stdin.close()
        except OSError:
            logger.warning("the reading process had ended")
        self.process.wait()


_runs: dict[str, Run] = {}
_idle: list[_Process] = []
_lock = threading.Lock()
_turns = threading.Semaphore(MOST_AT_ONCE)


def of(owner: str) -> list[Run]:
    """Return the runs of one reader that are remembered, the latest last."""
    with _lock:
        return [run for run in _runs.values() if run.owner == owner]


def others(owner: str) -> list[Run]:
    """Return the runs of everybody else that are not over."""
    with _lock:
        return [run for run in _runs.values() if run.owner != owner and not run.over]


def start(
    request: Mapping[str, Any],
    *,
    store: Path,
    config: Config,
    what: str,
    owner: str = "",
    after: Callable[[], None] | None = None,
) -> Run:
    """Start reading, in another process.

    Parameters
    ----------
    request
        ``inputs`` (names of files, addresses) with the ``folder`` that uploads passed through, or ``text`` with
        ``id``, ``title`` and ``day`` of what was pasted.
    store
        Where it is added.
    config
        Settings of the pipeline.
    what
        What is read, in a few words.
    owner
        Whose run it is.
    after
        Called when it is over.
    """
    settings = {one.name: getattr(config, one.name) for one in fields(config)}
    settings = {name: str(value) if isinstance(value, Path) else value for name, value in settings.items()}
    run = Run(key=secrets.token_hex(8), what=what, owner=owner)
    with _lock:
        _runs[run.key] = run
        for key in [key for key, old in _runs.items() if old.over][: max(0, len(_runs) - MOST_REMEMBERED)]:
            del _runs[key]
    whole = {**request, "store": str(store), "config": settings}
    threading.Thread(target=_carry_out, args=(run, whole, after), name="geonews-run", daemon=True).start()
    return run


def _carry_out(run: Run, request: Mapping[str, Any], after: Callable[[], None] | None) -> None:
    try:
        while not _turns.acquire(timeout=0.2):
            if run.stopping.is_set():
                run.state = "stopped"
                return
        try:
            _read(run, request)
        finally:
            _turns.release()
    finally:
        run.ended = time.monotonic()
        if after is not None:
            after()


def _read(run: Run, request: Mapping[str, Any]) -> None:
    """Let a process read, and take down what it tells."""
    with _lock:
        process = _idle.pop() if _idle else None
    if process is not None and process.idle is not None:
        process.idle.cancel()
    if process is None or process.process.poll() is not None:
        process = _Process()
    run.state = "loading"
    process.say(request)
    over = threading.Event()
    threading.Thread(target=_pass_on_stop, args=(run, process, over), name="geonews-stop", daemon=True).start()
    try:
        while (answer := process.answer()) is not None:
            if _take(run, answer):
                break
        else:
            run.error = (
                f"expected the news to be read, but the process that reads ended (code {process.process.wait()}); "
            )
            run.error += "what it had read is kept: add the news again, and it goes on from there"
            run.state = "failed"
            return
    finally:
        over.set()
    _rest(process)


def _pass_on_stop(run: Run, process: _Process, over: threading.Event) -> None:
    while not over.is_set():
        if run.stopping.wait(0.2):
            process.say({"stop": True})
            return


def _take(run: Run, answer: Mapping[str, Any]) -> bool:
    """Take down one answer; return whether it was the last."""
    if answer["kind"] == "ready":
        run.state = "reading"
    elif answer["kind"] == "step":
        if answer["failure"] is None:
            run.latest.append((answer["last"], answer["events"] - run.events))
        elif len(run.failed) < FAILURES_KEPT:
            run.failed.append(tuple(answer["failure"]))
        for name in ("articles", "events", "failures", "seconds", "read", "complete"):
            setattr(run, name, answer[name])
    elif answer["kind"] == "done":
        run.summary = answer["summary"]
        run.number, run.brought = answer["number"], answer["brought"]
        run.state = "stopped" if run.stopping.is_set() else "done"
    else:
        run.error, run.state = answer["message"], "failed"
    return run.over


def _rest(process: _Process) -> None:
    """Keep a process, which has loaded its models, for the next run; an idle one ends after a while."""

    def end() -> None:
        with _lock:
            if process not in _idle:
                return
            _idle.remove(process)
        process.end()

    process.idle = threading.Timer(IDLE_SECONDS, end)
    process.idle.daemon = True
    with _lock:
        _idle.append(process)
    process.idle.start()
