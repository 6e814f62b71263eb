#!/usr/bin/env python3
"""What the safeguards of an ingest cost: the samples read into new stores with them and without, in turns.

usage: bench/safeguards.py [--pairs N]

Off are the limits of time and memory of each article and input, the cutting of what is no prose, seals of what was read
and marks of the log. Prints one JSON line: processor seconds of a pass without (the median), and the ratio with to
without of each pair of passes, sorted, with its median.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest.mock import patch

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from geonews import ingest
from geonews.config import load_config
from geonews.nlp import tokens
from geonews.pipeline import Pipeline
from geonews.store import Store, marks, seals

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "samples"


@contextmanager
def off() -> Iterator[None]:
    """Take away what stands in the way of nobody."""
    with ExitStack() as stack:
        stack.enter_context(patch.object(tokens, "odd_runs", lambda _: iter(())))
        for module, name in ((seals, "seal_reading"), (seals, "seal_place"), (marks, "leave_mark")):
            stack.enter_context(patch.object(module, name, lambda *_: None))
        yield


def seconds(pipeline: Pipeline, path: Path, *, is_safe: bool) -> float:
    """Return the processor seconds in which the samples come into a new store."""
    config = load_config(workers=1) if is_safe else load_config(workers=1, read_memory_mb=0)
    pipeline.guarded = is_safe
    with ExitStack() as stack:
        if not is_safe:
            stack.enter_context(off())
        began = time.process_time()
        with Store.create(path) as store:
            summary = pipeline.ingest_articles(ingest.read([str(SAMPLES)], config), store)
        assert summary.stored >= 40 and not summary.failures, summary
        return time.process_time() - began


def main() -> None:
    """Measure in turns, the one first and then the other, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=7)
    options = parser.parse_args()
    plain, ratios = [], []
    with (
        tempfile.TemporaryDirectory(prefix="geonews-bench-") as name,
        Pipeline.open(load_config(workers=1)) as pipeline,
    ):
        for number in range(-1, options.pairs):  # the first pair warms what is kept
            found = {}
            for is_safe in (True, False) if number % 2 else (False, True):
                found[is_safe] = seconds(pipeline, Path(name) / f"{number}-{is_safe}.gpkg", is_safe=is_safe)
            if number >= 0:
                plain.append(found[False])
                ratios.append(round(found[True] / found[False], 3))
    print(
        json.dumps(
            {
                "plain_s": round(statistics.median(plain), 2),
                "median": statistics.median(ratios),
                "pairs": sorted(ratios),
            }
        )
    )


if __name__ == "__main__":
    main()
