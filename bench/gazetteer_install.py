#!/usr/bin/env python3
"""Measure `geonews gazetteer install` on a synthetic dump in GeoNames' format.

usage: bench/gazetteer_install.py [--rows 12000000] [--keep FOLDER]

Prints one line of JSON: rows, seconds, seconds of the processor, rows per second, peak memory of the process, size of the dump and the index,
and the rate of look-ups in the result.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from geonews.config import Config
from geonews.gazetteer import Gazetteer, build
from geonews.gazetteer.install import install

ONSETS = ["b", "d", "f", "g", "gh", "h", "j", "k", "kh", "l", "m", "n", "p", "q", "r", "s", "sh", "t", "v", "w", "z"]
VOWELS = ["a", "e", "i", "o", "u", "ā", "aa", "ou"]
CODES = [("P", "PPL"), ("P", "PPLL"), ("H", "STM"), ("T", "MT"), ("S", "SCH"), ("L", "AREA"), ("A", "ADM3")]


def rows(number: int) -> Iterator[str]:
    """Yield rows with one to three names each, spread over the globe."""
    draw = random.Random(7)
    for place_id in range(20_000_000, 20_000_000 + number):
        names = [
            "".join(draw.choice(ONSETS) + draw.choice(VOWELS) for _ in range(draw.randint(2, 4))).capitalize()
            for _ in range(draw.randint(1, 3))
        ]
        feature_class, code = draw.choice(CODES)
        lat, lon = draw.uniform(-60, 75), draw.uniform(-180, 180)
        cells = [place_id, names[0], names[0], ",".join(names[1:]), f"{lat:.5f}", f"{lon:.5f}", feature_class, code]
        cells += [
            "AF",
            "",
            f"{draw.randint(1, 34):02d}",
            "",
            "",
            "",
            draw.randint(0, 9999),
            "",
            0,
            "Asia/Kabul",
            "2026-01-01",
        ]
        yield "\t".join(map(str, cells)) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=12_000_000)
    parser.add_argument("--keep", type=Path, help="folder for the dump and the index; a temporary one by default")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        dump = folder / "allCountries.zip"
        with zipfile.ZipFile(dump, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("allCountries.txt", "w") as text:
            for row in rows(options.rows):
                text.write(row.encode())
        config = Config(cache_dir=folder)
        build(config)
        start, start_cpu = time.perf_counter(), time.process_time()
        done = install(str(dump), config, progress=lambda n: print(f"\r{n:,}", end="", file=sys.stderr))
        seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - start_cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with Gazetteer.open(config) as gazetteer:
            names = [row.split("\t")[1] for row in rows(20_000)]
            begin = time.perf_counter()
            assert all(gazetteer.candidates(name) for name in names)
            lookups = len(names) / (time.perf_counter() - begin)
        print(
            json.dumps(
                {
                    "rows": done["rows"],
                    "seconds": round(seconds, 1),
                    "cpu_seconds": round(cpu_seconds, 1),
                    "rows_per_second": round(done["rows"] / seconds),
                    "peak_memory_mb": round(peak / 1024),
                    "dump_mb": round(dump.stat().st_size / 1e6),
                    "index_mb": round(Path(done["path"]).stat().st_size / 1e6),
                    "lookups_per_second": round(lookups),
                }
            )
        )


if __name__ == "__main__":
    main()
