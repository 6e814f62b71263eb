"""From trained weights to the runtime's files: an ONNX graph with 8-bit weights, the tokenizer, the pair weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from geonews.events.reader.encoder import INPUTS, OUTPUTS
from geonews.events.reader.files import FILES
from tools.reader.net import Net


class Graph(nn.Module):
    """What is exported: the heads without a mask, for one window at a time."""

    def __init__(self, net: Net) -> None:
        super().__init__()
        self.net = net

    def forward(
        self, pieces: Tensor, shapes: Tensor, entities: Tensor, known: Tensor, first: Tensor, last: Tensor
    ) -> tuple[Tensor, ...]:
        """Return what `Net.heads` does."""
        return self.net.heads(pieces, shapes, entities, known, torch.ones_like(pieces).float(), first, last)


def export(net: Net, tokenizer: Path, folder: Path) -> None:
    """Write the files; the record with their hashes is written by the caller, who knows the figures."""
    folder.mkdir(parents=True, exist_ok=True)
    net.eval()
    whole = folder / "reader-float.onnx"
    example = tuple(torch.ones(1, n, dtype=torch.int64) for n in (9, 9, 9, 9, 5, 5))
    axes = {name: {1: "pieces" if name in INPUTS[:4] else "words"} for name in INPUTS}
    axes |= {name: {1: "words"} for name in OUTPUTS}
    torch.onnx.export(
        Graph(net), example, str(whole), input_names=list(INPUTS), output_names=list(OUTPUTS), dynamic_axes=axes,
        opset_version=17, dynamo=False,
    )  # fmt: skip
    quantize_dynamic(
        whole, folder / FILES["encoder"], weight_type=QuantType.QInt8, per_channel=True, reduce_range=True,
        op_types_to_quantize=["MatMul", "Gather"],
    )  # fmt: skip
    onnx.checker.check_model(str(folder / FILES["encoder"]))
    whole.unlink()
    (folder / FILES["tokenizer"]).write_bytes(tokenizer.read_bytes())
    state = net.state_dict()
    names = {"pair_type", "pair_words", "pair_sentences", "same_kind", "same_sentences"}
    arrays = {n: state[f"{n}.weight"] for n in names}
    arrays |= {n: state[n] for n in ("pair_out.weight", "pair_out.bias", "same_out.weight", "same_out.bias")}
    np.savez(folder / FILES["pairs"], **{n: v.numpy().astype(np.float32) for n, v in sorted(arrays.items())})
