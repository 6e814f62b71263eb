"""Filling an R-tree at once: sort-tile-recursive packing (Leutenegger, Lopez and Edgington 1997) in SQLite's own nodes.

Inserting a million boxes one by one takes SQLite half a minute; written as packed nodes they take two seconds, and
queries read fewer of them. The node format is the one documented in SQLite's ``rtree.c``; ``rtreecheck`` verifies it.
"""

from __future__ import annotations

import math
import sqlite3
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["pack_points"]

_HEADER_BYTES: Final = 4
_CELL_BYTES: Final = 24  # a 64-bit id and four 32-bit bounds
#: Cells written to a node, below what it can hold (51), so that later inserts need not split every node.
_FILL: Final = 44
_BATCH: Final = 100_000


def pack_points(connection: sqlite3.Connection, table: str, points: NDArray[Any]) -> None:
    """Replace an R-tree's content by points.

    Parameters
    ----------
    table
        Name of a two-dimensional ``rtree`` table.
    points
        Structured, with ``id`` (int64), ``x`` and ``y`` (float64).
    """
    import numpy as np

    cell = np.dtype([("id", ">i8"), ("bounds", ">f4", 4)])
    (node_bytes,) = connection.execute(f"SELECT length(data) FROM {table}_node WHERE nodeno = 1").fetchone()
    cells = np.empty(len(points), dtype=cell)
    cells["id"] = points["id"]
    for axis, name in enumerate(("x", "y")):
        cells["bounds"][:, 2 * axis], cells["bounds"][:, 2 * axis + 1] = _rounded_outwards(points[name])
    connection.execute(f"DELETE FROM {table}_rowid")
    connection.execute(f"DELETE FROM {table}_parent")
    connection.execute(f"DELETE FROM {table}_node")
    next_node, depth = 2, 0
    while True:
        cells = cells[_tiled(cells)]
        count = math.ceil(len(cells) / _FILL)
        root = count <= 1
        numbers = np.array([1]) if root else np.arange(next_node, next_node + count)
        next_node += count
        owner = np.repeat(numbers, _FILL)[: len(cells)]
        children = np.column_stack((cells["id"].astype(np.int64), owner))
        # Into tables whose key is the child; in its order they are appended, not searched.
        _insert(connection, f"{table}_{'parent' if depth else 'rowid'}", children[np.argsort(children[:, 0])])
        nodes = [
            (int(number), _node(cells[first : first + _FILL], node_bytes, depth if root else 0))
            for number, first in zip(numbers, range(0, max(len(cells), 1), _FILL), strict=True)
        ]
        _insert(connection, f"{table}_node", nodes)
        if root:
            return
        edges = np.arange(0, len(cells), _FILL)
        bounds = cells["bounds"].astype(np.float64)
        parents = np.empty(count, dtype=cell)
        parents["id"] = numbers
        for column, reduce in enumerate((np.minimum, np.maximum, np.minimum, np.maximum)):
            parents["bounds"][:, column] = reduce.reduceat(bounds[:, column], edges)
        cells, depth = parents, depth + 1


def _rounded_outwards(values: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return 32-bit bounds that contain the 64-bit values."""
    import numpy as np

    near = values.astype(np.float32)
    down = np.where(near > values, np.nextafter(near, np.float32(-np.inf)), near)
    up = np.where(near < values, np.nextafter(near, np.float32(np.inf)), near)
    return down, up


def _tiled(cells: NDArray[Any]) -> NDArray[Any]:
    """Return the order in which neighbours follow one another: slices from west to east, each from south."""
    import numpy as np

    slices = max(1, math.ceil(math.sqrt(len(cells) / _FILL)))
    by_x = np.argsort(cells["bounds"][:, 0], kind="stable")
    which = np.empty(len(cells), dtype=np.int64)
    which[by_x] = np.arange(len(cells)) // (slices * _FILL)
    return np.lexsort((cells["bounds"][:, 2], which))


def _node(cells: NDArray[Any], node_bytes: int, depth: int) -> bytes:
    head = depth.to_bytes(2, "big") + len(cells).to_bytes(2, "big")
    return (head + cells.tobytes()).ljust(node_bytes, b"\0")


def _insert(connection: sqlite3.Connection, table: str, pairs: list[tuple[int, bytes]] | NDArray[Any]) -> None:
    for first in range(0, len(pairs), _BATCH):
        some = pairs[first : first + _BATCH]
        connection.executemany(f"INSERT INTO {table} VALUES (?, ?)", some if isinstance(some, list) else some.tolist())
