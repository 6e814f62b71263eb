"""What the shipped graph says of words, against the annotations: triggers with their types, and the words of roles.

The measures are those of `tools.reader.measure`, of the files that users have and without torch.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

import numpy as np

from geonews.events.reader.decoding import Reader
from geonews.events.reader.labels import ROLES, TYPES
from tools.reader.data import IGNORE, Example, Read, examples
from tools.reader.scoring import f1

#: Words that are likelier than this to be triggers count as such, as while training.
THRESHOLD = 0.5


def word_scores(reader: Reader, reads: Iterable[Read]) -> dict[str, Any]:
    """Score triggers (word and type) and, for annotated triggers, roles by word."""
    hits: Counter[str] = Counter()
    types: dict[str, Counter[str]] = defaultdict(Counter)
    for read in reads:
        for example in examples(read, reader.encoder.tokenizer):
            seen = reader.encoder.see(read.words, example.indices)
            _triggers(example, seen.trigger, hits, types)
            if len(example.at):
                sentence = [read.words.sentence[i] for i in example.indices]
                odds = reader.role_odds(seen, example.at.tolist(), (example.kind - 1).tolist(), sentence)
                _roles(example, odds > 0.5, hits)
    by_type = {t: f1(c["right"], c["found"], c["wanted"]) for t, c in sorted(types.items())}
    told = [v["f"] for v in by_type.values() if v["n"]]
    return {
        "trigger": f1(hits["right"], hits["found"], hits["wanted"]),
        "macro": round(float(np.mean(told)), 3) if told else 0.0,
        "types": by_type,
        "roles": {r: f1(hits[f"{r} right"], hits[f"{r} found"], hits[f"{r} wanted"]) for r in ROLES},
    }


def _triggers(example: Example, logits: np.ndarray, hits: Counter[str], types: dict[str, Counter[str]]) -> None:
    shifted = np.exp(logits - logits.max(-1, keepdims=True))
    odds = shifted / shifted.sum(-1, keepdims=True)
    said = np.where(1 - odds[:, 0] > THRESHOLD, odds[:, 1:].argmax(-1) + 1, 0)
    for mine, gold in zip(said.tolist(), example.trigger.tolist(), strict=True):
        if gold == IGNORE:
            continue
        hits["found"] += mine > 0
        hits["wanted"] += gold > 0
        hits["right"] += mine == gold > 0
        if mine:
            types[TYPES[mine - 1]]["found"] += 1
        if gold:
            types[TYPES[gold - 1]]["wanted"] += 1
            types[TYPES[gold - 1]]["right"] += mine == gold


def _roles(example: Example, said: np.ndarray, hits: Counter[str]) -> None:
    for column, role in enumerate(ROLES):
        gold, mine = example.roles[:, :, column], said[:, :, column]
        hits[f"{role} right"] += int((mine & (gold == 1)).sum())
        hits[f"{role} found"] += int((mine & (gold >= 0)).sum())
        hits[f"{role} wanted"] += int((gold == 1).sum())
