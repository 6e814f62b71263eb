"""GeoNames' own files: rows of ``XX.txt`` and ``alternateNamesV2.txt``, plain or zipped, read line by line.

The formats are those of GeoNames' readme: tab-separated UTF-8 without quoting. A broken row is counted and skipped,
a file that holds hardly anything else is refused, and a zip archive may not unpack to more than it plausibly holds.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

from geonews.errors import FetchError
from geonews.gazetteer.folding import is_latin

__all__ = ["AlternateName", "Broken", "alternate_names", "is_alternate_names", "is_name", "lines", "places"]

#: The longest line that is read; the longest of GeoNames has some 15,000 bytes.
MAX_LINE_BYTES = 262_144
#: What is unpacked at a time; line by line, zipfile itself is slow.
BUFFER_BYTES = 1_048_576
#: The most that one archive may unpack to (allCountries.txt has 1.7 GB), and by what factor.
MAX_UNPACKED_BYTES = 8_000_000_000
MAX_RATIO = 100
PLACE_COLUMNS = 19
ALTERNATE_COLUMNS = (8, 10)

#: Alternate names that are codes: IATA, UN/LOCODE, postcodes, addresses of pages.
_CODE = re.compile(r"[A-Z0-9]{1,5}|[A-Z]{2,}\d.*|\d.*|.*https?:.*")
#: Values of the language column that mark no name.
_NO_LANGUAGE = frozenset({"link", "post", "iata", "icao", "faac", "unlc", "wkdt", "tcid", "phon", "piny", "fr_1793"})


@dataclass(slots=True)
class Broken:
    """What could not be read: how many rows, out of how many, and the first few."""

    rows: int = 0
    broken: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, number: int, reason: str) -> None:
        """Note a broken row by its line number."""
        self.broken += 1
        if len(self.examples) < 5:
            self.examples.append(f"line {number}: {reason}")

    def check(self, path: Path) -> None:
        """Refuse a file whose rows are mostly broken.

        Raises
        ------
        FetchError
            If more than a tenth of the rows are broken.
        """
        if self.broken * 10 > self.rows:
            raise FetchError(
                f"expected rows of GeoNames in {str(path)!r}, got {self.broken} broken ones of {self.rows} "
                f"({'; '.join(self.examples)}); name a file of GeoNames' dump"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class AlternateName:
    """A row of ``alternateNamesV2.txt``; ``preferred`` marks the English display name."""

    geonameid: int
    name: str
    is_abbreviation: bool
    is_preferred_english: bool


def is_name(text: str) -> bool:
    """Tell whether an alternate name is a name in Latin script and no code.

    >>> [is_name(n) for n in ("Kaboul", "KBL", "kabwl", "كابل", "AFKBL", "A Coruña")]
    [True, False, False, False, False, True]
    """
    return len(text) <= 100 and not _CODE.fullmatch(text) and any(c.isupper() for c in text) and is_latin(text)


def is_alternate_names(path: Path) -> bool:
    """Tell by its name whether a file is ``alternateNamesV2`` rather than a file of places."""
    return path.name.casefold().startswith("alternatenames")


def places(path: Path, broken: Broken) -> Iterator[tuple[tuple[object, ...], list[tuple[int, str]]]]:
    """Yield the places of a file.

    Yields
    ------
    row, names
        The columns of the index's table of places, and names with their kinds (1 is an alternate name).
    """
    for number, line in enumerate(lines(path, broken), start=1):
        cells = line.rstrip("\r\n").split("\t")
        if len(cells) != PLACE_COLUMNS:
            broken.add(number, f"expected {PLACE_COLUMNS} columns, got {len(cells)}")
            continue
        try:
            place_id, lat, lon, people = int(cells[0]), float(cells[4]), float(cells[5]), int(cells[14] or 0)
        except ValueError as error:
            broken.add(number, str(error))
            continue
        name = " ".join(cells[1].split())
        if not (0 < place_id < 2**53 and -90 <= lat <= 90 and -180 <= lon <= 180 and 0 < len(name) <= 200):
            broken.add(number, f"expected an id, a name and a point on Earth, got {cells[0]!r} {lat!r} {lon!r}")
            continue
        country, admin1, admin2 = (cells[n] or None for n in (8, 10, 11))
        row = (place_id, name, lon, lat, cells[6], cells[7], country, admin1, admin2, min(max(people, 0), 2**40))
        alternates = [(1, other) for other in cells[3].split(",") if other and is_name(other)]
        if is_latin(cells[2]) and cells[2] != name:
            alternates.append((1, cells[2]))
        yield row, alternates


def alternate_names(path: Path, broken: Broken) -> Iterator[AlternateName]:
    """Yield the names of ``alternateNamesV2``, leaving out codes, links and names in other scripts."""
    for number, line in enumerate(lines(path, broken), start=1):
        cells = line.rstrip("\r\n").split("\t")
        if not ALTERNATE_COLUMNS[0] <= len(cells) <= ALTERNATE_COLUMNS[1] or not cells[1].isdecimal():
            broken.add(number, f"expected {ALTERNATE_COLUMNS[1]} columns and an id, got {len(cells)}")
            continue
        language, name = cells[2], " ".join(cells[3].split())
        if language in _NO_LANGUAGE or len(cells[1]) > 15:
            continue
        is_abbreviation = language == "abbr"
        if not (is_name(name) or (is_abbreviation and 1 < len(name) <= 12 and is_latin(name))):
            continue
        yield AlternateName(
            geonameid=int(cells[1]),
            name=name,
            is_abbreviation=is_abbreviation,
            is_preferred_english=language == "en" and cells[4] == "1" and "1" not in cells[6:8],
        )


def lines(path: Path, broken: Broken) -> Iterator[str]:
    """Yield the lines of a text file, or of the one text in a zip archive.

    Raises
    ------
    FetchError
        If the file cannot be read, is no archive that GeoNames would make, or unpacks to too much.
    """
    try:
        with _opened(path) as file:
            total = 0
            while line := file.readline(MAX_LINE_BYTES):
                total += len(line)
                if total > MAX_UNPACKED_BYTES:
                    raise FetchError(f"expected at most {MAX_UNPACKED_BYTES} bytes in {str(path)!r}, got more")
                if len(line) == MAX_LINE_BYTES and not line.endswith(b"\n"):
                    broken.rows += 1
                    broken.add(broken.rows, f"longer than {MAX_LINE_BYTES} bytes")
                    while (rest := file.readline(MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
                        total += len(rest)
                    continue
                if not line.strip() or line.startswith(b"#"):
                    continue
                broken.rows += 1
                if broken.rows in (1_000, 100_000):
                    broken.check(path)
                yield line.decode("utf-8", errors="replace")
    except (OSError, EOFError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        if isinstance(error, FetchError):
            raise
        raise FetchError(
            f"expected a readable file of GeoNames at {str(path)!r}, got {error}; fetch it again"
        ) from error
    broken.check(path)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    if not zipfile.is_zipfile(path):
        with path.open("rb") as plain:
            yield plain
        return
    with zipfile.ZipFile(path) as archive:
        members = [m for m in archive.infolist() if m.filename.endswith(".txt") and not _is_about(m.filename)]
        if len(members) != 1:
            found = ", ".join(m.filename for m in archive.infolist()[:5])
            raise FetchError(f"expected one text file of places in {str(path)!r}, got {found!r}; name a GeoNames dump")
        (member,) = members
        if member.file_size > MAX_UNPACKED_BYTES or member.file_size > MAX_RATIO * max(1, member.compress_size):
            raise FetchError(
                f"expected an archive that unpacks to at most {MAX_RATIO} times its size, got {member.filename!r} of "
                f"{member.file_size} bytes from {member.compress_size}; not read"
            )
        with archive.open(member) as text:
            yield io.BufferedReader(cast("io.RawIOBase", text), BUFFER_BYTES)


def _is_about(filename: str) -> bool:
    """Tell whether a member of an archive is a description beside the data."""
    return Path(filename).name.casefold().startswith(("readme", "iso-languagecodes", "__macosx", "."))
