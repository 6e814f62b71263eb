"""Maps of the reader's own: what a file says of itself, its tiles counted from the north, and files that are none."""

from __future__ import annotations

import gzip
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from geonews.errors import ConfigError
from geonews.store.tilefile import open_tiles

TILES = {(0, 0, 0): b"whole", (1, 0, 0): b"north-west", (1, 1, 1): b"south-east"}


def mbtiles(path: Path, **told: str) -> Path:
    with sqlite3.connect(path) as link:
        link.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        link.execute("CREATE TABLE tiles (zoom_level INT, tile_column INT, tile_row INT, tile_data BLOB)")
        link.executemany("INSERT INTO metadata VALUES (?, ?)", told.items())
        rows = [(z, x, 2**z - 1 - y, body) for (z, x, y), body in TILES.items()]
        link.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
    link.close()
    return path


def pmtiles(path: Path, kind: TileType = TileType.PNG, packed: Compression = Compression.NONE, **told: Any) -> Path:
    with path.open("wb") as stream:
        writer = Writer(stream)
        for place, body in sorted(TILES.items(), key=lambda one: zxy_to_tileid(*one[0])):
            writer.write_tile(zxy_to_tileid(*place), gzip.compress(body) if packed == Compression.GZIP else body)
        box = {"min_lon_e7": -(10**8), "min_lat_e7": 0, "max_lon_e7": 4 * 10**8, "max_lat_e7": 2 * 10**8}
        head = {"tile_type": kind, "tile_compression": packed, "center_zoom": 0, "center_lon_e7": 0, "center_lat_e7": 0}
        writer.finalize(head | box, told)
    return path


@pytest.mark.parametrize("make", [mbtiles, pmtiles])
def test_tiles_are_counted_from_the_north_west(tmp_path: Path, make: Any) -> None:
    file = open_tiles(make(tmp_path / f"a.{make.__name__}", name="Sudan"))
    assert [file.tile(*place) for place in TILES] == list(TILES.values())
    assert (file.name, file.kind, file.min_zoom, file.max_zoom) == ("Sudan", "png", 0, 1)
    for nowhere in ((1, 0, 1), (2, 0, 0), (1, 2, 0), (0, -1, 0), (99, 0, 0), (-1, 0, 0)):
        assert file.tile(*nowhere) is None


def test_what_a_file_says_of_itself_comes_as_plain_text(tmp_path: Path) -> None:
    credit = '<a href="https://x.example" onclick="f()">&copy; Mappers</a>'
    layers = {"vector_layers": [{"id": "water"}, {"id": "transportation"}]}
    file = open_tiles(
        mbtiles(tmp_path / "roads.mbtiles", format="pbf", attribution=credit, bounds="20,-5,40,25",
                minzoom="9", json=json.dumps(layers))
    )  # fmt: skip
    assert file.attribution == "© Mappers"
    assert file.name == "roads"
    assert (file.kind, file.layers) == ("mvt", ("water", "transportation"))
    assert file.bounds == (20, -5, 40, 25)
    assert file.min_zoom == 0  # the tiles that there are, whatever it says
    other = open_tiles(pmtiles(tmp_path / "b.pmtiles", TileType.MVT, Compression.GZIP, attribution=credit, **layers))
    assert (other.attribution, other.kind, other.layers) == ("© Mappers", "mvt", ("water", "transportation"))
    assert other.bounds == (-10, 0, 40, 20)
    assert gzip.decompress(other.tile(0, 0, 0) or b"") == b"whole"


def test_a_file_has_another_version_once_it_is_another(tmp_path: Path) -> None:
    path = mbtiles(tmp_path / "a.mbtiles")
    before = open_tiles(path).version
    path.unlink()
    assert open_tiles(mbtiles(path, name="longer name than before" * 400)).version != before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("none.mbtiles", None),
        ("map.png", b"\x89PNG"),
        ("text.mbtiles", b"not a database at all, but long enough to look at" * 20),
        ("text.pmtiles", b"not a map"),
        ("old.pmtiles", b"PMTiles\x02" + bytes(200)),
        ("cut.pmtiles", b"PMTiles\x03" + bytes(20)),
        ("empty.pmtiles", b""),
        ("empty.mbtiles", b""),
    ],
)
def test_what_is_no_map_is_told_in_a_sentence(tmp_path: Path, name: str, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(ConfigError, match=r"expected (an|readable) .*tiles"):
        open_tiles(tmp_path / name)


@pytest.mark.parametrize("fault", ["no tile", "odd kind", "packed otherwise"])
def test_a_map_that_cannot_be_shown_says_so(tmp_path: Path, fault: str) -> None:
    path = tmp_path / "a.mbtiles"
    if fault == "packed otherwise":
        path = pmtiles(tmp_path / "a.pmtiles", packed=Compression.BROTLI)
    else:
        mbtiles(path, format="tiff" if fault == "odd kind" else "png")
    if fault == "no tile":
        with sqlite3.connect(path) as link:
            link.execute("DELETE FROM tiles")
        link.close()
    with pytest.raises(ConfigError, match="expected readable map tiles"):
        open_tiles(path)


def test_roads_that_geopandas_writes_are_such_a_map(tmp_path: Path) -> None:
    """As docs/howto.md says it of Natural Earth's."""
    import geopandas
    from shapely import LineString

    lines = [LineString([(30 + n, 10), (31 + n, 14), (33 + n, 15)]) for n in range(4)]
    roads = geopandas.GeoDataFrame(
        {"type": "Major Highway", "scalerank": 3}, index=range(4), geometry=lines, crs="EPSG:4326"
    )
    roads.to_file(tmp_path / "roads.pmtiles", driver="PMTiles", layer="roads", MINZOOM=4, MAXZOOM=8)
    file = open_tiles(tmp_path / "roads.pmtiles")
    assert (file.kind, file.layers, file.min_zoom, file.max_zoom) == ("mvt", ("roads",), 4, 8)
    assert file.tile(6, 37, 30) is not None
