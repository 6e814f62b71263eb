"""Read the frames and index them by their triggers."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from geonews.errors import ConfigError

__all__ = ["CrossingFrame", "EventFrame", "FrameSet", "load_frames"]

FOLDER = Path(__file__).parent
F = TypeVar("F", bound="CrossingFrame | EventFrame")


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossingFrame:
    """A frame of border crossings; the fields are explained in ``crossings.toml``."""

    id: str
    mode: str
    example: str
    counterexample: str
    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    with_: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    mover: str = "subject"
    object: str = "any"
    receiver: str = ""
    to: tuple[str, ...] = ()
    from_: tuple[str, ...] = ()
    needs: str = "border"
    status: str = "happened"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFrame:
    """A frame of any other event; the fields are explained in ``events.toml``."""

    id: str
    type: str
    mode: str | None = None
    example: str
    counterexample: str
    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    with_: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    object: tuple[str, ...] = ()
    actor1: str = "subject"
    actor2: str = "object"
    support: bool = True
    status: str = "happened"
    priority: int = 0


@dataclass(frozen=True, slots=True)
class FrameSet:
    """Frames by the lemma of their trigger: of verbs by the first word (the others are particles), and of nouns."""

    crossings: Mapping[str, tuple[tuple[CrossingFrame, tuple[str, ...]], ...]] = field(default_factory=dict)
    crossing_nouns: Mapping[str, tuple[CrossingFrame, ...]] = field(default_factory=dict)
    events: Mapping[str, tuple[tuple[EventFrame, tuple[str, ...]], ...]] = field(default_factory=dict)
    event_nouns: Mapping[str, tuple[tuple[EventFrame, tuple[str, ...]], ...]] = field(default_factory=dict)


@lru_cache(maxsize=1)
def load_frames() -> FrameSet:
    """Read every frame.

    Raises
    ------
    ConfigError
        If a frame has an unknown field, or lacks one that it must have.
    """
    crossings = _read(FOLDER / "crossings.toml", CrossingFrame)
    events = _read(FOLDER / "events.toml", EventFrame) if (FOLDER / "events.toml").exists() else []
    return FrameSet(
        crossings=_by_verb(crossings),
        crossing_nouns={noun: tuple(f for f in crossings if noun in f.nouns) for f in crossings for noun in f.nouns},
        events=_by_verb(events),
        event_nouns=_index((_last_first(noun), f) for f in events for noun in f.nouns),
    )


def _read(path: Path, kind: type[F]) -> list[F]:
    known = {f.name for f in fields(kind)}
    found: list[F] = []
    for row in tomllib.loads(path.read_text(encoding="utf-8"))["frame"]:
        values: dict[str, Any] = {}
        for key, value in row.items():
            name = key + "_" if key in ("with", "from") else key
            if name not in known:
                raise ConfigError(f"expected fields {sorted(known)} in a frame of {path.name}, got {key!r}; correct it")
            values[name] = tuple(value) if isinstance(value, list) else value
        try:
            found.append(kind(**values))
        except TypeError as error:
            raise ConfigError(f"expected a whole frame in {path.name}, got {row!r} ({error}); complete it") from error
    return found


def _by_verb(frames: Iterable[F]) -> dict[str, tuple[tuple[F, tuple[str, ...]], ...]]:
    return _index((verb, frame) for frame in frames for verb in frame.verbs)


def _index(pairs: Iterable[tuple[str, F]]) -> dict[str, tuple[tuple[F, tuple[str, ...]], ...]]:
    found: dict[str, list[tuple[F, tuple[str, ...]]]] = {}
    for words, frame in pairs:
        first, *rest = words.split()
        found.setdefault(first, []).append((frame, tuple(rest)))
    return {lemma: tuple(sorted(rows, key=_specific)) for lemma, rows in found.items()}


def _last_first(noun: str) -> str:
    """Put the head of a compound first, where the index looks for the trigger: "air strike" → "strike air"."""
    *before, head = noun.split()
    return " ".join((head, *before))


def _specific(row: tuple[CrossingFrame | EventFrame, tuple[str, ...]]) -> tuple[int, ...]:
    """Order frames of one trigger: by priority, then those that ask for more words first."""
    frame, particles = row
    return (-frame.priority if isinstance(frame, EventFrame) else 0, -len(particles), -len(frame.with_))
