"""The order of the stages: read, parse, resolve, code, store; one process, several, or a cluster.

Articles go through in batches, results come back in the order of the input, and a bad article becomes a
``Failure`` while the rest goes on. The batches run here, in processes, or on a cluster (`geonews.pipeline.crews`).
"""

from __future__ import annotations

import functools
import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from geonews import ingest, nlp
from geonews.config import Config, load_config
from geonews.events import Coder
from geonews.gazetteer import Gazetteer
from geonews.gazetteer.tongue import Tongue, tongue_of
from geonews.geoparse import Geoparser, learn_profile
from geonews.geoparse.tongues import TongueGeoparser
from geonews.ingest.language import ENGLISH
from geonews.model import Article, Candidate, Failure, ParsedArticle
from geonews.phases import phase
from geonews.pipeline import limits
from geonews.pipeline.batches import Batch, Results, batches_of
from geonews.pipeline.crews import Crew, processes
from geonews.pipeline.ledger import Fate, Ledger, Report, Ticket
from geonews.pipeline.progress import Progress, Summary
from geonews.pipeline.relay import Post, in_order
from geonews.pipeline.storing import again, keep, unseen, versions
from geonews.store import Store
from geonews.store.copies import Copies, settle_again
from geonews.store.identity import Identities

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["Options", "Pipeline"]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What to do with an article: code its events, and keep the features behind every decision.

    ``profiles`` say by outlet which countries and divisions it usually writes about.
    """

    events: bool = True
    explain: bool = False
    profiles: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


class Pipeline:
    """Every stage up to the store, opened once.

    Examples
    --------
    ::

        with Pipeline.open(load_config()) as pipeline:
            for result in pipeline.parse(articles):
                ...
    """

    def __init__(self, config: Config, gazetteer: Gazetteer, geoparser: Geoparser, coder: Coder) -> None:
        self.config = config
        self.gazetteer = gazetteer
        self.geoparser = geoparser
        self.coder = coder
        self._geocode = _geocoder(config)
        self._tongues: dict[str, TongueGeoparser] | None = None
        #: Whether every article is held to its limits: long ones go to a process that can be ended, short ones are
        #: parsed in this one against its timer of CPU time. It is for programs: a script that is not guarded by
        #: ``__name__`` would be run again by the process, and the timer may be somebody else's.
        self.guarded = False

    @classmethod
    def open(cls, config: Config) -> Pipeline:
        """Load gazetteer and models.

        Raises
        ------
        GazetteerMissingError, ModelMissingError
            If a file is missing or damaged.
        """
        gazetteer = Gazetteer.open(config)
        with phase("loading the models"):
            return cls(config, gazetteer, Geoparser.open(config, gazetteer), Coder.open(config, gazetteer))

    def __enter__(self) -> Pipeline:
        return self

    def __exit__(self, *_: object) -> None:
        self.gazetteer.close()

    def parse(
        self,
        articles: Iterable[Article | Failure],
        *,
        options: Options | None = None,
        crew: Crew | None = None,
        batch_seconds: float | None = None,
    ) -> Iterator[ParsedArticle | Failure]:
        """Parse articles one after another; failures of earlier stages pass through.

        Parameters
        ----------
        articles
            What ``ingest.read`` yields; consumed as it is needed.
        options
            What to do with each article.
        crew
            Who parses. None parses here, or in ``config.workers`` processes if that is above one.
        batch_seconds
            About how often results should come, for those who look on; None takes what is fastest.
        """
        options = options or Options()
        batches = batches_of(articles, seconds=batch_seconds)
        workers = self.config.workers or os.cpu_count() or 1
        seconds = functools.partial(limits.seconds_for, config=self.config)
        with ExitStack() as stack:
            if crew is None and workers == 1:
                yield from self._parse_here(batches, options, stack, seconds)
                return
            crew = crew or stack.enter_context(processes(workers))
            work = functools.partial(parse_as_worker, replace(self.config, workers=1), options, crew.elsewhere)
            yield from in_order(crew, work, batches, seconds)

    def _parse_here(
        self, batches: Iterable[Batch], options: Options, stack: ExitStack, seconds: Callable[[Batch], float]
    ) -> Iterator[ParsedArticle | Failure]:
        """Parse in this process; batches with a long article in one that can be ended, if wanted."""
        guard: Post | None = None
        for batch in batches:
            is_long = any(isinstance(item, Article) and len(item.text) >= limits.GUARDED_CHARS for item in batch)
            if not (self.guarded and is_long):
                yield from self.parse_batch(batch, options)
                continue
            if guard is None:
                work = functools.partial(parse_as_worker, self.config, options, False)
                guard = Post(stack.enter_context(processes(1)), work, seconds)
            yield from guard.alone(batch)

    def parse_batch(self, batch: list[Article | Failure], options: Options) -> list[ParsedArticle | Failure]:
        """Parse one batch; spaCy's memory for it is given back at the end."""
        language = nlp.load(self.config.model)
        with language.memory_zone():
            docs = self._docs([item for item in batch if isinstance(item, Article) and _tongue(item) is None])
            return [
                item if isinstance(item, Failure) else self._parse_one(item, docs.get(item.id), options)
                for item in batch
            ]

    def _docs(self, articles: list[Article]) -> dict[str, Doc | BaseException]:
        """Parse the texts together, and one by one where a text breaks its batch."""
        docs: dict[str, Doc | BaseException] = {}
        try:
            with self._watched(articles):
                for article, doc in zip(
                    articles, nlp.parse((a.text for a in articles), model=self.config.model), strict=True
                ):
                    docs[article.id] = doc
        except (Exception, limits.OutOfTime):  # noqa: BLE001 - whatever spaCy raises, each text gets its own try
            logger.warning("a batch of %d articles failed to parse; parsing them one by one", len(articles))
            for article in articles:
                try:
                    with self._watched([article]):
                        docs[article.id] = next(nlp.parse([article.text], model=self.config.model))
                except (Exception, limits.OutOfTime) as error:  # noqa: BLE001 - whatever spaCy raises is its failure
                    docs[article.id] = error
        return docs

    def _watched(self, articles: list[Article]) -> AbstractContextManager[None]:
        return limits.watched(articles, self.config) if self.guarded else nullcontext()

    def _parse_one(
        self, article: Article, doc: Doc | BaseException | None, options: Options
    ) -> ParsedArticle | Failure:
        """Parse an article; one in another language, which has no ``doc``, is read for its toponyms alone."""
        stage = "parse"
        try:
            if isinstance(doc, BaseException):
                raise doc
            with self._watched([article]):
                stage = "geoparse"
                profile = options.profiles.get(article.source or "")
                if doc is None:
                    geoparser = self._geoparser_of(article)
                    found = geoparser.read(article, explain=options.explain, profile=profile)
                    return ParsedArticle(article=article, resolutions=tuple(found), events_coded=False)
                resolutions = tuple(
                    self.geoparser.parse(article, doc, explain=options.explain, geocode=self._geocode, profile=profile)
                )
                stage = "events"
                events = tuple(self.coder.code(article, doc, resolutions)) if options.events else ()
        except limits.OutOfTime:
            said = limits.too_slow(limits.seconds_for([article], self.config))
            return Failure(article_id=article.id, stage=stage, error=said, origin=article.origin)
        except Exception as error:
            logger.warning("%s failed at %s", article.id, stage, exc_info=True)
            said = f"{type(error).__name__}: {error}"
            return Failure(article_id=article.id, stage=stage, error=said, origin=article.origin)
        return ParsedArticle(article=article, resolutions=resolutions, events=events, events_coded=options.events)

    def _geoparser_of(self, article: Article) -> TongueGeoparser:
        """Return the geoparser of an article's language; the models for other languages are loaded at the first."""
        if self._tongues is None:
            with phase("loading the models for other languages"):
                self._tongues = TongueGeoparser.open_all(self.config, self.gazetteer, self.geoparser.models)
        tongue = _tongue(article)
        assert tongue is not None
        return self._tongues[tongue.code]

    def _profiles(self, store: Store) -> dict[str, dict[str, float]]:
        """Learn from the store what its outlets write about, if the settings ask for it."""
        if not self.config.profiles:
            return {}
        return {source: learn_profile(places) for source, places in store.places_by_source().items()}

    def ingest(
        self,
        inputs: Iterable[str],
        store: Store,
        *,
        progress: Callable[[Progress], None] | None = None,
        report: Report | None = None,
        crew: Crew | None = None,
    ) -> Summary:
        """Read inputs into a store, one transaction for each article.

        What the store already has is not parsed again, so a run that was stopped goes on where it was.

        Parameters
        ----------
        inputs
            Files, folders, URLs; see ``ingest.read``.
        store
            An open store.
        progress
            Called after each article.
        report
            Called with the fate of each row: a mapping of ``outcome`` (a figure of the summary), ``file``, ``row``,
            ``doc_id``, and where they apply ``of`` (the article that it is, revises or nearly repeats), ``stage`` and
            ``reason``.
        crew
            See ``parse``.
        """
        inputs = list(inputs)
        articles = ingest.read(inputs, self.config)
        told = ", ".join(inputs)[:500]
        return self.ingest_articles(articles, store, inputs=told, progress=progress, report=report, crew=crew)

    def ingest_articles(
        self,
        articles: Iterable[Article | Failure],
        store: Store,
        *,
        inputs: str | None = None,
        progress: Callable[[Progress], None] | None = None,
        report: Report | None = None,
        crew: Crew | None = None,
        batch_seconds: float | None = None,
    ) -> Summary:
        """Parse and store articles that are already read, see ``ingest`` and ``parse``.

        ``inputs`` tells the log what they are.
        """
        copies, identities, ledger = Copies(store), Identities(store), Ledger(Summary(), report)

        def settle(parsed: ParsedArticle, ticket: Ticket) -> ParsedArticle:
            return settle_again(store, parsed) if ticket.fate is Fate.REVISED else copies.settle(parsed)

        news = unseen(articles, copies, identities, ledger)
        with store.run(**versions(self.config.model, self.gazetteer), inputs=inputs):
            options = Options(profiles=self._profiles(store))
            results = self.parse(news, options=options, crew=crew, batch_seconds=batch_seconds)
            keep(results, store, settle, ledger, progress, identities)
        return ledger.summary

    def ingest_again(
        self,
        store: Store,
        *,
        progress: Callable[[Progress], None] | None = None,
        report: Report | None = None,
        crew: Crew | None = None,
    ) -> Summary:
        """Parse the articles of a store again, as a run of its own: with a better model, gazetteer or code.

        Their texts are those that are stored; nothing is fetched. Corrections stay. What changes is found by
        ``Store.readings``.

        Parameters
        ----------
        store, progress, report, crew
            See ``ingest``. An article that says the same as before is ``unchanged``, every other ``stored``.
        """
        ledger = Ledger(Summary(), report)
        with store.run(**versions(self.config.model, self.gazetteer), inputs="stored articles", again=True):
            options = Options(profiles=self._profiles(store))
            results = self.parse(again(store.stored_articles(), ledger), options=options, crew=crew)
            keep(results, store, lambda parsed, _: settle_again(store, parsed), ledger, progress)
        return ledger.summary


def _tongue(article: Article) -> Tongue | None:
    """Return the language whose data reads an article, None for one that is read as English."""
    return None if article.language in (None, ENGLISH) else tongue_of(article.language)


def _geocoder(config: Config) -> Callable[[str], list[Candidate]] | None:
    """Return the online lookup if the user allows it."""
    if not config.online:
        return None
    from geonews.gazetteer.geocoder import CachedGeocoder

    geocoder = CachedGeocoder(config)
    geocoder.check()
    return geocoder.look_up


@functools.lru_cache(maxsize=1)
def _worker_pipeline(config: Config) -> Pipeline:
    return Pipeline.open(config)


def parse_as_worker(config: Config, options: Options, elsewhere: bool, batch: Batch) -> Results:
    """Parse a batch in a worker, whose pipeline is loaded once; on another machine its own cache folder counts."""
    if elsewhere:
        config = replace(config, cache_dir=load_config().cache_dir)
    pipeline = _worker_pipeline(config)
    with limits.held(batch, config):
        return pipeline.parse_batch(batch, options)
