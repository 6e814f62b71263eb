"""Measures of quality: what was found, against what a person marked."""

from geonews.evaluation.crossings import CrossingScores, evaluate_crossings, read_crossings
from geonews.evaluation.geoparsing import GeoparsingScores, evaluate_geoparsing, read_documents
from geonews.evaluation.running import parse_gold

__all__ = [
    "CrossingScores",
    "GeoparsingScores",
    "evaluate_crossings",
    "evaluate_geoparsing",
    "parse_gold",
    "read_crossings",
    "read_documents",
]
