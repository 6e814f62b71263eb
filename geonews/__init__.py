"""geonews: news articles in, a map of what happened out; offline, every dot traceable to its sentence."""

import logging

__version__ = "0.1.0"

logging.getLogger(__name__).addHandler(logging.NullHandler())
