"""The files that the browser needs: Leaflet and its heat layer out of Python packages, and the map's own.

Libraries are read from the installed packages, and a stand-alone page carries them inside; html-to-image and
protomaps-leaflet, which no Python package has, lie with the map's own.
Scripts travel as one bundle, styles as another: streamlit-folium loads file after file.
"""

from __future__ import annotations

import hashlib
import importlib
import re
from functools import cache
from pathlib import Path

__all__ = [
    "BUNDLES",
    "MEDIA_TYPES",
    "SCRIPTS",
    "STYLES",
    "browser_file",
    "browser_text",
    "bundle",
    "inline_script",
    "version",
]

#: In the order in which a page must load them.
SCRIPTS = (
    "leaflet.js",
    "leaflet-heat.js",
    "geonews-symbols.js",
    "geonews-source.js",
    "geonews-tiles.js",
    "geonews-ground.js",
    "geonews-layers.js",
    "geonews-panel.js",
    "geonews-days.js",
    "geonews-fingers.js",
    "geonews-picking.js",
    "geonews-linking.js",
    "geonews-picture.js",
    "geonews-map.js",
)
STYLES = ("leaflet.css", "geonews.css")
BUNDLES = {"bundle.js": SCRIPTS, "bundle.css": STYLES}

MEDIA_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}


@cache
def _files() -> dict[str, Path]:
    leaflet = Path(importlib.import_module("xstatic.pkg.leaflet").BASE_DIR)
    files = {name: leaflet / name for name in ("leaflet.js", "leaflet.css")}
    files |= {f"images/{image.name}": image for image in (leaflet / "images").glob("*.png")}
    folium = Path(importlib.import_module("folium").__file__ or "").parent
    files["leaflet-heat.js"] = folium / "templates" / "leaflet_heat.min.js"
    own = Path(__file__).with_name("browser")
    return files | {file.name: file for file in own.iterdir() if file.suffix in MEDIA_TYPES}


def browser_file(name: str) -> tuple[Path, str] | None:
    """Return the path and media type of a file by its public name, None for any other name.

    >>> browser_file("leaflet.js")[1]
    'text/javascript; charset=utf-8'
    >>> browser_file("../app.py") is None
    True
    """
    path = _files().get(name)
    return None if path is None else (path, MEDIA_TYPES[path.suffix])


def browser_text(name: str) -> str:
    """Return a script or a style sheet.

    Raises
    ------
    KeyError
        If there is no such file.
    """
    return _files()[name].read_text(encoding="utf-8")


def inline_script(name: str) -> str:
    """Return a script fit for the inside of a ``<script>`` element, without a pointer to its source map."""
    text = re.sub(r"^//# sourceMappingURL=.*$", "", browser_text(name), flags=re.MULTILINE)
    return text.replace("</script", "<\\/script")


@cache
def bundle(name: str) -> str:
    """Return all scripts, or all styles, as one text.

    Raises
    ------
    KeyError
        If there is no such bundle.
    """
    return "\n".join(inline_script(part) if name.endswith(".js") else browser_text(part) for part in BUNDLES[name])


@cache
def version() -> str:
    """Return a short hash of every script and style, for addresses that browsers may keep for good."""
    texts = (browser_text(name) for name in sorted(_files()) if name.endswith((".js", ".css")))
    return hashlib.sha256("".join(texts).encode()).hexdigest()[:12]
