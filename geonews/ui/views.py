"""The views that the server's routes may show: each is a filter under a key that nobody can guess.

A page that a reader may see registers its filter and hands the key to the map; the routes answer to keys alone. So
the routes need no parameters but zoom and box, show nothing to those who cannot open the page, and two sessions with
the same filter share one answer.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass

from geonews.store import EventFilter
from geonews.ui.data import Stamp

__all__ = ["View", "find", "register"]

#: Views that are remembered; a map whose view was forgotten shows what it has until the next change.
MOST_VIEWS = 512

_secret = secrets.token_bytes(16)
_views: OrderedDict[str, View] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A filter on one state of a store; ``stamp`` changes when the store does."""

    key: str
    filter: EventFilter
    stamp: Stamp


def register(filter: EventFilter, stamp: Stamp) -> View:
    """Remember a view and return it; the same filter on the same state has the same key."""
    digest = hashlib.blake2s(f"{stamp}\x1f{filter!r}".encode("utf-8", "surrogatepass"), key=_secret, digest_size=16)
    view = View(key=digest.hexdigest(), filter=filter, stamp=stamp)
    with _lock:
        _views[view.key] = view
        _views.move_to_end(view.key)
        while len(_views) > MOST_VIEWS:
            _views.popitem(last=False)
    return view


def find(key: str) -> View | None:
    """Return the view of a key, None for a key that was never given out or is forgotten."""
    with _lock:
        return _views.get(key)
