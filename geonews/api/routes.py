"""The API over HTTP: a Starlette application that reads one store, with a sentence for everything that it refuses.

Its answers hold only what the app shows. Who may ask is decided before a request comes here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from geonews.api import answers
from geonews.api.asking import Asked, asked, clipped
from geonews.api.document import document
from geonews.api.reading import MOST_CHARS, geoparse
from geonews.errors import ConfigError, StoreError
from geonews.export.features import CREDIT

if TYPE_CHECKING:
    from geonews.config import Config
    from geonews.store import Store

__all__ = ["answer", "application", "refusal"]

logger = logging.getLogger(__name__)

JSON: Final = "application/json"
GEOJSON: Final = "application/geo+json"
OPENAPI: Final = "application/vnd.oai.openapi+json;version=3.0"
NEVER: Final = {"Cache-Control": "no-store"}
CONFORMS: Final = tuple(
    f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{part}" for part in ("core", "oas30", "geojson")
)
CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_CODES: Final = {
    400: "InvalidParameterValue",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    405: "MethodNotAllowed",
    413: "PayloadTooLarge",
    415: "UnsupportedMediaType",
    429: "TooManyRequests",
    500: "ServerError",
    503: "ServiceUnavailable",
}


def answer(value: Any, status: int = 200, media_type: str = JSON, headers: Mapping[str, str] | None = None) -> Response:
    """Return a value as JSON."""
    return Response(
        orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS),
        status_code=status,
        media_type=media_type,
        headers={**NEVER, **(headers or {})},
    )


def refusal(status: int, sentence: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return why a request is not answered, in the shape that OGC API has for it."""
    return answer({"code": _CODES.get(status, "Error"), "description": sentence}, status, headers=headers)


def application(store: Path, config: Config) -> Starlette:
    """Return the API on a store.

    Parameters
    ----------
    store
        The GeoPackage; it is opened anew for each request and never written.
    config
        Settings; ``api_geoparse`` says whether texts are read on request.
    """
    shown = _Api(store, config)
    layer, paths = "/collections/{collection}", "GET"
    routes = [
        ("/", shown.landing),
        ("/openapi.json", shown.openapi),
        ("/conformance", shown.conformance),
        ("/collections", shown.collections),
        (layer, shown.collection),
        (f"{layer}/items", shown.items),
        (f"{layer}/items/{{feature:path}}", shown.item),
        ("/events", shown.events),
        ("/events/{event:path}", shown.event),
        ("/articles", shown.articles),
        ("/articles/{article:path}", shown.article),
    ]
    return Starlette(
        routes=[
            *(Route(path, _guarded(give), methods=[paths]) for path, give in routes),
            Route("/geoparse", geoparse(config, refusal, answer), methods=["POST"]),
        ],
        exception_handlers={HTTPException: _refused, Exception: _failed},
    )


def _guarded(give: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """Make a route of what answers: what cannot be asked is 400, a store that cannot be read 503."""

    def guarded(request: Request) -> Response:
        try:
            return give(request)
        except ConfigError as error:
            return refusal(400, str(error))
        except StoreError as error:  # names files of this machine
            logger.warning("the store cannot be read: %s", error)
            return refusal(503, "The store cannot be read at the moment; try again, or ask who runs this server.")

    return guarded


def _refused(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    said = {
        404: f"There is nothing at {clipped(request.url.path)}; the landing page links to what there is.",
        405: f"{clipped(request.method)} is not answered here; this API is read-only.",
    }
    headers = error.headers if isinstance(error, HTTPException) else None
    return refusal(status, said.get(status, "The request was not understood."), headers)


def _failed(request: Request, error: Exception) -> Response:
    return refusal(500, "Something is wrong in this server; its log says what.")


class _Api:
    """The answers of one store, each a function from a request."""

    def __init__(self, store: Path, config: Config) -> None:
        self._path = store
        self._config = config

    def landing(self, request: Request) -> Response:
        """Say what there is."""
        asked_nothing(request)
        links = [
            _link(request, "", "self", JSON, "This page"),
            _link(request, "openapi.json", "service-desc", OPENAPI, "OpenAPI document"),
            _link(request, "conformance", "conformance", JSON, "Which standard is kept"),
            _link(request, "collections", "data", JSON, "Layers as features"),
            _link(request, "events", "related", JSON, "Events"),
            _link(request, "articles", "related", JSON, "Articles"),
        ]
        told = "Events that news articles tell of, with the sentence behind each; read-only."
        return answer({"title": "geonews", "description": told, "attribution": CREDIT, "links": links})

    def openapi(self, request: Request) -> Response:
        """Say what can be asked."""
        asked_nothing(request)
        with answers.opened(self._path) as store:
            found = document(store, most_chars=MOST_CHARS if self._config.api_geoparse else 0)
        found["servers"] = [{"url": str(request.base_url).rstrip("/")}]
        return answer(found, media_type=OPENAPI)

    def conformance(self, request: Request) -> Response:
        """Say which standard is kept."""
        asked_nothing(request)
        return answer({"conformsTo": CONFORMS})

    def collections(self, request: Request) -> Response:
        """List the layers."""
        asked_nothing(request)
        with answers.opened(self._path) as store:
            found = [self._collection(request, name, store) for name in answers.COLLECTIONS]
        return answer({"links": [_link(request, "collections", "self", JSON, "Layers")], "collections": found})

    def collection(self, request: Request) -> Response:
        """Describe one layer."""
        asked_nothing(request)
        name = _layer(request)
        with answers.opened(self._path) as store:
            return answer(self._collection(request, name, store))

    def _collection(self, request: Request, name: str, store: Store) -> dict[str, Any]:
        return {
            "id": name,
            "title": name.capitalize(),
            "description": answers.COLLECTIONS[name],
            "itemType": "feature",
            "crs": [CRS84],
            "extent": answers.extent(store),
            "links": [
                _link(request, f"collections/{name}", "self", JSON, name.capitalize()),
                _link(request, f"collections/{name}/items", "items", GEOJSON, "Features"),
            ],
        }

    def items(self, request: Request) -> Response:
        """Give a page of features."""
        name, wanted = _layer(request), _asked(request, geometry=True)
        with answers.opened(self._path) as store:
            found, more = answers.features(store, name, wanted)
            matched = {"numberMatched": store.count_events(wanted.filter)} if name == "events" else {}
        head = {"type": "FeatureCollection", "attribution": CREDIT, **matched, "numberReturned": len(found)}
        here = f"collections/{name}/items"
        return answer(
            {**head, "links": _pages(request, here, GEOJSON, wanted, more=more), "features": found}, media_type=GEOJSON
        )

    def item(self, request: Request) -> Response:
        """Give one feature."""
        asked_nothing(request)
        name, wanted = _layer(request), request.path_params["feature"]
        with answers.opened(self._path) as store:
            found = answers.feature(store, name, wanted)
        if found is None:
            return refusal(404, f"There is no {clipped(wanted)} among {name}.")
        here = f"collections/{name}"
        links = [
            _link(request, f"{here}/items/{quote(str(found['id']), safe='')}", "self", GEOJSON, "This feature"),
            _link(request, here, "collection", JSON, name.capitalize()),
        ]
        return answer({**found, "links": links}, media_type=GEOJSON)

    def events(self, request: Request) -> Response:
        """Give a page of events."""
        wanted = _asked(request)
        with answers.opened(self._path) as store:
            rows, matched = answers.events(store, wanted)
        more = wanted.offset + len(rows) < matched and bool(rows)
        links = _pages(request, "events", JSON, wanted, more=more)
        return answer({"numberMatched": matched, "numberReturned": len(rows), "links": links, "events": rows})

    def event(self, request: Request) -> Response:
        """Give one event with the other reports of it."""
        asked_nothing(request)
        wanted = request.path_params["event"]
        with answers.opened(self._path) as store:
            found = answers.event(store, wanted)
        return refusal(404, f"There is no event {clipped(wanted)}.") if found is None else answer(found)

    def articles(self, request: Request) -> Response:
        """Give a page of articles."""
        wanted = _asked(request)
        with answers.opened(self._path) as store:
            rows, more = answers.articles(store, wanted)
        links = _pages(request, "articles", JSON, wanted, more=more)
        return answer({"numberReturned": len(rows), "links": links, "articles": rows})

    def article(self, request: Request) -> Response:
        """Give one article."""
        asked_nothing(request)
        wanted = request.path_params["article"]
        with answers.opened(self._path) as store:
            found = answers.article(store, wanted)
        return refusal(404, f"There is no article {clipped(wanted)}.") if found is None else answer(found)


def asked_nothing(request: Request) -> None:
    """Refuse parameters where there are none.

    Raises
    ------
    ConfigError
        If there is one.
    """
    for name in request.query_params:
        raise ConfigError(f"expected no parameters here, got {clipped(name)}; leave it out")


def _asked(request: Request, *, geometry: bool = False) -> Asked:
    return asked(request.query_params.multi_items(), geometry=geometry)


def _layer(request: Request) -> str:
    name: str = request.path_params["collection"]
    if name not in answers.COLLECTIONS:
        raise HTTPException(404)
    return name


def _link(request: Request, path: str, rel: str, kind: str, title: str) -> dict[str, str]:
    return {"href": f"{str(request.base_url).rstrip('/')}/{path}", "rel": rel, "type": kind, "title": title}


def _pages(request: Request, path: str, kind: str, wanted: Asked, *, more: bool) -> list[dict[str, str]]:
    """Return the links of a page to itself, the next and the one before."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in ("limit", "offset")]
    offsets = {"self": wanted.offset}
    if more:
        offsets["next"] = wanted.offset + wanted.limit
    if wanted.offset:
        offsets["prev"] = max(0, wanted.offset - wanted.limit)
    titles = {"self": "This page", "next": "Next page", "prev": "Page before"}
    return [
        _link(
            request, f"{path}?{urlencode([*kept, ('limit', wanted.limit), ('offset', offset)])}", rel, kind, titles[rel]
        )
        for rel, offset in offsets.items()
    ]
