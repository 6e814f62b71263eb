"""The weights of the shipped graph as the network has them, so that training goes on from what users have.

They are the trained ones rounded to 8 bits: a network restored from them reads what the graph reads.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from geonews.events.reader.files import FILES
from tools.reader.net import WIDTH, Net

_QUANTIZED = "_quantized"


def restored(folder: Path) -> dict[str, Tensor]:
    """Return the network's weights from the files in a folder.

    Raises
    ------
    ValueError
        If the graph lacks some of the network's weights: it was made for another network.
    """
    graph = onnx.load(str(folder / FILES["encoder"])).graph
    held = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    wanted = Net().state_dict()
    found: dict[str, Tensor] = {}
    for name, value in held.items():
        if name.endswith(_QUANTIZED) and name.startswith("net."):
            found.update(_named(name.removesuffix(_QUANTIZED), _whole(held, name)))
        elif name.startswith("net."):
            found.update(_named(name, value))
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            path = node.name.replace("/net/", "/").lstrip("/").removesuffix("/MatMul_quant").replace("/", ".")
            found.update(_named(f"net.{path}.weight", _whole(held, node.input[1]).T))
    for name, value in np.load(folder / FILES["pairs"], allow_pickle=False).items():
        found[name if name in wanted else f"{name}.weight"] = torch.from_numpy(value.copy())
    found = {name: value for name, value in found.items() if name in wanted}
    if set(found) != set(wanted):
        missing = sorted(set(wanted) - set(found))
        raise ValueError(f"expected a graph of this network, got one without {missing[:3]!r}; export it again")
    return found


def _whole(held: dict[str, np.ndarray[Any, Any]], name: str) -> np.ndarray[Any, Any]:
    """Return quantised numbers as what they stand for."""
    base = name.removesuffix(_QUANTIZED)
    zero = held[f"{base}_zero_point"].astype(np.float32)
    return np.asarray((held[name].astype(np.float32) - zero) * held[f"{base}_scale"], np.float32)


def _named(name: str, value: np.ndarray[Any, Any]) -> dict[str, Tensor]:
    """Return a table of the graph under the network's names; one of attention is three of its own."""
    name = name.removeprefix("net.").replace(".layer.", ".")
    base, _, last = name.rpartition(".")
    if base.rpartition(".")[2].isdigit():  # query, key and value side by side
        parts = (value[..., i * WIDTH : (i + 1) * WIDTH].T for i in range(3))
        return {f"{base}.{part}.{last}": torch.from_numpy(np.array(v))
                for part, v in zip(("query", "key", "value"), parts, strict=True)}  # fmt: skip
    return {name: torch.from_numpy(np.array(value))}
