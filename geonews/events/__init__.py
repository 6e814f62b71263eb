"""From a parsed article to its events: who did what, where, when, how many, and whether it happened.

The coder, with its model, is loaded when it is asked for: a store that links reports needs none of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geonews.events import ontology

if TYPE_CHECKING:
    from geonews.events.coder import Coder

__all__ = ["Coder", "ontology"]


def __getattr__(name: str) -> Any:
    if name == "Coder":
        from geonews.events.coder import Coder

        return Coder
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
