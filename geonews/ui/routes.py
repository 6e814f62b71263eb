"""The server's own addresses beside Streamlit's: scripts of the map, ground, and the marks of a view.

They read files from the installed packages and answers from memory; nothing is written, no name of a file comes from
the request, and what the map shows needs the key of a view (see ``views``).
"""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from geonews.ui import data, views
from geonews.webmap import assets

__all__ = ["routes"]

FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable"}
NEVER = {"Cache-Control": "no-store"}
JSON = "application/json"

#: Most places in the news that a map gets, the most named first.
MOST_PLACES = 1500


def routes(base: str = "") -> list[Route]:
    """Return the routes, under Streamlit's base path if it has one."""
    prefix = f"/{base.strip('/')}/geonews" if base.strip("/") else "/geonews"
    return [
        Route(f"{prefix}/assets/{{name:path}}", _asset),
        Route(f"{prefix}/land/{{version}}", _land),
        Route(f"{prefix}/overlay/{{key}}", _overlay),
        Route(f"{prefix}/view/{{key}}", _view),
        Route(f"{prefix}/places/{{key}}", _places),
    ]


@cache
def _fonts() -> dict[str, tuple[Path, str]]:
    """Return Streamlit's own fonts, so that the words on the map look like those beside it."""
    media = Path(streamlit.__file__).parent / "static" / "static" / "media"
    patterns = {"fonts/sans.ttf": "SourceSansVF-Upright*", "fonts/serif.ttf": "SourceSerif*Roman*"}
    found = {name: next(iter(sorted(media.glob(pattern))), None) for name, pattern in patterns.items()}
    return {name: (path, "font/ttf") for name, path in found.items() if path is not None}


def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    found = _fonts().get(name) or assets.browser_file(name)
    if found is None:
        return Response(status_code=404)
    path, media_type = found
    return FileResponse(path, media_type=media_type, headers=FOR_GOOD)


def _land(request: Request) -> Response:
    from geonews.webmap.basemap import land_json

    return Response(land_json(), media_type=JSON, headers=FOR_GOOD)


def _overlay(request: Request) -> Response:
    view = views.find(request.path_params["key"])
    if view is None:
        return Response(status_code=404, headers=NEVER)
    shown = data.news_view(view.stamp, view.filter)
    return Response(shown.overlay_json, media_type=JSON, headers=NEVER)


def _view(request: Request) -> Response:
    view = views.find(request.path_params["key"])
    if view is None:
        return Response(status_code=404, headers=NEVER)
    try:
        zoom = float(request.query_params.get("z", ""))
        west, south, east, north = map(float, request.query_params.get("box", "")[:120].split(","))
    except ValueError:
        return Response("expected z and box=west,south,east,north", status_code=400, headers=NEVER)
    corners = (west, south, east, north)
    if not (0 <= zoom <= 20 and all(map(math.isfinite, corners)) and west < east and south < north):
        return Response("expected a zoom of 0 to 20 and a box in order", status_code=400, headers=NEVER)
    shown = data.news_view(view.stamp, view.filter)
    return Response(shown.view_json(zoom, corners), media_type=JSON, headers=NEVER)


def _places(request: Request) -> Response:
    view = views.find(request.path_params["key"])
    if view is None:
        return Response(status_code=404, headers=NEVER)
    body = json.dumps(data.places(view.stamp, view.filter, MOST_PLACES), ensure_ascii=False, separators=(",", ":"))
    return Response(body, media_type=JSON, headers=NEVER)
