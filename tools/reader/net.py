"""The network of the reader: a BERT encoder of six layers with heads for triggers, modes, status, roles and sameness.

Weights of the encoder are those of all-MiniLM-L6-v2 (Apache 2.0), read by name from its safetensors file.
"""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from geonews.events.reader.labels import DISTANCES, MODES, ROLES, STATUSES, TYPES
from geonews.events.reader.words import ENTITIES, KNOWN, SHAPES

WIDTH, HEADS, LAYERS, INNER = 384, 12, 6, 1536
PAIR, SAME = 160, 96


class Layer(nn.Module):
    """One layer of BERT."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(WIDTH, WIDTH) for _ in range(3))
        self.output = nn.Linear(WIDTH, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.inner, self.outer = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.last = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Run it."""
        batch, length, _ = x.shape
        q, k, v = (
            part(x).view(batch, length, HEADS, WIDTH // HEADS).transpose(1, 2)
            for part in (self.query, self.key, self.value)
        )
        seen = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        x = self.norm(x + self.drop(self.output(seen.transpose(1, 2).reshape(batch, length, WIDTH))))
        return self.last(x + self.drop(self.outer(functional.gelu(self.inner(x)))))


class Encoder(nn.Module):
    """BERT with three further tables of features."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(30522, WIDTH)
        self.positions = nn.Embedding(512, WIDTH)
        self.kind = nn.Parameter(torch.zeros(WIDTH))
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.shapes = nn.Embedding(len(SHAPES) + 1, WIDTH)
        self.entities = nn.Embedding(len(ENTITIES) + 1, WIDTH)
        self.known = nn.Embedding(len(KNOWN) + 1, WIDTH)
        for table in (self.shapes, self.entities, self.known):
            nn.init.zeros_(table.weight)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.drop = nn.Dropout(0.1)

    def forward(self, pieces: Tensor, shapes: Tensor, entities: Tensor, known: Tensor, mask: Tensor) -> Tensor:
        """Run it."""
        places = torch.arange(pieces.shape[1], device=pieces.device)
        x = self.words(pieces) + self.positions(places)[None] + self.kind
        x = x + self.shapes(shapes) + self.entities(entities) + self.known(known)
        x = self.drop(self.norm(x))
        bias = (mask[:, None, None, :] - 1.0) * 1e4
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def load(self, path: Path) -> None:
        """Take the weights of a BERT in safetensors."""
        found = load_file(path)
        found = {name.removeprefix("bert."): value for name, value in found.items()}
        own = dict(self.named_parameters())

        def put(name: str, source: str) -> None:
            own[name].data.copy_(found[source])

        put("words.weight", "embeddings.word_embeddings.weight")
        put("positions.weight", "embeddings.position_embeddings.weight")
        own["kind"].data.copy_(found["embeddings.token_type_embeddings.weight"][0])
        for part in ("weight", "bias"):
            put(f"norm.{part}", f"embeddings.LayerNorm.{part}")
            for i in range(LAYERS):
                base = f"encoder.layer.{i}."
                for mine, theirs in {
                    "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
                    "output": "attention.output.dense", "norm": "attention.output.LayerNorm",
                    "inner": "intermediate.dense", "outer": "output.dense", "last": "output.LayerNorm",
                }.items():  # fmt: skip
                    put(f"layers.{i}.{mine}.{part}", f"{base}{theirs}.{part}")


class Net(nn.Module):
    """An encoder and its heads. ``heads`` gives what the runtime needs for each word; pairs are scored from that.

    ``encoder`` has vectors of ``width``; without it the network is the one that is shipped.
    """

    def __init__(self, encoder: nn.Module | None = None, width: int = WIDTH) -> None:
        super().__init__()
        self.encoder = Encoder() if encoder is None else encoder
        self.drop = nn.Dropout(0.15)
        self.hidden = nn.Linear(width, width)
        self.trigger = nn.Linear(width, len(TYPES) + 1)
        self.mode = nn.Linear(width, len(MODES))
        self.status = nn.Linear(width, len(STATUSES))
        self.pair_trigger, self.pair_word = nn.Linear(width, PAIR), nn.Linear(width, PAIR)
        self.pair_type = nn.Embedding(len(TYPES) + 1, PAIR)
        self.pair_words = nn.Embedding(DISTANCES, PAIR)
        self.pair_sentences = nn.Embedding(DISTANCES, PAIR)
        self.pair_out = nn.Linear(PAIR, 2 * len(ROLES))
        self.same_word = nn.Linear(width, SAME)
        self.same_key = nn.Linear(width, SAME)
        self.same_kind = nn.Embedding(2, SAME)
        self.same_sentences = nn.Embedding(DISTANCES, SAME)
        self.same_out = nn.Linear(SAME, 1)
        # Most words are no trigger and fill no role: the heads begin with that.
        nn.init.constant_(self.pair_out.bias, -4.0)
        with torch.no_grad():
            self.trigger.bias[0] = 4.0

    def heads(
        self, pieces: Tensor, shapes: Tensor, entities: Tensor, known: Tensor, mask: Tensor, first: Tensor, last: Tensor
    ) -> tuple[Tensor, ...]:
        """Return logits of trigger, mode and status, and the four projections for pairs, for each word.

        ``first`` and ``last`` are the positions of each word's first and last piece, of shape (batch, words).
        """
        return self.read(self.encoder(pieces, shapes, entities, known, mask), first, last)

    def read(self, x: Tensor, first: Tensor, last: Tensor) -> tuple[Tensor, ...]:
        """Return what `heads` does from the vectors of the pieces, of shape (batch, pieces, width)."""
        wide = first.unsqueeze(-1).expand(-1, -1, x.shape[-1])
        wide_last = last.unsqueeze(-1).expand(-1, -1, x.shape[-1])
        word = self.drop((torch.gather(x, 1, wide) + torch.gather(x, 1, wide_last)) * 0.5)
        hidden = self.drop(functional.gelu(self.hidden(word)))
        return (
            self.trigger(hidden), self.mode(hidden), self.status(hidden),
            self.pair_trigger(word), self.pair_word(word), self.same_word(word), self.same_key(word),
        )  # fmt: skip

    def roles(self, pair_trigger: Tensor, pair_word: Tensor, kind: Tensor, words: Tensor, sentences: Tensor) -> Tensor:
        """Return the logits of each role, inside and begin, for (trigger, word): (triggers, words, 2 x roles)."""
        x = pair_trigger[:, None] + pair_word + self.pair_type(kind)[:, None]
        x = torch.relu(x + self.pair_words(words) + self.pair_sentences(sentences))
        return self.pair_out(x)

    def same(self, word: Tensor, key: Tensor, alike: Tensor, sentences: Tensor) -> Tensor:
        """Return the logit that two triggers tell of one happening: (triggers, triggers)."""
        x = torch.relu(word[:, None] + word[None] + self.same_kind(alike) + self.same_sentences(sentences))
        return self.same_out(x).squeeze(-1) + key @ key.T / SAME**0.5
