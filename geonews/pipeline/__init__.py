"""The order of the stages: read, parse, resolve, code, store; one process, several, or a cluster."""

from geonews.pipeline.batches import BATCH_ARTICLES
from geonews.pipeline.crews import Crew, dask_crew
from geonews.pipeline.progress import Progress, Summary
from geonews.pipeline.stages import Options, Pipeline

__all__ = ["BATCH_ARTICLES", "Crew", "Options", "Pipeline", "Progress", "Summary", "dask_crew"]
