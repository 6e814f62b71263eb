"""The table of a document's candidates, with what the first pass of the ranker sees of each.

Rows are all candidates of all groups; columns what is known of the name, of its mentions, of what is written about
it, of the company it keeps, and of where the article and its outlet are at home.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geonews.geoparse.cards import STATIC_FEATURES, key_number
from geonews.geoparse.company import COMPANY_FEATURES, company_columns
from geonews.geoparse.cues import Cues
from geonews.geoparse.home import home_countries
from geonews.geoparse.mentions import Group, Mention
from geonews.geoparse.profile import PROFILE_FEATURES, profile_columns
from geonews.geoparse.tokens import Tokens
from geonews.geoparse.written import AREA_NAMED, WRITTEN_FEATURES, gap, stated_agrees, written_columns

__all__ = ["FIRST_FEATURES", "LABELS", "OTHER_LABEL", "Table", "build_table"]

MENTION_FEATURES = (
    "mentions",
    "probability",
    "tokens",
    "capitals",
    "label",
    "demonym_name",
    "first_mention",
    "stated_agrees",
)
HOME_FEATURES = ("home_words", "outlet", *PROFILE_FEATURES)
GAP_FEATURES = ("company_20_km_gap", "company_100_km_gap", "area_named_gap")
FIRST_FEATURES = STATIC_FEATURES + MENTION_FEATURES + WRITTEN_FEATURES + COMPANY_FEATURES + GAP_FEATURES + HOME_FEATURES

LABELS = {"": 0, "GPE": 1, "LOC": 2, "NORP": 3, "FAC": 4, "ORG": 5, "PERSON": 6}
OTHER_LABEL = 7
#: Mentions of one group whose positions are compared.
POSITIONS = 3
#: Groups of a document up to which names inside longer names are looked for.
MOST_GROUPS = 200


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """The candidates of all groups, one row each.

    ``offsets`` has the first row of each group and the number of rows at its end; ``group`` is each row's group.
    ``first`` is (rows x `FIRST_FEATURES`).
    """

    groups: Sequence[Group]
    offsets: NDArray[np.int64]
    group: NDArray[np.int64]
    ids: NDArray[np.int64]
    points: NDArray[np.float32]
    countries: NDArray[np.int32]
    areas: NDArray[np.int32]
    counties: NDArray[np.int32]
    weights: NDArray[np.float32]
    positions: NDArray[np.int64]
    contained: NDArray[np.bool_]
    first: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.group)


def build_table(
    tokens: Tokens,
    mentions: Sequence[Mention],
    groups: Sequence[Group],
    cues: Cues,
    outlet: str | None = None,
    profile: Mapping[str, float] | None = None,
) -> Table:
    """Lay out all candidates with what the first pass sees of them.

    Parameters
    ----------
    tokens, mentions, groups
        The document.
    cues
        The wording's word lists.
    outlet
        The outlet's country (ISO 3166-1 alpha-2), None if unknown.
    profile
        What the outlet's other articles are about (``profile.learn_profile``), None if unknown.
    """
    cards = [group.card for group in groups]
    sizes = np.array([len(card.candidates) for card in cards], dtype=np.int64)
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    owner = np.repeat(np.arange(len(groups)), sizes)
    weights = np.array([group.weight for group in groups], dtype=np.float32)
    static = np.concatenate([card.static for card in cards])
    countries = np.concatenate([card.countries for card in cards])
    areas = np.concatenate([card.areas for card in cards])
    counties = np.concatenate([card.counties for card in cards])
    group_rows = np.array([_group_columns(group, mentions, tokens) for group in groups], dtype=np.float32)
    agrees = stated_agrees(groups, mentions, cues)
    written = written_columns(mentions, groups, offsets, owner, weights, (countries, areas, counties))
    points = np.concatenate([card.points for card in cards])
    company = company_columns(points, static, owner, offsets, weights)
    positions = np.full((len(groups), POSITIONS), -(10**6), dtype=np.int64)
    for g, group in enumerate(groups):
        for k, i in enumerate(group.mentions[:POSITIONS]):
            positions[g, k] = mentions[i].first
    return Table(
        groups=groups,
        offsets=offsets,
        group=owner,
        ids=np.concatenate([card.ids for card in cards]),
        points=points,
        countries=countries,
        areas=areas,
        counties=counties,
        weights=weights,
        positions=positions,
        contained=_contained(groups),
        first=np.column_stack(
            [
                static,
                group_rows[owner],
                agrees,
                written,
                *company,
                *(gap(column, offsets) for column in (*company, written[:, AREA_NAMED])),
                *_home_columns(tokens, countries, outlet),
                *profile_columns(profile, countries, areas, counties),
            ]
        ).astype(np.float32),
    )


def _group_columns(group: Group, mentions: Sequence[Mention], tokens: Tokens) -> tuple[float, ...]:
    spans = [mentions[i] for i in group.mentions]
    label = max((LABELS.get(tokens.entities[m.end - 1], OTHER_LABEL) for m in spans[:4]), key=_label_weight)
    return (
        float(min(len(spans), 12)),
        max(m.probability for m in spans),
        float(spans[0].end - spans[0].first),
        float(spans[0].text.isupper()),
        float(label),
        float(group.card.demonym),
        min(1.0, group.first / max(1, len(tokens))),
    )


def _label_weight(label: int) -> int:
    return (0, 7, 6, 5, 4, 3, 2, 1)[label]


def _contained(groups: Sequence[Group]) -> NDArray[np.bool_]:
    """Whether the words of one group (row) stand at the beginning of another's longer name (column)."""
    texts = [group.text.casefold() for group in groups]
    matrix = np.zeros((len(texts), len(texts)), dtype=np.bool_) if len(texts) <= MOST_GROUPS else np.zeros((0, 0), bool)
    if len(matrix):
        for i, short in enumerate(texts):
            for j, long in enumerate(texts):
                matrix[i, j] = i != j and (long == short or long.startswith(f"{short} "))
    return matrix


def _home_columns(
    tokens: Tokens, countries: NDArray[np.int32], outlet: str | None
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return what the words of public life, and the outlet's address, say for each row's country."""
    words = np.zeros(len(countries), dtype=np.float32)
    for country, share in home_countries(tokens).items():
        words[countries == key_number(country)] = share
    address = np.zeros(len(countries), dtype=np.float32)
    if outlet is not None:
        address[:] = np.where(countries == key_number(outlet), 1.0, -1.0)
    return words, address
