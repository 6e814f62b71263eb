"""What a user may name as input: files, folders, web addresses, standard input; and which files of a folder count."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from geonews.errors import FetchError, UnsafeURLError
from geonews.model import LEFT_OUT, Failure, Origin

__all__ = ["KINDS", "Input", "files_of", "is_passed_over", "kind_of", "left_out", "reason_left_out", "resolve"]

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
    ".arc": "warc",
    ".xml": "feed",
    ".rss": "feed",
    ".atom": "feed",
    ".mhtml": "message",
    ".mht": "message",
    ".eml": "message",
    ".mbox": "mbox",
    ".docx": "docx",
    ".docm": "docx",  # refused for its macros, and a .doc for its age, each with what to do
    ".doc": "docx",
    ".odt": "odt",
    ".rtf": "rtf",
    ".md": "markdown",
    ".markdown": "markdown",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xls": "xlsx",
    ".ods": "ods",
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
    >>> kind_of(Path("dump.JSONL.gz")), kind_of(Path("slides.pptx"))
    ('jsonl', None)
    """
    suffixes = [suffix.lower() for suffix in path.suffixes[-2:]]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    return KINDS.get(suffixes[-1]) if suffixes else None


def files_of(folder: str) -> Iterator[Input | Failure]:
    """Yield the files of a folder and its subfolders in the order of their names.

    Hidden files and folders, READMEs, files of other kinds and links to folders are left out, and each is named; so is
    a folder that may not be read.
    """
    unread: list[OSError] = []
    for parent, folders, names in os.walk(folder, onerror=unread.append):
        yield from _told(unread)
        kept = []
        for name in sorted(folders):
            path = Path(parent, name)
            if is_passed_over(name) or path.is_symlink():
                yield left_out(str(path), reason_left_out(path))
            else:
                kept.append(name)
        folders[:] = kept
        for name in sorted(names):
            path = Path(parent, name)
            kind = kind_of(path)
            if kind is None or is_passed_over(name) or not path.is_file():
                yield left_out(str(path), reason_left_out(path))
            else:
                yield Input(name=str(path), kind=kind)
    yield from _told(unread)


def _told(unread: list[OSError]) -> Iterator[Failure]:
    while unread:
        error = unread.pop(0)
        name = str(error.filename)
        said = f"expected a folder that may be read, got {error.strerror!r}; change its permissions"
        yield Failure(article_id=name, stage="read", error=said, origin=Origin(file=name))


def left_out(name: str, reason: str) -> Failure:
    """Return what says that a file or folder was not read, and why."""
    return Failure(article_id=name, stage=LEFT_OUT, error=reason, origin=Origin(file=name))


def reason_left_out(path: PurePath) -> str:
    """Say why a file or folder is not read."""
    passed = next((part for part in path.parts if is_passed_over(part)), None)
    if passed is not None:
        return f"{passed!r} is hidden, a system's own or a README"
    kind = kind_of(path)
    if kind == "zip":
        return "a zip within a zip is not unpacked; unpack it"
    if kind is not None:
        return "it is no plain file"
    if isinstance(path, Path) and path.is_symlink():
        return "it is a link to a folder or to nothing"
    suffix = path.suffix
    return f"files of the kind {suffix!r} are not read" if suffix else "it has no suffix that tells its kind"


def is_passed_over(name: str) -> bool:
    """Say whether a file or folder of this name is never an article: hidden, a README, a system's own."""
    return name.startswith((".", "__")) or name.lower().startswith("readme")
