"""The geoparser: an article and its parsed text in, resolved toponyms out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from geonews.config import Config, data_dir
from geonews.geoparse.belief import SECOND_FEATURES
from geonews.geoparse.binding import bind
from geonews.geoparse.context import build_table
from geonews.geoparse.cues import load_cues
from geonews.geoparse.home import outlet_country
from geonews.geoparse.judging import choose, judge_rows, verdicts_of
from geonews.geoparse.kinds import kind_of
from geonews.geoparse.matching import match_names
from geonews.geoparse.mentions import Mention, find_mentions, gather
from geonews.geoparse.models import Models, read_models
from geonews.geoparse.names import NameBook
from geonews.geoparse.reading import Reading, best_candidate, candidate_rows, pooled_reading, rivals_of
from geonews.geoparse.tokens import Tokens, read_tokens
from geonews.model import Article, Candidate, Resolution, Span, Toponym

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from geonews.gazetteer import Gazetteer

__all__ = ["Geoparser"]

logger = logging.getLogger(__name__)

Geocode = Callable[[str], list[Candidate]]

#: Below this, the best candidate of a name is doubtful enough to ask an online geocoder.
DOUBTFUL = 0.3
#: Names of one document that are asked online at most.
MAX_ONLINE = 20


class Geoparser:
    """Finds the toponyms of an article and the places they mean.

    Parameters
    ----------
    gazetteer
        Where names are looked up.
    models
        What was trained.
    min_score
        Probability below which a toponym is reported as unresolved.
    """

    def __init__(self, gazetteer: Gazetteer, models: Models, *, min_score: float) -> None:
        self.book = NameBook(gazetteer)
        self.cues = load_cues()
        self.models = models
        self.min_score = min_score

    @classmethod
    def open(cls, config: Config, gazetteer: Gazetteer) -> Geoparser:
        """Open the shipped models.

        Raises
        ------
        ModelMissingError
            If a model file is missing or was changed.
        """
        return cls(gazetteer, read_models(data_dir() / "models"), min_score=config.min_score)

    def parse(
        self,
        article: Article,
        doc: Doc,
        *,
        explain: bool = False,
        geocode: Geocode | None = None,
        profile: Mapping[str, float] | None = None,
    ) -> list[Resolution]:
        """Find and resolve the toponyms of an article.

        Parameters
        ----------
        article
            The article; ``doc.text`` must be its text.
        doc
            Its text, parsed.
        explain
            Whether the candidates carry what the ranker saw of them.
        geocode
            A look-up of names at an online geocoder, for names without a confident candidate; None asks nobody.
        profile
            What the outlet usually writes about (``profile.learn_profile``); None for world news.

        Returns
        -------
        list of Resolution
            In the order of the text, not overlapping. A toponym whose place is too uncertain stays, without place.
            Where the text states an area that has no such place, that area is the only candidate.
        """
        self._check(article, doc)
        tokens = read_tokens(doc)
        proposals = self.models.recognizer.propose(tokens, match_names(tokens, self.book))
        spans = [(p.first, p.end, p.probability, p.chosen) for p in proposals]
        reading = self._read(article, tokens, spans, geocode, profile)
        verdicts = self._judge(reading)
        chosen = choose(reading.mentions, verdicts, self.models.threshold)
        reading = pooled_reading(reading, _day(article))
        return [self.resolution(article, reading, i, float(verdicts[i]), explain) for i in chosen]

    def resolve(
        self,
        article: Article,
        doc: Doc,
        spans: Sequence[Span],
        *,
        explain: bool = False,
        geocode: Geocode | None = None,
    ) -> list[Resolution]:
        """Resolve toponyms whose spans are given, one resolution for each span, in the order of the text."""
        self._check(article, doc)
        tokens = read_tokens(doc)
        wanted = sorted(spans, key=lambda span: (span.start, span.end))
        covers = [_cover(tokens, span.start, span.end) for span in wanted]
        given = [(first, end, 1.0, True) for first, end in dict.fromkeys(covers)]
        reading = pooled_reading(self._read(article, tokens, given, geocode), _day(article))
        number = {(mention.first, mention.end): i for i, mention in enumerate(reading.mentions)}
        resolutions = []
        for span, cover in zip(wanted, covers, strict=True):
            found = self.resolution(article, reading, number[cover], 1.0, explain)
            toponym = replace(found.toponym, start=span.start, end=span.end, text=article.text[span.start : span.end])
            resolutions.append(replace(found, toponym=toponym))
        return resolutions

    def rank_spans(
        self,
        article: Article,
        tokens: Tokens,
        spans: Sequence[tuple[int, int, float, bool]],
        profile: Mapping[str, float] | None = None,
    ) -> Reading:
        """Look up, bind and rank spans (first token, end, probability, chosen) that somebody else recognised."""
        return pooled_reading(self._read(article, tokens, spans, None, profile), _day(article))

    def _check(self, article: Article, doc: Doc) -> None:
        if doc.text != article.text:
            raise ValueError(
                f"expected the parsed text of article {article.id!r}, got another of {len(doc.text)} characters; "
                "parse article.text"
            )

    def _read(
        self,
        article: Article,
        tokens: Tokens,
        spans: Sequence[tuple[int, int, float, bool]],
        geocode: Geocode | None,
        profile: Mapping[str, float] | None = None,
    ) -> Reading:
        mentions = bind(tokens, find_mentions(tokens, spans, self.book, self.cues), self.book)
        outlet = outlet_country(article.url, article.source)
        reading = self._rank(tokens, mentions, outlet, profile)
        if geocode is None:
            return reading
        found = self._ask(reading, geocode)
        if not found:
            return reading
        cards = {text: self.book.make_card(text, candidates) for text, candidates in found.items()}
        answered = find_mentions(tokens, spans, self.book, self.cues)
        answered = [replace(m, card=cards.get(m.text, m.card)) for m in answered]
        return self._rank(tokens, bind(tokens, answered, self.book), outlet, profile)

    def _ask(self, reading: Reading, geocode: Geocode) -> dict[str, list[Candidate]]:
        """Ask an online geocoder for the likely names without a confident candidate; its answers join the others."""
        found: dict[str, list[Candidate]] = {}
        asked: set[str] = set()
        for i, mention in enumerate(reading.mentions):
            if not mention.chosen or mention.text in asked or len(asked) >= MAX_ONLINE:
                continue
            mine = candidate_rows(reading, i)
            if mine is not None and reading.scores[mine].max() >= DOUBTFUL:
                continue
            asked.add(mention.text)
            online = geocode(mention.text)
            if online:
                offline = () if mention.card is None else mention.card.candidates
                known = {candidate.place.place_id for candidate in offline}
                found[mention.text] = [*offline, *(c for c in online if c.place.place_id not in known)]
        return found

    def _rank(
        self, tokens: Tokens, mentions: Sequence[Mention], outlet: str | None, profile: Mapping[str, float] | None
    ) -> Reading:
        groups, membership = gather(mentions)
        table, scores = None, np.zeros(0)
        features: NDArray[np.float32] = np.zeros((0, len(SECOND_FEATURES)), dtype=np.float32)
        if groups:
            table = build_table(tokens, mentions, groups, self.cues, outlet, profile)
            scores, features = self.models.ranker.rank(table)
        return Reading(
            tokens=tokens,
            mentions=mentions,
            groups=groups,
            membership=membership,
            table=table,
            scores=scores,
            features=features,
            profiled=bool(profile),
        )

    def _judge(self, reading: Reading) -> NDArray[np.float64]:
        offsets = np.zeros(1, dtype=np.int64) if reading.table is None else reading.table.offsets
        rows = judge_rows(
            reading.tokens, reading.mentions, reading.membership, offsets, reading.scores, reading.features
        )
        return verdicts_of(self.models.judge, rows, reading.mentions)

    def resolution(self, article: Article, reading: Reading, i: int, verdict: float, explain: bool) -> Resolution:
        """Return what became of mention ``i`` of a reading; ``verdict`` is how surely it is a toponym."""
        mention, tokens = reading.mentions[i], reading.tokens
        rivals = rivals_of(reading, i, self.book, explain=explain)
        winner = rivals[0] if rivals else None
        calibration = self.models.home if reading.profiled else self.models.place
        nowhere = mention.within is not None and mention.within.empty
        score = calibration.probability(verdict * winner.score) if winner and not nowhere else 0.0
        sure = winner is not None and score >= self.min_score
        start, end = tokens.starts[mention.first], tokens.ends[mention.end - 1]
        toponym = Toponym(
            article_id=article.id,
            text=article.text[start:end],
            start=start,
            end=end,
            kind=kind_of(tokens, mention.first, mention.end, best_candidate(reading, i) if sure else None),
            score=self.models.span.probability(verdict),
        )
        return Resolution(
            toponym=toponym, place=winner.place if winner and sure else None, score=score, candidates=rivals
        )


def _day(article: Article) -> date | None:
    return None if article.published is None else article.published.date()


def _cover(tokens: Tokens, start: int, end: int) -> tuple[int, int]:
    """Return the tokens (first, end exclusive) that cover the characters from ``start`` to ``end``."""
    first = np.searchsorted(tokens.ends, start, side="right")
    stop = np.searchsorted(tokens.starts, end, side="left")
    return int(first), int(max(first + 1, stop))
