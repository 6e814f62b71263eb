"""What an article says of directions and scenes beside the sentence that is read."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

__all__ = ["Context", "Pair"]

#: Pairs told before a sentence, and behind it, that say anything of it.
_MOST = 60


@dataclass(frozen=True, slots=True)
class Pair:
    """A direction that a sentence of the article tells; ``turned`` if it only says that it is the other one."""

    sentence: int
    origin: str
    destination: str
    armed: bool = False
    turned: bool = False


@dataclass(slots=True)
class Context:
    """What the article says of directions: its dateline's country, the pairs found, how often it names a country.

    ``scenes`` are the countries of the places that each sentence names.
    """

    dateline: str | None = None
    _pairs: list[Pair] = field(default_factory=list)
    _places: list[tuple[int, int]] = field(default_factory=list)
    mentions: Counter[str] = field(default_factory=Counter)
    scenes: dict[int, Counter[str]] = field(default_factory=dict)

    def tell(self, pair: Pair) -> None:
        """Note the direction that a sentence tells."""
        insort(self._places, (pair.sentence, len(self._pairs)))
        self._pairs.append(pair)

    def near(self, sentence: int) -> Sequence[Pair]:
        """Return the pairs in the order in which they were told; of very many those told nearest to a sentence."""
        if len(self._pairs) <= 2 * _MOST:
            return self._pairs
        at = bisect_left(self._places, (sentence, 0))
        return [self._pairs[i] for i in sorted(i for _, i in self._places[max(0, at - _MOST) : at + _MOST])]

    def told_in(self) -> set[int]:
        """Return the sentences that tell a direction."""
        return {sentence for sentence, _ in self._places}

    def scene(self, sentence: int, reach: int = 2) -> str | None:
        """Return the country where the sentences before are set; None if they name several, or none."""
        for earlier in range(sentence - 1, max(-1, sentence - reach - 1), -1):
            if earlier in self.scenes:
                named = list(self.scenes[earlier])
                return named[0] if len(named) == 1 else None
        return None

    def home(self, sentence: int) -> str | None:
        """Return the dateline's country, None if the sentence, or the last one that names places, is set elsewhere."""
        for named in (self.scenes.get(i) for i in range(sentence, max(-1, sentence - 3), -1)):
            if named:
                return self.dateline if self.dateline in named else None
        return self.dateline

    def nearest(self, sentence: int, *, origin: str | None = None, destination: str | None = None) -> Pair | None:
        """Return the nearest pair with the given end or ends, one told before rather than after."""
        fitting = [
            p
            for p in self.near(sentence)
            if (origin is None or p.origin == origin) and (destination is None or p.destination == destination)
        ]
        return min(fitting, key=lambda p: (p.sentence > sentence, abs(p.sentence - sentence)), default=None)
