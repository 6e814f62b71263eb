"""The geoparser for other languages: one class that a language's data is plugged into.

Recognition is a sequence model over words, gazetteer and the language's cues; what binds a name and what ranks its
namesakes is the same as for English. Kinds of naming are not told apart: every toponym is a literal one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from geonews.config import Config, data_dir
from geonews.errors import ModelMissingError
from geonews.gazetteer import Gazetteer
from geonews.gazetteer.tongue import Tongue, load_tongues
from geonews.geoparse.calibration import Calibration
from geonews.geoparse.judging import choose
from geonews.geoparse.models import Models
from geonews.geoparse.parser import Geoparser
from geonews.geoparse.ranking import Predictor, Trees
from geonews.geoparse.reading import Reading
from geonews.geoparse.tongues.book import TongueBook, tongue_cues
from geonews.geoparse.tongues.judging import VERDICT_FEATURES, verdict_rows
from geonews.geoparse.tongues.recognition import TongueRecognizer
from geonews.geoparse.tongues.words import read_words
from geonews.model import Article, Resolution

__all__ = [
    "FILE",
    "JUDGE",
    "MANIFEST",
    "TongueGeoparser",
    "TongueModels",
    "read_tongue_models",
    "write_tongue_manifest",
]

FILE = "tongues.crfsuite"
JUDGE = "tongues-judge.txt"
MANIFEST = "tongues.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class TongueModels:
    """What was trained for other languages.

    ``threshold`` is the least probability of a toponym; ``span`` and ``place`` map what the models say to the
    probability of being right.
    """

    recognizer: TongueRecognizer
    judge: Predictor
    threshold: float
    span: Calibration
    place: Calibration


class TongueGeoparser(Geoparser):
    """Finds the toponyms of an article in one language and the places they mean.

    Parameters
    ----------
    gazetteer
        Where names are looked up.
    tongue
        The language.
    models
        The English geoparser's, of which the ranker is used.
    tongue_models
        What was trained for other languages.
    min_score
        Probability below which a toponym is reported as unresolved.
    """

    def __init__(
        self, gazetteer: Gazetteer, tongue: Tongue, models: Models, tongue_models: TongueModels, *, min_score: float
    ) -> None:
        calibrated = replace(models, span=tongue_models.span, place=tongue_models.place, home=tongue_models.place)
        super().__init__(gazetteer, calibrated, min_score=min_score)
        self.tongue = tongue
        self.names = gazetteer.in_language(tongue)
        self.book = TongueBook(self.names)
        self.cues = tongue_cues(tongue)
        self.recognizer = tongue_models.recognizer
        self.judge = tongue_models.judge
        self.threshold = tongue_models.threshold

    @classmethod
    def open_all(cls, config: Config, gazetteer: Gazetteer, models: Models) -> dict[str, TongueGeoparser]:
        """Open the shipped models for every shipped language; ``models`` are the English geoparser's.

        Raises
        ------
        ModelMissingError
            If a model file is missing or was changed.
        """
        trained = read_tongue_models(data_dir() / "models")
        return {
            code: cls(gazetteer, tongue, models, trained, min_score=config.min_score)
            for code, tongue in load_tongues().items()
        }

    def read(
        self, article: Article, *, explain: bool = False, profile: Mapping[str, float] | None = None
    ) -> list[Resolution]:
        """Find and resolve the toponyms of an article.

        Parameters
        ----------
        article
            An article in the language.
        explain
            Whether the candidates carry what the ranker saw of them.
        profile
            What the outlet usually writes about (``profile.learn_profile``); None for world news.

        Returns
        -------
        list of Resolution
            As `Geoparser.parse` returns them.
        """
        reading = self.propose(article, profile=profile)
        rows = verdict_rows(reading, self.tongue)
        verdicts = self.judge.predict(rows) if len(rows) else np.zeros(0)
        chosen = choose(reading.mentions, verdicts, self.threshold)
        return [self.resolution(article, reading, i, float(verdicts[i]), explain) for i in chosen]

    def propose(self, article: Article, *, profile: Mapping[str, float] | None = None) -> Reading:
        """Return what may be toponyms, overlapping ones included, with the ranker's opinion of their places."""
        tokens = read_words(article.text, self.tongue)
        proposals = self.recognizer.propose(tokens, self.names)
        spans = [(p.first, p.end, p.probability, p.chosen) for p in proposals]
        return self.rank_spans(article, tokens, spans, profile)


def read_tongue_models(folder: Path) -> TongueModels:
    """Read what was trained for other languages.

    Raises
    ------
    ModelMissingError
        If a file is missing, or is not the one that was trained.
    """
    try:
        record = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        for name in (FILE, JUDGE):
            digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
            if digest != record["files"][name]:
                raise ModelMissingError(
                    f"expected {name!r} as it was trained, got one of hash {digest!r}; reinstall geonews"
                )
        return TongueModels(
            recognizer=TongueRecognizer(folder / FILE),
            judge=Trees.read(folder / JUDGE, len(VERDICT_FEATURES)),
            threshold=float(record["threshold"]),
            span=Calibration.from_record(record["span"]),
            place=Calibration.from_record(record["place"]),
        )
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise ModelMissingError(
            f"expected the models of other languages in {str(folder)!r}, got {error!r}; reinstall geonews"
        ) from error


def write_tongue_manifest(folder: Path, threshold: float, span: Calibration, place: Calibration) -> None:
    """Write the manifest beside the trained files."""
    record = {
        "files": {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (FILE, JUDGE)},
        "threshold": threshold,
        "span": span.record(),
        "place": place.record(),
    }
    (folder / MANIFEST).write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
