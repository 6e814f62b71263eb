"""Turn-taking: when what the map shows has changed, the map draws first, then the script goes on with the rest.

Server and browser have better things to do than to make lists and draw buttons while a reader waits for the map. So
the script sends the map what it is to show, makes ready what the map will ask for, and rests until the map says that
it has drawn, or for a moment at most: a map that is hidden, slow or far away delays nobody for longer.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geonews.webmap.newsview import Box

__all__ = ["LONGEST_S", "STATE_KEY", "SessionMap", "find", "of_session"]

#: Where a session's state keeps its map.
STATE_KEY = "session_map"
#: A map that has drawn nothing after this many seconds is not waited for.
LONGEST_S = 0.3
#: Maps that are remembered at once; a forgotten one is not waited for.
MOST_MAPS = 2048

_maps: OrderedDict[str, SessionMap] = OrderedDict()
_lock = threading.Lock()


class SessionMap:
    """The map of one session, as far as the server knows it; threads may share it.

    Attributes
    ----------
    token
        By which the map's requests name it.
    asked
        Zoom and box (west, south, east, north, WGS84 degrees) of which it last asked the marks; None before that.
    """

    def __init__(self) -> None:
        self.token = secrets.token_hex(8)
        self.asked: tuple[float, Box] | None = None
        self._shown: str | None = None
        self._drawn: str | None = None
        self._changed = threading.Condition()

    def show(self, key: str) -> bool:
        """Take note of the view that the map is sent; return whether it replaces another one, and is worth a wait."""
        with self._changed:
            before, self._shown = self._shown, key
        return before not in (None, key)

    def drew(self, key: str) -> None:
        """Take note that the map has drawn a view."""
        with self._changed:
            self._drawn = key
            self._changed.notify_all()

    def wait(self) -> None:
        """Return when the map has drawn what it was sent, or after a moment."""
        with self._changed:
            self._changed.wait_for(lambda: self._drawn == self._shown, LONGEST_S)


def of_session(state: MutableMapping[Any, Any]) -> SessionMap:
    """Return the map of the session whose state is given, a new one for a new session."""
    found = state.get(STATE_KEY)
    if not isinstance(found, SessionMap):
        found = state[STATE_KEY] = SessionMap()
    with _lock:
        _maps[found.token] = found
        _maps.move_to_end(found.token)
        while len(_maps) > MOST_MAPS:
            _maps.popitem(last=False)
    return found


def find(token: str) -> SessionMap | None:
    """Return the map with a token, None for a token that was never given out or is forgotten."""
    with _lock:
        return _maps.get(token)
