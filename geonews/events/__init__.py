"""From a parsed article to its events: who did what, where, when, how many, and whether it happened."""

from geonews.events import ontology
from geonews.events.coder import Coder

__all__ = ["Coder", "ontology"]
