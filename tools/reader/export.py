"""From trained weights to the runtime's files: an ONNX graph with 8-bit weights, the tokenizer, the pair weights.

The attention of a layer is written as one operator of onnxruntime (``com.microsoft.Attention``, quantised to
``QAttention``), which is a tenth faster on one thread than its parts.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from torch.nn import functional

from geonews.events.reader.encoder import INPUTS, OUTPUTS
from geonews.events.reader.files import FILES
from tools.reader.net import HEADS, WIDTH, Layer, Net


class _Attention(torch.autograd.Function):
    """Attention of all heads over one window: runs as in `Layer`, is exported as one operator."""

    @staticmethod
    def forward(_: Any, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        batch, length, _width = x.shape
        q, k, v = (
            part.view(batch, length, HEADS, WIDTH // HEADS).transpose(1, 2)
            for part in (x @ weight + bias).split(WIDTH, dim=-1)
        )
        return functional.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(batch, length, WIDTH)

    @staticmethod
    def symbolic(graph: Any, x: Any, weight: Any, bias: Any) -> Any:
        result = graph.op("com.microsoft::Attention", x, weight, bias, num_heads_i=HEADS)
        result.setType(x.type())
        return result


class _Fused(nn.Module):
    """A layer as it is exported: query, key and value in one table, no mask."""

    def __init__(self, layer: Layer) -> None:
        super().__init__()
        parts = (layer.query, layer.key, layer.value)
        self.register_buffer("weight", torch.cat([p.weight.T for p in parts], dim=1).detach().contiguous())
        self.register_buffer("bias", torch.cat([p.bias for p in parts]).detach())
        self.layer = layer

    def forward(self, x: Tensor, _: Tensor) -> Tensor:
        """Run it."""
        one = self.layer
        x = one.norm(x + one.output(_Attention.apply(x, self.weight, self.bias)))
        return one.last(x + one.outer(functional.gelu(one.inner(x))))


class Graph(nn.Module):
    """What is exported: the heads without a mask, for one window at a time."""

    def __init__(self, net: Net) -> None:
        super().__init__()
        net.encoder.layers = nn.ModuleList(_Fused(layer) for layer in net.encoder.layers)
        self.net = net

    def forward(
        self, pieces: Tensor, shapes: Tensor, entities: Tensor, known: Tensor, first: Tensor, last: Tensor
    ) -> tuple[Tensor, ...]:
        """Return what `Net.heads` does."""
        return self.net.heads(pieces, shapes, entities, known, torch.ones_like(pieces).float(), first, last)


def export(net: Net, tokenizer: Path, folder: Path) -> None:
    """Write the files; the record with their hashes is written by the caller, who knows the figures.

    The net's layers are replaced by those that are exported: it runs as before, one window at a time.
    """
    folder.mkdir(parents=True, exist_ok=True)
    net.eval()
    state = net.state_dict()
    whole = folder / "reader-float.onnx"
    example = tuple(torch.ones(1, n, dtype=torch.int64) for n in (9, 9, 9, 9, 5, 5))
    axes = {name: {1: "pieces" if name in INPUTS[:4] else "words"} for name in INPUTS}
    axes |= {name: {1: "words"} for name in OUTPUTS}
    torch.onnx.export(
        Graph(net), example, str(whole), input_names=list(INPUTS), output_names=list(OUTPUTS), dynamic_axes=axes,
        opset_version=17, dynamo=False, custom_opsets={"com.microsoft": 1},
    )  # fmt: skip
    quantize_dynamic(
        whole, folder / FILES["encoder"], weight_type=QuantType.QInt8, per_channel=True, reduce_range=True,
        op_types_to_quantize=["Attention", "MatMul", "Gather"],
    )  # fmt: skip
    onnx.checker.check_model(str(folder / FILES["encoder"]))
    whole.unlink()
    (folder / FILES["tokenizer"]).write_bytes(tokenizer.read_bytes())
    names = {"pair_type", "pair_words", "pair_sentences", "same_kind", "same_sentences"}
    arrays = {n: state[f"{n}.weight"] for n in names}
    arrays |= {n: state[n] for n in ("pair_out.weight", "pair_out.bias", "same_out.weight", "same_out.bias")}
    np.savez(folder / FILES["pairs"], **{n: v.numpy().astype(np.float32) for n, v in sorted(arrays.items())})
