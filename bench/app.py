#!/usr/bin/env python3
"""Measure the app in Chromium: a change of a filter, a pan, bytes sent, the first paint, at a thousand and a million.

usage: bench/app.py [--rows 1000000] [--repeat 5] [--keep FOLDER]

Prints a line of JSON for each size and one of ratios. A change of a filter counts from the click until the map says
that it has drawn the new key. Times are medians; both sizes are measured in one run, so that the ratios hold on any
machine.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

import synthetic_events  # noqa: E402

from geonews.store import Store  # noqa: E402

SERVE = """
import sys
from pathlib import Path
from geonews.config import load_config
from geonews.ui.serve import serve
serve(Path(sys.argv[1]), int(sys.argv[2]), samples=False, config=load_config())
"""
EMPTY = "import streamlit as st\nst.text('empty')\n"


def start(command: list[str], port: int) -> subprocess.Popen[bytes]:
    """Start a server and wait until it answers."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(400):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1):
                return process
        except OSError:
            time.sleep(0.25)
    raise SystemExit("expected a server within a hundred seconds, got none; run its command by hand")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_key(frame: Any, old: str | None, limit_s: float = 180) -> str:
    end = time.perf_counter() + limit_s
    while time.perf_counter() < end:
        key = frame.evaluate("() => { const m = document.querySelector('.gn'); return m && m.dataset.key; }")
        if key and key != old:
            return str(key)
        time.sleep(0.004)
    raise SystemExit("expected the map to draw, and it did not; look at the server's log")


def map_frame(page: Any) -> Any:
    while True:
        for frame in page.frames:
            if "streamlit_folium" in frame.url:
                return frame
        page.wait_for_timeout(20)


def measure_app(browser: Any, store: Path, repeat: int) -> dict[str, float]:
    """Open the app on a store; return medians in milliseconds, and bytes of a change."""
    port = free_port()
    process = start([sys.executable, "-c", SERVE, str(store), str(port)], port)
    try:
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{port}/")
        page.locator(".gn-masthead").wait_for(timeout=300_000)
        key = wait_for_key(map_frame(page), None)
        page.close()
        paints = []
        for _ in range(3):
            page = context.new_page()
            began = time.perf_counter()
            page.goto(f"http://127.0.0.1:{port}/")
            page.locator(".gn-masthead").wait_for(timeout=60_000)
            paints.append(time.perf_counter() - began)
            key = wait_for_key(map_frame(page), None)
            page.wait_for_timeout(800)
            if len(paints) < 3:
                page.close()
        received = [0]

        def count_frame(payload: Any) -> None:
            received[0] += len(payload)

        frame = map_frame(page)
        page.on("response", lambda response: received.__setitem__(0, received[0] + size_of(response)))
        changes, weights = [], []
        for _ in range(repeat):
            for label in ("Planned", "Planned"):
                received[0] = 0
                pill = page.get_by_role("button", name=label).first
                began = time.perf_counter()
                pill.click()
                key = wait_for_key(frame, key)
                changes.append(time.perf_counter() - began)
                page.wait_for_timeout(700)
                weights.append(received[0])
        pans = []
        for turn in range(repeat):
            east = 40 if turn % 2 else -40
            took = frame.evaluate(
                "(east) => new Promise((done) => { const m = document.querySelector('.gn');"
                "const began = performance.now();"
                "const seen = new MutationObserver(() => { seen.disconnect(); done(performance.now() - began); });"
                "seen.observe(m, {attributes: true, attributeFilter: ['data-marks']});"
                "window.map.panBy([east, 10], {animate: false}); })",
                east,
            )
            pans.append(took / 1000)
        context.close()
    finally:
        process.terminate()
        process.wait(20)
    return {
        "first_paint_ms": round(statistics.median(paints) * 1000),
        "filter_ms": round(statistics.median(changes) * 1000),
        "pan_ms": round(statistics.median(pans) * 1000),
        "bytes_per_filter": round(statistics.median(weights)),
    }


def size_of(response: Any) -> int:
    try:
        return len(response.body()) if "/geonews/" in response.url else 0
    except Exception:
        return 0


def measure_empty(browser: Any, folder: Path) -> dict[str, float]:
    """Open a Streamlit page with one word; return the median of its first paint in milliseconds."""
    file = folder / "empty.py"
    file.write_text(EMPTY)
    port = free_port()
    flags = ["--server.port", str(port), "--server.headless", "true", "--browser.gatherUsageStats", "false"]
    process = start([sys.executable, "-m", "streamlit", "run", str(file), *flags], port)
    try:
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        paints = []
        for _ in range(4):
            began = time.perf_counter()
            page.goto(f"http://127.0.0.1:{port}/")
            page.get_by_text("empty").wait_for(timeout=60_000)
            paints.append(time.perf_counter() - began)
            page.wait_for_timeout(500)
    finally:
        process.terminate()
        process.wait(20)
    return {"first_paint_ms": round(statistics.median(paints[1:]) * 1000)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--keep", type=Path, help="A folder for the stores, so that a second run need not make them.")
    chosen = parser.parse_args()
    from playwright.sync_api import sync_playwright

    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = chosen.keep or Path(temporary)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        found = {}
        for rows in (1000, chosen.rows):
            store = folder / f"bench-{rows}.gpkg"
            if not store.exists():
                parquet = folder / f"bench-{rows}.parquet"
                synthetic_events.write(parquet, rows)
                with Store.create(store) as made:
                    made.load_events(parquet)
            found[rows] = measure_app(browser, store, chosen.repeat)
            print(json.dumps({"events": rows, **found[rows]}), flush=True)
        empty = measure_empty(browser, Path(temporary))
        print(json.dumps({"empty Streamlit page": empty}), flush=True)
        browser.close()
    small, large = found[1000], found[chosen.rows]
    ratios = {
        "filter, large against small": round(large["filter_ms"] / small["filter_ms"], 2),
        "pan against filter, large": round(large["pan_ms"] / large["filter_ms"], 2),
        "first paint against an empty page": round(large["first_paint_ms"] / empty["first_paint_ms"], 2),
    }
    print(json.dumps(ratios))


if __name__ == "__main__":
    main()
