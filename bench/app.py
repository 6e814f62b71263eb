#!/usr/bin/env python3
"""Measure the app in Chromium, from a thousand events to a million, beside what one would write without it.

usage: bench/app.py [--rows 1000000] [--repeat 5] [--keep FOLDER]

Prints a line of JSON for each measurement, and the ratios with what was aimed at. A change of a filter counts, by the
browser's own clock, from the click until the map has drawn; a rerun until Streamlit has finished the whole page. Bytes
are those on the wire. Times are medians; all is measured in one run, so that the ratios hold on any machine.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tools"), str(ROOT / "bench")]

from app_parts import pages, queries, rivals, sessions, watching, wire  # noqa: E402
from app_parts.servers import Server, geonews_app, streamlit_script  # noqa: E402
from app_parts.stores import made_store  # noqa: E402

#: Statuses switched on or off one after the other, so that no selection comes twice: what was sent before is not sent again.
CHANGES = ("Planned", "Denied", "Planned", "Hypothetical", "Planned", "Denied", "Planned")
#: Streamlit's page says whether its script has finished and all of it is shown.
AT_REST = "return document.querySelector('[data-testid=stApp]').dataset.testScriptState"
#: Times that a page is opened, each time as a page of its own in a browser that has seen it before.
PAGES = 5
EMPTY = "import streamlit as st\nst.text('empty')\n"


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
        found = [frame for frame in page.frames if "streamlit_folium" in frame.url]
        if found:  # Streamlit may put the frame up twice while a page is made; the last one stays
            return found[-1]
        page.wait_for_timeout(20)


def open_filters(page: Any) -> None:
    """Open the drawer of the filters and let the map take the room that is left."""
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("button", name=CHANGES[0]).first.wait_for()
    page.wait_for_timeout(2000)


def measure_app(browser: Any, server: Server, repeat: int) -> dict[str, float]:
    """Open the app on a store; return medians in milliseconds, and bytes of a change."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_init_script(watching.REMEMBER_CLICKS)
    page = context.new_page()
    page.goto(server.url)
    page.locator(".gn-masthead").wait_for(timeout=300_000)
    wait_for_key(map_frame(page), None)
    paints, maps = [], []
    page.wait_for_timeout(2000)
    for _ in range(PAGES):
        page.close()
        page, took = watching.opened(context, server.url, ".gn-masthead .gn-figures")
        paints.append(took)
        watching.begin(map_frame(page), "return Boolean(document.querySelector('.gn[data-key]'))", True)
        maps.append(watching.seconds_since_opened(map_frame(page)))
        page.wait_for_timeout(1500)
    open_filters(page)
    frame = map_frame(page)
    changes, runs = [], []
    for label in CHANGES:
        pill = page.get_by_role("button", name=label).first
        watching.begin(frame, "return document.querySelector('.gn').dataset.key")
        pill.click()
        changes.append(watching.seconds_since_click(frame))
        watching.begin(page, AT_REST, "notRunning")
        runs.append(watching.seconds_since_click(page))
        page.wait_for_timeout(700)
    pans = [pan(frame, turn) for turn in range(2 * repeat)]
    context.close()
    return {
        "first_paint_ms": median_ms(paints),
        "first_map_ms": median_ms(maps),
        "filter_ms": median_ms(changes),
        "rerun_ms": median_ms(runs),
        "pan_ms": median_ms(pans),
        "bytes_per_filter": measure_bytes(browser, server),
    }


def pan(frame: Any, turn: int) -> float:
    """Move the map by half its width, to and fro; return the seconds until it shows what is there."""
    time.sleep(0.3)
    took: float = frame.evaluate(
        "(way) => new Promise((done) => { const m = document.querySelector('.gn');"
        "const began = performance.now();"
        "const seen = new MutationObserver(() => { seen.disconnect(); done(performance.now() - began); });"
        "seen.observe(m, {attributes: true, attributeFilter: ['data-marks']});"
        "window.map.panBy([way * m.clientWidth / 2, 10], {animate: false}); })",
        1 if turn % 2 else -1,
    )
    return took / 1000


def measure_bytes(browser: Any, server: Server) -> int:
    """Return the median of what the server sends for a change of the filter, in bytes on the wire."""
    with wire.counted(server.port) as counter:
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.goto(counter.url)
        page.locator(".gn-masthead").wait_for(timeout=60_000)
        key = wait_for_key(map_frame(page), None)
        open_filters(page)
        weights = []
        for label in CHANGES:
            counter.reset()
            page.get_by_role("button", name=label).first.click()
            key = wait_for_key(map_frame(page), key)
            page.wait_for_timeout(1500)
            weights.append(counter.received)
        page.context.close()
    return round(statistics.median(weights))


def median_ms(seconds: list[float]) -> float:
    return round(statistics.median(seconds) * 1000)


def measure_empty(browser: Any, folder: Path) -> dict[str, float]:
    """Open a Streamlit page with one word as often as ours; return the median of its first paint in milliseconds."""
    file = folder / "empty.py"
    file.write_text(EMPTY)
    with streamlit_script(file) as server:
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        paints = []
        for _ in range(PAGES + 1):
            page, took = watching.opened(context, server.url, "[data-testid=stText]")
            paints.append(took)
            page.wait_for_timeout(1500)
            page.close()
        context.close()
    return {"first_paint_ms": median_ms(paints[1:])}


def say(what: str, figures: dict[str, float]) -> None:
    print(json.dumps({"of": what, **figures}), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--keep", type=Path, help="A folder for the stores, so that a second run need not make them.")
    chosen = parser.parse_args()
    from playwright.sync_api import sync_playwright

    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    flags = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder, scratch = chosen.keep or Path(temporary), Path(temporary)
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        app: dict[int, dict[str, float]] = {}
        for rows in (1000, 10_000, chosen.rows):
            store, _ = made_store(folder, rows)
            with geonews_app(store) as server:
                app[rows] = measure_app(browser, server, chosen.repeat)
                say(f"the app, {rows} events", app[rows])
                if rows == chosen.rows:
                    crowd = sessions.measure_sessions(server)
                    say("sessions", crowd)
        empty = measure_empty(browser, scratch)
        say("an empty Streamlit page", empty)
        thousand = rivals.points(made_store(folder, 1000)[1], scratch)
        stock, grouped = (
            rivals.stock_markers(browser, thousand, scratch, grouped=way, repeat=chosen.repeat) for way in (False, True)
        )
        say("st_folium with 1,000 markers", stock)
        say("st_folium with 1,000 markers in a feature group", grouped)
        deck = rivals.pydeck_points(
            browser, rivals.points(made_store(folder, 10_000)[1], scratch), 10_000, scratch, chosen.repeat
        )
        say("pydeck with 10,000 points", deck)
        page = pages.measure_page(browser, made_store(folder, 10_000)[0], scratch)
        say("a page of its own, 10,000 events", page)
        query = queries.measure_query(*made_store(folder, chosen.rows))
        say("30 days and 5 countries", query)
        browser.close()
    small, middle, large = app[1000], app[10_000], app[chosen.rows]
    ratios = {
        "filter, large against small (<= 1.5)": large["filter_ms"] / small["filter_ms"],
        "1,000 stock markers against filter, large (>= 25)": stock["filter_ms"] / large["filter_ms"],
        "1,000 markers in a feature group against filter, large": grouped["filter_ms"] / large["filter_ms"],
        "filter at 10,000 against pydeck (<= 1)": middle["filter_ms"] / deck["filter_ms"],
        "rerun against pan, large (>= 5)": large["rerun_ms"] / large["pan_ms"],
        "stock markers' bytes against ours (>= 50)": stock["bytes_per_filter"] / large["bytes_per_filter"],
        "query, pandas against ours (>= 20)": query["pandas_ms"] / query["ours_ms"],
        "first paint against an empty page (<= 2)": large["first_paint_ms"] / empty["first_paint_ms"],
        "twenty sessions against one (<= 1.5)": crowd["twenty_sessions_ms"] / crowd["one_session_ms"],
        "MB for each further session (<= 5)": crowd["mb_per_further_session"],
        "page of 10,000 in MB (<= 5)": page["mb"],
        "page of 10,000 against an empty Leaflet page (<= 3)": page["open_ms"] / page["empty_ms"],
    }
    print(json.dumps({name: round(ratio, 2) for name, ratio in ratios.items()}, indent=1))


if __name__ == "__main__":
    main()
