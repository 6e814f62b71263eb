"""Train the network on windows; the same seed gives the same weights on the same machine."""

from __future__ import annotations

import logging
import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from tools.reader.data import IGNORE, Example
from tools.reader.net import Net

logger = logging.getLogger(__name__)
AnyNet = TypeVar("AnyNet", bound=Net)
#: What the roles count for in the loss, beside the triggers' 1.
ROLES_COUNT = 0.25


def batches(items: Sequence[Example], size: int, generator: random.Random, shuffle: bool = True) -> list[list[Example]]:
    """Return batches of windows of like length, at most ``size`` pieces each."""
    order = sorted(items, key=lambda e: len(e.pieces) + (generator.random() * 24 if shuffle else 0))
    found: list[list[Example]] = []
    now: list[Example] = []
    for item in order:
        if now and (len(now) + 1) * max(len(item.pieces), len(now[0].pieces)) > size:
            found.append(now)
            now = []
        now.append(item)
    if now:
        found.append(now)
    if shuffle:
        generator.shuffle(found)
    return found


def padded(rows: Sequence[np.ndarray], fill: int = 0) -> torch.Tensor:
    """Return rows of different length as one tensor."""
    width = max(len(r) for r in rows)
    out = np.full((len(rows), width), fill, np.int64)
    for i, row in enumerate(rows):
        out[i, : len(row)] = row
    return torch.from_numpy(out)


def heads(net: Net, batch: Sequence[Example]) -> tuple[torch.Tensor, ...]:
    """Run the heads on a batch of windows."""
    pieces = padded([e.pieces for e in batch])
    mask = padded([np.ones(len(e.pieces), np.int64) for e in batch]).float()
    return net.heads(
        pieces, padded([e.shapes for e in batch]), padded([e.entities for e in batch]),
        padded([e.known for e in batch]), mask, padded([e.first for e in batch]), padded([e.last for e in batch]),
    )  # fmt: skip


def loss_of(net: Net, batch: Sequence[Example], outputs: tuple[torch.Tensor, ...] | None = None) -> torch.Tensor:
    """Return the loss of a batch: triggers, modes, statuses, roles and sameness; ``outputs`` are those of its heads."""
    trigger, mode, status, pair_t, pair_w, same_w, same_k = heads(net, batch) if outputs is None else outputs
    gold = padded([e.trigger for e in batch], IGNORE)
    loss = functional.cross_entropy(trigger.flatten(0, 1), gold.flatten(), ignore_index=IGNORE, reduction="sum")
    for i, e in enumerate(batch):
        if not len(e.at):
            continue
        at = torch.from_numpy(e.at)
        if (e.mode != IGNORE).any():
            loss = loss + 0.4 * functional.cross_entropy(
                mode[i, at], torch.from_numpy(e.mode), ignore_index=IGNORE, reduction="sum"
            )
        loss = loss + 0.6 * functional.cross_entropy(status[i, at], torch.from_numpy(e.status), reduction="sum")
        count = len(e.first)
        logits = net.roles(
            pair_t[i, at], pair_w[i, :count], torch.from_numpy(e.kind), torch.from_numpy(e.words),
            torch.from_numpy(e.sentences),
        )  # fmt: skip
        target = torch.from_numpy(e.roles).float()
        known = (target >= 0).float()
        loss = (
            loss
            + ROLES_COUNT
            * (functional.binary_cross_entropy_with_logits(logits, target.clamp(min=0), reduction="none") * known).sum()
        )
        if len(at) > 1:
            alike = torch.from_numpy((e.kind[:, None] == e.kind[None]).astype(np.int64))
            same = net.same(same_w[i, at], same_k[i, at], alike, torch.from_numpy(e.same_sentences))
            truth = torch.from_numpy((e.incident[:, None] == e.incident[None]).astype(np.float32))
            upper = torch.triu(torch.ones_like(truth), 1)
            weight = upper / math.sqrt(len(at))
            loss = (
                loss + 0.5 * (functional.binary_cross_entropy_with_logits(same, truth, reduction="none") * weight).sum()
            )
    return loss / len(batch)


def train(
    items: Sequence[Example], *, weights: Path, epochs: int = 5, seed: int = 1, rate: float = 1.2e-4,
    pieces: int = 1200, empty: float = 0.5, minutes: float = 1e9,
    start: dict[str, torch.Tensor] | None = None,
) -> Net:  # fmt: skip
    """Train on windows, or train further from weights of before (``start``).

    Of the windows without any event a part (``empty``) is drawn anew each epoch.
    """
    torch.manual_seed(seed)
    net = Net()
    if start is None:
        net.encoder.load(weights)
    else:
        net.load_state_dict(start)
    slow, fast = [], []
    for name, value in net.named_parameters():
        if name.startswith("encoder.words") or name.startswith("encoder.positions"):
            value.requires_grad_(False)
            continue
        new = not name.startswith("encoder") or any(f".{t}." in name for t in ("shapes", "entities", "known"))
        (fast if new else slow).append(value)
    steps = list(plan(items, epochs, pieces, empty, seed))
    return descend(net, [(slow, rate), (fast, rate * 8)], steps, lambda batch: loss_of(net, batch), minutes)


def plan(items: Sequence[Example], epochs: int, pieces: int, empty: float, seed: int) -> Iterator[list[Example]]:
    """Yield the batches of some epochs; of the windows without any event a part (``empty``) is drawn anew in each."""
    generator = random.Random(seed)
    full = [e for e in items if len(e.at)]
    bare = [e for e in items if not len(e.at)]
    for _ in range(epochs):
        yield from batches(full + [e for e in bare if generator.random() < empty], pieces, generator)


def descend(
    net: AnyNet, groups: Sequence[tuple[list[nn.Parameter], float]], steps: Sequence[list[Example]],
    loss_at: Callable[[list[Example]], torch.Tensor], minutes: float = 1e9, after: Callable[[], None] | None = None,
) -> AnyNet:  # fmt: skip
    """Train a network on batches: parameters by group, each with its highest rate.

    The rates rise over the first twentieth and fall to nothing at the end, be that of steps or of minutes. ``after`` is
    called after each step.
    """
    optimizer = torch.optim.AdamW(
        [{"params": values, "lr": rate} for values, rate in groups], weight_decay=0.01, betas=(0.9, 0.98)
    )
    learnt = [value for values, _ in groups for value in values]
    begun, running = time.monotonic(), 0.0
    net.train()
    for step, batch in enumerate(steps):
        done = max(step / len(steps), (time.monotonic() - begun) / 60 / minutes)
        if done >= 1:
            break
        factor = min((step + 1) / (0.05 * len(steps)), max(0.01, 1 - done))
        for group, (_, rate) in zip(optimizer.param_groups, groups, strict=True):
            group["lr"] = rate * factor
        loss = loss_at(batch)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learnt, 5.0)
        optimizer.step()
        running = 0.98 * running + 0.02 * float(loss.detach()) if step else float(loss.detach())
        if step % 100 == 0:
            logger.info("step %d of %d, loss %.2f, %.0f s", step, len(steps), running, time.monotonic() - begun)
        if after is not None:
            after()
    return net.eval()
