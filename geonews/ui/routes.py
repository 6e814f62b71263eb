"""The server's own addresses beside Streamlit's: scripts of the map, ground, and what a view shows.

They read files from the installed packages and answers from memory; nothing is written, no name of a file comes from
the request, and what the map shows needs the key of a view (see ``views``).
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from geonews.errors import StoreError
from geonews.layers.columns import OPEN_END
from geonews.ui import data, own_map, turns, views
from geonews.webmap import assets

if TYPE_CHECKING:
    from geonews.webmap.newsview import Box, NewsView

__all__ = ["routes"]

FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable"}
NEVER = {"Cache-Control": "no-store"}
JSON = "application/json"

#: Most places in the news that a map gets, the most named first; most events that a click lists.
MOST_PLACES = 1500
MOST_LISTED = 40
#: What a click may name, and the most characters of its id.
CLICKED = ("box", "area", "crossing", "border")
MOST_CHARS = 300


def routes(base: str = "") -> list[Route]:
    """Return the routes, under Streamlit's base path if it has one."""
    prefix = f"/{base.strip('/')}/geonews" if base.strip("/") else "/geonews"
    of_views = {"overlay": _overlay, "view": _view, "heat": _heat, "shading": _shading, "members": _members}
    return [
        Route(f"{prefix}/assets/{{name:path}}", _asset),
        Route(f"{prefix}/land/{{version}}", _land),
        Route(f"{prefix}/lines/{{version}}", _lines),
        Route(f"{prefix}/waters/{{version}}", _waters),
        Route(f"{prefix}/names/{{version}}", _names),
        Route(f"{prefix}/tiles/{{version}}/{{zoom:int}}/{{column:int}}/{{row:int}}", _tile),
        Route(f"{prefix}/drawn/{{session}}/{{key}}", _drawn, methods=["POST"]),
        Route(f"{prefix}/places/{{key}}", _answer(_places)),
        Route(f"{prefix}/days/{{key}}", _answer(_days)),
        Route(f"{prefix}/compare/{{key}}", _answer(_compare)),
        *(Route(f"{prefix}/{name}/{{key}}", _answer(_shown(give))) for name, give in of_views.items()),
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
    if name in assets.BUNDLES:
        media_type = assets.MEDIA_TYPES[Path(name).suffix]
        return Response(assets.bundle(name), media_type=media_type, headers=FOR_GOOD)
    found = _fonts().get(name) or assets.browser_file(name)
    if found is None:
        return Response(status_code=404)
    path, media_type = found
    return FileResponse(path, media_type=media_type, headers=FOR_GOOD)


def _land(request: Request) -> Response:
    from geonews.webmap.basemap import land_json

    return Response(land_json(), media_type=JSON, headers=FOR_GOOD)


def _lines(request: Request) -> Response:
    from geonews.webmap.borderlines import lines_json

    return Response(lines_json(), media_type=JSON, headers=FOR_GOOD)


def _waters(request: Request) -> Response:
    from geonews.webmap.ground import waters_json

    return Response(waters_json(), media_type=JSON, headers=FOR_GOOD)


def _names(request: Request) -> Response:
    from geonews.webmap.ground import names_json

    try:
        return Response(names_json(*_zoom_and_box(request)), media_type=JSON, headers=FOR_GOOD)
    except ValueError as error:
        return Response(str(error), status_code=400, headers=NEVER)


def _tile(request: Request) -> Response:
    found = own_map.tile(*(request.path_params[name] for name in ("version", "zoom", "column", "row")))
    if found is None:
        return Response(status_code=404, headers=NEVER)
    body, media_type, packed = found
    return Response(body, media_type=media_type, headers=FOR_GOOD | ({"Content-Encoding": "gzip"} if packed else {}))


def _answer(give: Callable[[views.View, Request], bytes]) -> Callable[[Request], Response]:
    """Make a route of a function that answers for a view; parameters that make no sense are refused with 400."""

    def answer(request: Request) -> Response:
        view = views.find(request.path_params["key"])
        if view is None:
            return Response(status_code=404, headers=NEVER)
        try:
            return Response(give(view, request), media_type=JSON, headers=NEVER)
        except ValueError as error:
            return Response(str(error), status_code=400, headers=NEVER)
        except StoreError as error:  # it was deleted or replaced; the page says so, too
            return Response(str(error), status_code=410, headers=NEVER)

    return answer


def _shown(give: Callable[[NewsView, Request], bytes]) -> Callable[[views.View, Request], bytes]:
    """Answer for the view's events, or for those of the days that the request names."""

    def answer(view: views.View, request: Request) -> bytes:
        ends = [request.query_params.get(name) for name in ("from", "to")]
        if not any(ends):
            return give(data.news_view(view.stamp, view.filter), request)
        try:
            first, last = (date.fromisoformat(day[:10]).toordinal() if day else None for day in ends)
        except ValueError as error:
            raise ValueError("expected from and to as YYYY-MM-DD") from error
        first, last = first or 0, last or OPEN_END
        return give(data.frame(view.stamp, view.filter, first, last), request)

    return answer


def _drawn(request: Request) -> Response:
    found = turns.find(request.path_params["session"])
    if found is not None:
        found.drew(request.path_params["key"])
    return Response(status_code=204, headers=NEVER)


def _overlay(shown: NewsView, request: Request) -> bytes:
    return shown.overlay_json


def _view(shown: NewsView, request: Request) -> bytes:
    wanted = _zoom_and_box(request)
    asking = turns.find(request.query_params.get("session", ""))
    if asking is not None:
        asking.asked = wanted
    return shown.view_json(*wanted)


def _heat(shown: NewsView, request: Request) -> bytes:
    from geonews.webmap.measures import heat_json

    return heat_json(shown, *_zoom_and_box(request))


def _shading(shown: NewsView, request: Request) -> bytes:
    from geonews.webmap.measures import shading_json

    return shading_json(shown, request.query_params.get("by", "events")[:MOST_CHARS])


def _members(shown: NewsView, request: Request) -> bytes:
    what = {name: request.query_params[name][:MOST_CHARS] for name in CLICKED if name in request.query_params}
    if len(what) != 1:
        raise ValueError(f"expected one of {', '.join(CLICKED)}")
    return shown.members_json(what, MOST_LISTED)


def _zoom_and_box(request: Request) -> tuple[float, Box]:
    try:
        zoom = float(request.query_params.get("z", ""))
        west, south, east, north = map(float, request.query_params.get("box", "")[:120].split(","))
    except ValueError as error:
        raise ValueError("expected z and box=west,south,east,north") from error
    corners = (west, south, east, north)
    if not (0 <= zoom <= 20 and all(map(math.isfinite, corners)) and west < east and south < north):
        raise ValueError("expected a zoom of 0 to 20 and a box in order")
    return zoom, corners


def _places(view: views.View, request: Request) -> bytes:
    return _dumped(data.places(view.stamp, view.filter, MOST_PLACES))


def _days(view: views.View, request: Request) -> bytes:
    return _dumped(data.days(view.stamp, view.filter, "whole" in request.query_params))


def _compare(view: views.View, request: Request) -> bytes:
    """Answer with the numbers of the filter's own days, and of the days that the request names."""
    first, last = (_day(request.query_params.get(name, "")) for name in ("from", "to"))
    if first > last:
        raise ValueError("expected from before to")
    other = replace(view.filter, date_from=first, date_to=last)
    totals = [json.loads(data.news_view(view.stamp, filter).overlay_json)["totals"] for filter in (view.filter, other)]
    return _dumped([{"all": one["all"], "families": one["families"]} for one in totals])


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise ValueError("expected from and to as YYYY-MM-DD") from error


def _dumped(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
