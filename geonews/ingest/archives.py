"""Zip files: a folder in one file, each member unpacked only as far as it is read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from geonews.config import Config
from geonews.errors import ArticleParseError, GeonewsError
from geonews.ingest.documents import read_document
from geonews.ingest.drafts import Draft, failure_at
from geonews.ingest.inputs import is_passed_over, kind_of, left_out, reason_left_out
from geonews.ingest.streams import FOREIGN_ERRORS, in_one_line, read_all
from geonews.model import Failure

__all__ = ["read_file", "read_zip"]

MAX_MEMBERS = 200_000
#: News unpacks to some five times its packed size; what claims to unpack to more than this is a bomb.
MAX_RATIO = 100
MIN_BOMB_BYTES = 500_000_000


def read_file(
    stream: Any, kind: str, origin: str, config: Config, *, charset: str | None = None
) -> Iterator[Draft | Failure]:
    """Read one file, a zip file member by member; see ``read_document`` and ``read_zip``."""
    if kind == "zip":
        yield from read_zip(stream, origin, config)
    else:
        yield from read_document(stream, kind, origin, config, charset=charset)


def read_zip(stream: Any, origin: str, config: Config) -> Iterator[Draft | Failure]:
    """Read the members of a zip file that are of a known kind, in the order of their names.

    A zip within a zip is passed over. A member that is damaged, locked or too large is a failure of its own.

    Raises
    ------
    ArticleParseError
        If it is no zip file, or has no member of a known kind.
    """
    try:
        archive = zipfile.ZipFile(stream)
        packed_bytes = stream.seek(0, io.SEEK_END)
    except (zipfile.BadZipFile, *FOREIGN_ERRORS) as error:
        raise ArticleParseError(
            f"expected a zip file in {origin!r}, got {in_one_line(error)!r}; fetch it again"
        ) from error
    members = [(info.filename, info) for info in archive.infolist() if not info.is_dir()]
    if len(members) > MAX_MEMBERS:
        raise ArticleParseError(f"expected at most {MAX_MEMBERS:,} members in {origin!r}, got more; unpack it")
    unpacked_bytes = sum(info.file_size for _, info in members)
    if unpacked_bytes > max(MIN_BOMB_BYTES, MAX_RATIO * packed_bytes):
        raise ArticleParseError(
            f"expected {origin!r} to unpack to at most {MAX_RATIO} times its size, got {unpacked_bytes:,} bytes; "
            "skipped"
        )
    is_empty = True
    for name, info in sorted(members, key=lambda member: member[0]):
        path = PurePosixPath(name)
        kind = kind_of(path)
        if kind is None or kind == "zip" or any(is_passed_over(part) for part in path.parts):
            yield left_out(f"{origin}/{name}", reason_left_out(path))
            continue
        is_empty = False
        yield from _member(archive, info, kind, f"{origin}/{name}", config)
    if is_empty:
        raise ArticleParseError(f"expected files of known kinds in {origin!r}, got none; check it")


def _member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, kind: str, place: str, config: Config
) -> Iterator[Draft | Failure]:
    try:
        with archive.open(info) as stream:
            needs_whole = kind in ("parquet", "message")
            seekable: Any = io.BytesIO(read_all(stream, config.max_bytes, place)) if needs_whole else stream
            yield from read_document(seekable, kind, place, config)
    except (GeonewsError, zipfile.BadZipFile, *FOREIGN_ERRORS) as error:
        said = str(error) if isinstance(error, GeonewsError) else f"expected a whole member, got {in_one_line(error)!r}"
        yield failure_at(place, None, "read", said)
