"""The OpenAPI document: the text beside this module, with the types, columns and limits that the code knows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from geonews import __version__
from geonews.api.answers import COLLECTIONS
from geonews.api.asking import FILTERS
from geonews.events import ontology
from geonews.layers import GeometryChoice
from geonews.model import Status
from geonews.store import Family, Role, Store

__all__ = ["document"]

#: What a column's values are, by its type in the store.
_TYPES: Final = {"INTEGER": "integer", "DOUBLE": "number", "BOOLEAN": "boolean"}
_NEVER_NULL: Final = frozenset({"event_id", "doc_id", "event_type", "status"})


def document(store: Store, *, most_chars: int) -> dict[str, Any]:
    """Return the OpenAPI document of the API on a store.

    Parameters
    ----------
    store
        Whose columns are told.
    most_chars
        Characters of a text that is read on request; 0 where none is, and the path is left out then.
    """
    found: dict[str, Any] = yaml.safe_load(_text())
    found["info"]["version"] = __version__
    parts = found["components"]
    known = {
        "collection": list(COLLECTIONS),
        "geometry": [str(choice) for choice in GeometryChoice],
        "family": [str(family) for family in Family],
        "role": [str(role) for role in Role],
    }
    for name, values in known.items():
        parts["parameters"][name]["schema"]["enum"] = values
    parts["parameters"]["type"]["schema"]["items"]["enum"] = ontology.types()
    parts["parameters"]["status"]["schema"]["items"]["enum"] = [str(status) for status in Status]
    parts["schemas"]["Text"]["properties"]["text"]["maxLength"] = max(1, most_chars)
    for name, layer in (("Event", "events"), ("ArticleHead", "articles")):
        parts["schemas"][name] = _columns(store.schema(layer))
    if not most_chars:
        del found["paths"]["/geoparse"]
    for path in found["paths"].values():
        for operation in path.values():
            _fill(operation)
    return found


@cache
def _text() -> str:
    return Path(__file__).with_name("openapi.yaml").read_text(encoding="utf-8")


def _fill(operation: dict[str, Any]) -> None:
    """Put the parameters of filters and pages where the text says so, and what any answer may be."""
    given = operation.get("parameters", [])
    if "FILTERS" in given:
        names = [*FILTERS, "limit", "offset"]
        given = [one for one in given if one != "FILTERS"] + [{"$ref": f"#/components/parameters/{n}"} for n in names]
        operation["parameters"] = given
    operation["responses"].setdefault("400", {"$ref": "#/components/responses/BadRequest"})
    operation["responses"]["503"] = {"$ref": "#/components/responses/Unready"}


def _columns(schema: Mapping[str, str]) -> dict[str, Any]:
    columns = {
        name: {"type": _TYPES.get(kind, "string")} | ({} if name in _NEVER_NULL else {"nullable": True})
        for name, kind in schema.items()
    }
    return {"type": "object", "required": list(schema), "additionalProperties": False, "properties": columns}
