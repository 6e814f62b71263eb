"""The app reads while an ingest writes: every error on either side is counted."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from geonews import layers
from geonews.config import load_config
from geonews.export import write
from geonews.store import EventFilter, Store
from geonews.ui import settings
from store_parts import corpus

ROOT = Path(__file__).resolve().parents[2]
#: More than a machine parses in the time.
ARTICLES = 200_000
GIS = "import sys, pyogrio; pyogrio.read_dataframe(sys.argv[1], layer='events')"


def measure(folder: Path, seconds: float) -> dict[str, Any]:
    """Write and read for so long; return what was done and what failed."""
    news, path = folder / "stream.jsonl", folder / "stream.gpkg"
    corpus.write(news, ARTICLES)
    Store.create(path).close()
    command = [sys.executable, "-m", "geonews", "ingest", str(news), "--store", str(path)]
    with (folder / "writer.log").open("w+") as log:
        writer = subprocess.Popen(command, stdout=log, stderr=log, cwd=ROOT)
        try:
            reads, errors, slowest = read_for(seconds, path, folder, writer)
        finally:
            still_writing = writer.poll() is None
            writer.terminate()
            writer.wait(60)
        log.seek(0)
        complaints = [line for line in log if "locked" in line or "Traceback" in line]
    with Store.open(path, read_only=True) as store:
        counts = store.counts()
    return {"seconds": seconds, "reads": reads, "read_errors": errors, "slowest_read_s": round(slowest, 2),
            "written_articles": counts["articles"], "written_events": counts["events"], "writer_ran_on": still_writing,
            "writer_complaints": complaints}  # fmt: skip


def read_for(seconds: float, path: Path, folder: Path, writer: subprocess.Popen[bytes]) -> tuple[int, list[str], float]:
    questions = (count, app, frame, words, article, export, another_program)
    errors: list[str] = []
    slowest, reads, end = 0.0, 0, time.monotonic() + seconds
    with Store.open(path, read_only=True) as store:
        while time.monotonic() < end and writer.poll() is None:
            for question in questions:
                started = time.perf_counter()
                try:
                    question(store, folder)
                except Exception as error:
                    errors.append(f"{question.__name__}: {type(error).__name__}: {error}")
                reads += 1
                slowest = max(slowest, time.perf_counter() - started)
    return reads, errors, slowest


def count(store: Store, folder: Path) -> None:
    before = store.counts()["events"]
    assert store.count_events() >= before, "events were lost"


def app(store: Store, folder: Path) -> None:
    """Run the app's page with its filters, as a browser that opens it would."""
    settings.configure(settings.AppSettings(store=store.path, samples=False, config=load_config()))
    for country in ("AFG", "TCD"):
        page = AppTest.from_file(str(settings.PAGE), default_timeout=120)
        page.query_params["country"] = [country]
        page.run()
        assert not page.exception, page.exception


def frame(store: Store, folder: Path) -> None:
    found = layers.events(store, EventFilter(date_from=date(2022, 2, 1), date_to=date(2022, 3, 1)))
    assert found.crs.to_epsg() == 4326


def words(store: Store, folder: Path) -> None:
    list(store.events(EventFilter(text="convoy"), limit=50))


def article(store: Store, folder: Path) -> None:
    """Every article that is seen is seen whole."""
    for row in store.articles(limit=20):
        assert len(store.events_of(row["doc_id"])) == row["n_events"], f"{row['doc_id']} is there in part"


def export(store: Store, folder: Path) -> None:
    write(store, target=folder / "meanwhile.geojson")


def another_program(store: Store, folder: Path) -> None:
    """QGIS would do the same: GDAL in a process of its own."""
    subprocess.run([sys.executable, "-c", GIS, store.path], check=True, capture_output=True)
