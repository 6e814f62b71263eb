"""Points and crossings are drawn from the columns of their events, and can be drawn again."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from geonews.store import presence, writes

__all__ = ["draw_again", "is_drawn"]


def is_drawn(connection: sqlite3.Connection, event: Mapping[str, Any]) -> bool:
    """Say whether the point and the crossing of an event's row are those that its columns make."""
    try:
        return presence.is_drawn(connection, event, event)
    except (TypeError, struct.error):  # a number has become something else
        return False


def draw_again(connection: sqlite3.Connection) -> None:
    """Draw what is not as its columns say: what an older geonews drew otherwise, or another program moved."""
    cursor = connection.execute("SELECT * FROM events ORDER BY fid")
    names = [column[0] for column in cursor.description]
    odd = [row["fid"] for values in cursor if not is_drawn(connection, row := dict(zip(names, values, strict=True)))]
    for number in odd:
        values = connection.execute("SELECT * FROM events WHERE fid = ?", (number,)).fetchone()
        row = {name: value for name, value in zip(names, values, strict=True) if name not in ("fid", "geom")}
        with suppress(TypeError, struct.error):  # of what is no number nothing is drawn; it is found again
            writes.replace_event(connection, row)
