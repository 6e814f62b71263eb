"""What the sequence model sees of each token: strings, as CRFsuite wants them.

A token's own letters, spaCy's opinion, the gazetteer's longest match, the run of capitalised words it stands in,
its neighbours, and what the document calls the same word elsewhere. Words in small letters that no name of the
gazetteer covers are never names by themselves and get a handful of features: that is three tokens of four, and most
of the speed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from geonews.geoparse.cues import load_cues
from geonews.geoparse.datelines import dateline_marks
from geonews.geoparse.document_memory import DocumentMemory
from geonews.geoparse.matching import NameMatch, hyphened
from geonews.geoparse.tokens import Tokens, shape

__all__ = ["name_runs", "sequence_features"]

EDGE = "<>"


def sequence_features(tokens: Tokens, matches: Sequence[NameMatch]) -> list[list[str]]:
    """Return the features of every token of a document, in order."""
    count = len(tokens)
    gazetteer = _gazetteer_tags(tokens, matches)
    runs = name_runs(tokens)
    memory = DocumentMemory(tokens, gazetteer)
    datelines = dateline_marks(tokens, runs)
    loud = _loud_sentences(tokens)
    entity_bounds: list[tuple[int, int] | None] = [None] * count
    for first, end, _ in tokens.entity_spans():
        for i in range(first, end):
            entity_bounds[i] = (first, end)
    rows: list[list[str]] = []
    for i in range(count):
        word = tokens.words[i]
        row: list[str] = []
        plain = not tokens.named[i] and not gazetteer[i] and not tokens.entities[i] and not _beside_name(tokens, i)
        if plain and runs[i] is None:
            row.extend(_plain_features(word))
            rows.append(row)
            continue
        row.extend(_word_features(word))
        row.append(loud[i])
        if datelines[i]:
            row.extend((datelines[i], f"{datelines[i]}|{gazetteer[i][0] if gazetteer[i] else 'g=O'}"))
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


def _beside_name(tokens: Tokens, i: int) -> bool:
    """Whether a token is a number beside a capitalised word, as in County Road 35."""
    if not tokens.words[i][:1].isdigit():
        return False
    return (i > 0 and tokens.named[i - 1]) or (i + 1 < len(tokens) and tokens.named[i + 1])


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


def name_runs(tokens: Tokens) -> list[tuple[int, int] | None]:
    """Return the run of capitalised words around each token, with small words between them, None outside."""
    runs: list[tuple[int, int] | None] = [None] * len(tokens)
    i, count, links = 0, len(tokens), load_cues().links
    while i < count:
        if not tokens.named[i]:
            i += 1
            continue
        end = i + 1
        while end < count and end - i < 16:
            bridge = end
            while bridge < min(count, end + 4) and not tokens.named[bridge]:
                if tokens.lowers[bridge] not in links and not hyphened(tokens, bridge):
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
