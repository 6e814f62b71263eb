"""Names of another language and their namesakes, with the words of place that the language writes beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from heapq import nlargest

from geonews.gazetteer.tongue import Tongue
from geonews.gazetteer.tongue_lookup import TongueNames
from geonews.geoparse.cards import prominence
from geonews.geoparse.cues import Cues, load_cues
from geonews.geoparse.groups import place_group
from geonews.geoparse.names import NAMESAKES, RIVALS, NameBook
from geonews.geoparse.tokens import Tokens
from geonews.model import Candidate

__all__ = ["TongueBook", "TongueCues", "tongue_cues"]

#: Cues that may stand between a word of place and its name.
_BETWEEN = frozenset(("of", "the"))


class TongueBook(NameBook):
    """Looks names up in a language and remembers the answers.

    Parameters
    ----------
    names
        The gazetteer as the language reads it.
    """

    def __init__(self, names: TongueNames) -> None:
        super().__init__(names)
        self.names = names

    def _whole(self, name: str) -> list[Candidate]:
        """Return the candidates that bear the whole name, else those of the name without its words of place."""
        candidates = self.names.candidates(name, limit=NAMESAKES)
        return nlargest(RIVALS, _countries_first(candidates) or self._of_kind(name), key=prominence)

    def _of_kind(self, name: str) -> list[Candidate]:
        """Return the places of the kind that the first or last word says, called as the other words do."""
        words, meaning = name.split(), self.names.tongue.meaning
        if len(words) < 2:
            return []
        cues = load_cues()
        for word, rest in ((words[0], words[1:]), (words[-1], words[:-1])):
            cue = meaning(word.lower()) or ""
            group = cues.after.get(cue) or cues.before.get(cue)
            while len(rest) > 1 and meaning(rest[0].lower()) in _BETWEEN:
                rest = rest[1:]
            if group is not None:
                fitting = cues.agrees.get(group, frozenset())
                found = self.names.candidates(" ".join(rest), limit=NAMESAKES)
                if chosen := [c for c in found if place_group(c.place) in fitting]:
                    return chosen
        return []

    def _inner_candidates(self, name: str) -> tuple[list[Candidate], float]:
        """Return the considerable places named inside a longer name that begins or ends with no word of place."""
        words, meaning = name.split(), self.names.tongue.meaning
        while words and meaning(words[0].lower()) is not None:
            words = words[1:]
        while words and meaning(words[-1].lower()) is not None:
            words = words[:-1]
        return super()._inner_candidates(" ".join(words))


def _countries_first(candidates: list[Candidate]) -> list[Candidate]:
    """Leave out the capital that a language calls as its country: who means "Tunis" adds that it is the capital."""
    countries = {c.place.country for c in candidates if c.place.feature_code == "PCLI"}
    return [c for c in candidates if c.place.feature_code != "PPLC" or c.place.country not in countries]


@dataclass(frozen=True, slots=True, kw_only=True)
class TongueCues(Cues):
    """The cues of the wording where the kind of a place stands before its name in small letters."""

    groups: Mapping[str, str]

    def stated_group(self, tokens: Tokens, first: int, end: int) -> str | None:
        """Return the group that the words in or beside a name say it belongs to, None for none."""
        inside = (first, end - 1) if end - first > 1 else ()
        for i in (*inside, end, first - 1, first - 2):
            if not 0 <= i < len(tokens) or tokens.lowers[i] == tokens.words[i].lower():
                continue
            if i == end and tokens.lowers[i] in self.before and tokens.lowers[i] not in self.after:
                continue
            if i == first - 2 and tokens.lowers[first - 1] not in _BETWEEN:
                continue
            if group := self.groups.get(tokens.lowers[i]):
                return group
        return None


def tongue_cues(tongue: Tongue) -> TongueCues:
    """Return the shipped cues as a language's translated words meet them."""
    cues = load_cues()
    shared = {item.name: getattr(cues, item.name) for item in fields(cues)}
    known = set(tongue.words.values()) | {cue for _, cue in tongue.stems}
    groups = {word: group for word, group in {**cues.after, **cues.before}.items() if word in known}
    return TongueCues(**shared, groups=groups)
