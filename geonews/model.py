"""The nouns: what travels from room to room.

Every record is frozen. Coordinates are WGS84 degrees (EPSG:4326), longitude before latitude. Offsets are Python
character offsets, ``start`` inclusive and ``end`` exclusive. Times are aware and in UTC. None always means
"not known" unless a field says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum

__all__ = [
    "DOUBT",
    "LEFT_OUT",
    "Actor",
    "Article",
    "Candidate",
    "Count",
    "Cue",
    "Event",
    "Failure",
    "Kind",
    "Locus",
    "MatchType",
    "Origin",
    "ParsedArticle",
    "Place",
    "Precision",
    "Resolution",
    "Span",
    "Status",
    "Toponym",
    "When",
    "precision_of",
]


#: Stages of failures that cost no article.
DOUBT = "date"
LEFT_OUT = "left out"


class Kind(StrEnum):
    """How a text names a place."""

    LITERAL = "literal"
    DEMONYM = "demonym"
    METONYM = "metonym"
    EMBEDDED = "embedded"


class Status(StrEnum):
    """Whether an event happened (PLOVER's auxiliary modes; None of them is ``happened``)."""

    HAPPENED = "happened"
    PLANNED = "planned"
    DENIED = "denied"
    HYPOTHETICAL = "hypothetical"


class MatchType(StrEnum):
    """How a name of the text met a name of the gazetteer, best first."""

    EXACT = "exact"
    FOLDED = "folded"
    ALIAS = "alias"
    FUZZY = "fuzzy"
    ONLINE = "online"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an article was met.

    ``file`` is the input as it was named (a path, a member of an archive, an address, ``stdin``), ``row`` the line,
    row, record or entry in it, from 1. ``item`` is what the input itself tells this article from its others by: the id
    of a row, the guid of a feed's entry; ``is_feed`` says that it is the latter, which no other article of the feed
    shares. ``is_fetched`` says that the article was fetched from the very address that it bears.
    """

    file: str
    row: int | None = None
    item: str | None = None
    is_feed: bool = False
    is_fetched: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One news article.

    ``text`` is never altered after ingestion: all offsets point into it. ``published`` is the document creation
    time, in the time zone that its source wrote it in, so that its day is the source's own; a date without a time of
    day is midnight UTC. ``origin`` says where the article was met and is no part of what it is.
    """

    id: str
    text: str
    title: str | None = None
    url: str | None = None
    published: datetime | None = None
    language: str | None = None
    source: str | None = None
    origin: Origin | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of an article's text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Toponym:
    """A place name found in an article: ``article.text[start:end] == text``.

    ``score`` is the probability that the span names a place.
    """

    article_id: str
    text: str
    start: int
    end: int
    kind: Kind = Kind.LITERAL
    score: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A row of the gazetteer.

    ``place_id`` is the GeoNames id where GeoNames has the place (``geonameid`` is then the same number) and a
    negative number of our own where it has not. ``country`` is ISO 3166-1 alpha-2, None for seas, continents and
    regions of several countries. ``admin1`` and ``admin2`` are GeoNames' codes. ``population`` 0 means unknown.
    """

    place_id: int
    geonameid: int | None
    name: str
    lon: float
    lat: float
    feature_class: str
    feature_code: str
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    population: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A place that a toponym may mean.

    ``matched`` is the gazetteer's name that was met, ``score`` a probability among the rivals of one toponym,
    ``features`` what the ranker saw (for explanations; empty unless asked for).
    """

    place: Place
    match: MatchType
    matched: str
    score: float = 0.0
    features: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """A toponym with the place it was resolved to, None where it is honestly unresolved.

    ``score`` is the calibrated probability that ``place`` is right (for an unresolved one, that of the best
    rival). ``candidates`` are the best rivals, the winner first.
    """

    toponym: Toponym
    place: Place | None
    score: float
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A closed interval of days; None is an open end.

    ``basis`` is ``text`` (the sentence says so), ``context`` (a neighbouring sentence does), ``published`` (the
    stated fallback) or ``none``. ``precision`` is 1 for a day, 2 for a week, 3 for longer.
    """

    start: date | None
    end: date | None
    precision: int
    text: str | None
    basis: str
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many: a closed range, None is an open end ("at least 134" is (134, None))."""

    min: int | None
    max: int | None
    text: str
    unit: str = "people"
    approx: bool = False
    vague: bool = False
    rate: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts or is acted upon; ``country`` is ISO 3166-1 alpha-3, ``sector`` a PLOVER sector (MIL, REB, …)."""

    text: str
    country: str | None = None
    sector: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Locus:
    """Where: a country (ISO 3166-1 alpha-3, None if unknown) and, if known more closely, a place in it."""

    country: str | None = None
    place: Place | None = None
    text: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """The words behind one field of an event and what read them (for explanations).

    ``score`` is the reader's probability that the words fill the field, None where no probability is known.
    """

    field: str
    text: str
    start: int
    end: int
    rule: str
    score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that an article says happened, was planned, was denied or might be.

    ``type`` and ``mode`` are those of the ontology; ``geo_precision`` is a `Precision`,
    None without a place; ``sentences`` are the indices of all sentences that mention the event, the
    evidence sentence first. ``confidence`` is a probability.
    """

    id: str
    article_id: str
    type: str
    mode: str | None
    status: Status
    evidence: Span
    sentence: int
    trigger: Span
    when: When
    confidence: float
    rule_id: str
    sentences: tuple[int, ...] = ()
    actor1: Actor | None = None
    actor2: Actor | None = None
    subject: str | None = None
    subject_class: str | None = None
    count: Count | None = None
    fatalities: Count | None = None
    injured: Count | None = None
    where: Locus | None = None
    geo_precision: int | None = None
    location_basis: str | None = None
    origin: Locus | None = None
    destination: Locus | None = None
    crossing: Locus | None = None
    direction_basis: str | None = None
    disputed: bool = False
    attributed_to: str | None = None
    cues: tuple[Cue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedArticle:
    """An article with what was read from it.

    ``events_coded`` tells whether events were looked for: they are in English alone.
    """

    article: Article
    resolutions: tuple[Resolution, ...] = ()
    events: tuple[Event, ...] = ()
    events_coded: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An article, or a part of an input, that could not be handled at one stage; the run continues.

    ``origin`` says in which file and row, where that is known. Two stages are no loss of an article: ``date``, a doubt
    about one that is kept, and ``left out``, what is of no kind that is read.
    """

    article_id: str
    stage: str
    error: str
    origin: Origin | None = field(default=None, compare=False)

    @property
    def is_doubt(self) -> bool:
        """Whether the article that it is about is kept."""
        return self.stage == DOUBT

    @property
    def is_left_out(self) -> bool:
        """Whether it names something that nobody tried to read."""
        return self.stage == LEFT_OUT


class Precision(IntEnum):
    """How closely a place is known, the same number everywhere: in parse, store, map and exports."""

    SPOT = 1
    """A town, a building, a post: drawn as a point."""
    AREA = 2
    """A part of a country: province, district, island, river, sea: drawn as an outline, if it has one."""
    COUNTRY = 3
    """A whole country: drawn as a country."""


#: Continents, oceans, seas and regions of several countries: no closer than a country.
_BROAD_CODES = frozenset(("CONT", "RGN", "OCN", "SEA"))


def precision_of(place: Place | None, country: str | None = None) -> Precision | None:
    """Return how closely a place, or only its country, is known; None where there is neither.

    Examples
    --------
    >>> kabul = Place(
    ...     place_id=1138958, geonameid=1138958, name="Kabul", lon=69.17, lat=34.53, feature_class="P",
    ...     feature_code="PPLC",
    ... )
    >>> precision_of(kabul), precision_of(None, "AFG"), precision_of(None)
    (<Precision.SPOT: 1>, <Precision.COUNTRY: 3>, None)
    """
    if place is None:
        return Precision.COUNTRY if country else None
    if place.feature_class in ("P", "S", "R"):
        return Precision.SPOT
    broad = place.feature_code.startswith("PCL") or place.feature_code in _BROAD_CODES
    return Precision.COUNTRY if broad else Precision.AREA
