"""A spot that a reader picks, by clicking the map or writing its position, for the event whose card is open."""

from __future__ import annotations

import math
import re

import streamlit as st

__all__ = ["ask", "forget", "is_asked", "picked", "position", "put", "read_position", "take"]

#: Session key: the event that a spot is picked for, and the spot once it is known.
KEY = "spot"

#: Degrees with minutes and seconds or decimals, and a letter for the side of the world, before or behind them.
_NUMBER = (
    r"(?P<before{0}>[NSEW])?\s*(?P<degrees{0}>[-+]?\d{{1,3}}(?:\.\d+)?)\s*°?\s*"
    r"(?:(?P<minutes{0}>\d{{1,2}}(?:\.\d+)?)\s*'\s*)?(?:(?P<seconds{0}>\d{{1,2}}(?:\.\d+)?)\s*\"\s*)?"
    r"(?(before{0})|(?P<behind{0}>[NSEW])?)"
)
_POSITION = re.compile(_NUMBER.format(1) + r"(?:\s*[,;/]\s*|\s+|(?<=[NSEW]))" + _NUMBER.format(2), re.IGNORECASE)


def ask(event_id: str) -> None:
    """Let the next click on the map name a spot for an event."""
    st.session_state[KEY] = (event_id, None)


def take(event_id: str | None, at: str) -> None:
    """Take over a click, ``lon,lat``; what is no position on the globe is dropped."""
    try:
        lon, lat = map(float, at.split(","))
    except ValueError:
        return
    if event_id and is_asked(event_id) and math.isfinite(lon) and abs(lon) <= 180 and abs(lat) <= 90:
        put(event_id, lon, lat)


def put(event_id: str, lon: float, lat: float) -> None:
    """Take a spot (WGS84 degrees) for an event, however it was named."""
    st.session_state[KEY] = (event_id, (lon, lat))


def is_asked(event_id: str | None) -> bool:
    """Return whether the next click names a spot for this event."""
    asked_for, spot = st.session_state.get(KEY, (None, None))
    return event_id is not None and asked_for == event_id and spot is None


def picked(event_id: str | None) -> tuple[float, float] | None:
    """Return the spot that was picked for this event (lon, lat, WGS84 degrees), None if there is none."""
    asked_for, spot = st.session_state.get(KEY, (None, None))
    return spot if event_id is not None and asked_for == event_id else None


def forget() -> None:
    """Drop the spot, and the wish for one."""
    st.session_state.pop(KEY, None)


def read_position(text: str) -> tuple[float, float]:
    r"""Read a position as people write it, latitude first unless letters say otherwise; return lon, lat.

    Raises
    ------
    ValueError
        If it is none, with what to write instead.

    >>> read_position("37.24, 69.1"), read_position("69°6'E 37°14'24\"N"), read_position("1.3 S, 36.9 E")
    ((69.1, 37.24), (69.1, 37.24), (36.9, -1.3))
    """
    found = _POSITION.fullmatch(text.strip().replace("′", "'").replace("’", "'").replace("″", '"').replace("−", "-"))
    one, other = (_coordinate(found, number) for number in (1, 2)) if found else (None, None)
    if one is None or other is None or one[0] + other[0] not in ("", "latlon", "lonlat"):
        raise ValueError(f"expected latitude, longitude like 37.24, 69.10 or 1.3 S, 36.9 E, got {text!r}; correct it")
    lat, lon = (other[1], one[1]) if one[0] == "lon" else (one[1], other[1])
    if abs(lat) > 90 or abs(lon) > 180:
        raise ValueError(
            f"expected a latitude from -90 to 90 and a longitude from -180 to 180, got {lat:g} and {lon:g}; "
            "write the latitude first"
        )
    return lon, lat


def _coordinate(found: re.Match[str], number: int) -> tuple[str, float] | None:
    """Return which coordinate a part is (``lat``, ``lon``, "" without a letter) and its degrees, None for neither."""
    letter = (found[f"before{number}"] or found[f"behind{number}"] or "").upper()
    degrees, minutes, seconds = (found[f"{name}{number}"] or "0" for name in ("degrees", "minutes", "seconds"))
    if float(minutes) >= 60 or float(seconds) >= 60 or (letter and degrees[0] in "-+"):
        return None
    size = abs(float(degrees)) + float(minutes) / 60 + float(seconds) / 3600
    axis = {"": "", "N": "lat", "S": "lat", "E": "lon", "W": "lon"}[letter]
    return axis, -size if degrees[0] == "-" or letter in ("S", "W") else size


def position(lon: float, lat: float) -> str:
    """Return a position as people write it.

    >>> position(69.12, -37.2)
    '37.20° S, 69.12° E'
    """
    return f"{abs(lat):.2f}° {'N' if lat >= 0 else 'S'}, {abs(lon):.2f}° {'E' if lon >= 0 else 'W'}"
