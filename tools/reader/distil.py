"""Train the small reader on the annotation and on what its teacher thinks of the same windows."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional

from tools.reader.data import IGNORE, Example
from tools.reader.net import Net
from tools.reader.teacher import Teacher
from tools.reader.train import ROLES_COUNT, batches, descend, heads, loss_of, plan

#: The teacher's share of the loss, and how far its answers are softened.
SHARE, HEAT = 0.6, 1.5


@dataclass(frozen=True, slots=True)
class Soft:
    """What the teacher thinks of a window, as logits: of each word, and of the annotated triggers."""

    trigger: np.ndarray  # (words, types + 1)
    mode: np.ndarray  # (triggers, modes)
    status: np.ndarray  # (triggers, statuses)
    roles: np.ndarray  # (triggers, words, 2 x roles)
    same: np.ndarray  # (triggers, triggers)


def of_triggers(net: Net, e: Example, row: int, outputs: tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, ...]:
    """Return the logits of modes, statuses, roles and sameness of a window's annotated triggers."""
    _, mode, status, pair_t, pair_w, same_w, same_k = outputs
    at = torch.from_numpy(e.at)
    roles = net.roles(
        pair_t[row, at], pair_w[row, : len(e.first)], torch.from_numpy(e.kind), torch.from_numpy(e.words),
        torch.from_numpy(e.sentences),
    )  # fmt: skip
    alike = torch.from_numpy((e.kind[:, None] == e.kind[None]).astype(np.int64))
    same = net.same(same_w[row, at], same_k[row, at], alike, torch.from_numpy(e.same_sentences))
    return mode[row, at], status[row, at], roles, same


@torch.no_grad()
def thoughts(teacher: Teacher, items: Sequence[Example], pieces: int = 4000) -> dict[int, Soft]:
    """Return what the teacher thinks of windows, by their identity."""
    teacher.eval()
    found = {}
    for batch in batches(items, pieces, random.Random(0), shuffle=False):
        outputs = teacher.run(batch)
        for row, e in enumerate(batch):
            parts = of_triggers(teacher, e, row, outputs)
            words = outputs[0][row, : len(e.first)]
            found[id(e)] = Soft(*(part.half().numpy() for part in (words, *parts)))
    return found


def soft_loss(
    net: Net, batch: Sequence[Example], outputs: tuple[torch.Tensor, ...], soft: dict[int, Soft]
) -> torch.Tensor:
    """Return how far a batch is from what the teacher thinks of it, weighed as the loss of the annotation is.

    Windows that the teacher was not asked about are left out.
    """
    loss = torch.zeros(())
    for row, e in enumerate(batch):
        theirs = soft.get(id(e))
        if theirs is None:
            continue
        keep = torch.from_numpy(e.trigger != IGNORE)
        loss = loss + apart(outputs[0][row, : len(e.first)][keep], theirs.trigger, keep)
        if not len(e.at):
            continue
        mode, status, roles, same = of_triggers(net, e, row, outputs)
        loss = loss + 0.4 * apart(mode, theirs.mode) + 0.6 * apart(status, theirs.status)
        known = torch.from_numpy(e.roles >= 0).float()
        target = torch.from_numpy(theirs.roles).float().sigmoid()
        likely = functional.binary_cross_entropy_with_logits(roles, target, reduction="none")
        loss = loss + ROLES_COUNT * (likely * known).sum()
        if len(e.at) > 1:
            target = torch.from_numpy(theirs.same).float().sigmoid()
            upper = torch.triu(torch.ones_like(target), 1) / len(e.at) ** 0.5
            loss = (
                loss + 0.5 * (functional.binary_cross_entropy_with_logits(same, target, reduction="none") * upper).sum()
            )
    return loss / len(batch)


def apart(mine: torch.Tensor, theirs: np.ndarray, keep: torch.Tensor | None = None) -> torch.Tensor:
    """Return the divergence of softened answers, summed over rows."""
    target = torch.from_numpy(theirs).float()
    if keep is not None:
        target = target[keep]
    return HEAT**2 * functional.kl_div(
        (mine / HEAT).log_softmax(-1), (target / HEAT).log_softmax(-1), reduction="sum", log_target=True
    )


def distil(
    items: Sequence[Example], soft: dict[int, Soft], start: dict[str, torch.Tensor], *, epochs: int = 3,
    minutes: float = 1e9, rate: float = 1e-4, pieces: int = 1200, empty: float = 0.5, seed: int = 2,
) -> Net:  # fmt: skip
    """Train a reader further from weights of before on the annotation and the teacher's thoughts."""
    torch.manual_seed(seed)
    net = Net()
    net.load_state_dict(start)
    slow, fast = [], []
    for name, value in net.named_parameters():
        if name.startswith(("encoder.words", "encoder.positions")):
            value.requires_grad_(False)
        else:
            (slow if name.startswith("encoder.layers") else fast).append(value)

    def loss_at(batch: Sequence[Example]) -> torch.Tensor:
        outputs = heads(net, batch)
        return (1 - SHARE) * loss_of(net, batch, outputs) + SHARE * soft_loss(net, batch, outputs, soft)

    steps = list(plan(items, epochs, pieces, empty, seed))
    return descend(net, [(slow, rate), (fast, rate * 4)], steps, loss_at, minutes)
