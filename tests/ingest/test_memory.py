"""What is made to take memory is told and takes no more than it may, kind by kind, each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from geonews import ingest
from geonews.config import Config
from geonews.ingest.memory import held, held_each
from geonews.model import Article, Failure

ROOT = Path(__file__).resolve().parents[2]
STORY = "The ferry that links the two banks of the Oriel river began to run again on Tuesday, the harbour office said."
#: Those that take most, of 5 MB each against a limit of 60 MB; ``make bench-input_memory`` has all, of 49 MB.
KINDS = ("heads.md", "paragraphs.html", "lists.json", "objects.json", "cells.csv", "headers.eml", "lines.eml",
         "headers.mbox", "objects.pdf", "paragraphs.docx", "styles.xlsx", "strings.xlsx", "rows.ods",
         "members.zip")  # fmt: skip
MEGABYTES, LIMIT_MB = 5, 60
#: What libraries take that are loaded only for a kind, and what the kernel counts in other pages.
SLACK_MB = 40


@pytest.mark.slow
def test_no_kind_takes_more_than_it_may(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "GEONEWS_READ_MEMORY_MB": str(LIMIT_MB)}
    command = [sys.executable, str(ROOT / "bench" / "input_memory.py"), "--megabytes", str(MEGABYTES),
               "--folder", str(tmp_path), "--kinds", ",".join(KINDS)]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    *found, _ = map(json.loads, done.stdout.splitlines())
    assert [one["kind"] for one in found] == list(KINDS)
    assert {one["kind"]: one for one in found if "died" in one or one["above"] > LIMIT_MB + SLACK_MB} == {}
    assert all(one["articles"] or one["said"] for one in found)


def test_an_input_that_takes_too_much_is_a_failure_and_the_next_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('[{"text": "x", "more": [' + "{}," * 2_000_000 + "{}]}]")
    (tmp_path / "b.txt").write_text(STORY)
    failure, article = ingest.read([str(tmp_path)], Config(read_memory_mb=60))
    assert isinstance(failure, Failure) and "read within 60 MB" in failure.error and "read_memory_mb" in failure.error
    assert isinstance(article, Article)


def test_the_limit_is_gone_between_two_items_and_behind_the_last() -> None:
    import resource

    before, seen = resource.getrlimit(resource.RLIMIT_DATA), []

    def items() -> object:
        for _ in range(2):
            seen.append(resource.getrlimit(resource.RLIMIT_DATA) != before)
            yield 1

    for _ in held_each(items(), 100):  # type: ignore[arg-type]
        assert resource.getrlimit(resource.RLIMIT_DATA) == before
    assert seen == [True, True] and resource.getrlimit(resource.RLIMIT_DATA) == before
    with pytest.raises(MemoryError), held(50):
        bytearray(200_000_000)
    assert len(bytearray(200_000_000)) == 200_000_000


@pytest.mark.parametrize("most_mb", [0, 50])
def test_who_sets_no_limit_and_other_threads_are_left_alone(most_mb: int) -> None:
    found: list[int] = []

    def take() -> None:
        with held(most_mb):
            found.append(len(bytearray(200_000_000)))

    if most_mb:
        thread = threading.Thread(target=take)
        thread.start()
        thread.join()
    else:
        take()
    assert found == [200_000_000]
