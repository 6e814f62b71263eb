"""Measures of quality: what was found, against what a person marked."""

from geonews.evaluation.corrections import CorrectionScores, evaluate_corrections
from geonews.evaluation.crossings import CrossingScores, evaluate_crossings, read_crossings
from geonews.evaluation.differences import Differences, compare
from geonews.evaluation.geoparsing import GeoparsingScores, evaluate_geoparsing, read_documents
from geonews.evaluation.running import parse_gold
from geonews.evaluation.training import training_documents

__all__ = [
    "CorrectionScores",
    "CrossingScores",
    "Differences",
    "GeoparsingScores",
    "compare",
    "evaluate_corrections",
    "evaluate_crossings",
    "evaluate_geoparsing",
    "parse_gold",
    "read_crossings",
    "read_documents",
    "training_documents",
]
