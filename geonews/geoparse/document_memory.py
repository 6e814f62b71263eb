"""What a document calls its capitalised words, all mentions taken together, and what stands beside them elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from geonews.geoparse.cues import load_cues
from geonews.geoparse.tokens import Tokens

__all__ = ["DocumentMemory"]

#: What the words beside a name say of it elsewhere in the document: a place in a larger one, a place, a person.
CUES = ("dparent", "din", "dtitle")


class DocumentMemory:
    """What a document calls each of its capitalised words, all mentions taken together, and what stands beside them."""

    def __init__(self, tokens: Tokens, gazetteer: Sequence[tuple[str, ...]]) -> None:
        self.tokens = tokens
        self._beside = [_beside(tokens, i, gazetteer) if tokens.named[i] else "" for i in range(len(tokens))]
        self._company = Counter((tokens.lowers[i], cue) for i, cue in enumerate(self._beside) if cue)
        labels: dict[str, Counter[str]] = {}
        small: set[str] = set()
        steady: set[str] = set()
        persons: set[str] = set()
        for i, lower in enumerate(tokens.lowers):
            if not tokens.named[i]:
                small.add(lower)
                continue
            labels.setdefault(lower, Counter())[tokens.entities[i]] += 1
            if not tokens.opens[i]:
                steady.add(lower)
        for first, end, label in tokens.entity_spans():
            if label == "PERSON" and end - first > 1:
                persons.update(tokens.lowers[first:end])
        self._of = {
            lower: self._summary(lower, seen, lower in small, lower in steady, lower in persons)
            for lower, seen in labels.items()
        }

    @staticmethod
    def _summary(
        lower: str, seen: Counter[str], small: bool, steady: bool, person: bool
    ) -> tuple[tuple[str, ...], Counter[str]]:
        total = seen.total()
        features = [f"dc={min(total, 4)}"]
        if small:
            features.append("dsmall")
        if not steady:
            features.append("dopens")
        if person:
            features.append("dperson")
        if total > 1:
            label, most = max(seen.items(), key=lambda item: (item[1], item[0]))
            features.append(f"de={label}{'!' if most == total else ''}")
            if 0 < seen["GPE"] < total:
                features.append("dgpe")
        return tuple(features), seen

    def features(self, i: int) -> tuple[str, ...]:
        """Return what the rest of the document says of a token's word."""
        lower = self.tokens.lowers[i]
        known = self._of.get(lower)
        if known is None:
            return ()
        own = self._beside[i]
        elsewhere = tuple(cue for cue in CUES if self._company[lower, cue] > (own == cue))
        return (*known[0], *elsewhere)


def _beside(tokens: Tokens, i: int, gazetteer: Sequence[tuple[str, ...]]) -> str:
    """Return what the words beside a name say of it: which of `CUES`, "" for nothing."""
    larger = gazetteer[i + 2][:1] if i + 2 < len(tokens) and tokens.words[i + 1] == "," else ()
    if larger and larger[0].endswith(("-country", "-admin1")):
        return "dparent"
    if i and tokens.lowers[i - 1] in load_cues().titles:
        return "dtitle"
    if i and tokens.lowers[i - 1] in load_cues().locatives:
        return "din"
    return ""
