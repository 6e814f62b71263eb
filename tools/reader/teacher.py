"""A larger reader that teaches the one that is shipped: MPNet of twelve layers and width 768 with the same heads.

Its lower half stays as it came (all-mpnet-base-v2, Apache 2.0), so that its vectors are computed once for each window;
its upper half and the heads learn.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from geonews.events.reader.words import ENTITIES, KNOWN, SHAPES
from tools.reader.data import Example
from tools.reader.net import Net
from tools.reader.train import descend, loss_of, padded, plan

WIDTH, HEADS, LAYERS, FROZEN, INNER = 768, 12, 12, 6, 3072
BUCKETS, FAR = 32, 128
#: MPNet's vocabulary is BERT's, moved by four; its marks of begin, end, unknown and padding stand before it.
MOVED = 4
MARKS = {101: 0, 102: 2, 100: 3, 0: 1}
#: Seconds between two writings of the weights.
OFTEN = 600


class Layer(nn.Module):
    """One layer of MPNet: BERT's, with a bias for how far apart two pieces stand."""

    def __init__(self) -> None:
        super().__init__()
        self.q, self.k, self.v, self.o = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.norm = nn.LayerNorm(WIDTH, eps=1e-5)
        self.inner, self.outer = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.last = nn.LayerNorm(WIDTH, eps=1e-5)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """Run it."""
        batch, length, _ = x.shape
        q, k, v = (p(x).view(batch, length, HEADS, WIDTH // HEADS).transpose(1, 2) for p in (self.q, self.k, self.v))
        seen = functional.scaled_dot_product_attention(q, k, v, attn_mask=bias)
        x = self.norm(x + self.drop(self.o(seen.transpose(1, 2).reshape(batch, length, WIDTH))))
        return self.last(x + self.drop(self.outer(functional.gelu(self.inner(x)))))


class Encoder(nn.Module):
    """MPNet whose upper half is given three further tables of features."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(30527, WIDTH)
        self.positions = nn.Embedding(514, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-5)
        self.distances = nn.Embedding(BUCKETS, HEADS)
        self.shapes = nn.Embedding(len(SHAPES) + 1, WIDTH)
        self.entities = nn.Embedding(len(ENTITIES) + 1, WIDTH)
        self.known = nn.Embedding(len(KNOWN) + 1, WIDTH)
        for table in (self.shapes, self.entities, self.known):
            nn.init.zeros_(table.weight)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def bias(self, mask: Tensor) -> Tensor:
        """Return what is added to the attention: (batch, heads, pieces, pieces)."""
        places = torch.arange(mask.shape[1])
        apart = places[:, None] - places[None]
        half, exact = BUCKETS // 2, BUCKETS // 4
        far = apart.abs()
        large = exact + (torch.log(far.clamp(min=1) / exact) / math.log(FAR / exact) * (half - exact)).long()
        bucket = (apart < 0) * half + torch.where(far < exact, far, large.clamp(max=half - 1))
        return self.distances(bucket).permute(2, 0, 1)[None] + ((mask - 1.0) * 1e4)[:, None, None, :]

    @torch.no_grad()
    def lower(self, pieces: Tensor, mask: Tensor) -> Tensor:
        """Run the half that does not learn on BERT's pieces, without dropout."""
        moved = pieces + MOVED
        for theirs, mine in MARKS.items():
            moved[pieces == theirs] = mine
        x = self.norm(self.words(moved) + self.positions(torch.arange(pieces.shape[1]) + 2)[None])
        bias = self.bias(mask)
        for layer in self.layers[:FROZEN]:
            layer.eval()
            x = layer(x, bias)
        return x

    def upper(self, x: Tensor, shapes: Tensor, entities: Tensor, known: Tensor, mask: Tensor) -> Tensor:
        """Run the half that learns."""
        x = x + self.shapes(shapes) + self.entities(entities) + self.known(known)
        bias = self.bias(mask)
        for layer in self.layers[FROZEN:]:
            x = layer(x, bias)
        return x

    def load(self, path: Path) -> None:
        """Take the weights of MPNet in safetensors; what is no part of the upper half does not learn."""
        found = load_file(path)
        own = dict(self.named_parameters())
        names = {
            "words.weight": "embeddings.word_embeddings.weight",
            "positions.weight": "embeddings.position_embeddings.weight",
            "distances.weight": "encoder.relative_attention_bias.weight",
        }
        for part in ("weight", "bias"):
            names[f"norm.{part}"] = f"embeddings.LayerNorm.{part}"
            for i in range(LAYERS):
                for mine, theirs in {
                    "q": "attention.attn.q", "k": "attention.attn.k", "v": "attention.attn.v", "o": "attention.attn.o",
                    "norm": "attention.LayerNorm", "inner": "intermediate.dense", "outer": "output.dense",
                    "last": "output.LayerNorm",
                }.items():  # fmt: skip
                    names[f"layers.{i}.{mine}.{part}"] = f"encoder.layer.{i}.{theirs}.{part}"
        for mine, theirs in names.items():
            own[mine].data.copy_(found[theirs])
            number = int(mine.split(".")[1]) if mine.startswith("layers.") else -1
            own[mine].requires_grad_(number >= FROZEN)


class Teacher(Net):
    """The heads of the reader on MPNet; vectors of the lower half are kept for each window, by its identity."""

    def __init__(self) -> None:
        super().__init__(Encoder(), WIDTH)
        self.kept: dict[int, np.ndarray] = {}

    def run(self, batch: Sequence[Example]) -> tuple[Tensor, ...]:
        """Run the heads on a batch of windows; results are kept, so the windows must outlive the teacher."""
        encoder = self.encoder
        assert isinstance(encoder, Encoder)
        mask = padded([np.ones(len(e.pieces), np.int64) for e in batch]).float()
        if any(id(e) not in self.kept for e in batch):
            x = encoder.lower(padded([e.pieces for e in batch]), mask)
            for row, e in enumerate(batch):
                self.kept[id(e)] = x[row, : len(e.pieces)].half().numpy()
        x = torch.zeros(len(batch), mask.shape[1], WIDTH)
        for row, e in enumerate(batch):
            x[row, : len(e.pieces)] = torch.from_numpy(self.kept[id(e)]).float()
        x = encoder.upper(
            x, padded([e.shapes for e in batch]), padded([e.entities for e in batch]),
            padded([e.known for e in batch]), mask,
        )  # fmt: skip
        return self.read(x, padded([e.first for e in batch]), padded([e.last for e in batch]))


def teach(
    items: Sequence[Example], weights: Path, *, epochs: int = 3, minutes: float = 1e9, rate: float = 5e-5,
    pieces: int = 1200, empty: float = 0.5, seed: int = 1, keep: Path | None = None,
    start: dict[str, Tensor] | None = None,
) -> Teacher:  # fmt: skip
    """Train the teacher on windows, or train it further (``start``); its weights are written to ``keep`` on the way."""
    torch.manual_seed(seed)
    net = Teacher()
    encoder = net.encoder
    assert isinstance(encoder, Encoder)
    encoder.load(weights)
    if start is not None:
        net.load_state_dict(start)
    learnt = [(n, p) for n, p in net.named_parameters() if p.requires_grad]
    slow = [p for n, p in learnt if n.startswith("encoder.layers")]
    fast = [p for n, p in learnt if not n.startswith("encoder.layers")]
    written = time.monotonic()

    def keep_now_and_then() -> None:
        nonlocal written
        if keep is not None and time.monotonic() - written > OFTEN:
            torch.save(net.state_dict(), keep)
            written = time.monotonic()

    steps = list(plan(items, epochs, pieces, empty, seed))
    descend(
        net, [(slow, rate), (fast, rate * 8)], steps, lambda batch: loss_of(net, batch, net.run(batch)), minutes,
        keep_now_and_then,
    )  # fmt: skip
    if keep is not None:
        torch.save(net.state_dict(), keep)
    return net
