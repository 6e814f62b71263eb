"""What a run tells: how far it is, and what it did."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

from geonews.model import Failure

__all__ = ["Progress", "Summary"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run is: ``seconds`` since its start, ``last`` the title just handled, ``failure`` if it failed."""

    articles: int
    events: int
    failures: int
    seconds: float
    last: str
    failure: Failure | None = None


@dataclass(slots=True, kw_only=True)
class Summary:
    """What a run did: how many rows it met, and what became of them.

    Attributes
    ----------
    read
        Rows met: the sum of the next six.
    stored, near_copies
        New articles, without and with another's words.
    revised
        Articles that say something else than before; their earlier texts are kept.
    unchanged
        Articles that are there already.
    failures
        Rows that could not be read.
    left_out
        Files of kinds that are not read.
    doubts
        What was told about articles that are kept: a date that cannot be true.
    events, toponyms
        What was found.
    toponyms_only
        Articles in other languages than English, of which no events are coded.
    failed
        The first failures and doubts.
    """

    read: int = 0
    stored: int = 0
    revised: int = 0
    unchanged: int = 0
    near_copies: int = 0
    failures: int = 0
    left_out: int = 0
    doubts: int = 0
    events: int = 0
    toponyms: int = 0
    toponyms_only: int = 0
    seconds: float = 0.0
    failed: list[Failure] = field(default_factory=list)

    def as_record(self) -> dict[str, int | float]:
        """Return the figures without the list of failures."""
        return {name: value for name, value in asdict(self).items() if name != "failed"}
