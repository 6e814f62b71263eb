"""One line of Python: texts and stores as results that show, tabulate and map themselves.

The names that people use stand in ``geonews`` itself: ``geonews.parse``, ``geonews.read``, ``geonews.open_store``.
"""

from geonews.notebook.parsing import parse, parse_column, parse_many, read, stream
from geonews.notebook.readings import Reading, Readings
from geonews.notebook.stored import StoreView, open_store

__all__ = ["Reading", "Readings", "StoreView", "open_store", "parse", "parse_column", "parse_many", "read", "stream"]
