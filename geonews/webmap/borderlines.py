"""The lines between countries: agreed ones by pair, contested ones with what each viewpoint sees of them.

Natural Earth classes every contested line for 31 states and for ISO 3166-1; its own view is who holds the ground.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from geonews import layers
from geonews.store import alpha3
from geonews.webmap.basemap import country_names, round_coordinates

__all__ = ["lines_json", "viewpoints"]

#: Degrees by which lines are simplified, and by which a contested line may lie off the border that it is a part of.
TOLERANCE_DEGREES = 0.02
ON_BORDER_DEGREES = 1e-3


@cache
def viewpoints() -> tuple[tuple[str, str], ...]:
    """Return the viewpoints that lines can be drawn from: code and name, ISO first, states by name."""
    codes = {code for text in layers.disputed()["viewpoints"] for code in json.loads(text)}
    names = country_names()
    states = sorted((names.get(alpha3(code) or "", code), code) for code in codes - {"ISO"})
    return (("ISO", "ISO 3166-1"), *((code, name) for name, code in states))


@cache
def lines_json() -> bytes:
    """Return the border lines as JSON, coordinates lon, lat in WGS84 degrees.

    ``pairs``: for two countries (``AFG-TJK``, in the order of the alphabet) the parts of their agreed border.
    ``contested``: lines with ``k`` (their kind on the ground), ``v`` (viewpoint → the kind that it sees instead), ``p``
    (the pair whose border they are a part of, or None), ``n`` (name or None), ``g`` (parts).
    """
    import shapely

    disputed, borders = layers.disputed(), layers.borders()
    keys = [f"{one}-{two}" for one, two in zip(borders["iso_a3_left"], borders["iso_a3_right"], strict=True)]
    shapes = borders.geometry.to_numpy()
    agreed = shapely.difference(shapes, shapely.union_all(disputed.geometry.to_numpy()))
    middles = shapely.line_interpolate_point(disputed.geometry.to_numpy(), 0.5, normalized=True)
    tree = shapely.STRtree(shapes)
    on_border = dict(tree.query_nearest(middles, max_distance=ON_BORDER_DEGREES, all_matches=False).T.tolist())
    contested = [
        {
            "k": row.kind,
            "v": json.loads(row.viewpoints),
            "p": keys[on_border[number]] if number in on_border else None,
            "n": row.name if isinstance(row.name, str) else None,
            "g": _parts(row.geometry),
        }
        for number, row in enumerate(disputed.itertuples(index=False))
    ]
    pairs = {key: parts for key, shape in zip(keys, agreed, strict=True) if (parts := _parts(shape))}
    return json.dumps({"pairs": pairs, "contested": contested}, separators=(",", ":")).encode()


def _parts(shape: Any) -> list[Any]:
    import shapely

    merged = shapely.line_merge(shape) if shape.geom_type == "MultiLineString" else shape
    simple = shapely.simplify(merged, TOLERANCE_DEGREES)
    return [round_coordinates(list(part.coords)) for part in shapely.get_parts(simple) if not part.is_empty]
