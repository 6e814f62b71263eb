#!/usr/bin/env python3
"""Fuzz readers, writers and settings for as long as one likes, watching the time and memory of each example.

usage: tools/fuzz.py [--minutes 10] [--only GROUP]... [--seed 1] [--finds FOLDER]

Groups: text, page, feed, json, jsonl, csv, tsv, pdf, parquet, warc, zip, export, config, address, bulk. Each gets the
minutes. The work is done in processes of their own, so that one that dies is a find, too; what went wrong is written
into the folder of finds, with the example. Prints a line of JSON for each group.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import os
import re
import signal
import subprocess
import sys
import time
import traceback
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

#: An example that takes more than this is a find: processor seconds, and megabytes at its peak.
MAX_SECONDS, MAX_MB = 5.0, 300.0
#: A process is given up after this; seconds that it works, and after that it hangs.
ROUND_SECONDS, HANGS_SECONDS = 60, 180
#: Examples of one call of Hypothesis; each call begins with another seed.
EXAMPLES = 200


def main() -> None:
    """Read the arguments and fuzz each group."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--only", action="append", help="a group; may be repeated")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--finds", type=Path, default=Path("fuzz-finds"))
    parser.add_argument("--work", nargs=3, metavar=("TARGET", "SECONDS", "REPORT"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.work:
        work(given.work[0], float(given.work[1]), given.seed, given.finds, Path(given.work[2]))
        return
    from fuzzing import TARGETS

    groups: dict[str, list[str]] = {}
    for name, target in TARGETS.items():
        groups.setdefault(target.group, []).append(name)
    unknown = set(given.only or ()) - set(groups)
    if unknown:
        parser.error(f"expected groups among {', '.join(groups)}; got {sorted(unknown)[0]!r}")
    given.finds.mkdir(parents=True, exist_ok=True)
    for group in given.only or groups:
        print(json.dumps(fuzz(group, groups[group], given.minutes * 60, given.seed, given.finds)), flush=True)


def fuzz(group: str, targets: list[str], seconds: float, seed: int, finds: Path) -> dict[str, Any]:
    """Fuzz a group's targets in turn, those that are made from parts half of the time."""
    turns = [name for name in targets if name.endswith("-made")] * (len(targets) - 1) + [
        name for name in targets if not name.endswith("-made")
    ] or targets
    total: dict[str, Any] = {
        "group": group,
        "examples": 0,
        "seconds": 0.0,
        "slowest_s": 0.0,
        "largest_mb": 0.0,
        "finds": [],
    }
    started, turn = time.monotonic(), 0
    while (left := seconds - (time.monotonic() - started)) > 1:
        name = turns[turn % len(turns)]
        turn += 1
        report = run(name, min(ROUND_SECONDS, seconds / len(turns), left), seed + turn * 1000, finds)
        total["examples"] += report["examples"]
        total["slowest_s"] = max(total["slowest_s"], report["slowest_s"])
        total["largest_mb"] = max(total["largest_mb"], report["largest_mb"])
        total["finds"] += [find for find in report["finds"] if _kind(find) not in map(_kind, total["finds"])]
    total["seconds"] = round(time.monotonic() - started, 1)
    return total


def run(name: str, seconds: float, seed: int, finds: Path) -> dict[str, Any]:
    """Fuzz one target in a process of its own; that it dies or hangs is a find."""
    report = finds / f".report-{os.getpid()}.json"
    report.unlink(missing_ok=True)
    command = [
        sys.executable,
        __file__,
        "--seed",
        str(seed),
        "--finds",
        str(finds),
        "--work",
        name,
        str(seconds),
        str(report),
    ]
    said = ""
    try:
        done = subprocess.run(command, timeout=seconds + HANGS_SECONDS, stderr=subprocess.PIPE, check=False)
        said = (
            ""
            if done.returncode == 0
            else f"{name}: ended with {done.returncode}: {done.stderr[-2000:].decode('utf-8', 'replace')}"
        )
    except subprocess.TimeoutExpired:
        said = f"{name}: hangs"
    found: dict[str, Any] = {"examples": 0, "slowest_s": 0.0, "largest_mb": 0.0, "finds": []}
    if report.exists():
        found |= json.loads(report.read_text())
        report.unlink()
    if said:
        last = finds / f"{name}-last.txt"
        if last.exists():
            last.rename(finds / f"{name}-{seed}-died.txt")
        found["finds"].append(said)
    return found


def work(name: str, seconds: float, seed: int, finds: Path, report: Path) -> None:
    """Fuzz one target for so many seconds, and write down what was found."""
    from fuzzing import TARGETS
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded

    faulthandler.enable()
    faulthandler.dump_traceback_later(seconds + HANGS_SECONDS - 10, exit=True)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    target = TARGETS[name]
    watch = Watch(target.check, name, finds)
    end, turn = time.monotonic() + seconds, 0
    rules = settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck),
                     phases=(Phase.generate, Phase.shrink), print_blob=False)  # fmt: skip

    def attempt(example: Any) -> None:
        watch(example)

    watch.end = end
    while time.monotonic() < end:
        turn += 1
        try:
            seeded(seed + turn)(rules(given(target.documents)(attempt)))()
        except Enough:
            break
        except Exception as error:  # noqa: BLE001 - whatever a check or a parser raises is a find
            watch.found(f"{type(error).__name__} at {_where(error)}: {str(error)[:300]}", traceback.format_exc())
    report.write_text(
        json.dumps(
            {
                "examples": watch.examples,
                "slowest_s": round(watch.slowest, 2),
                "largest_mb": round(watch.largest),
                "finds": watch.finds,
            }
        )
    )
    (finds / f"{name}-last.txt").unlink(missing_ok=True)


class Enough(BaseException):
    """The time is over."""


class Watch:
    """A check that keeps the example that is under way in a file, and measures it."""

    def __init__(self, check: Callable[[Any], None], name: str, folder: Path) -> None:
        self.check, self.name, self.folder = check, name, folder
        self.examples, self.slowest, self.largest, self.end = 0, 0.0, 0.0, 0.0
        self.finds: list[str] = []
        self._kinds: set[str] = set()
        self._last = (folder / f"{name}-last.txt").open("w")

    def __call__(self, example: Any) -> None:
        """Check one example."""
        if time.monotonic() > self.end + 30:  # a find that is being made smaller gets that much more
            raise Enough
        self._last.seek(0)
        self._last.truncate()
        self._last.write(repr(example))
        self._last.flush()
        before = _reset_peak()
        started = time.process_time()
        try:
            self.check(example)
        finally:
            spent, more = time.process_time() - started, _peak_mb() - before
            self.examples += 1
            if self.examples > 3:  # the first ones load libraries
                self.slowest, self.largest = max(self.slowest, spent), max(self.largest, more)
                if spent > MAX_SECONDS:
                    self.found(f"takes {spent:.1f} s", repr(example))
                if more > MAX_MB:
                    self.found(f"takes {more:.0f} MB", repr(example))
        if time.monotonic() > self.end:
            raise Enough

    def found(self, what: str, more: str) -> None:
        """Write a find down; of each kind the last one."""
        kind = _kind(what)
        if kind not in self._kinds:
            self._kinds.add(kind)
            self.finds.append(f"{self.name}: {what}")
        self._last.flush()
        file = self.folder / f"{self.name}-{zlib.crc32(kind.encode()):08x}.txt"
        last = (self.folder / f"{self.name}-last.txt").read_text()
        file.write_text(f"{what}\n\n{more}\n\nthe last example:\n{last}")


def _kind(find: str) -> str:
    """Return what finds have in common that differ in their numbers only."""
    return re.sub(r"\d+", "N", find)[:80]


def _where(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "geonews" in frame.filename or "fuzzing" in frame.filename]
    frame = (own or frames)[-1]
    return f"{Path(frame.filename).name}:{frame.lineno} of {Path(frames[-1].filename).name}:{frames[-1].lineno}"


def _status(name: str) -> float:
    status = Path("/proc/self/status")
    if not status.exists():  # no Linux: memory is not watched
        return 0.0
    return next(int(line.split()[1]) / 1024 for line in status.read_text().splitlines() if line.startswith(name))


def _reset_peak() -> float:
    """Let the peak begin anew; return the memory that is held now, in MB."""
    clear = Path("/proc/self/clear_refs")
    if clear.exists():
        clear.write_text("5")
    return _status("VmRSS")


def _peak_mb() -> float:
    return _status("VmHWM")


if __name__ == "__main__":
    main()
