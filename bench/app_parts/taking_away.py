"""Taking away at a million events: what a page and a report cost the resting server in memory and time.

usage: bench/app_parts/taking_away.py [--rows 1000000] [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tools"), str(ROOT / "bench")]


def measured(make: Callable[[], bytes]) -> dict[str, float]:
    """Build something; return the memory above what was held before, seconds by the clock and of the processor."""
    import psutil

    process, over = psutil.Process(), threading.Event()
    gc.collect()
    rest = most = process.memory_info().rss

    def look() -> None:
        nonlocal most
        while not over.wait(0.01):
            most = max(most, process.memory_info().rss)

    looking = threading.Thread(target=look)
    looking.start()
    began, spent = time.perf_counter(), time.process_time()
    size = len(make())
    took = {"s": round(time.perf_counter() - began, 2), "cpu_s": round(time.process_time() - spent, 2)}
    over.set()
    looking.join()
    return took | {
        "mb_above_rest": round((most - rest) / 1e6),
        "rest_mb": round(rest / 1e6),
        "mb": round(size / 1e6, 2),
    }


def main() -> None:
    from app_parts.stores import made_store
    from geonews.store import EventFilter
    from geonews.ui import data, take_away
    from geonews.ui.address import Choice

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="A folder for the store, so that a second run need not make it.")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        store, _ = made_store(chosen.keep or Path(temporary), chosen.rows)
        stamp = data.stamp(store)
        choice = Choice(filter=EventFilter(), event=None, article=None, pair=None)
        data.news_view(stamp, choice.filter).overlay_json  # noqa: B018 - as a server rests that has shown its map
        for name, make in (("page", take_away.build_page), ("report", take_away.build_report)):
            for turn in ("first", "again"):
                figures = measured(lambda make=make: make(stamp, choice))  # type: ignore[misc]
                print(json.dumps({"of": f"{name}, {turn}", **figures}), flush=True)


if __name__ == "__main__":
    main()
