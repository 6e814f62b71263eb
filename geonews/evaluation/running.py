"""Parse the texts of a gold file as ``geonews parse`` does, so that what is scored is what a user gets."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from geonews import ingest
from geonews.config import Config
from geonews.events import ontology
from geonews.model import Failure
from geonews.pipeline import Options, Pipeline
from geonews.records import parsed_record

__all__ = ["parse_gold"]


def parse_gold(path: Path, config: Config, *, events: bool, explain: bool = False) -> list[Mapping[str, Any]]:
    """Return the records of ``geonews parse`` for a JSONL file of gold documents, in their order.

    A document that fails has no record, and counts as one without predictions.

    Raises
    ------
    FetchError
        If the file does not exist.
    """
    articles = ingest.read([str(path)], config)
    with Pipeline.open(config) as pipeline:
        results = pipeline.parse(articles, options=Options(events=events))
        return [parsed_record(r, ontology.codes, explain=explain) for r in results if not isinstance(r, Failure)]
