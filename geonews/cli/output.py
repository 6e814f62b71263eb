"""What the commands say: JSON lines on stdout, one-line complaints and progress on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geonews.errors import ConfigError

if TYPE_CHECKING:
    from geonews.model import Failure
    from geonews.pipeline import Progress

__all__ = ["advance", "bar_of", "complain", "emit", "report_to", "tell"]


def complain(message: str, code: int) -> int:
    """Write one line to stderr and return the exit code."""
    click.echo("geonews: " + " ".join(message.split()), err=True)
    return code


def emit(record: Any) -> None:
    """Write one JSON line to stdout."""
    click.echo(json.dumps(record, ensure_ascii=False))


def tell(failure: Failure) -> None:
    """Name a failed article, its file and row, its stage and the reason on stderr."""
    if failure.is_left_out:
        complain(f"{failure.article_id!r} left out: {failure.error}", 0)
        return
    origin = failure.origin
    place = "" if origin is None else origin.file if origin.row is None else f"{origin.file}:{origin.row}"
    where = "" if place in ("", failure.article_id) else f" ({place!r})"
    complain(f"{failure.article_id!r}{where} failed at {failure.stage}: {failure.error}", 1)


@contextmanager
def report_to(path: Path | None) -> Iterator[Callable[[Mapping[str, Any]], object] | None]:
    """Open a report: each row's fate as a line of JSON; None where none is wanted.

    Raises
    ------
    ConfigError
        If the file cannot be written.
    """
    if path is None:
        yield None
        return
    try:
        file = path.open("w", encoding="utf-8")
    except OSError as error:
        raise ConfigError(
            f"expected to write the report to {str(path)!r}, got {error.strerror!r}; name another file"
        ) from error
    with file:
        yield lambda fate: file.write(json.dumps(fate, ensure_ascii=True) + "\n")


@contextmanager
def bar_of(unit: str) -> Iterator[Any]:
    """Show a progress bar on a terminal only."""
    from tqdm import tqdm

    with tqdm(unit=unit, file=sys.stderr, disable=not sys.stderr.isatty(), dynamic_ncols=True) as bar:
        yield bar


def advance(bar: Any, progress: Progress) -> None:
    """Move the bar; a failure is named above it."""
    bar.update()
    bar.set_postfix(events=progress.events, failures=progress.failures)
    if progress.failure is not None:
        bar.clear()
        tell(progress.failure)
