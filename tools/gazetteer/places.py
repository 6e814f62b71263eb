"""The growing table of places: one record for each, names without repeats, ids that stay the same from run to run."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from geonews.gazetteer.folding import fold, is_latin

#: Kinds of names beside the main one; the columns of the Parquet file.
KINDS = ("alternates", "abbreviations", "demonyms", "metonyms")


@dataclass(slots=True)
class Record:
    """One row of the gazetteer in the making; lon and lat are WGS84 degrees, NaN until known."""

    place_id: int
    name: str
    lon: float
    lat: float
    feature_class: str
    feature_code: str
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    population: int = 0
    source: str = "geonames"
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    tongues: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def geonameid(self) -> int | None:
        """GeoNames id, None for a place of our own."""
        return self.place_id if self.place_id > 0 else None

    def add(self, name: str, kind: str = "alternates") -> None:
        """Add a name unless the record has one that folds to the same key; what is no alternate name is told apart."""
        name = " ".join(name.split())
        key = fold(name)
        if not key or not is_latin(name) or len(name) > 100:
            return
        if kind == "alternates":
            if key == fold(self.name) or any(key in self.names.get(other, ()) for other in KINDS[1:]):
                return
        else:
            self.names.get("alternates", {}).pop(key, None)
        self.names.setdefault(kind, {}).setdefault(key, name)

    def add_tongue(self, language: str, name: str) -> None:
        """Add a name in another language ("" if it is not known which) unless it is the main one or is there."""
        name = " ".join(name.split())
        key = fold(name)
        if not key or len(name) > 100 or (is_latin(name) and key == fold(self.name)):
            return
        if language:
            self.tongues.pop(("", key), None)
        elif any(known == key for _, known in self.tongues):
            return
        self.tongues.setdefault((language, key), name)

    def rename(self, name: str) -> None:
        """Give the record another main name and keep the old one as an alternate."""
        old, self.name = self.name, name
        self.names.get("alternates", {}).pop(fold(name), None)
        self.add(old)


class Places:
    """All records by id, with an index of names for sources that know no ids."""

    def __init__(self) -> None:
        self.by_id: dict[int, Record] = {}

    def add(self, record: Record) -> Record:
        """Add a record; a second one of the same id gives its names to the first."""
        known = self.by_id.setdefault(record.place_id, record)
        if known is not record:
            known.add(record.name)
        return known

    def __iter__(self) -> Iterator[Record]:
        return iter(self.by_id.values())

    def __len__(self) -> int:
        return len(self.by_id)

    def named(self, classes: Iterable[str]) -> dict[str, list[Record]]:
        """Return the records of some feature classes by every folded name."""
        wanted, found = set(classes), {}
        for record in self:
            if record.feature_class in wanted:
                for key in {fold(record.name), *record.names.get("alternates", {})}:
                    found.setdefault(key, []).append(record)
        return found


def own_id(source: str, key: str) -> int:
    """Return a negative id that depends on nothing but the source and its key."""
    digest = hashlib.blake2b(f"{source}|{key}".encode(), digest_size=5).digest()
    return -int.from_bytes(digest, "big") - 1
