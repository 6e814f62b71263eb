"""What a user may name as input: files, folders, web addresses, standard input; and which files of a folder count."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from geonews.errors import FetchError, UnsafeURLError

__all__ = ["KINDS", "Input", "files_of", "is_passed_over", "kind_of", "resolve"]

#: Kinds by suffix; each may be packed with gzip (``.gz`` behind it).
KINDS = {
    ".txt": "text",
    ".text": "text",
    ".html": "page",
    ".htm": "page",
    ".xhtml": "page",
    ".pdf": "pdf",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".warc": "warc",
    ".wet": "warc",
    ".xml": "feed",
    ".rss": "feed",
    ".atom": "feed",
    ".zip": "zip",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One input: its ``name`` as given, its ``kind`` (one of ``KINDS``, ``folder``, ``url`` or ``stdin``)."""

    name: str
    kind: str


def resolve(name: str) -> Input:
    """Find out what an input is, without reading it.

    Raises
    ------
    UnsafeURLError
        If it is an address of another scheme than http(s).
    FetchError
        If there is no such file, or it is of no kind that is read.
    """
    if name == "-":
        return Input(name=name, kind="stdin")
    scheme = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]+):", name)
    if scheme is not None and not Path(name).exists():
        if scheme[1].lower() not in ("http", "https") or not re.match(r"https?://[^\s/]", name, re.IGNORECASE):
            raise UnsafeURLError(f"expected a path or an http(s) URL, got {name!r}; name the file by its path")
        return Input(name=name, kind="url")
    path = Path(name)
    try:
        if path.is_dir():
            return Input(name=name, kind="folder")
        is_there = path.exists()
    except (OSError, ValueError) as error:
        raise FetchError(f"expected a path or a URL, got {name[:200]!r} ({error}); correct it") from error
    if not is_there:
        raise FetchError(f"expected an existing file, folder or URL, got {name!r}; check the path")
    kind = kind_of(path)
    if kind is None or not path.is_file():
        known = " ".join(sorted(KINDS))
        raise FetchError(f"expected a file of a known kind ({known}, or one of them with .gz), got {name!r}; rename it")
    return Input(name=name, kind=kind)


def kind_of(path: PurePath) -> str | None:
    """Return the kind of a file by its name, None for one that is not read.

    Examples
    --------
    >>> kind_of(Path("dump.JSONL.gz")), kind_of(Path("notes.docx"))
    ('jsonl', None)
    """
    suffixes = [suffix.lower() for suffix in path.suffixes[-2:]]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    return KINDS.get(suffixes[-1]) if suffixes else None


def files_of(folder: str) -> Iterator[Input]:
    """Yield the files of a folder and its subfolders in the order of their names.

    Hidden files, READMEs and files of other kinds are passed over; links to folders are not followed.
    """
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not is_passed_over(name))
        for name in sorted(names):
            path = Path(parent, name)
            kind = kind_of(path)
            if kind is None or is_passed_over(name) or not path.is_file():
                continue
            yield Input(name=str(path), kind=kind)


def is_passed_over(name: str) -> bool:
    """Say whether a file or folder of this name is never an article: hidden, a README, a system's own."""
    return name.startswith((".", "__")) or name.lower().startswith("readme")
