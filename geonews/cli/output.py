"""What the commands say: JSON lines on stdout, one-line complaints and progress on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from geonews.model import Failure
    from geonews.pipeline import Progress

__all__ = ["advance", "bar_of", "complain", "emit", "tell"]


def complain(message: str, code: int) -> int:
    """Write one line to stderr and return the exit code."""
    click.echo("geonews: " + " ".join(message.split()), err=True)
    return code


def emit(record: Any) -> None:
    """Write one JSON line to stdout."""
    click.echo(json.dumps(record, ensure_ascii=False))


def tell(failure: Failure) -> None:
    """Name a failed article, its stage and the reason on stderr."""
    complain(f"{failure.article_id!r} failed at {failure.stage}: {failure.error}", 1)


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
