"""Records as rows: what an article, its mentions and its events look like in the store's tables.

No point is invented: only a town, a building, a post or the like (``geo_precision`` 1) gives a geometry. A province
or a country has a name, a code and a precision, and gets its outline where it is drawn.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any, Final

import orjson

from geonews.model import Article, Event, Locus, ParsedArticle, Place, Resolution, precision_of
from geonews.records import event_record
from geonews.store.geopackage import LonLat, lines_blob, point_blob
from geonews.store.iso3166 import alpha3

__all__ = [
    "CHECKED_COLUMNS",
    "CROSSING_COLUMNS",
    "CROSSING_TYPE",
    "Codes",
    "article_row",
    "checksum",
    "clean_text",
    "content_hash",
    "crossing_row",
    "event_geometry",
    "event_rows",
    "local_time",
    "mention_row",
    "parse_hash",
    "place_row",
    "timestamp",
    "words_hash",
]

#: PLOVER, CAMEO, quad-class and ACLED codes of a type and mode, by column name.
Codes = Callable[[str, str | None], Mapping[str, Any]]
Row = dict[str, Any]

CROSSING_TYPE: Final = "BORDER_CROSSING"
_TOWN, _AREA, _COUNTRY = 1, 2, 3
#: What an article's checksum is of.
CHECKED_COLUMNS: Final = (
    "doc_id", "title", "published", "published_offset", "url", "source", "language", "text",
)  # fmt: skip
#: Rivals kept of each mention.
_RIVALS: Final = 8
CROSSING_COLUMNS: Final = (
    "event_id", "doc_id", "title", "published", "source_url", "publisher", "evidence", "mode", "status",
    "date_start", "date_end", "date_basis", "subject", "subject_class", "count_min", "count_max", "count_text",
    "count_unit", "origin_country", "origin_place", "origin_precision", "destination_country", "destination_place",
    "destination_precision", "crossing_place", "crossing_precision", "direction_basis", "confidence", "disputed",
    "attributed_to",
)  # fmt: skip


def timestamp(when: datetime | None = None) -> str:
    """Return a time (None is now) as GeoPackage writes it: UTC, to the millisecond, ending in Z."""
    moment = (when or datetime.now(UTC)).astimezone(UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def clean_text(text: str | None) -> str | None:
    """Return text that SQLite and every reader of it can hold: no NUL, no lone surrogate; lengths are kept."""
    if text is None or (text.isascii() and "\0" not in text):
        return text
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def content_hash(article: Article) -> str:
    """Return a digest of what the article says: its title, text and day; the same news has the same one."""
    day = "" if article.published is None else article.published.date().isoformat()
    parts = [article.title or "", article.text, day]
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def parse_hash(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return a digest of what was read from an article; equal parses have the same one."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(_json(row))
    return digest.hexdigest()[:32]


def _json(value: Any) -> bytes:
    try:
        return orjson.dumps(value)
    except TypeError:  # a lone surrogate, or a number beyond 64 bits
        return json.dumps(value).encode()


def words_hash(text: str) -> str:
    """Return a digest of a text without regard to white space: articles with the same one say the same."""
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def checksum(row: Mapping[str, Any]) -> str:
    """Return a digest of an article's row as it stands in the store, by which damage is found."""
    values = [row[column] for column in CHECKED_COLUMNS]
    return hashlib.sha256(json.dumps(values, ensure_ascii=True).encode()).hexdigest()[:32]


def article_row(article: Article) -> Row:
    """Return an article as a row; the hash of its parse and its run are added by the store."""
    origin, when = article.origin, article.published
    offset = None if when is None else when.utcoffset()
    basis = None if article.url is None or origin is None else "fetched" if origin.is_fetched else "claimed"
    row: Row = {
        "doc_id": article.id,
        "title": article.title,
        "published": None if article.published is None else timestamp(article.published),
        "url": article.url,
        "source": article.source,
        "language": article.language,
        "text": article.text,
        "content_hash": content_hash(article),
        "published_offset": None if offset is None else round(offset.total_seconds() / 60),
        "file": None if origin is None else origin.file,
        "row": None if origin is None else origin.row,
        "url_basis": basis,
        "words_hash": words_hash(article.text),
    }
    row["checksum"] = checksum(
        {name: clean_text(value) if isinstance(value, str) else value for name, value in row.items()}
    )
    return row


def local_time(published: str | None, offset: int | None) -> datetime | None:
    """Return a stored time of publication in its source's own zone; an offset that no zone has counts as none."""
    if published is None:
        return None
    when = datetime.fromisoformat(published)
    if not offset or abs(offset) >= 24 * 60:
        return when
    try:
        return when.astimezone(timezone(timedelta(minutes=offset)))
    except OverflowError:
        return when


def place_row(place: Place) -> Row:
    """Return a place as a row; its point is the gazetteer's, whatever its precision."""
    return {
        "geom": point_blob(place.lon, place.lat),
        "place_id": place.place_id,
        "geonameid": place.geonameid,
        "name": place.name,
        "feature_class": place.feature_class,
        "feature_code": place.feature_code,
        "country": place.country,
        "iso_a3": alpha3(place.country),
        "admin1": place.admin1,
        "admin2": place.admin2,
        "population": place.population,
        "lon": round(place.lon, 6),
        "lat": round(place.lat, 6),
        "geo_precision": precision_of(place),
    }


def mention_row(resolution: Resolution) -> Row:
    """Return a resolved or unresolved toponym as a row; ``rivals`` is JSON, the best first."""
    toponym, place = resolution.toponym, resolution.place
    rivals = [
        {
            "place_id": c.place.place_id,
            "name": c.place.name,
            "country": c.place.country,
            "admin1": c.place.admin1,
            "feature_code": c.place.feature_code,
            "lon": round(c.place.lon, 6),
            "lat": round(c.place.lat, 6),
            "score": round(c.score, 4),
        }
        for c in resolution.candidates[:_RIVALS]
    ]
    return {
        "doc_id": toponym.article_id,
        "char_start": toponym.start,
        "char_end": toponym.end,
        "text": toponym.text,
        "kind": toponym.kind.value,
        "place_id": None if place is None else place.place_id,
        "score": round(resolution.score, 4),
        "toponym_score": round(toponym.score, 4),
        "rivals": _json(rivals).decode() if rivals else None,
    }


def event_rows(parsed: ParsedArticle, codes: Codes) -> list[Row]:
    """Return an article's events as rows, without geometry."""
    return [_event_row(event, parsed.article, codes(event.type, event.mode)) for event in parsed.events]


def _event_row(event: Event, article: Article, codes: Mapping[str, Any]) -> Row:
    record = event_record(event, article, codes)
    del record["type"]
    record["mentions"] = " ".join(str(index) for index in record["mentions"])
    record["title"] = article.title
    start, end = record["date_start"], record["date_end"]
    if start is not None and end is not None and start > end:
        record["date_start"], record["date_end"] = end, start
    for role, locus in (
        ("origin", event.origin),
        ("destination", event.destination),
        ("crossing", event.crossing),
    ):
        record[f"{role}_precision"] = _locus_precision(locus)
    return record


def _locus_precision(locus: Locus | None) -> int | None:
    if locus is None:
        return None
    return precision_of(locus.place, locus.country)


def event_geometry(row: Mapping[str, Any]) -> bytes | None:
    """Return the point of an event that is known to a town, else None."""
    if row["geo_precision"] != _TOWN or row["lon"] is None or row["lat"] is None:
        return None
    return point_blob(row["lon"], row["lat"])


def crossing_row(row: Mapping[str, Any]) -> Row | None:
    """Return the crossing of an event's row, None for an event of another type.

    Its line runs from the town left through the crossing point to the town entered, as far as these are known;
    with fewer than two of them there is no line. ``geo_precision`` is 1 with a line and 3 without.
    """
    if row["event_type"] != CROSSING_TYPE:
        return None
    stops: list[LonLat] = []
    for role in ("origin", "crossing", "destination"):
        lon, lat = row[f"{role}_lon"], row[f"{role}_lat"]
        if row[f"{role}_precision"] == _TOWN and lon is not None and lat is not None and (lon, lat) not in stops:
            stops.append((lon, lat))
    found = {column: row[column] for column in CROSSING_COLUMNS}
    found["geom"] = lines_blob(_cut(stops)) if len(stops) > 1 else None
    found["geo_precision"] = _TOWN if len(stops) > 1 else _COUNTRY
    return found


def _cut(stops: list[LonLat]) -> list[list[LonLat]]:
    """Cut a line where it crosses the antimeridian (RFC 7946, section 3.1.9)."""
    lines = [[stops[0]]]
    for (lon, lat), (next_lon, next_lat) in pairwise(stops):
        if abs(next_lon - lon) > 180:
            side = 180.0 if lon > 0 else -180.0
            unwrapped = next_lon + 2 * side
            cut_lat = lat + (side - lon) / (unwrapped - lon) * (next_lat - lat)
            lines[-1].append((side, cut_lat))
            lines.append([(-side, cut_lat)])
        lines[-1].append((next_lon, next_lat))
    return lines
