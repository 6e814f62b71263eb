"""What the sequence model sees of each token: strings, as CRFsuite wants them.

A token's own letters, spaCy's opinion, the gazetteer's longest match, the run of capitalised words it stands in,
its neighbours, and what the document calls the same word elsewhere. Words in small letters that no name of the
gazetteer covers are never names by themselves and get a handful of features: that is three tokens of four, and most
of the speed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from geonews.geoparse.matching import NameMatch, hyphened
from geonews.geoparse.tokens import Tokens, shape

__all__ = ["sequence_features"]

#: Small words that may stand inside a run of capitalised words.
LINKS = frozenset({"of", "de", "la", "du", "der", "and", "&", "-", "the", "upon", "on", "al", "el", "'s", "for"})
EDGE = "<>"


def sequence_features(tokens: Tokens, matches: Sequence[NameMatch]) -> list[list[str]]:
    """Return the features of every token of a document, in order."""
    count = len(tokens)
    gazetteer = _gazetteer_tags(tokens, matches)
    runs = _name_runs(tokens)
    memory = _DocumentMemory(tokens)
    loud = _loud_sentences(tokens)
    entity_bounds: list[tuple[int, int] | None] = [None] * count
    for first, end, _ in tokens.entity_spans():
        for i in range(first, end):
            entity_bounds[i] = (first, end)
    rows: list[list[str]] = []
    for i in range(count):
        word = tokens.words[i]
        row: list[str] = []
        plain = not tokens.named[i] and not gazetteer[i] and not tokens.entities[i]
        if plain and runs[i] is None:
            row.extend(_plain_features(word))
            rows.append(row)
            continue
        row.extend(_word_features(word))
        row.append(loud[i])
        _add_neighbours(row, tokens, i, gazetteer)
        _add_syntax(row, tokens, i)
        entity = _add_entity(row, tokens, i, entity_bounds[i])
        row.extend(gazetteer[i] or ("g=O",))
        place = gazetteer[i][0] if gazetteer[i] else "g=O"
        row.append(f"{entity}|{place}")
        row.append(f"{entity}|{place}|{tokens.lowers[i - 1] if i else EDGE}")
        row.append(f"{entity}|{tokens.lowers[i]}")
        _add_run(row, tokens, i, runs[i], place)
        row.extend(memory.features(i))
        rows.append(row)
    return rows


@lru_cache(maxsize=65536)
def _plain_features(word: str) -> tuple[str, ...]:
    return ("small", f"w={word.lower()}", f"s={shape(word)}")


@lru_cache(maxsize=65536)
def _word_features(word: str) -> tuple[str, ...]:
    lower = word.lower()
    features = [f"w={lower}", f"s={shape(word)}", f"<3={lower[:3]}", f">3={lower[-3:]}", f">2={lower[-2:]}"]
    if len(word) > 5:
        features.append(f">4={lower[-4:]}")
    if len(word) <= 4 and word.isupper():
        features.append("acronym")
    return tuple(features)


@lru_cache(maxsize=131072)
def _neighbour_features(word: str, part: str, offset: int) -> tuple[str, ...]:
    features = (f"{offset}w={word.lower()}", f"{offset}s={shape(word)}")
    return (*features, f"{offset}p={part}") if -2 < offset < 2 else features


def _add_neighbours(row: list[str], tokens: Tokens, i: int, gazetteer: Sequence[tuple[str, ...]]) -> None:
    last = len(tokens) - 1
    for offset in (-2, -1, 1, 2):
        j = i + offset
        if 0 <= j <= last:
            row.extend(_neighbour_features(tokens.words[j], tokens.parts[j], offset))
        else:
            row.append(f"{offset}{EDGE}")
    if i and gazetteer[i - 1]:
        row.append(f"-1{gazetteer[i - 1][0]}")
    if i < last and gazetteer[i + 1]:
        row.append(f"+1{gazetteer[i + 1][0]}")
    if i > 1 and tokens.words[i - 1] == "," and gazetteer[i - 2]:
        row.append(f",{gazetteer[i - 2][0]}")
    if i + 1 < last and tokens.words[i + 1] == "," and gazetteer[i + 2]:
        row.append(f"{gazetteer[i + 2][0]},")


def _add_syntax(row: list[str], tokens: Tokens, i: int) -> None:
    head = tokens.heads[i]
    row.append(f"p={tokens.parts[i]}")
    row.append(f"t={tokens.tags[i]}")
    row.append(f"d={tokens.dependencies[i]}")
    row.append(f"h={tokens.lowers[head]}")
    row.append(f"d={tokens.dependencies[i]}|{tokens.parts[head]}")
    if tokens.opens[i]:
        row.append("opens")


def _add_entity(row: list[str], tokens: Tokens, i: int, bounds: tuple[int, int] | None) -> str:
    """Add what spaCy's entity around the token says; return the token's entity tag."""
    label = tokens.entities[i]
    tag = f"e={'I' if tokens.inside[i] else 'B'}-{label}" if label else "e=O"
    row.append(tag)
    if i:
        row.append(f"-1e={tokens.entities[i - 1]}")
    if i + 1 < len(tokens):
        row.append(f"+1e={tokens.entities[i + 1]}")
    if bounds is not None:
        first, end = bounds
        row.append(f"el={tokens.lowers[end - 1]}")
        row.append(f"en={min(end - first, 5)}|{label}")
        row.append(f"ep={min(i - first, 3)}{min(end - 1 - i, 3)}|{label}")
        if first:
            row.append(f"eb={tokens.lowers[first - 1]}|{label}")
        if end < len(tokens):
            row.append(f"ea={tokens.lowers[end]}|{label}")
    return tag


def _add_run(row: list[str], tokens: Tokens, i: int, run: tuple[int, int] | None, place: str) -> None:
    if run is None:
        return
    first, end = run
    row.append(f"rp={min(i - first, 3)}{min(end - 1 - i, 3)}")
    row.append(f"rp={min(i - first, 3)}{min(end - 1 - i, 3)}|{place}")
    if end - first > 1:
        row.append(f"rf={tokens.lowers[first]}")
        row.append(f"rl={tokens.lowers[end - 1]}")
        row.append(f"rl={tokens.lowers[end - 1]}|{place}")
    row.append(f"rb={tokens.lowers[first - 1] if first else EDGE}")
    row.append(f"ra={tokens.lowers[end] if end < len(tokens) else EDGE}")


def _gazetteer_tags(tokens: Tokens, matches: Sequence[NameMatch]) -> list[tuple[str, ...]]:
    """Return each token's features from the longest name of the gazetteer over it, () for none."""
    tags: list[tuple[str, ...]] = [()] * len(tokens)
    for match in matches:
        card = match.card
        for i in range(match.first, match.end):
            only = match.end - match.first == 1
            place = "S" if only else "B" if i == match.first else "L" if i == match.end - 1 else "I"
            tags[i] = (
                f"g={place}-{card.group}",
                f"gp={place}{card.size}",
                f"gn={place}{card.ambiguity}",
                f"gm={card.group}{card.size}{card.ambiguity}",
                f"ge={card.exact}",
            )
    return tags


def _name_runs(tokens: Tokens) -> list[tuple[int, int] | None]:
    """Return the run of capitalised words around each token, with small words between them, None outside."""
    runs: list[tuple[int, int] | None] = [None] * len(tokens)
    i, count = 0, len(tokens)
    while i < count:
        if not tokens.named[i]:
            i += 1
            continue
        end = i + 1
        while end < count and end - i < 16:
            bridge = end
            while bridge < min(count, end + 4) and not tokens.named[bridge]:
                if tokens.lowers[bridge] not in LINKS and not hyphened(tokens, bridge):
                    break
                bridge += 1
            if bridge == count or not tokens.named[bridge]:
                break
            end = bridge + 1
        for j in range(i, end):
            runs[j] = (i, end)
        i = end
    return runs


def _loud_sentences(tokens: Tokens) -> list[str]:
    """Say for each token how its sentence is written: as prose, as a Headline Like This, or IN CAPITALS."""
    loud: list[str] = []
    i, count = 0, len(tokens)
    while i < count:
        end = i + 1
        while end < count and not tokens.opens[end]:
            end += 1
        letters = [word for word in tokens.words[i:end] if word[0].isalpha()]
        capital = sum(word[0].isupper() for word in letters)
        upper = sum(word.isupper() and len(word) > 1 for word in letters)
        total = max(1, len(letters))
        name = "loud=caps" if upper / total > 0.6 else "loud=title" if capital / total > 0.6 else "loud=prose"
        loud.extend([name] * (end - i))
        i = end
    return loud


class _DocumentMemory:
    """What a document calls each of its capitalised words, all mentions taken together."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
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
        known = self._of.get(self.tokens.lowers[i])
        return known[0] if known else ()
