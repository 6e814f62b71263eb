"""Measures of quality: what was found, against what a person marked."""

from geonews.evaluation.geoparsing import GeoparsingScores, evaluate_geoparsing, read_documents
from geonews.evaluation.running import parse_gold

__all__ = ["GeoparsingScores", "evaluate_geoparsing", "parse_gold", "read_documents"]
