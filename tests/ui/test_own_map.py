"""A map of the reader's own under the news: pictures or shapes, where it reaches, in the address, and when it fails."""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app_driver import App, comes
from made_news import fill
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geonews.config import load_config
from geonews.errors import ConfigError
from geonews.ui import own_map
from geonews.ui.routes import routes
from geonews.ui.serve import serve
from geonews.ui.settings import AppSettings, configure

GREEN = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkaPhfDwADgwH/lMiKzwAAAABJRU5ErkJggg=="
)


def pictures(path: Path) -> Path:
    """Write a map of pictures of the northern half of the world, to zoom 2."""
    with sqlite3.connect(path) as link:
        link.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        link.execute("CREATE TABLE tiles (zoom_level INT, tile_column INT, tile_row INT, tile_data BLOB)")
        told = {
            "name": "Relief <b>",
            "format": "png",
            "attribution": "<a href='x'>Mappers</a>",
            "bounds": "-180,0,180,85",
        }
        link.executemany("INSERT INTO metadata VALUES (?, ?)", told.items())
        rows = [(z, x, y, GREEN) for z in range(3) for x in range(2**z) for y in range(2**z // 2, 2**z)]
        link.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
    link.close()
    return path


def shapes(path: Path) -> Path:
    """Write a map of shapes with one tile, whose layer ``roads`` has a line across it."""
    line = bytes([9, 0, 128, 32, 10, 128, 64, 0])  # from the middle of the left edge to that of the right one
    feature = b"\x18\x02" + b"\x22" + bytes([len(line)]) + line
    layer = b"\x0a\x05roads" + b"\x12" + bytes([len(feature)]) + feature + b"\x28\x80\x20" + b"\x78\x02"
    with path.open("wb") as stream:
        writer = Writer(stream)
        writer.write_tile(zxy_to_tileid(0, 0, 0), b"\x1a" + bytes([len(layer)]) + layer)
        box = {
            "min_lon_e7": -(18 * 10**8),
            "min_lat_e7": -(85 * 10**7),
            "max_lon_e7": 18 * 10**8,
            "max_lat_e7": 85 * 10**7,
        }
        head = {"tile_type": TileType.MVT, "tile_compression": Compression.NONE}
        writer.finalize(head | box | {"center_zoom": 0, "center_lon_e7": 0, "center_lat_e7": 0},
                        {"name": "Tracks", "vector_layers": [{"id": "roads"}]})  # fmt: skip
    return path


def asked(file: Path, *paths: str) -> list[Any]:
    """Ask the routes of a server that shows a file."""
    configure(AppSettings(store=Path("s.gpkg"), samples=False, config=load_config(env={}, tiles_file=str(file))))
    shown = own_map.of(load_config(env={}, tiles_file=str(file)))
    assert shown is not None
    client = TestClient(Starlette(routes=routes()))
    return [client.get(f"/geonews/tiles/{path.replace('VERSION', shown.version)}") for path in paths]


def test_the_server_gives_tiles_of_its_own_file_alone(tmp_path: Path) -> None:
    north, south, wild, other = asked(
        pictures(tmp_path / "a.mbtiles"), "VERSION/1/0/0", "VERSION/1/0/1", "VERSION/40/0/9", "0123456789ab/1/0/0"
    )
    assert (north.status_code, north.headers["content-type"], north.content) == (200, "image/png", GREEN)
    assert "immutable" in north.headers["cache-control"]
    assert south.content == wild.content == own_map.EMPTY
    assert other.status_code == 404


def test_a_tile_of_shapes_that_is_missing_is_an_empty_one(tmp_path: Path) -> None:
    whole, missing = asked(shapes(tmp_path / "a.pmtiles"), "VERSION/0/0/0", "VERSION/3/1/1")
    assert b"roads" in whole.content
    assert (missing.status_code, missing.content) == (200, b"")
    assert missing.headers["content-type"] == "application/vnd.mapbox-vector-tile"


def test_a_server_does_not_start_with_a_map_that_is_none(tmp_path: Path, config: Any) -> None:
    wrong = load_config(env={}, tiles_file=str(tmp_path / "none.mbtiles"))
    with pytest.raises(ConfigError, match="expected an MBTiles or PMTiles file"):
        serve(tmp_path / "s.gpkg", 0, samples=False, config=wrong)


@pytest.mark.browser
@pytest.mark.parametrize(("make", "name"), [(pictures, "a.mbtiles"), (shapes, "a.pmtiles")])
def test_a_map_of_the_readers_own_lies_under_the_news(
    serve_app: Callable[..., Any], open_page: Callable[..., Any], tmp_path: Path, make: Any, name: str
) -> None:
    file = make(tmp_path / name)
    served = serve_app(fill(tmp_path / "made.gpkg"), GEONEWS_TILES_FILE=str(file), GEONEWS_TILES_URL="")
    app = App(open_page(f"{served.url}/#map=4/16/96"))
    app.map.locator(".gn-panel summary").click()
    app.map.get_by_label("My map").check()
    app.drawn(lambda data: data.get("ground") == "own")
    comes(app.page, "location.hash.includes('ground=own')")
    assert app.map.locator(".leaflet-gn-own-pane :is(img, canvas)").count() > 0
    if make is pictures:
        assert "Mappers" in app.map.locator(".leaflet-control-attribution").inner_text()
    app.map.get_by_label("My map").uncheck()
    app.drawn(lambda data: data.get("ground") == "offline")
    shared = App(open_page(f"{served.url}/#map=4/16/96&ground=own"))
    shared.drawn(lambda data: data.get("ground") == "own")
