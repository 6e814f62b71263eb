"""The sequence model for other languages: it proposes stretches of words that may name a place."""

from __future__ import annotations

from pathlib import Path

from geonews.gazetteer.tongue_lookup import TongueNames
from geonews.geoparse.recognition import Proposal, Recognizer
from geonews.geoparse.tokens import Tokens
from geonews.geoparse.tongues.features import word_features
from geonews.geoparse.tongues.matching import find_matches

__all__ = ["TongueRecognizer"]

#: Least probability of a border for a proposal to be made.
FLOOR = 0.05


class TongueRecognizer:
    """One model for all languages.

    Parameters
    ----------
    path
        A CRFsuite model file.

    Raises
    ------
    ModelMissingError
        If the file is not a CRFsuite model.
    """

    def __init__(self, path: Path) -> None:
        self._sequence = Recognizer(path)

    def propose(self, tokens: Tokens, names: TongueNames, *, floor: float = FLOOR) -> list[Proposal]:
        """Propose stretches of tokens, in order of their first token; they may overlap."""
        features = word_features(tokens, find_matches(tokens, names), names.tongue)
        return self._sequence.read(tokens, features, floor=floor)
