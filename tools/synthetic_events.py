"""Generated events for the benchmarks: plausible columns, invented sentences, the same for the same seed."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

TYPES = ("CLASH", "ATTACK", "PROTEST", "BORDER_CROSSING", "TALKS", "AID", "ARREST", "DISPLACEMENT")
MODES = {"BORDER_CROSSING": ("flee", "cross", "return"), "ATTACK": ("aerial", "firearms"), "PROTEST": ("demo", "riot")}
STATUSES = ("happened", "planned", "denied", "hypothetical")
COUNTRIES = ("AFG", "TJK", "UZB", "IRN", "PAK", "UKR", "RUS", "POL", "SDN", "TCD", "SSD", "ETH", "SYR", "TUR", "IRQ",
             "MLI", "NER", "BFA", "COL", "VEN", "MEX", "USA", "MMR", "BGD", "IND", "COD", "RWA", "UGA", "HTI",
             "DOM")  # fmt: skip
WORDS = ("officials", "residents", "fighters", "convoy", "bridge", "valley", "market", "border", "village", "troops",
         "overnight", "reported", "crossed", "gathered", "clashed", "near", "before", "dawn", "families", "district",
         "hospital", "road", "police", "river", "camp", "soldiers", "protest", "aid", "trucks", "school")  # fmt: skip
CHUNK = 50_000


def tables(rows: int, seed: int = 1) -> Iterator[pa.Table]:
    """Yield tables of the event schema's commonest columns with WKB geometry."""
    for first in range(0, rows, CHUNK):
        yield _table(first, min(CHUNK, rows - first), np.random.default_rng([seed, first]))


def _table(first: int, n: int, rng: np.random.Generator) -> pa.Table:
    def pick(names: tuple[str, ...], p: list[float] | None = None) -> np.ndarray:
        return np.array(names, dtype=object)[rng.choice(len(names), n, p=p)]

    event_type = pick(TYPES)
    crossing = event_type == "BORDER_CROSSING"
    modes = [MODES[t][i % len(MODES[t])] if t in MODES else None for i, t in enumerate(event_type)]
    country = rng.choice(len(COUNTRIES), n)
    neighbour = (country // 3 * 3 + (country + 1) % 3) % len(COUNTRIES)
    names = np.array(COUNTRIES, dtype=object)
    start = np.datetime64("2019-01-01") + rng.integers(0, 5 * 365, n)
    length = np.where(rng.random(n) < 0.8, 0, rng.integers(1, 30, n))
    precision = rng.choice([1, 2, 3], n, p=[0.7, 0.1, 0.2])
    lon = np.round((country * 37 % 300) - 150 + rng.normal(0, 3, n), 6)
    lat = np.round((country * 23 % 100) - 45 + rng.normal(0, 2, n), 6)
    town = precision == 1
    words = np.array(WORDS, dtype=object)[rng.integers(0, len(WORDS), (n, 18))]
    evidence = [" ".join(row).capitalize() + "." for row in words]
    number = np.arange(first, first + n)
    doc = number // 4
    geometry = np.full(n, None, dtype=object)
    geometry[town] = shapely.to_wkb(shapely.points(lon[town], lat[town]))
    low = rng.integers(1, 500, n)
    start_text = np.array(start.astype(str), dtype=object)
    end_text = np.array((start + length).astype(str), dtype=object)

    def only(mask: np.ndarray, values: np.ndarray) -> list[object]:
        return [value if keep else None for keep, value in zip(mask.tolist(), values.tolist(), strict=True)]

    columns: dict[str, object] = {
        "event_id": [f"d{d:07d}-{k % 4}" for d, k in zip(doc.tolist(), number.tolist(), strict=True)],
        "doc_id": [f"d{d:07d}" for d in doc.tolist()],
        "published": pa.array(end_text).cast(pa.date32()),
        "source_url": [f"https://news.example/{d}" for d in doc.tolist()],
        "publisher": [f"Wire {d % 40}" for d in doc.tolist()],
        "sentence": (number % 4).tolist(),
        "char_start": (number % 4 * 150).tolist(),
        "char_end": (number % 4 * 150 + 120).tolist(),
        "evidence": evidence,
        "n_mentions": [1] * n,
        "event_type": event_type.tolist(),
        "mode": modes,
        "status": pick(STATUSES, [0.85, 0.07, 0.05, 0.03]).tolist(),
        "cameo_code": ["193"] * n,
        "date_start": pa.array(start_text).cast(pa.date32()),
        "date_end": pa.array(end_text).cast(pa.date32()),
        "date_basis": ["text"] * n,
        "time_precision": [1] * n,
        "actor1_country": only(rng.random(n) < 0.5, names[country]),
        "count_min": only(crossing, low),
        "count_max": only(crossing, low + 10),
        "place": [f"Town {c}-{k % 500}" for c, k in zip(country.tolist(), number.tolist(), strict=True)],
        "lat": only(town, lat),
        "lon": only(town, lon),
        "country": names[country].tolist(),
        "geo_precision": precision.tolist(),
        "origin_country": only(crossing, names[neighbour]),
        "destination_country": only(crossing, names[country]),
        "confidence": np.round(rng.random(n), 4).tolist(),
        "rule_id": ["synthetic"] * n,
        "disputed": (rng.random(n) < 0.05).tolist(),
        "geometry": pa.array(geometry, type=pa.binary()),
    }
    return pa.table(columns)


def write(path: Path, rows: int) -> None:
    """Write GeoParquet."""
    column = {"encoding": "WKB", "geometry_types": ["Point"]}
    geo = json.dumps({"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}})
    writer = None
    for table in tables(rows):
        table = table.replace_schema_metadata({"geo": geo})
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    if writer:
        writer.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    given = parser.parse_args()
    write(given.path, given.rows)
