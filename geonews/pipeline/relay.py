"""Carry batches to a crew and the results back in order, also past a worker that dies."""

from __future__ import annotations

import itertools
import logging
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Final

from geonews.errors import WorkersError
from geonews.model import Article, Failure, ParsedArticle
from geonews.pipeline.batches import Batch, Results
from geonews.pipeline.crews import Crew
from geonews.pipeline.limits import too_slow

__all__ = ["Post", "in_order"]

#: Articles in a row, each alone in a new worker, that end it before it is not the articles' fault.
DEATHS_IN_A_ROW: Final = 3

logger = logging.getLogger(__name__)


class Post:
    """Hands batches to a crew, and makes it anew when one of its processes has died."""

    def __init__(self, crew: Crew, work: Callable[[Batch], Results], seconds: Callable[[Batch], float]) -> None:
        self._seconds = seconds
        self._crew = crew
        self._work = work
        self._executor = crew.executor
        self._deaths = 0

    def submit(self, batch: Batch) -> Future[Results]:
        """Send a batch on its way; where the crew is found broken, the answer says so."""
        try:
            return self._executor.submit(self._work, batch)
        except self._crew.broken as error:
            future: Future[Results] = Future()
            future.set_exception(error)
            return future

    def alone(self, batch: Batch) -> Results:
        """Parse a batch while nothing else is under way, article by article if it ends its worker."""
        try:
            return self.submit(batch).result()
        except self._crew.broken:
            self.renew()
        return [result for item in batch for result in self._article(item)]

    def _article(self, item: Article | Failure) -> Results:
        if isinstance(item, Failure):
            return [item]
        began, most = time.monotonic(), self._seconds([item])
        try:
            results = self.submit([item]).result()
        except self._crew.broken as error:
            logger.warning("%s ended its worker", item.id, exc_info=True)
            if time.monotonic() - began >= most:
                self.renew()
                return [Failure(article_id=item.id, stage="parse", error=too_slow(most), origin=item.origin)]
            self._deaths += 1
            if self._deaths >= DEATHS_IN_A_ROW:
                raise WorkersError(
                    f"expected worker processes that stay alive, got {self._deaths} that ended one after another; "
                    "take fewer --workers if memory is short, or see the log of the system for who ended them"
                ) from error
            self.renew()
            told = "expected the worker to survive this article, it was ended; it may need more memory than there is"
            return [Failure(article_id=item.id, stage="parse", error=told, origin=item.origin)]
        self._deaths = 0
        return results

    def renew(self) -> None:
        """Put a new executor in the place of the broken one."""
        if self._crew.anew is not None:
            self._executor = self._crew.anew()


def in_order(
    crew: Crew,
    work: Callable[[Batch], Results],
    batches: Iterator[Batch],
    seconds: Callable[[Batch], float] = lambda _: float("inf"),
) -> Iterator[ParsedArticle | Failure]:
    """Keep a few batches under way and yield their results in the order of the input.

    When a worker dies, nobody can tell which of the batches under way it was: each of them is parsed alone, and an
    article that ends its worker then, too, becomes a ``Failure``. ``seconds`` says how long a worker may take before it
    ends for that (see ``limits``), which is nobody's death.

    Raises
    ------
    WorkersError
        If one worker after another dies, whatever it is given.
    """
    post, ahead = Post(crew, work, seconds), 2 * crew.size + 2
    waiting: deque[tuple[Batch, Future[Results]]] = deque()
    try:
        for batch in itertools.islice(batches, ahead):
            waiting.append((batch, post.submit(batch)))
        while waiting:
            batch, future = waiting.popleft()
            try:
                done = future.result()
            except crew.broken:
                logger.warning("a worker died; parsing the %d batches under way one by one", len(waiting) + 1)
                post.renew()
                suspects = [batch, *(other for other, _ in waiting)]
                _give_up(waiting)
                for suspect in suspects:
                    yield from post.alone(suspect)
                done = []
            for batch in itertools.islice(batches, ahead - len(waiting)):
                waiting.append((batch, post.submit(batch)))
            yield from done
    finally:
        _give_up(waiting)


def _give_up(waiting: deque[tuple[Batch, Future[Results]]]) -> None:
    while waiting:
        waiting.pop()[1].cancel()
