"""Binding: what the text states about a place leaves only the candidates that lie there.

A statement narrows the candidates of its name to those inside the stated area, and the sense holds for the name in the
rest of the document (Gale et al. 1992). Where no candidate lies inside, a name is unresolved and keeps the stated area
as all that is known of it: it is never put abroad.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geonews.gazetteer.folding import fold, variants, without_possessive
from geonews.geoparse.areas import Area, read_area
from geonews.geoparse.cards import NameCard
from geonews.geoparse.cues import load_cues
from geonews.geoparse.datelines import dateline_marks
from geonews.geoparse.groups import place_group
from geonews.geoparse.jurisdictions import find_jurisdictions, within_jurisdictions
from geonews.geoparse.mentions import Mention, Within
from geonews.geoparse.names import NameBook
from geonews.geoparse.sequence_features import name_runs
from geonews.geoparse.statements import Statement, Strength, find_statements
from geonews.geoparse.tokens import Tokens
from geonews.model import Candidate, MatchType

__all__ = ["bind"]

#: Rounds of narrowing: "Paris, Lamar County, Texas, USA" is narrowed from the right.
ROUNDS = 3
#: Kinds of places that lie in several countries, or whose point lies in another than the one named.
WIDE = frozenset({"country", "continent", "region", "water", "relief"})
#: Names in other languages from which on a place is known far away.
KNOWN_NAMES = 5
#: A place so large, met by its main name, that a doubtful statement cannot hide it.
LARGE = 500_000


def bind(tokens: Tokens, mentions: Sequence[Mention], book: NameBook) -> list[Mention]:
    """Return the mentions with the candidates that the document's statements leave them."""
    known = _Areas()
    areas = {i: area for i, m in enumerate(mentions) if m.card is not None and (area := known.of(m.card, m.stated))}
    organisations = find_jurisdictions(tokens, book, areas.values())
    if not areas and not organisations:
        return list(mentions)
    datelines = dateline_marks(tokens, name_runs(tokens))
    statements = find_statements(tokens, mentions, areas, datelines)
    bound = list(mentions)
    for _ in range(ROUNDS):
        before = list(bound)
        for statement in reversed(statements):
            outer = bound[statement.outer]
            area = known.of(outer.card, outer.stated) if outer.card is not None else None
            if area is not None and outer.card is not None:
                inner = bound[statement.inner]
                if not area.sure and statement.strength is Strength.BINDING:
                    area = area.with_town(outer.card)
                elif outer.stated is None and area.sure and _is_blurred(inner, area, book):
                    area = area.widened()
                bound[statement.inner] = _narrowed(inner, area, statement, book)
        if bound == before:
            break
    bound = _at_home(bound, statements, datelines, book)
    if organisations:
        stated = {statement.inner for statement in statements}
        free = [i for i, mention in enumerate(bound) if i not in stated and _is_free(mention)]
        bound = within_jurisdictions(tokens, bound, free, organisations, book)
    return _one_sense(bound, book)


class _Areas:
    """What the names of a document mean as areas: each name is read once, however often it comes."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, str | None], tuple[NameCard, Area | None]] = {}

    def of(self, card: NameCard, stated: str | None) -> Area | None:
        """Return the area that a name means, see ``areas.read_area``."""
        key = (id(card), stated)
        if key not in self._known:
            self._known[key] = (card, read_area(card, stated))  # the card is held, so that no other takes its id
        return self._known[key][1]


def _is_blurred(mention: Mention, area: Area, book: NameBook) -> bool:
    """Whether only the country of an area is certain: counties are not everywhere GeoNames' second-level divisions."""
    return area.level == "admin2" and mention.card is not None and book.inside(mention.card, area) is None


def _narrowed(mention: Mention, area: Area, statement: Statement, book: NameBook) -> Mention:
    card = mention.card
    if card is None or (mention.within is not None and mention.within.empty):
        return mention
    found = book.inside(card, area)
    if found is not None:
        kind = mention.stated or statement.kind or (mention.within.kind if mention.within is not None else None)
        found = _of_kind(found, kind, book)
        certain = statement.certain or (mention.within is not None and mention.within.certain)
        return replace(mention, card=found, within=Within(area=area, empty=False, certain=certain, kind=kind))
    if mention.within is not None or statement.strength is Strength.HINT or not _is_spot(card):
        return mention
    if statement.strength is Strength.LIKELY and _is_large(card.candidates[0]):
        return mention
    return replace(mention, within=Within(area=area, empty=True))


def _of_kind(card: NameCard, stated: str | None, book: NameBook) -> NameCard:
    """Return the candidates of the kind that the wording states, all where none is."""
    fitting = load_cues().agrees[stated] if stated is not None else frozenset()
    found = [c for c in card.candidates if place_group(c.place) in fitting]
    if not found or len(found) == len(card.candidates):
        return card
    return book.make_card(card.name, found, part=float(card.static[0, -1]))


def _at_home(
    mentions: Sequence[Mention], statements: Sequence[Statement], datelines: Sequence[str], book: NameBook
) -> list[Mention]:
    """Bind divisions that are named with their kind to the country of the dateline, where that has one of the name."""
    home = [m.within.area for m in mentions if m.within is not None and datelines[m.first] == "dl"]
    if not home:
        return list(mentions)
    country = home[0].widened()
    bound = list(mentions)
    stated = {statement.inner for statement in statements}
    for i, mention in enumerate(mentions):
        if i in stated or mention.card is None or mention.stated not in ("admin1", "admin2"):
            continue
        inside = country.inside(mention.card.candidates)
        found = [c for c in inside if place_group(c.place) == mention.stated]
        if found:
            card = book.make_card(mention.text, found, part=float(mention.card.static[0, -1]))
            bound[i] = replace(mention, card=card, within=Within(area=country, empty=False))
    return bound


def _is_free(mention: Mention) -> bool:
    """Whether a mention is the whole name of a spot, and nothing is stated about where it lies."""
    card = mention.card
    free = card is not None and mention.within is None and not mention.bearer and not card.demonym
    return free and card is not None and card.static[0, -1] == 1.0 and _is_spot(card)


def _is_spot(card: NameCard) -> bool:
    known = [c for c in card.candidates if c.features.get("n_names", 0.0) >= KNOWN_NAMES]
    wide = any(place_group(c.place) in WIDE or c.features.get("is_metonym") for c in known)
    return not wide and place_group(card.candidates[0].place) not in WIDE


def _is_large(candidate: Candidate) -> bool:
    return candidate.match in (MatchType.EXACT, MatchType.FOLDED) and candidate.place.population >= LARGE


def _one_sense(mentions: Sequence[Mention], book: NameBook) -> list[Mention]:
    """Let the sense of a bound name hold for the same name where nothing is stated."""
    senses: dict[str, list[Within]] = {}
    for mention in mentions:
        if mention.within is not None:
            for key in _keys(mention.text):
                if mention.within not in senses.setdefault(key, []):
                    senses[key].append(mention.within)
    return [_inherited(mention, senses, book) for mention in mentions] if senses else list(mentions)


def _inherited(mention: Mention, senses: dict[str, list[Within]], book: NameBook) -> Mention:
    card = mention.card
    if card is None or card.demonym or mention.within is not None:
        return mention
    stated = senses.get(fold(without_possessive(mention.text)), ())
    inside = [(within, found) for within in stated if (found := book.inside(card, within.area)) is not None]
    if not inside:
        return replace(mention, within=stated[0]) if stated and _is_spot(card) else mention
    if any(_may_mean_a_larger_place(card, within.area, found) for within, found in inside):
        return mention
    within, found = inside[0]
    if len(inside) > 1:
        union = {c.place.place_id: c for _, one in inside for c in one.candidates}
        found = book.make_card(card.name, list(union.values()), part=float(card.static[0, -1]))
    return replace(mention, card=_of_kind(found, mention.stated or within.kind, book), within=within)


def _may_mean_a_larger_place(card: NameCard, area: Area, inside: NameCard) -> bool:
    """Whether a name means a town where that is said, and elsewhere its country or a division of it."""
    other = read_area(card, None)
    return (
        other is not None
        and other.level in ("country", "admin1")
        and other.place.place.country in area.countries
        and other.place.place.place_id not in inside.ids
    )


def _keys(text: str) -> set[str]:
    """Return the folded names under which a bound name comes again: "Gaza province" is later "Gaza"."""
    bare = without_possessive(text)
    return {fold(bare), *(fold(short) for short, feature_class in variants(bare) if feature_class == "A")}
