"""Fit the heads of roles anew to an encoder that was mixed from several sets of weights; nothing else changes."""

from __future__ import annotations

import logging
import random
from collections.abc import Sequence

import torch
from torch.nn import functional

from tools.reader.data import Example
from tools.reader.net import Net
from tools.reader.train import batches, padded

logger = logging.getLogger(__name__)


@torch.no_grad()
def vectors(net: Net, items: Sequence[Example]) -> list[torch.Tensor]:
    """Return the vectors of each window's words, of shape (words, width)."""
    net.eval()
    found: dict[int, torch.Tensor] = {}
    for batch in batches(items, 3000, random.Random(0), shuffle=False):
        mask = padded([e.pieces * 0 + 1 for e in batch]).float()
        x = net.encoder(
            padded([e.pieces for e in batch]), padded([e.shapes for e in batch]), padded([e.entities for e in batch]),
            padded([e.known for e in batch]), mask,
        )  # fmt: skip
        for row, e in enumerate(batch):
            first, last = torch.from_numpy(e.first), torch.from_numpy(e.last)
            found[id(e)] = ((x[row, first] + x[row, last]) * 0.5).half()
    return [found[id(e)] for e in items]


def settle(net: Net, items: Sequence[Example], *, epochs: int = 2, rate: float = 8e-4, seed: int = 4) -> Net:
    """Train the heads of roles on the annotation, with the encoder and all other heads as they are.

    The heads end half way between what they were and what they became, which is surer of new texts than either.
    """
    torch.manual_seed(seed)
    generator = random.Random(seed)
    told = [e for e in items if len(e.at)]
    known = vectors(net, told)
    learnt = [value for name, value in net.named_parameters() if name.startswith("pair_")]
    before = [value.detach().clone() for value in learnt]
    optimizer = torch.optim.AdamW(learnt, lr=rate, weight_decay=0.01, betas=(0.9, 0.98))
    total, running = epochs * len(told), 0.0
    order = [i for _ in range(epochs) for i in generator.sample(range(len(told)), len(told))]
    for step in range(0, total, 8):
        for group in optimizer.param_groups:
            group["lr"] = rate * max(0.01, 1 - step / total)
        losses = []
        for i in order[step : step + 8]:
            e, word = told[i], functional.dropout(known[i].float(), 0.15)
            logits = net.roles(
                net.pair_trigger(word[torch.from_numpy(e.at)]), net.pair_word(word), torch.from_numpy(e.kind),
                torch.from_numpy(e.words), torch.from_numpy(e.sentences),
            )  # fmt: skip
            target = torch.from_numpy(e.roles).float()
            loss = functional.binary_cross_entropy_with_logits(logits, target.clamp(min=0), reduction="none")
            losses.append((loss * (target >= 0)).sum())
        loss = torch.stack(losses).sum() / len(losses)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learnt, 5.0)
        optimizer.step()
        running = 0.98 * running + 0.02 * float(loss.detach()) if step else float(loss.detach())
        if step % 800 == 0:
            logger.info("window %d of %d, loss %.2f", step, total, running)
    with torch.no_grad():
        for value, old in zip(learnt, before, strict=True):
            value.copy_((value + old) / 2)
    return net.eval()
