"""Colours of event types: families of them for light and dark ground, kept in ``palette.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["Family", "families", "family_index", "family_of", "scale", "type_label"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Event types that share a colour: ``light`` and ``dark``, CSS colours for the two themes.

    ``short`` is a label for where there is little room, ``""`` where the label is short.
    """

    name: str
    label: str
    short: str = ""
    light: str
    dark: str
    types: tuple[str, ...]


@cache
def families() -> tuple[Family, ...]:
    """Return the families in the order of the legend; the last one takes every unknown type."""
    return tuple(Family(**{**row, "types": tuple(row["types"])}) for row in _palette()["family"])


def scale() -> tuple[list[str], list[str]]:
    """Return the colours of classes of numbers, from few to many, for light and for dark ground."""
    found = _palette()["scale"]
    return found["light"], found["dark"]


@cache
def _palette() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("palette.toml").read_text(encoding="utf-8"))


@cache
def _labels() -> dict[str, str]:
    found = tomllib.loads(Path(__file__).with_name("labels.toml").read_text(encoding="utf-8"))
    return {**found["modes"], **found["types"]}


@cache
def _index() -> dict[str, int]:
    return {name: number for number, family in enumerate(families()) for name in family.types}


def family_index(event_type: str) -> int:
    """Return the position of an event type's family in ``families()``.

    >>> families()[family_index("BORDER_CROSSING")].name
    'border'
    >>> families()[family_index("ECLIPSE")].name
    'other'
    """
    return _index().get(event_type, len(families()) - 1)


def family_of(event_type: str) -> Family:
    """Return the family of an event type."""
    return families()[family_index(event_type)]


def type_label(event_type: str) -> str:
    """Return an event type, or a mode, as people say it; see ``labels.toml``.

    >>> type_label("BORDER_CROSSING"), type_label("REJECT"), type_label("heavy-weapons")
    ('Border crossing', 'Refused', 'Shelling')
    """
    return _labels().get(event_type) or event_type.replace("_", " ").replace("-", " ").capitalize()
