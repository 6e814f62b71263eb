"""Small gazetteers, hostile names, and a Nominatim on loopback."""

import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from nominatim import FakeNominatim

from geonews.config import Config

HOSTILE = [
    "a" * 10_000,
    "ﷺ" * 100,
    "e" + "\u0301" * 9_999,
    "\u200b" * 50,
    "😀🏔️🇦🇫",
    "كابل",
    "\u202eelbuk",
    "'" * 119,
    "County of " * 11,
    "St. " * 30,
    "\x00\x1f\ud800",
    "",
    " ",
    "%_\\'\";--",
]


@pytest.fixture(params=HOSTILE, ids=range(len(HOSTILE)))
def hostile_name(request):
    """Return a text that no place is called, but that somebody may look up."""
    return request.param


@pytest.fixture(scope="session")
def write_parquet():
    """Return a function that writes a gazetteer of three places, with changes, and returns its path."""
    return _write_parquet


def _write_parquet(path: Path, *, schema_version: int = 1, **change) -> Path:
    rows = {
        "place_id": [1, 2, -3],
        "name": ["Alpha", "Beta", "Gamma Pass"],
        "lon": [10.0, 20.0, 30.0],
        "lat": [1.0, 2.0, 3.0],
        "feature_class": ["P", "A", "T"],
        "feature_code": ["PPL", "ADM1", "PASS"],
        "country": ["AF", "AF", None],
        "admin1": ["01", "01", None],
        "admin2": pa.array([None, None, None], pa.string()),
        "population": [100, 200, 0],
        "source": ["geonames", "geonames", "curated"],
        "alternates": [["Alfa"], [], []],
        "abbreviations": [[], ["Be."], []],
        "demonyms": [[], ["Betan"], []],
        "metonyms": [["Alpha House"], [], []],
    } | change
    about = {"schema_version": schema_version, "sources": {"here": "1"}, "licence": "none", "data_of": "2026-01"}
    table = pa.table(rows).replace_schema_metadata({b"geonews": json.dumps(about).encode()})
    pq.write_table(table, path)
    return path


@pytest.fixture
def nominatim() -> Iterator[FakeNominatim]:
    server = FakeNominatim()
    yield server
    server.server.shutdown()
    server.server.server_close()


@pytest.fixture
def online(nominatim: FakeNominatim, tmp_path: Path) -> Config:
    return Config(
        cache_dir=tmp_path / "cache",
        online=True,
        geocoder_domain=nominatim.domain,
        geocoder_scheme="http",
        geocoder_delay_seconds=0.0,
        geocoder_timeout_seconds=10.0,
    )


@pytest.fixture(autouse=True)
def quick_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geonews.gazetteer.geocoder.FIRST_PAUSE_SECONDS", 0.05)
