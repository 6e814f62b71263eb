"""Zip files: a folder in one file, each member unpacked only as far as it is read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from geonews.config import Config
from geonews.errors import ArticleParseError, GeonewsError
from geonews.ingest.cutzips import CutZip, is_within_a_member, mended
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

    A zip within a zip is passed over. A member that is damaged, locked or too large is a failure of its own. Of a file
    that is cut off the whole members are read, and rows and pages of the one within which it ends; that comes last, and
    the file is a failure behind it.

    Raises
    ------
    ArticleParseError
        If it is no zip file, or has no member of a known kind.
    """
    packed_bytes = stream.seek(0, io.SEEK_END)
    most_bytes = max(MIN_BOMB_BYTES, MAX_RATIO * packed_bytes)
    archive, cut = _opened(stream, origin, most_bytes)
    members = [(info.filename, info) for info in archive.infolist() if not info.is_dir()]
    if len(members) > MAX_MEMBERS:
        raise ArticleParseError(f"expected at most {MAX_MEMBERS:,} members in {origin!r}, got more; unpack it")
    unpacked_bytes = sum(info.file_size for _, info in members)
    if unpacked_bytes > most_bytes:
        raise ArticleParseError(
            f"expected {origin!r} to unpack to at most {MAX_RATIO} times its size, got {unpacked_bytes:,} bytes; "
            "skipped"
        )
    is_empty = cut is None
    for name, info in sorted(members, key=lambda member: member[0]):
        kind = _kind(name)
        if kind is None:
            yield left_out(f"{origin}/{name}", reason_left_out(PurePosixPath(name)))
            continue
        is_empty = False
        yield from _member(partial(archive.open, info), kind, f"{origin}/{name}", config)
    if cut is not None:
        yield from _end(cut, origin, config)
    if is_empty:
        raise ArticleParseError(f"expected files of known kinds in {origin!r}, got none; check it")


def _opened(stream: Any, origin: str, most_bytes: int) -> tuple[zipfile.ZipFile, CutZip | None]:
    """Open a zip file, also one that is cut off."""
    try:
        archive = zipfile.ZipFile(stream)
        if not is_within_a_member(stream, archive):
            return archive, None
        said = "that of a zip within it"
    except (zipfile.BadZipFile, *FOREIGN_ERRORS) as error:
        said = in_one_line(error)
    cut = mended(stream, origin, most_members=MAX_MEMBERS, most_bytes=most_bytes)
    if cut is None:
        raise ArticleParseError(f"expected a zip file in {origin!r}, got {said!r}; fetch it again")
    return zipfile.ZipFile(cut.whole), cut


def _end(cut: CutZip, origin: str, config: Config) -> Iterator[Draft | Failure]:
    """Read what there is of the member within which a file ends, and say that it is cut off."""
    if cut.cut is not None and not cut.cut.name.endswith("/"):
        place, kind = f"{origin}/{cut.cut.name}", _kind(cut.cut.name)
        if kind is None:
            yield left_out(place, reason_left_out(PurePosixPath(cut.cut.name)))
        elif cut.rest is None:
            yield failure_at(place, None, "read", "expected a whole member, got one that is cut off; fetch it again")
        else:
            yield from _rest(cut.rest, kind, place, config)
    said = f"expected a whole zip file, got {cut.said}; fetch it again, for what may have followed is lost"
    yield failure_at(origin, None, "read", said)


def _rest(rest: BinaryIO, kind: str, place: str, config: Config) -> Iterator[Draft | Failure]:
    """Read what there is of a member; a failure of its own tells that it is cut off, if its reader does not."""
    last: Draft | Failure | None = None
    for last in _member(lambda: rest, kind, place, config):
        yield last
    if not isinstance(last, Failure):
        yield failure_at(place, None, "read", "expected a whole member, got one that is cut off; fetch it again")


def _kind(name: str) -> str | None:
    """Return the kind of a member, None for one that is not read."""
    path = PurePosixPath(name)
    kind = kind_of(path)
    return None if kind == "zip" or any(is_passed_over(part) for part in path.parts) else kind


def _member(opened: Callable[[], Any], kind: str, place: str, config: Config) -> Iterator[Draft | Failure]:
    try:
        with opened() as stream:
            needs_whole = kind in ("parquet", "message")
            seekable: Any = io.BytesIO(read_all(stream, config.max_bytes, place)) if needs_whole else stream
            yield from read_document(seekable, kind, place, config)
    except (GeonewsError, zipfile.BadZipFile, *FOREIGN_ERRORS) as error:
        said = str(error) if isinstance(error, GeonewsError) else f"expected a whole member, got {in_one_line(error)!r}"
        yield failure_at(place, None, "read", said)
