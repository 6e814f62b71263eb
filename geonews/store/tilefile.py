"""A map of the reader's own in one file: tiles of pictures or of shapes, as MBTiles or PMTiles (version 3)."""

from __future__ import annotations

import hashlib
import html
import json
import re
import sqlite3
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geonews.errors import ConfigError

__all__ = ["SHAPES", "TileFile", "open_tiles"]

#: The kind of tiles that hold shapes: Mapbox Vector Tiles.
SHAPES = "mvt"
#: Kinds of tiles by what MBTiles call them.
KINDS = {"png": "png", "jpg": "jpg", "jpeg": "jpg", "webp": "webp", "avif": "avif", "pbf": SHAPES, "mvt": SHAPES}
SUFFIXES = (".mbtiles", ".pmtiles")
WORLD = (-180.0, -85.0511, 180.0, 85.0511)
DEEPEST = 24
#: Most characters of its name and of who made it, most layers that are told.
NAME_CHARS, CREDIT_CHARS, MOST_LAYERS = 80, 200, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class TileFile:
    """An open file of map tiles; threads may share it.

    Attributes
    ----------
    name, attribution
        What it is called and who made it, as plain text; "" where it does not say.
    kind
        ``png``, ``jpg``, ``webp``, ``avif`` or ``mvt``.
    min_zoom, max_zoom
        The zooms that it has tiles of.
    bounds
        West, south, east, north of what it shows, WGS84 degrees.
    layers
        Names of the layers of shapes, as far as it tells them.
    version
        A word that changes with the file.
    read
        Gives the bytes of a tile by zoom, column and row, counted from the north-west; None where there is none.
    """

    name: str
    attribution: str
    kind: str
    min_zoom: int
    max_zoom: int
    bounds: tuple[float, float, float, float]
    layers: tuple[str, ...]
    version: str
    read: Callable[[int, int, int], bytes | None]

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """Return a tile as the file has it, packed by gzip or not; None where there is none."""
        side = 2**zoom if 0 <= zoom <= DEEPEST else 0
        return self.read(zoom, column, row) if 0 <= column < side and 0 <= row < side else None


def open_tiles(path: Path) -> TileFile:
    """Open a file of map tiles.

    Raises
    ------
    ConfigError
        If there is no such file, it is of another kind, or damaged.
    """
    file = path.expanduser()
    if file.suffix.lower() not in SUFFIXES or not file.is_file():
        raise ConfigError(
            f"expected an MBTiles or PMTiles file as tiles_file, got {str(path)!r}; name a file that ends in "
            ".mbtiles or .pmtiles, or leave the setting out"
        )
    try:
        return _open_mbtiles(file) if file.suffix.lower() == ".mbtiles" else _open_pmtiles(file)
    except (sqlite3.Error, ValueError, LookupError, TypeError, OSError, EOFError) as error:
        raise ConfigError(
            f"expected readable map tiles in {str(path)!r}, got {str(error) or type(error).__name__!r}; "
            "fetch or make the file again"
        ) from error


def _open_mbtiles(file: Path) -> TileFile:
    link = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)
    told = {str(name): str(value) for name, value in link.execute("SELECT name, value FROM metadata")}
    lowest, highest = link.execute("SELECT min(zoom_level), max(zoom_level) FROM tiles").fetchone()
    if highest is None:
        raise ValueError("no tile")
    told["minzoom"], told["maxzoom"] = lowest, highest  # what it says of itself may be missing or wrong
    lock = threading.Lock()

    def read(zoom: int, column: int, row: int) -> bytes | None:
        asked = (zoom, column, 2**zoom - 1 - row)  # rows are counted from the south
        query = "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?"
        with lock:
            found = link.execute(query, asked).fetchone()
        return bytes(found[0]) if found else None

    inside = json.loads(told["json"]) if told.get("json") else {}
    box = [float(edge) for edge in told["bounds"].split(",")] if told.get("bounds") else None
    return _described(file, told, KINDS[told.get("format", "png").lower()], box, inside.get("vector_layers"), read)


def _open_pmtiles(file: Path) -> TileFile:
    from pmtiles.reader import MmapSource, Reader
    from pmtiles.tile import Compression, TileType

    with file.open("rb") as stream:
        if stream.read(8) != b"PMTiles\x03":
            raise ValueError("no PMTiles file of version 3")
        reader = Reader(MmapSource(stream))  # the mapping outlives the open file
    head = reader.header()
    if head["tile_compression"] not in (Compression.NONE, Compression.GZIP):
        raise ValueError("tiles that are packed otherwise than by gzip")
    kinds = {TileType.MVT: SHAPES, TileType.PNG: "png", TileType.JPEG: "jpg", TileType.WEBP: "webp"}
    kinds[TileType.AVIF] = "avif"
    told: dict[str, Any] = {**reader.metadata(), "minzoom": head["min_zoom"], "maxzoom": head["max_zoom"]}
    box = [head[f"{edge}_e7"] / 1e7 for edge in ("min_lon", "min_lat", "max_lon", "max_lat")]
    return _described(file, told, kinds[head["tile_type"]], box, told.get("vector_layers"), reader.get)


def _described(
    file: Path,
    told: Mapping[str, Any],
    kind: str,
    box: list[float] | None,
    layers: Any,
    read: Callable[[int, int, int], bytes | None],
) -> TileFile:
    west, south, east, north = box if box and box[0] < box[2] and box[1] < box[3] else WORLD
    state = file.stat()
    return TileFile(
        name=_plain(told.get("name"), NAME_CHARS) or file.stem[:NAME_CHARS],
        attribution=_plain(told.get("attribution"), CREDIT_CHARS),
        kind=kind,
        min_zoom=int(told["minzoom"]),
        max_zoom=int(told["maxzoom"]),
        bounds=(max(west, WORLD[0]), max(south, WORLD[1]), min(east, WORLD[2]), min(north, WORLD[3])),
        layers=tuple(str(one["id"])[:NAME_CHARS] for one in (layers or [])[:MOST_LAYERS]),
        version=hashlib.sha256(f"{file} {state.st_size} {state.st_mtime_ns}".encode()).hexdigest()[:12],
        read=read,
    )


def _plain(text: Any, limit: int) -> str:
    """Return what a file says of itself without markup."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", str(text or ""))).split())[:limit]
