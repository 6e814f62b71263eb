"""A server on loopback that speaks Nominatim's JSON, for the tests of the geocoder."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from geonews.config import Config


def nominatim_place(name: str, lat: float, lon: float, osm_id: int = 1, **more: Any) -> dict[str, Any]:
    """One place as Nominatim writes it."""
    return {
        "place_id": 1000 + osm_id,
        "licence": "Data © OpenStreetMap contributors, ODbL 1.0. http://osm.org/copyright",
        "osm_type": "node",
        "osm_id": osm_id,
        "lat": str(lat),
        "lon": str(lon),
        "class": "place",
        "type": "village",
        "addresstype": "village",
        "importance": 0.3,
        "name": name,
        "display_name": f"{name}, Somewhere",
        "address": {"village": name, "country": "Tajikistan", "country_code": "tj"},
    } | more


Reply = tuple[int, dict[str, str], bytes]


class FakeNominatim:
    """Answers ``/search`` with what ``reply`` makes of the query; remembers every request and its time."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.reply: Callable[[str], Reply] = lambda query: self.places()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                url = urlsplit(self.path)
                query = {key: values[0] for key, values in parse_qs(url.query).items()}
                outer.requests.append(
                    {"at": time.monotonic(), "path": url.path, "agent": self.headers["User-Agent"], **query}
                )
                status, headers, body = outer.reply(query.get("q", ""))
                try:
                    self.send_response(status)
                    for key, value in headers.items():
                        self.send_header(key, value)
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:
                    pass  # the client has gone, as it should when it is tired of waiting

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        self.domain = f"127.0.0.1:{self.server.server_port}"

    @staticmethod
    def places(*found: dict[str, Any]) -> Reply:
        return 200, {"Content-Type": "application/json; charset=utf-8"}, json.dumps(found).encode()

    def queries(self) -> list[str]:
        return [request["q"] for request in self.requests]


def changed(config: Config, **settings: Any) -> Config:
    from dataclasses import replace

    return replace(config, **settings)
