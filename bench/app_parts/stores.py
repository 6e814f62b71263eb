"""Stores of generated events, made once and kept."""

from __future__ import annotations

from pathlib import Path

import synthetic_events

from geonews.store import Store


def made_store(folder: Path, rows: int) -> tuple[Path, Path]:
    """Return a store of generated events and the Parquet that it was loaded from, making them if they are not there."""
    store, parquet = folder / f"bench-{rows}.gpkg", folder / f"bench-{rows}.parquet"
    if not parquet.exists():
        synthetic_events.write(parquet, rows)
    if not store.exists():
        with Store.create(store) as made:
            made.load_events(parquet)
    return store, parquet
