"""What the commands say: JSON lines on stdout, one-line complaints and progress on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geonews import phases
from geonews.errors import ConfigError
from geonews.waiting import Waiting

if TYPE_CHECKING:
    from geonews.model import Failure
    from geonews.pipeline import Progress

__all__ = ["advance", "alone", "bar_of", "complain", "emit", "report_to", "tell", "waited"]

#: The line of the command that runs, None before there is one.
_waiting: ContextVar[Waiting | None] = ContextVar("waiting", default=None)


@contextmanager
def waited(name: str) -> Iterator[None]:
    """Show on a terminal what takes the block long."""
    waiting = Waiting(name)
    token = _waiting.set(waiting)
    try:
        with waiting.running(), phases.shown(waiting.step):
            yield
    finally:
        _waiting.reset(token)


@contextmanager
def alone() -> Iterator[None]:
    """Leave the terminal to the block."""
    waiting = _waiting.get()
    with waiting.held() if waiting else nullcontext():
        yield


def _make_room() -> None:
    waiting = _waiting.get()
    if waiting is not None:
        waiting.speak()


def complain(message: str, code: int) -> int:
    """Write one line to stderr and return the exit code."""
    _make_room()
    click.echo("geonews: " + " ".join(message.split()), err=True)
    return code


def emit(record: Any) -> None:
    """Write one JSON line to stdout."""
    import json

    _make_room()
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
    import json

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

    is_mute = not sys.stderr.isatty()
    with alone(), tqdm(unit=unit, file=sys.stderr, disable=is_mute, dynamic_ncols=True) as bar:
        yield bar


def advance(bar: Any, progress: Progress) -> None:
    """Move the bar; a failure is named above it."""
    bar.update()
    bar.set_postfix(events=progress.events, failures=progress.failures)
    if progress.failure is not None:
        bar.clear()
        tell(progress.failure)
