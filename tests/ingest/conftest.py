"""Fixtures of ingestion: a folder of its own, and a measure of what is modest."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def modest() -> Iterator[None]:
    """Fail a test whose memory grows by more than 400 MB or that takes more than a minute of the processor."""
    clear = Path("/proc/self/clear_refs")
    if clear.exists():
        clear.write_text("5")  # the peak begins anew, so that no earlier test hides this one's
    before, started = peak_kb(), time.process_time()
    yield
    assert peak_kb() - before < 400_000
    assert time.process_time() - started < 60


def peak_kb() -> int:
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))
