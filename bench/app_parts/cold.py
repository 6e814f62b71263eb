"""Cold loads: whether the map's size is its container's when it is first drawn, and its middle the address's.

usage: bench/app_parts/cold.py [--loads 20] [--rows 1000]
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tools"), str(ROOT / "bench")]

WINDOWS = ((1440, 780), (390, 844))
MIDDLE = (36.0, 66.0)
#: Degrees that rounding to whole pixels may move the middle by at zoom 5.
NEAR = 0.03
#: What the map says two frames after it has drawn: its size less its container's, and its middle.
LOOK = """(box) => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {
  const size = window.map.getSize(), { lat, lng } = window.map.getCenter();
  done([size.x - box.clientWidth, size.y - box.clientHeight, lat, lng]);
})))"""


def measure_cold_loads(browser: Any, url: str, loads: int = 20) -> dict[str, int]:
    """Open the app as often, each time in a browser that has seen nothing; count those that come out right."""
    sizes = middles = 0
    for number in range(loads):
        width, height = WINDOWS[number % len(WINDOWS)]
        context = browser.new_context(viewport={"width": width, "height": height})
        page = context.new_page()
        page.goto(f"{url}#map=5/{MIDDLE[0]}/{MIDDLE[1]}")
        drawn = page.frame_locator('iframe[title="streamlit_folium.st_folium"]').locator(".gn[data-marks]")
        drawn.wait_for(timeout=120_000)
        wide, high, lat, lon = drawn.evaluate(LOOK)
        sizes += wide == 0 and high == 0
        middles += abs(lat - MIDDLE[0]) < NEAR and abs(lon - MIDDLE[1]) < NEAR
        context.close()
    return {"loads": loads, "size_is_the_containers": sizes, "middle_is_the_addresses": middles}


def main() -> None:
    from playwright.sync_api import sync_playwright

    from app_parts.servers import geonews_app
    from app_parts.stores import made_store

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--loads", type=int, default=20)
    parser.add_argument("--rows", type=int, default=1000)
    chosen = parser.parse_args()
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        store, _ = made_store(Path(folder), chosen.rows)
        with geonews_app(store) as server:
            print(json.dumps(measure_cold_loads(browser, server.url, chosen.loads)))
        browser.close()


if __name__ == "__main__":
    main()
