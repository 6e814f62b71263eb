"""What a trained network reads of documents it has not seen, against their annotations."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

from geonews.events.reader.labels import MODES, ROLES, TYPES
from tools.reader.data import IGNORE, Example
from tools.reader.net import Net
from tools.reader.scoring import f1
from tools.reader.train import batches, heads


@torch.no_grad()
def token_scores(
    net: Net, items: Sequence[Example], threshold: float = 0.5, run: Callable[..., tuple[torch.Tensor, ...]] = heads
) -> dict[str, Any]:
    """Score triggers (word and type), modes, statuses, roles by token for gold triggers, and sameness.

    ``run(net, batch)`` gives what the heads say.
    """
    net.eval()
    hits: Counter[str] = Counter()
    by_type: dict[str, Counter[str]] = defaultdict(Counter)
    for batch in batches(items, 6000, random.Random(0), shuffle=False):
        trigger, mode, status, pair_t, pair_w, same_w, same_k = run(net, batch)
        for i, e in enumerate(batch):
            probs = trigger[i, : len(e.first)].softmax(-1)
            _, said = probs[:, 1:].max(-1)
            said = torch.where(1 - probs[:, 0] > threshold, said + 1, torch.zeros_like(said)).numpy()
            for place, gold in enumerate(e.trigger):
                if gold == IGNORE:
                    continue
                hits["found"] += int(said[place] > 0)
                hits["wanted"] += int(gold > 0)
                hits["right"] += int(said[place] == gold > 0)
                hits["spotted"] += int(said[place] > 0 and gold > 0)
                if said[place]:
                    by_type[TYPES[said[place] - 1]]["found"] += 1
                if gold:
                    by_type[TYPES[gold - 1]]["wanted"] += 1
                    by_type[TYPES[gold - 1]]["right"] += int(said[place] == gold)
            if not len(e.at):
                continue
            at = torch.from_numpy(e.at)
            known = e.mode != IGNORE
            for row, place in enumerate(e.at):
                if known[row]:
                    kind = TYPES[e.kind[row] - 1]
                    options = [j for j, (t, _) in enumerate(MODES) if t == kind]
                    chosen = options[int(mode[i, place, options].argmax())]
                    hits["mode_n"] += 1
                    hits["mode"] += int(chosen == e.mode[row])
            state = status[i, at].argmax(-1).numpy()
            hits["status_n"] += len(at)
            hits["status"] += int((state == e.status).sum())
            hits["not_happened_n"] += int((e.status != 0).sum())
            hits["not_happened"] += int(((state != 0) & (e.status != 0)).sum())
            count = len(e.first)
            logits = net.roles(
                pair_t[i, at], pair_w[i, :count], torch.from_numpy(e.kind), torch.from_numpy(e.words),
                torch.from_numpy(e.sentences),
            ).numpy()  # fmt: skip
            for j, role in enumerate(ROLES):
                gold, said_role = e.roles[:, :, j], logits[:, :, j] > 0
                ok = gold >= 0
                hits[f"{role}_right"] += int((said_role & (gold == 1)).sum())
                hits[f"{role}_found"] += int((said_role & ok).sum())
                hits[f"{role}_wanted"] += int((gold == 1).sum())
            if len(at) > 1:
                alike = torch.from_numpy((e.kind[:, None] == e.kind[None]).astype(np.int64))
                same = net.same(same_w[i, at], same_k[i, at], alike, torch.from_numpy(e.same_sentences)).numpy() > 0
                truth = e.incident[:, None] == e.incident[None]
                upper = np.triu(np.ones_like(truth), 1).astype(bool)
                hits["same_right"] += int((same & truth & upper).sum())
                hits["same_found"] += int((same & upper).sum())
                hits["same_wanted"] += int((truth & upper).sum())
    types = {t: f1(c["right"], c["found"], c["wanted"]) for t, c in sorted(by_type.items())}
    return {
        "trigger": f1(hits["right"], hits["found"], hits["wanted"]),
        "spotted": f1(hits["spotted"], hits["found"], hits["wanted"]),
        "macro": round(float(np.mean([v["f"] for v in types.values() if v["n"]])), 3),
        "mode": round(hits["mode"] / max(1, hits["mode_n"]), 3),
        "status": round(hits["status"] / max(1, hits["status_n"]), 3),
        "not_happened": round(hits["not_happened"] / max(1, hits["not_happened_n"]), 3),
        "same": f1(hits["same_right"], hits["same_found"], hits["same_wanted"]),
        "roles": {r: f1(hits[f"{r}_right"], hits[f"{r}_found"], hits[f"{r}_wanted"]) for r in ROLES},
        "types": types,
    }
