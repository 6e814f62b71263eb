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
    """What a run did: articles read, new (near-copies among them), already there, events found, the first failures."""

    read: int = 0
    stored: int = 0
    unchanged: int = 0
    near_copies: int = 0
    events: int = 0
    toponyms: int = 0
    failures: int = 0
    seconds: float = 0.0
    failed: list[Failure] = field(default_factory=list)

    def as_record(self) -> dict[str, int | float]:
        """Return the figures without the list of failures."""
        return {name: value for name, value in asdict(self).items() if name != "failed"}
