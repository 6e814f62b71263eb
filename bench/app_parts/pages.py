"""The stand-alone page: its size, and how long it takes to open from disk beside an empty Leaflet page."""

from __future__ import annotations

import statistics
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from geonews.store import Store
from geonews.webmap import standalone

EMPTY = """<!doctype html><html><head><meta charset="utf-8"><style>{css} html, body, #map {{ height: 100%; }}</style></head>
<body><div id="map"></div><script>{js}</script><script>window.map = L.map("map").setView([25, 20], 3);</script></body></html>
"""
#: Two frames after the map has what it draws, it is on the screen; our page marks its map when it has drawn the events.
DRAWN = """(sign) => new Promise((done) => {
  const look = () => {
    if (!document.querySelector(sign)) return requestAnimationFrame(look);
    requestAnimationFrame(() => requestAnimationFrame(() => done(true)));
  };
  look();
})"""
SIGNS = {"ours.html": ".gn[data-marks]", "empty.html": ".leaflet-container"}


def measure_page(browser: Any, store: Path, folder: Path, repeat: int = 7) -> dict[str, float]:
    """Write the page of a store and open it; medians in milliseconds, size in MB."""
    ours, empty = folder / "ours.html", folder / "empty.html"
    with Store.open(store, read_only=True) as opened:
        standalone(opened, ours)
    leaflet = Path(import_module("xstatic.pkg.leaflet").BASE_DIR)
    css, js = ((leaflet / name).read_text(encoding="utf-8") for name in ("leaflet.css", "leaflet.js"))
    empty.write_text(EMPTY.format(css=css, js=js.replace("</script", "<\\/script")), encoding="utf-8")
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    took: dict[Path, list[float]] = {ours: [], empty: []}
    for _ in range(repeat):
        for file, times in took.items():
            began = time.perf_counter()
            page.goto(file.as_uri())
            page.evaluate(DRAWN, SIGNS[file.name])
            times.append(time.perf_counter() - began)
    page.context.close()
    return {
        "mb": round(ours.stat().st_size / 1e6, 2),
        "open_ms": round(statistics.median(took[ours]) * 1000),
        "empty_ms": round(statistics.median(took[empty]) * 1000),
    }
