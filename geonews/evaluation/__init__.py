"""Measures of quality: what was found, against what a person marked."""

from geonews.evaluation.geoparsing import GeoparsingScores, evaluate_geoparsing, read_documents

__all__ = ["GeoparsingScores", "evaluate_geoparsing", "read_documents"]
