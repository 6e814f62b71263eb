"""The map of the reader's own under the news: the file that the settings name, opened once for all sessions."""

from __future__ import annotations

import base64
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from geonews.ui.settings import settings

if TYPE_CHECKING:
    from geonews.config import Config
    from geonews.store.tilefile import TileFile

__all__ = ["EMPTY", "MEDIA_TYPES", "of", "tile"]

MEDIA_TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "avif": "image/avif",
    "mvt": "application/vnd.mapbox-vector-tile",
}
#: A picture of one clear pixel, for tiles that the file does not have: nothing is missing, there is nothing to see.
EMPTY = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def of(config: Config) -> TileFile | None:
    """Return the map of the reader's own, None where the settings name none.

    Raises
    ------
    ConfigError
        If what they name is no readable file of map tiles.
    """
    return _opened(config.tiles_file) if config.tiles_file else None


@lru_cache(maxsize=2)
def _opened(name: str) -> TileFile:
    from geonews.store.tilefile import open_tiles

    return open_tiles(Path(name))


def tile(version: str, zoom: int, column: int, row: int) -> tuple[bytes, str, bool] | None:
    """Return a tile, its media type, and whether it is packed by gzip; None for a file that this server does not show.

    Raises
    ------
    ConfigError
        If the file of the settings cannot be read.
    """
    from geonews.store.tilefile import SHAPES

    shown = of(settings().config)
    if shown is None or shown.version != version:
        return None
    found = shown.tile(zoom, column, row)
    if found is None:
        return (b"", MEDIA_TYPES[SHAPES], False) if shown.kind == SHAPES else (EMPTY, MEDIA_TYPES["png"], False)
    return found, MEDIA_TYPES[shown.kind], found.startswith(b"\x1f\x8b")
