#!/usr/bin/env python3
"""Measure the store against what one would use without it; every pair in the same run, so that the ratios hold.

usage: bench/store.py [--rows 1000000] [--only NAME]... [--kills 100] [--minutes 5] [--keep FOLDER]

Names: load, filter, geojson, memory, write, kills, together. Prints a line of JSON for each: seconds of processor time (``cpu_s``) and of
the clock (``s``), megabytes of memory beyond what the libraries take (``mb``), and the ratio.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import multiprocessing
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tools"), str(ROOT / "bench")]

import synthetic_events  # noqa: E402
from store_parts import crash, together  # noqa: E402

from geonews.config import load_config  # noqa: E402
from geonews.export import FORMATS, write  # noqa: E402
from geonews.store import EventFilter, Store  # noqa: E402

FILTER = EventFilter(
    date_from=date(2022, 3, 1),
    date_to=date(2022, 3, 30),
    countries=("AFG", "TJK", "UKR", "SDN", "MLI"),
    types=("CLASH", "ATTACK"),
)
#: Rows of the GeoJSON comparison: what GeoDataFrame.to_json can hold in memory with all columns.
GEOJSON_ROWS = 200_000


def alone(function: Callable[..., Any], *values: Any) -> dict[str, float]:
    """Run a function in a fresh process; return its processor time, wall time and extra peak memory."""
    here, there = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_report, args=(there, function, values))
    process.start()
    there.close()  # so that a process that fails ends the wait
    found: dict[str, float] = here.recv()
    process.join()
    return found


def _report(pipe: Any, function: Callable[..., Any], values: tuple[Any, ...]) -> None:
    import geopandas  # noqa: F401
    import pyarrow.parquet  # noqa: F401
    import pyogrio  # noqa: F401

    from geonews.layers import Outlines

    Outlines.load()
    before = peak_kb()
    cpu, clock = time.process_time(), time.perf_counter()
    extra = function(*values) or {}
    pipe.send(
        {
            "cpu_s": round(time.process_time() - cpu, 2),
            "s": round(time.perf_counter() - clock, 2),
            "mb": round((peak_kb() - before) / 1024, 1),
            **extra,
        }
    )


def peak_kb() -> int:
    """Return this process's peak memory in kB; ``ru_maxrss`` would begin with that of the process that started it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))


def ours_load(source: Path, target: Path) -> None:
    with Store.create(target) as store:
        store.load_events(source)


def gdal_load(source: Path, target: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq
    import pyogrio

    file = pq.ParquetFile(source)
    batches = pa.RecordBatchReader.from_batches(file.schema_arrow, file.iter_batches(50_000))
    options = {"geometry_name": "geometry", "geometry_type": "Point", "crs": "EPSG:4326"}
    pyogrio.write_arrow(batches, target, driver="GPKG", layer="events", **options)


def ours_filter(target: Path) -> dict[str, float]:
    with Store.open(target, read_only=True) as store:
        return _best(lambda: len(list(store.events(FILTER, limit=1000))))


def pandas_filter(source: Path) -> dict[str, float]:
    import pandas as pd

    def scan() -> int:
        frame = pd.read_parquet(source)
        names = list(FILTER.countries)
        somewhere = frame["country"].isin(names)
        for column in ("origin_country", "destination_country", "actor1_country"):
            somewhere |= frame[column].isin(names)
        window = (frame["date_start"] <= FILTER.date_to) & (frame["date_end"] >= FILTER.date_from)
        found = frame[window & somewhere & frame["event_type"].isin(FILTER.types)]
        return len(found.sort_values(["date_start", "event_id"]).head(1000))

    return _best(scan)


def _best(question: Callable[[], int], tries: int = 3) -> dict[str, float]:
    spent = []
    for _ in range(tries):
        started = time.process_time()
        rows = question()
        spent.append(time.process_time() - started)
    return {"best_cpu_s": round(min(spent), 4), "rows": rows}


def ours_geojson(store_path: Path, folder: Path) -> None:
    with Store.open(store_path, read_only=True) as store:
        write(store, target=folder / "ours.geojson", geometry="none")


def pandas_geojson(store_path: Path, folder: Path) -> dict[str, float]:
    from geonews import layers

    with Store.open(store_path, read_only=True) as store:
        frame = layers.events(store, geometry="none")
    started = time.process_time()
    (folder / "theirs.geojson").write_text(frame.to_json(drop_id=True), encoding="utf-8")
    return {"to_json_cpu_s": round(time.process_time() - started, 2)}


def gdal_finish(source: Path, target: Path) -> None:
    """Add to GDAL's file what the store has beyond rows and R-tree: its indexes and the full text of the events."""
    with Store.create(target.with_name("empty.gpkg")) as store:
        wanted = [sql for (sql,) in store._ask(
            "SELECT sql FROM sqlite_master WHERE tbl_name = 'events' AND type = 'index' AND sql NOT NULL"
        )]  # fmt: skip
        (words,) = store._ask("SELECT sql FROM sqlite_master WHERE name = 'event_words'")[0]
        missing = [row[1] for row in store._ask("PRAGMA table_info(events)")]
    with contextlib.closing(sqlite3.connect(target)) as database, database:
        have = {row[1] for row in database.execute("PRAGMA table_info(events)")}
        for name in missing:
            if name not in have:
                database.execute(f'ALTER TABLE events ADD COLUMN "{name}"')
        for statement in [*wanted, words, "INSERT INTO event_words (event_words) VALUES ('rebuild')"]:
            database.execute(statement)
    target.with_name("empty.gpkg").unlink()


def load(source: Path, folder: Path) -> dict[str, Any]:
    theirs = alone(gdal_load, source, folder / "gdal.gpkg")
    finishing = alone(gdal_finish, source, folder / "gdal.gpkg")
    ours = alone(ours_load, source, folder / "news.gpkg")
    found: dict[str, Any] = {"gdal": theirs, "gdal_then_indexes_and_words": finishing, "store": ours}
    for name, key in (("cpu", "cpu_s"), ("clock", "s")):
        found[f"times_gdal_{name}"] = round(ours[key] / theirs[key], 2)
        found[f"times_gdal_with_indexes_{name}"] = round(ours[key] / (theirs[key] + finishing[key]), 2)
    return found


def filter_rows(source: Path, folder: Path) -> dict[str, Any]:
    _loaded(source, folder / "news.gpkg")
    ours, theirs = alone(ours_filter, folder / "news.gpkg"), alone(pandas_filter, source)
    assert ours["rows"] == theirs["rows"]
    return {"pandas": theirs, "store": ours, "times_faster": round(theirs["best_cpu_s"] / ours["best_cpu_s"], 1)}


def geojson(source: Path, folder: Path) -> dict[str, Any]:
    import pyarrow.parquet as pq

    part, store = folder / "part.parquet", folder / "part.gpkg"
    pq.write_table(pq.read_table(source).slice(0, GEOJSON_ROWS), part)
    _loaded(part, store)
    ours, theirs = alone(ours_geojson, store, folder), alone(pandas_geojson, store, folder)
    return {
        "geopandas": theirs,
        "store": ours,
        "times_faster": round(theirs["to_json_cpu_s"] / ours["cpu_s"], 1),
        "memory": f"1/{theirs['mb'] / max(ours['mb'], 0.1):.0f}",
    }


def _loaded(source: Path, target: Path) -> None:
    if not target.exists():
        ours_load(source, target)


def articles(source: Path, folder: Path) -> dict[str, Any]:
    from geonews import ingest
    from geonews.model import Article
    from geonews.pipeline import Pipeline

    config = load_config()
    with Pipeline.open(config) as pipeline:
        news = [item for item in ingest.read([str(ROOT / "data" / "samples")], config) if isinstance(item, Article)]
        list(pipeline.parse(news[:2]))
        started = time.process_time()
        parsed = list(pipeline.parse(news))
        parsing = time.process_time() - started
    with Store.create(folder / "samples.gpkg") as store:
        started = time.process_time()
        for result in parsed:
            store.add(result)
        writing = time.process_time() - started
    return {
        "articles": len(parsed),
        "parse_cpu_s": round(parsing, 2),
        "write_cpu_s": round(writing, 3),
        "share": round(writing / parsing, 4),
    }


def memory(source: Path, folder: Path) -> dict[str, Any]:
    """Export everything in every format, a line each; what grows with the rows is not a stream."""
    _loaded(source, folder / "news.gpkg")
    most: dict[str, Any] = {"format": "", "mb": 0.0}
    for format in FORMATS:
        spent = alone(ours_export, folder / "news.gpkg", folder / f"all{FORMATS[format]}", format)
        print(json.dumps({"format": format, **spent}), flush=True)
        most = max(most, {"format": format, "mb": spent["mb"]}, key=lambda told: float(told["mb"]))
    return {"most": most}


def ours_export(store_path: Path, target: Path, format: str) -> dict[str, float]:
    with Store.open(store_path, read_only=True) as store:
        write(store, format=format, target=target)
    size = target.stat().st_size / 1e6
    target.unlink()
    return {"file_mb": round(size)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = {"load": load, "filter": filter_rows, "geojson": geojson, "memory": memory, "write": articles,
             "kills": crash.measure, "together": together.measure}  # fmt: skip
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--only", action="append", choices=names)
    parser.add_argument("--kills", type=int, default=0, help="how often to kill an ingest")
    parser.add_argument("--seed", type=int, default=1, help="of the moments to kill at")
    parser.add_argument("--minutes", type=float, default=0, help="how long to read while an ingest writes")
    parser.add_argument("--keep", type=Path, help="a folder for the files, kept")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        source = folder / "events.parquet"
        if not source.exists() and (not given.only or set(given.only) - {"write", "kills", "together"}):
            synthetic_events.write(source, given.rows)
        for name, measure in names.items():
            asked = {"kills": given.kills, "together": given.minutes}.get(name, 1)
            if not asked or (given.only and name not in given.only):
                continue
            values: tuple[Any, ...] = (source, folder)
            if name == "kills":
                values = (folder, given.kills, given.seed)
            elif name == "together":
                values = (folder, given.minutes * 60)
            print(json.dumps({"bench": name, "rows": given.rows, **measure(*values)}), flush=True)


if __name__ == "__main__":
    main()
