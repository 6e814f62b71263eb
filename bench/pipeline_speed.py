#!/usr/bin/env python3
"""Articles to events in the store beside bare spaCy: the ratio of processor time, in one process and one run.

usage: bench/pipeline_speed.py [TEXTS] [--articles N] [--rounds N] [--profile FILE]

TEXTS is anything that geonews reads, the samples unless given. Blocks of articles are read by spaCy alone (the same
pipeline, which tags, parses and finds names) and by the whole of geonews (the same parse, geoparser, reader, grounding,
store), one after the other, and which goes first changes from block to block and from round to round. The first block
warms the caches and is not counted. Each round writes a store of its own. With --profile nothing is compared: the
functions in which the time outside of spaCy goes are written to FILE, by their own and by their cumulative time.
"""

from __future__ import annotations

import argparse
import cProfile
import io
import json
import os
import pstats
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from geonews import ingest, nlp
from geonews.config import load_config
from geonews.model import Article
from geonews.pipeline import Pipeline
from geonews.store import Store

ROOT = Path(__file__).resolve().parents[1]
BLOCK = 8
AIM = 2.0
#: Stages that lie within another one, whose time is theirs too.
WITHIN = {"reader": "events", "rules": "events"}


@dataclass(slots=True)
class Clock:
    """Processor seconds by stage."""

    seconds: dict[str, float] = field(default_factory=dict)

    def watch(self, owner: Any, method: str, stage: str) -> None:
        """Have a method's time counted, under the name of a stage."""
        inner: Callable[..., Any] = getattr(owner, method)

        def timed(*values: Any, **named: Any) -> Any:
            began = time.process_time()
            try:
                return inner(*values, **named)
            finally:
                self.seconds[stage] = self.seconds.get(stage, 0.0) + time.process_time() - began

        setattr(owner, method, timed)


def main() -> int:
    """Measure and print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="?", default=str(ROOT / "data" / "samples"), metavar="TEXTS")
    parser.add_argument("--articles", type=int, default=48)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--profile", type=Path, metavar="FILE")
    options = parser.parse_args()
    config = load_config(workers=1)
    found = (item for item in ingest.read([options.texts], config) if isinstance(item, Article))
    articles = [article for article, _ in zip(found, range(options.articles), strict=False)]
    if len(articles) < 2:
        parser.error(f"expected two articles or more in {options.texts!r}, got {len(articles)}; name other texts")
    size = min(BLOCK, len(articles) // 2)
    blocks = [articles[i : i + size] for i in range(0, len(articles), size)]
    with Pipeline.open(config) as pipeline:
        if options.profile is not None:
            options.profile.write_text(profiled(pipeline, blocks), encoding="utf-8")
            return 0
        print(json.dumps(measured(pipeline, blocks, options.rounds)))
    return 0


def measured(pipeline: Pipeline, blocks: Sequence[Sequence[Article]], rounds: int) -> dict[str, Any]:
    """Return the ratio of both times, and the shares of the stages."""
    clock = Clock()
    clock.watch(pipeline, "_docs", "spacy")
    clock.watch(pipeline.geoparser, "parse", "geoparser")
    clock.watch(pipeline.coder, "code", "events")
    clock.watch(pipeline.coder.reader, "read", "reader")
    clock.watch(pipeline.coder._rules, "code", "rules")
    bare_seconds, whole_seconds = [], []
    for number in range(rounds):
        with store() as made:
            clock.watch(made, "add", "store")
            for place, block in enumerate(blocks):
                seconds = dict(clock.seconds)
                if (place + number) % 2:
                    one, other = bare(pipeline, block), whole(pipeline, block, made)
                else:
                    other, one = whole(pipeline, block, made), bare(pipeline, block)
                if place == 0:  # it has warmed the caches
                    clock.seconds = seconds
                    continue
                bare_seconds.append(one)
                whole_seconds.append(other)
    ratios = [other / one for one, other in zip(bare_seconds, whole_seconds, strict=True)]
    return {
        "articles": sum(map(len, blocks[1:])),
        "rounds": rounds,
        "seconds_per_article": {
            "bare_spacy": round(sum(bare_seconds) / rounds / sum(map(len, blocks[1:])), 4),
            "geonews": round(sum(whole_seconds) / rounds / sum(map(len, blocks[1:])), 4),
        },
        "times_bare_spacy": round(sum(whole_seconds) / sum(bare_seconds), 2),
        "median_of_blocks": round(statistics.median(ratios), 2),
        "least_and_most": [round(min(ratios), 2), round(max(ratios), 2)],
        "aim": AIM,
        "stages_times_bare_spacy": stages(clock.seconds, sum(whole_seconds), sum(bare_seconds)),
    }


def stages(seconds: dict[str, float], whole_seconds: float, bare_seconds: float) -> dict[str, float]:
    """Return what each stage takes in units of bare spaCy: of stages within others the others have the rest."""
    own = dict(seconds)
    for inner, outer in WITHIN.items():
        own[outer] = own.get(outer, 0.0) - seconds.get(inner, 0.0)
    own["grounding"] = own.pop("events", 0.0)
    own["rest"] = whole_seconds - sum(own.values())
    return {stage: round(spent / bare_seconds, 3) for stage, spent in own.items()}


def bare(pipeline: Pipeline, block: Sequence[Article]) -> float:
    """Return the processor seconds that spaCy alone takes."""
    began = time.process_time()
    with nlp.load(pipeline.config.model).memory_zone():
        for _ in nlp.parse([article.text for article in block], model=pipeline.config.model):
            pass
    return time.process_time() - began


def whole(pipeline: Pipeline, block: Sequence[Article], into: Store) -> float:
    """Return the processor seconds from articles to events in the store."""
    began = time.process_time()
    pipeline.ingest_articles(block, into)
    return time.process_time() - began


@contextmanager
def store() -> Iterator[Store]:
    """Make an empty store that goes when it is no longer needed."""
    with (
        tempfile.TemporaryDirectory(prefix="geonews-bench-") as folder,
        Store.create(Path(folder) / "news.gpkg") as made,
    ):
        yield made


def profiled(pipeline: Pipeline, blocks: Sequence[Sequence[Article]], lines: int = 25) -> str:
    """Return the functions that take most time outside of spaCy, by cumulative and by own time."""
    profile = cProfile.Profile()
    inner = pipeline._docs

    def unwatched(articles: list[Article]) -> Any:
        profile.disable()
        docs = inner(articles)
        profile.enable()
        return docs

    with store() as made:
        pipeline.ingest_articles(blocks[0], made)
        pipeline._docs = unwatched  # type: ignore[method-assign]
        profile.enable()
        for block in blocks[1:]:
            pipeline.ingest_articles(block, made)
        profile.disable()
    told = io.StringIO()
    for order in ("cumulative", "tottime"):
        pstats.Stats(profile, stream=told).sort_stats(order).print_stats(lines)
    return told.getvalue().replace(f"{ROOT}/", "")


if __name__ == "__main__":
    raise SystemExit(main())
