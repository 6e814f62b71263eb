"""What is written about each candidate: columns over all candidates of all groups of a document.

The first pass of the ranker sees only what is written: which countries and divisions the document names, what stands
beside the name, whose namesakes lie close together. Every column leaves out the group it speaks about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geonews.geoparse.cues import Cues
from geonews.geoparse.home import home_countries
from geonews.geoparse.mentions import Group, Mention
from geonews.geoparse.names import GROUPS, STATIC_FEATURES, NameCard, key_number
from geonews.geoparse.tokens import Tokens

__all__ = ["FIRST_FEATURES", "LABELS", "OTHER_LABEL", "Table", "build_table"]

Column = NDArray[np.float32]

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
WRITTEN_FEATURES = (
    "parent_area",
    "parent_country",
    "parent_county",
    "parent_disagrees",
    "before_area",
    "before_country",
    "child_inside",
    "country_named",
    "country_named_share",
    "area_named",
    "area_named_share",
    "county_named",
    "sibling_group",
    "company_20_km",
    "company_100_km",
    "company_20_km_gap",
    "company_100_km_gap",
    "area_named_gap",
    "home_words",
    "outlet",
)
FIRST_FEATURES = STATIC_FEATURES + MENTION_FEATURES + WRITTEN_FEATURES

LABELS = {"": 0, "GPE": 1, "LOC": 2, "NORP": 3, "FAC": 4, "ORG": 5, "PERSON": 6}
OTHER_LABEL = 7
EARTH_RADIUS_KM = 6371.0
#: Groups of places too wide to be near anything.
WIDE_GROUPS = tuple(GROUPS.index(name) for name in ("country", "continent", "region", "admin1"))
AREA_NAMED = WRITTEN_FEATURES.index("area_named")
#: Names that bear witness for the others, the rarest; bounds the work on very long documents.
WITNESSES = 120
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
    tokens: Tokens, mentions: Sequence[Mention], groups: Sequence[Group], cues: Cues, outlet: str | None = None
) -> Table:
    """Lay out all candidates with what the first pass sees of them; ``outlet`` is the outlet's country (alpha-2)."""
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
    agrees = _stated_agrees(groups, mentions, cues)
    written = _written_columns(mentions, groups, offsets, owner, weights, (countries, areas, counties))
    points = np.concatenate([card.points for card in cards])
    company = _company(points, static, owner, offsets, weights)
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


def _stated_agrees(groups: Sequence[Group], mentions: Sequence[Mention], cues: Cues) -> NDArray[np.float32]:
    """Return 1 where a candidate is of the group that the wording states, -1 where it is not, 0 without statement."""
    columns = []
    for group in groups:
        stated = mentions[group.mentions[0]].stated
        kinds = group.card.static[:, STATIC_FEATURES.index("group")].astype(int)
        if stated is None:
            columns.append(np.zeros(len(kinds), dtype=np.float32))
            continue
        fitting = cues.agrees[stated]
        columns.append(np.array([1.0 if GROUPS[kind] in fitting else -1.0 for kind in kinds], dtype=np.float32))
    return np.concatenate(columns)


def _written_columns(
    mentions: Sequence[Mention],
    groups: Sequence[Group],
    offsets: NDArray[np.int64],
    owner: NDArray[np.int64],
    weights: NDArray[np.float32],
    keys: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]],
) -> NDArray[np.float32]:
    countries, areas, counties = keys
    cells = np.zeros((len(owner), 7), dtype=np.float32)
    siblings = np.zeros(len(owner), dtype=np.float32)
    group_column = STATIC_FEATURES.index("group")
    children: dict[int, list[NameCard]] = {}
    for g, group in enumerate(groups):
        rows = slice(offsets[g], offsets[g + 1])
        card = group.card
        for i in group.mentions[:8]:
            mention = mentions[i]
            if mention.parent is not None and (above := mentions[mention.parent].card) is not None:
                area = _inside(areas[rows], above.names_area)
                country = _inside(countries[rows], above.names_country)
                county = _inside(counties[rows], above.names_county)
                found = np.stack([area, country, county], axis=1)
                cells[rows, 0:3] = np.maximum(cells[rows, 0:3], found)
                if found.any():
                    cells[rows, 3] = np.maximum(cells[rows, 3], ~found.any(axis=1))
                    children.setdefault(mention.parent, []).append(card)
                kinds, other = card.static[:, group_column], above.static[0, group_column]
                siblings[rows] = np.maximum(siblings[rows], kinds == other)
            if mention.before is not None and (above := mentions[mention.before].card) is not None:
                cells[rows, 4] = np.maximum(cells[rows, 4], _inside(areas[rows], above.names_area))
                cells[rows, 5] = np.maximum(cells[rows, 5], _inside(countries[rows], above.names_country))
    for g, group in enumerate(groups):
        rows = slice(offsets[g], offsets[g + 1])
        for i in group.mentions[:8]:
            for card in children.get(i, ()):
                inside = _inside(group.card.names_area, card.areas) | _inside(group.card.names_country, card.countries)
                cells[rows, 6] = np.maximum(cells[rows, 6], inside)
    named = [
        _named_elsewhere(groups, weights, keys_of_rows, owner, attribute)
        for keys_of_rows, attribute in ((countries, "names_country"), (areas, "names_area"), (counties, "names_county"))
    ]
    total = [max(1e-6, float(n.max(initial=0.0))) for n in named]
    return np.column_stack(
        [cells, named[0], named[0] / total[0], named[1], named[1] / total[1], named[2], siblings]
    ).astype(np.float32)


def _inside(keys: NDArray[np.int32], names: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Whether each key is one of those that a name can mean."""
    return np.isin(keys, names[names > 0]) & (keys > 0)


def _named_elsewhere(
    groups: Sequence[Group],
    weights: NDArray[np.float32],
    keys: NDArray[np.int32],
    owner: NDArray[np.int64],
    attribute: str,
) -> NDArray[np.float32]:
    """Sum the weights of the other groups that can name each row's country or division."""
    sums: dict[int, float] = {}
    own: list[dict[int, float]] = []
    for group, weight in zip(groups, weights, strict=True):
        names = getattr(group.card, attribute)
        mine = dict.fromkeys(np.unique(names[names > 0]).tolist(), float(weight))
        own.append(mine)
        for key, value in mine.items():
            sums[key] = sums.get(key, 0.0) + value
    values = [sums.get(key, 0.0) - own[g].get(key, 0.0) for key, g in zip(keys.tolist(), owner.tolist(), strict=True)]
    return np.array(values, dtype=np.float32)


def _contained(groups: Sequence[Group]) -> NDArray[np.bool_]:
    """Whether the words of one group (row) stand at the beginning of another's longer name (column)."""
    texts = [group.text.casefold() for group in groups]
    matrix = np.zeros((len(texts), len(texts)), dtype=np.bool_) if len(texts) <= MOST_GROUPS else np.zeros((0, 0), bool)
    if len(matrix):
        for i, short in enumerate(texts):
            for j, long in enumerate(texts):
                matrix[i, j] = i != j and (long == short or long.startswith(f"{short} "))
    return matrix


def gap(column: NDArray[Any], offsets: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return how far each row's value is above the best of its group's other rows."""
    starts, sizes = offsets[:-1], np.diff(offsets)
    owner = np.repeat(np.arange(len(sizes)), sizes)
    best = np.maximum.reduceat(column, starts)
    order = np.lexsort((-column, owner))
    second = np.where(sizes > 1, column[order[np.minimum(starts + 1, len(column) - 1)]], 0.0)
    is_best = np.zeros(len(column), dtype=bool)
    is_best[order[starts]] = True
    return np.asarray(column - np.where(is_best, second[owner], best[owner]), dtype=np.float32)


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


def _company(
    points: NDArray[np.float32],
    static: NDArray[np.float32],
    owner: NDArray[np.int64],
    offsets: NDArray[np.int64],
    weights: NDArray[np.float32],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Sum over the other names how near their nearest namesake lies, at two scales; rare names count more.

    Two names that both occur in one small area are each other's evidence, however many larger namesakes they have.
    """
    kinds = static[:, STATIC_FEATURES.index("group")]
    local = ~np.isin(kinds, WIDE_GROUPS)
    rarity = np.minimum(1.0, weights) / np.log2(1.0 + np.diff(offsets))
    witnesses = np.argsort(-rarity, kind="stable")[:WITNESSES]
    sums = np.zeros((2, len(owner)), dtype=np.float32)
    for g in witnesses:
        theirs = np.arange(offsets[g], offsets[g + 1])
        theirs = theirs[local[theirs]]
        if not len(theirs):
            continue
        cosine = np.clip((points @ points[theirs].T).max(axis=1), -1.0, 1.0)
        distance = EARTH_RADIUS_KM * np.arccos(cosine)
        others = (owner != g) & local
        for k, scale in enumerate((20.0, 100.0)):
            sums[k] += np.where(others, rarity[g] * np.exp(-distance / scale), 0.0)
    return sums[0], sums[1]
