"""geonews: news articles in, a map of what happened out; offline, every dot traceable to its sentence.

>>> import geonews
>>> reading = geonews.parse("Some 300 people fled from Sudan into Chad on Friday.", published="2023-05-08")
>>> [event.type for event in reading.events]
['BORDER_CROSSING']

Nothing heavy is imported before it is asked for: each name below is found when it is first used (PEP 562).
"""

import importlib
import logging
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geonews.config import Config, load_config
    from geonews.errors import GeonewsError
    from geonews.model import Article, Event, Failure, Place, Resolution, Toponym
    from geonews.notebook.parsing import parse, parse_column, parse_many, read, stream
    from geonews.notebook.readings import Reading, Readings
    from geonews.notebook.stored import StoreView, open_store

__version__ = "0.1.0"

__all__ = [
    "Article",
    "Config",
    "Event",
    "Failure",
    "GeonewsError",
    "Place",
    "Reading",
    "Readings",
    "Resolution",
    "StoreView",
    "Toponym",
    "__version__",
    "load_config",
    "open_store",
    "parse",
    "parse_column",
    "parse_many",
    "read",
    "stream",
]

_HOMES = {
    "config": ("Config", "load_config"),
    "errors": ("GeonewsError",),
    "model": ("Article", "Event", "Failure", "Place", "Resolution", "Toponym"),
    "notebook.parsing": ("parse", "parse_column", "parse_many", "read", "stream"),
    "notebook.readings": ("Reading", "Readings"),
    "notebook.stored": ("StoreView", "open_store"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

logging.getLogger(__name__).addHandler(logging.NullHandler())


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(importlib.import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """List the public names, those included that are not imported yet."""
    return sorted({*globals(), *__all__})
