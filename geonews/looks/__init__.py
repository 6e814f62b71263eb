"""How event types look in other programs: one table of families and colours, and the columns' names for people."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

__all__ = ["Look", "label_of", "looks", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The look of one event type.

    Attributes
    ----------
    type
        As ``event_type`` has it; "" for every other.
    label
        For people.
    family
        What it is one of.
    rgb
        Its colour, each part from 0 to 255.
    """

    type: str
    label: str
    family: str
    rgb: tuple[int, int, int]


@lru_cache(maxsize=1)
def looks() -> tuple[Look, ...]:
    """Return the looks of all types, family by family."""
    table = tomllib.loads(Path(__file__).with_name("looks.toml").read_text(encoding="utf-8"))
    return tuple(
        Look(type=name, label=label_of(name), family=family["label"], rgb=_rgb(family["colour"]))
        for family in table["family"]
        for name in family["types"]
    )


def other() -> Look:
    """Return the look of what has no type of its own, such as places."""
    return Look(type="", label="Other", family="Other", rgb=(91, 100, 112))


def label_of(name: str) -> str:
    """Return a name of the tables as people write it.

    Examples
    --------
    >>> label_of("BORDER_CROSSING"), label_of("date_start")
    ('Border crossing', 'Date start')
    """
    return name.replace("_", " ").strip().capitalize()


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return red, green, blue
