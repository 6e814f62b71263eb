"""Toponym recognition: a sequence model proposes stretches of tokens that may name a place.

The model is a linear-chain conditional random field (Lafferty et al. 2001) in CRFsuite's binary form. It proposes
generously: every stretch whose borders are likelier than a low threshold, overlapping ones included. Which of them
stand is decided later, when it is known what place each could mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from geonews.errors import ModelMissingError
from geonews.geoparse.arguments import is_argument, person_words
from geonews.geoparse.cues import load_cues
from geonews.geoparse.kinds import is_seat
from geonews.geoparse.matching import NameMatch
from geonews.geoparse.sequence_features import sequence_features
from geonews.geoparse.tokens import Tokens

__all__ = ["LABELS", "Proposal", "Recognizer", "labels_of", "with_whole_names"]

#: First, inner and last token of a name, a name of one token, none.
LABELS = ("B", "I", "L", "U", "O")
#: Least probability of a border for a proposal to be made.
PROPOSAL_FLOOR = 0.03
#: Longest proposal in tokens.
LONGEST = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Tokens ``first`` to ``end`` (exclusive) that may name a place.

    ``probability`` is the sequence model's, ``chosen`` whether its best labelling of the whole sentence has exactly
    this stretch.
    """

    first: int
    end: int
    probability: float
    chosen: bool


def labels_of(count: int, spans: Sequence[tuple[int, int]]) -> list[str]:
    """Label tokens by the spans (first, end exclusive) over them.

    >>> labels_of(5, [(0, 1), (2, 5)])
    ['U', 'O', 'B', 'I', 'L']
    """
    labels = ["O"] * count
    for first, end in spans:
        if end - first == 1:
            labels[first] = "U"
        else:
            labels[first:end] = ["B", *["I"] * (end - first - 2), "L"]
    return labels


class Recognizer:
    """The sequence model.

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
        import pycrfsuite

        self._tagger: Any = pycrfsuite.Tagger()
        try:
            self._tagger.open(str(path))
        except (OSError, ValueError) as error:
            raise ModelMissingError(
                f"expected a CRFsuite model, got {str(path)!r} ({error}); reinstall geonews"
            ) from error
        self._known = tuple(label for label in LABELS if label in self._tagger.labels())

    def propose(self, tokens: Tokens, matches: Sequence[NameMatch], *, floor: float = PROPOSAL_FLOOR) -> list[Proposal]:
        """Propose stretches of tokens, in order of their first token; they may overlap."""
        proposals = self.read(tokens, sequence_features(tokens, matches), floor=floor)
        proposals = with_whole_names(tokens, proposals)
        known = {(proposal.first, proposal.end) for proposal in proposals}
        persons = person_words(tokens)
        for match in matches:
            first = match.first + (tokens.lowers[match.first] == "the")
            if first == match.end or (first, match.end) in known:
                continue
            stands = match.unit or is_seat(tokens.phrase(first, match.end))
            if stands or is_argument(tokens, first, match.end, match.card, persons):
                proposals.append(Proposal(first=first, end=match.end, probability=0.0, chosen=False))
        return sorted(proposals, key=lambda proposal: (proposal.first, proposal.end))

    def read(self, tokens: Tokens, features: Sequence[Sequence[str]], *, floor: float) -> list[Proposal]:
        """Propose stretches of tokens by their features, in order of their first token; they may overlap."""
        proposals: list[Proposal] = []
        for begin, end in tokens.segments():
            labels, marginals = self._tag(features[begin:end])
            proposals.extend(_read_proposals(begin, labels, marginals, floor))
        return proposals

    def _tag(self, features: Sequence[Sequence[str]]) -> tuple[list[str], list[dict[str, float]]]:
        self._tagger.set(features)
        labels: list[str] = self._tagger.tag()
        marginal = self._tagger.marginal
        rows = []
        for i in range(len(features)):
            none = marginal("O", i)
            rows.append({} if none > 0.97 else {label: marginal(label, i) for label in self._known if label != "O"})
        return labels, rows


def _read_proposals(
    begin: int, labels: Sequence[str], marginals: Sequence[dict[str, float]], floor: float
) -> list[Proposal]:
    chosen = set(_chosen_spans(labels))
    proposals = []
    for i, row in enumerate(marginals):
        if not row:
            continue
        alone = row.get("U", 0.0)
        if alone >= floor or (i, i + 1) in chosen:
            proposals.append(
                Proposal(first=begin + i, end=begin + i + 1, probability=alone, chosen=(i, i + 1) in chosen)
            )
        least = row.get("B", 0.0)
        if least < floor:
            continue
        for j in range(i + 1, min(len(marginals), i + LONGEST)):
            closing = min(least, marginals[j].get("L", 0.0))
            if closing >= floor:
                proposals.append(
                    Proposal(first=begin + i, end=begin + j + 1, probability=closing, chosen=(i, j + 1) in chosen)
                )
            least = min(least, marginals[j].get("I", 0.0))
            if least < floor:
                break
    return proposals


def with_whole_names(tokens: Tokens, proposals: Sequence[Proposal]) -> list[Proposal]:
    """Let each proposal have the rest of its name that the sequence model is apt to cut off.

    That is the number of a road ("County Road 12"), "Twp." and the last dot of an abbreviation that has dots inside
    and was parted from it by the tokenizer ("W.Va.").
    """
    best: dict[tuple[int, int], Proposal] = {}
    for proposal in proposals:
        end = _whole_end(tokens, proposal.end)
        known = best.get((proposal.first, end))
        if known is None or known.probability < proposal.probability:
            best[proposal.first, end] = replace(proposal, end=end)
    return list(best.values())


def _whole_end(tokens: Tokens, end: int) -> int:
    cues = load_cues()
    following = tokens.words[end] if end < len(tokens) else ""
    if tokens.lowers[end - 1] in cues.numbered and following[:1].isdigit():
        return end + 1
    if following[:1].isupper() and following.lower() in cues.cut_off:
        end += 1
        following = tokens.words[end] if end < len(tokens) else ""
    abbreviation = tokens.words[end - 1]
    dotted = "." in abbreviation[1:-1] or abbreviation.lower() in cues.cut_off
    adjacent = following == "." and tokens.starts[end] == tokens.ends[end - 1]
    return end + 1 if dotted and adjacent else end


def _chosen_spans(labels: Sequence[str]) -> list[tuple[int, int]]:
    spans, opened = [], None
    for i, label in enumerate(labels):
        if label == "U":
            spans.append((i, i + 1))
        elif label == "B":
            opened = i
        elif label == "L" and opened is not None:
            spans.append((opened, i + 1))
        if label in "OUL":
            opened = None
    return spans
