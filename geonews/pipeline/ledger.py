"""The account of a run: every row that is met has one fate, and the figures add up."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from geonews.model import Article, Failure, Origin
from geonews.pipeline.progress import Summary

__all__ = ["Fate", "Ledger", "Report", "Ticket"]

#: Takes a row's fate: ``outcome``, ``file``, ``row``, ``doc_id``, ``of``, ``stage``, ``reason``.
Report = Callable[[Mapping[str, Any]], object]
#: Failures that a summary keeps; the store has them all.
FAILURES_KEPT: Final = 100


class Fate(StrEnum):
    """What becomes of a row: each counts under its own name in the summary."""

    STORED = "stored"
    REVISED = "revised"
    UNCHANGED = "unchanged"
    NEAR_COPY = "near_copies"
    FAILED = "failures"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What is handed on to be parsed, and what it is to be if that succeeds.

    ``of`` is the article that it revises or nearly repeats, ``keys`` what it is met by; an ``article`` of None stands
    for a failure that only passes through.
    """

    article: Article | None = None
    fate: Fate = Fate.STORED
    of: str | None = None
    keys: tuple[str, ...] = ()


class Ledger:
    """Counts the rows of a run, and tells each one's fate to whoever wants a list.

    Parameters
    ----------
    summary
        What is counted up.
    report
        Called once for each row, and for each doubt about one that is kept.
    """

    def __init__(self, summary: Summary, report: Report | None = None) -> None:
        self.summary = summary
        self._report = report
        self._tickets: deque[Ticket] = deque()

    def hand_on(self, ticket: Ticket) -> None:
        """Note what goes to the parser; results come back in the same order."""
        self._tickets.append(ticket)

    def take_back(self) -> Ticket:
        """Return the ticket of the next result."""
        return self._tickets.popleft()

    def close(self, fate: Fate, article: Article, *, of: str | None = None) -> None:
        """Note the fate of an article."""
        self._count(fate)
        self._tell(fate.value, article.id, article.origin, of=of)

    def fail(self, failure: Failure, ticket: Ticket) -> Failure:
        """Note a failure, and return it with the file and row of the article that it is about."""
        if failure.origin is None and ticket.article is not None:
            failure = replace(failure, origin=ticket.article.origin)
        if failure.is_doubt:
            self.summary.doubts += 1
            outcome = "doubts"
        else:
            fate = Fate.LEFT_OUT if failure.is_left_out else Fate.FAILED
            self._count(fate)
            outcome = fate.value
        if len(self.summary.failed) < FAILURES_KEPT and not failure.is_left_out:
            self.summary.failed.append(failure)
        self._tell(outcome, failure.article_id, failure.origin, stage=failure.stage, reason=failure.error)
        return failure

    def check(self) -> None:
        """Make sure that no row is lost and none counted twice.

        Raises
        ------
        AssertionError
            If the figures do not add up: a fault of the program, never of the input.
        """
        summary = self.summary
        parts = {fate.value: getattr(summary, fate.value) for fate in Fate}
        if self._tickets or summary.read != sum(parts.values()):
            raise AssertionError(
                f"expected {summary.read} rows to be accounted for, got {parts!r} and {len(self._tickets)} under way; "
                "report this as a fault of geonews"
            )

    def _count(self, fate: Fate) -> None:
        setattr(self.summary, fate.value, getattr(self.summary, fate.value) + 1)

    def _tell(self, outcome: str, doc_id: str, origin: Origin | None, **more: str | None) -> None:
        if self._report is not None:
            place = {"file": origin and origin.file, "row": origin and origin.row}
            self._report({"outcome": outcome, **place, "doc_id": doc_id, **more})
