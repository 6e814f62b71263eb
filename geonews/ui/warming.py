"""Warming: what the first reader would wait for is read while the server starts, in a thread of its own."""

from __future__ import annotations

import importlib
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from geonews.errors import GeonewsError
from geonews.ui.promptness import send_at_once
from geonews.ui.settings import settings

__all__ = ["warm"]

logger = logging.getLogger(__name__)

#: Modules that take long to import; streamlit_folium must be imported by a session, where it registers its frame.
HEAVY = ("pandas", "geopandas", "folium.plugins", "geonews.webmap.newsview")


@asynccontextmanager
async def warm(_: Any) -> AsyncIterator[dict[str, Any]]:
    """Import what is heavy before the first session, since two threads must not import it at once; then read ahead."""
    send_at_once()
    for name in HEAVY:
        importlib.import_module(name)
    threading.Thread(target=_read_ahead, name="geonews-warming", daemon=True).start()
    yield {}


def _read_ahead() -> None:
    """Read what the first reader sees: ground, events, and what the map shows before anybody filters."""
    from geonews.layers import Outlines
    from geonews.ui import data
    from geonews.ui.address import Choice
    from geonews.webmap import assets, base_map
    from geonews.webmap.basemap import land_json
    from geonews.webmap.borderlines import lines_json

    base_map().get_root().render()
    for name in assets.BUNDLES:
        assets.bundle(name)
    land_json()
    lines_json()
    Outlines.load("50m")
    Outlines.load()
    try:
        path = settings().store
        if path.exists():
            at, usual = data.stamp(path), Choice().filter
            data.facets(at, usual)
            data.days(at, usual)
            data.news_view(at, usual).overlay_json  # noqa: B018 - kept by the view
    except GeonewsError as error:
        logger.warning("could not read the store ahead of the first reader: %s", error)
