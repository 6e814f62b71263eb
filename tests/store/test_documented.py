"""docs/store.md names every table and column that a user meets."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from geonews.export import FORMATS
from geonews.store import LAYERS, Store
from geonews.store.geopackage import create_file

DOCS = Path(__file__).resolve().parents[2] / "docs" / "store.md"
TABLES = (
    "events", "crossings", "places", "articles", "mentions", "failures", "corrections", "runs", "near_copies",
    "event_groups", "readings", "revisions", "event_areas", "crossing_borders", "crossing_areas", "areas", "borders",
)  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_explained(tmp_path: Path, table: str) -> None:
    create_file(tmp_path / "news.gpkg")
    connection = sqlite3.connect(tmp_path / "news.gpkg")
    columns = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")} - {"fid", "geom", "OGC_FID"}
    connection.close()
    named = set(re.findall(r"`(\w+)`", DOCS.read_text(encoding="utf-8")))
    assert table in named
    assert sorted(columns - named) == []


@pytest.mark.parametrize("layer", LAYERS)
def test_every_column_of_an_export_is_explained(tmp_path: Path, layer: str) -> None:
    with Store.create(tmp_path / "news.gpkg") as store:
        named = set(re.findall(r"`(\w+)`", DOCS.read_text(encoding="utf-8")))
        assert sorted(store.schema(layer).keys() - named) == []


def test_every_format_is_explained() -> None:
    named = set(re.findall(r"`(\w+)`", DOCS.read_text(encoding="utf-8")))
    assert sorted(set(FORMATS) - named) == []
