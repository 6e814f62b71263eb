#!/usr/bin/env python3
"""Flip bits in copies of a store, and count what ``geonews store check`` sees of it.

usage: tools/flip_bits.py STORE [--copies N] [--bits N] [--seed N]

Every copy is read row by row: it says the same as before, something else, or can be read no more. A copy that says
something else and passes the check is listed with the tables that differ.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import sys
import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from geonews.errors import StoreError
from geonews.store import check

#: The first page tells SQLite what the file is; without it there is no store.
FIRST_PAGE = 4096


def main() -> None:
    """Measure and print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path, metavar="STORE", help="closed, and small: it is copied each time")
    parser.add_argument("--copies", type=int, default=300)
    parser.add_argument("--bits", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    data, calm, chance = options.store.read_bytes(), said(options.store), random.Random(options.seed)
    seen: Counter[str] = Counter()
    unseen: list[list[str]] = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(options.copies):
            copy, flipped = Path(folder) / f"{number}.gpkg", bytearray(data)
            for _ in range(options.bits):
                flipped[chance.randrange(FIRST_PAGE, len(flipped))] ^= 1 << chance.randrange(8)
            copy.write_bytes(flipped)
            try:
                found = said(copy)
                state = "same" if found == calm else "altered"
            except (sqlite3.Error, UnicodeDecodeError):
                found, state = {}, "unreadable"
            verdict = judged(copy)
            seen[f"{state}, {verdict}"] += 1
            if state != "same" and verdict == "passed":
                unseen.append([table for table in calm if found.get(table) != calm[table]])
            for part in Path(folder).iterdir():
                part.unlink()
    print(json.dumps({"copies": options.copies, "bits": options.bits, "seed": options.seed, **seen, "unseen": unseen}))


def judged(path: Path) -> str:
    """Return what the check says of a store in a word."""
    try:
        return "found" if check(path).findings else "passed"
    except StoreError:
        return "refused"


def said(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table that SQLite's own machinery does not keep for itself."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as connection:
        connection.text_factory = bytes
        listed = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        names = [name.decode() for (name,) in listed if not name.startswith((b"sqlite_", b"rtree_"))]
        return {
            name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in names if "_words" not in name
        }


if __name__ == "__main__":
    main()
