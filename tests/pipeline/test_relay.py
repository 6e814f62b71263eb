"""Workers that die: nothing is lost, the article that ends its worker is named, and nobody is left behind."""

from __future__ import annotations

import functools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from geonews.errors import WorkersError
from geonews.model import Article, Failure, ParsedArticle
from geonews.pipeline.batches import Batch, Results
from geonews.pipeline.crews import processes
from geonews.pipeline.relay import DEATHS_IN_A_ROW, in_order

#: Starts two workers, says their numbers, and is killed.
PARENT = """
import os, sys, time
from geonews.pipeline.crews import processes
if __name__ == "__main__":
    with processes(2) as crew:
        print(*{crew.executor.submit(os.getpid).result() for _ in range(40)}, flush=True)
        list(crew.executor.map(time.sleep, [600, 600, 600]))
"""


def work(batch: Batch, *, deadly: tuple[str, ...] = (), once: str = "") -> Results:
    """Parse nothing; die of some articles, and once where ``once`` names a file to remember it by."""
    results: Results = []
    for item in batch:
        if isinstance(item, Failure):
            results.append(item)
            continue
        if item.id in deadly and not (once and Path(once).exists()):
            if once:
                Path(once).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        results.append(ParsedArticle(article=item, resolutions=(), events=()))
    return results


def batches(number: int, size: int = 2) -> Iterator[Batch]:
    for first in range(0, number * size, size):
        yield [Article(id=f"a{n}", text="Rain fell in Kabul.") for n in range(first, first + size)]


def told(results: Results) -> list[str]:
    return [f"failed {r.article_id}" if isinstance(r, Failure) else r.article.id for r in results]


@pytest.mark.slow
def test_a_worker_that_is_ended_costs_no_article(tmp_path: Path) -> None:
    with processes(2) as crew:
        ended_once = functools.partial(work, deadly=("a9",), once=str(tmp_path / "ended"))
        assert told(list(in_order(crew, ended_once, batches(12)))) == [f"a{n}" for n in range(24)]
    assert (tmp_path / "ended").exists()


@pytest.mark.slow
def test_an_article_that_ends_its_worker_fails_alone() -> None:
    given = [*batches(12)]
    given[2].append(Failure(article_id="broken", stage="read", error="no text"))
    with processes(2) as crew:
        results = list(in_order(crew, functools.partial(work, deadly=("a5", "a20")), iter(given)))
    expected = [f"failed a{n}" if n in (5, 20) else f"a{n}" for n in range(24)]
    assert told(results) == [*expected[:6], "failed broken", *expected[6:]]
    failure = results[5]
    assert isinstance(failure, Failure) and failure.stage == "parse" and "memory" in failure.error


@pytest.mark.slow
def test_workers_that_all_die_end_the_run_with_a_sentence() -> None:
    read = 0

    def counted() -> Iterator[Batch]:
        nonlocal read
        for batch in batches(1000):
            read += 1
            yield batch

    with processes(1) as crew, pytest.raises(WorkersError, match="stay alive, got .* --workers"):
        list(in_order(crew, functools.partial(work, deadly=tuple(f"a{n}" for n in range(2000))), counted()))
    assert read < 10 + DEATHS_IN_A_ROW


@pytest.mark.slow
def test_workers_end_with_the_process_that_started_them() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    workers = [int(number) for number in parent.stdout.readline().split()]
    assert workers
    parent.kill()
    parent.wait()
    end = time.monotonic() + 20
    while any(alive(worker) for worker in workers):
        assert time.monotonic() < end, "a worker outlived the process that started it"
        time.sleep(0.05)


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
