"""Reading a store: articles and events, who else reports them, and layers as rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from geonews.errors import StoreError
from geonews.model import Article, Origin, Place
from geonews.store import queries, reports
from geonews.store.filters import EventFilter
from geonews.store.log import Log
from geonews.store.rows import Row, clean_text, local_time

__all__ = ["LAYERS", "Reader"]

#: What the store yields as rows.
LAYERS: Final = ("events", "crossings", "places", "articles")
_TABLES: Final = ("articles", "events", "crossings", "places", "mentions", "failures", "corrections", "runs")
_ARTICLE: Final = "doc_id, title, published, published_offset, url, source, language, text, file, row, url_basis"
#: Articles with their texts that are held at once.
_PAGE_ARTICLES: Final = 100


def _article(row: Sequence[Any]) -> Article:
    found, title, published, offset, url, source, language, text, file, number, basis = row
    origin = None if file is None else Origin(file=file, row=number, is_fetched=basis == "fetched")
    return Article(
        id=found,
        title=title,
        published=local_time(published, offset),
        url=url,
        source=source,
        language=language,
        text=text or "",
        origin=origin,
    )


class Reader(Log):
    """The half of a store that reads; see ``Store``."""

    # Small questions

    def has_article(self, doc_id: str) -> bool:
        """Return whether an article of this id is stored."""
        return bool(self._ask("SELECT 1 FROM articles WHERE doc_id = ?", clean_text(doc_id)))

    def counts(self) -> dict[str, int]:
        """Return the number of rows of every table."""
        union = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in _TABLES)
        return dict(self._ask(union))

    def count_events(self, filter: EventFilter | None = None) -> int:
        """Return the number of events that pass."""
        with self._at_hand():
            return queries.count_events(self._connection, filter or EventFilter())

    def days(self) -> tuple[str | None, str | None]:
        """Return the first and the last day of any event, as ISO days; None where no event has one."""
        ((first, last),) = self._ask(
            "SELECT (SELECT date_start FROM events WHERE ifnull(date_start, '') > '' "
            "ORDER BY ifnull(date_start, '') LIMIT 1), (SELECT max(ifnull(date_end, date_start)) FROM events)"
        )
        return first, last

    def article(self, doc_id: str) -> Article | None:
        """Return a stored article with its text, None if there is none."""
        rows = self._ask(
            f"SELECT {_ARTICLE} FROM articles WHERE doc_id = ?",
            clean_text(doc_id),
        )
        if not rows:
            return None
        return _article(rows[0])

    def event(self, event_id: str) -> Row | None:
        """Return one event in the columns of ``events``, None if it is not there."""
        return next(self.events(EventFilter(ids=(event_id,))), None)

    def events_of(self, doc_id: str) -> list[Row]:
        """Return an article's events in the order of its text."""
        ids = [
            event_id for (event_id,) in self._ask("SELECT event_id FROM events WHERE doc_id = ?", clean_text(doc_id))
        ]
        rows = self.events(EventFilter(ids=tuple(ids))) if ids else iter(())
        return sorted(rows, key=lambda row: (row["char_start"] or 0, row["event_id"]))

    def mentions(self, doc_id: str) -> list[Row]:
        """Return an article's place names in the order of the text.

        Columns: char_start, char_end, text, kind, score, place_id, geonameid, name, country (alpha-2), admin1,
        feature_code, lon, lat (WGS84; None where unresolved), rivals (a list, the best first).
        """
        names = ("char_start", "char_end", "text", "kind", "score", "place_id", "geonameid", "name", "country",
                 "admin1", "feature_code", "lon", "lat", "rivals")  # fmt: skip
        rows = self._ask(
            "SELECT m.char_start, m.char_end, m.text, m.kind, m.score, m.place_id, p.geonameid, p.name, p.country, "
            "p.admin1, p.feature_code, p.lon, p.lat, m.rivals FROM mentions AS m "
            "LEFT JOIN places AS p ON p.place_id = m.place_id WHERE m.doc_id = ? ORDER BY m.char_start, m.fid",
            clean_text(doc_id),
        )
        found = [dict(zip(names, row, strict=True)) for row in rows]
        for row in found:
            row["rivals"] = json.loads(row["rivals"] or "[]")
        return found

    def places_by_source(self, *, limit: int = 2000) -> dict[str, list[Place]]:
        """Return the places that each outlet's articles name, the latest ``limit`` mentions of each."""
        rows = self._ask(
            "SELECT source, place_id, geonameid, name, lon, lat, feature_class, feature_code, country, admin1 FROM ("
            "SELECT a.source, p.*, row_number() OVER (PARTITION BY a.source ORDER BY m.fid DESC) AS nth "
            "FROM mentions AS m JOIN articles AS a ON a.doc_id = m.doc_id JOIN places AS p ON p.place_id = m.place_id "
            "WHERE a.source IS NOT NULL) WHERE nth <= ?",
            limit,
        )
        names = ("place_id", "geonameid", "name", "lon", "lat", "feature_class", "feature_code", "country", "admin1")
        found: dict[str, list[Place]] = {}
        for source, *values in rows:
            found.setdefault(source, []).append(Place(**dict(zip(names, values, strict=True))))
        return found

    def reports(self, event_id: str) -> list[Row]:
        """Return the other reports of the same event, the one that stands for it first.

        Columns: event_id, doc_id, title, publisher, published, source_url, evidence, status, date_start, date_end,
        date_basis, place, country, geo_precision, count_min, count_max, count_text, count_unit, fatalities_min,
        fatalities_max and confidence as in ``events``; ``stands`` (it is the one that stands for the event),
        ``merged`` (a person said that it is the same), ``copy_of`` (the article that its own repeats nearly word for
        word, or None) and ``differs``: what it and the event asked for cannot both be right about, of ``status``,
        ``date``, ``place``, ``count`` and ``fatalities``. Empty where nobody else reports the event.
        """
        with self._at_hand():
            return reports.reports_of(self._connection, event_id)

    def copies(self, doc_id: str) -> list[Row]:
        """Return the articles that repeat an article nearly word for word, or that it repeats, the first of them first.

        Columns: doc_id, title, publisher, published, url, ``similarity`` (to the first, 0 to 1) and ``is_first``.
        """
        with self._at_hand():
            return reports.copies_of(self._connection, doc_id)

    def revisions(self, doc_id: str) -> list[Row]:
        """Return what an article said before it was revised, the oldest text first.

        Columns: doc_id, title, published, url, source, text, file, row, ``url_basis`` (``fetched`` from the address or
        ``claimed`` for it), ``replaced`` (when), and what was read from it then: ``events`` and ``toponyms``, lists of
        mappings.
        """
        names = ("doc_id", "title", "published", "url", "source", "text", "file", "row", "url_basis", "replaced")
        rows = self._ask(
            f"SELECT {', '.join(names)}, reading FROM revisions WHERE doc_id = ? ORDER BY fid", clean_text(doc_id)
        )
        return [{**dict(zip(names, row[:-1], strict=True)), **json.loads(row[-1] or "{}")} for row in rows]

    def stored_articles(self) -> Iterator[Article]:
        """Yield every article that has a text, in the order in which they came, also while they are written again."""
        last = 0
        while rows := self._ask(
            f"SELECT {_ARTICLE}, fid FROM articles WHERE fid > ? AND text IS NOT NULL ORDER BY fid LIMIT ?",
            last,
            _PAGE_ARTICLES,
        ):
            yield from (_article(row[:-1]) for row in rows)
            last = rows[-1][-1]

    # Layers, as rows

    def schema(self, layer: str = "events") -> dict[str, str]:
        """Return the columns of a layer's rows, in order, with their GeoPackage types.

        Parameters
        ----------
        layer
            ``events``, ``crossings``, ``places`` or ``articles``.

        Raises
        ------
        StoreError
            If there is no such layer.
        """
        if layer not in LAYERS:
            raise StoreError(f"expected a layer among {', '.join(LAYERS)}; got {layer!r}; choose one of them")
        with self._at_hand():
            return queries.layer_schema(self._connection, layer)

    def events(self, filter: EventFilter | None = None, *, limit: int | None = None, offset: int = 0) -> Iterator[Row]:
        """Yield events as rows in the columns of the event schema, corrections applied.

        The order is by ``date_start`` (unknown first) and ``event_id``, so that equal stores give equal exports.
        Events that a correction retracted or merged into another are left out.
        """
        columns = tuple(self.schema("events"))
        with self._snapshot() as connection:
            yield from queries.event_rows(
                connection, filter or EventFilter(), limit=limit, offset=offset, columns=columns
            )

    def values(self, columns: Sequence[str], filter: EventFilter | None = None) -> Iterator[list[tuple[Any, ...]]]:
        """Yield events in batches of tuples, for those who keep columns; ``fid`` is the row's number.

        Parameters
        ----------
        columns
            ``fid`` or columns of ``schema("events")``.
        filter
            Which events; they come in any order.

        Raises
        ------
        StoreError
            If there is no such column.
        """
        unknown = sorted(set(columns) - {"fid", *self.schema("events")})
        if unknown:
            raise StoreError(f"expected columns of events, got {unknown[0]!r}; see Store.schema")
        with self._snapshot() as connection:
            yield from queries.event_values(connection, filter or EventFilter(), columns)

    def crossings(
        self, filter: EventFilter | None = None, *, limit: int | None = None, offset: int = 0
    ) -> Iterator[Row]:
        """Yield border crossings in the same order, with ``lines``: parts of (lon, lat), empty where not known."""
        columns = tuple(self.schema("crossings"))
        with self._snapshot() as connection:
            yield from queries.event_rows(
                connection, filter or EventFilter(), limit=limit, offset=offset, columns=columns, crossings=True
            )

    def places(self, filter: EventFilter | None = None, *, place_id: int | None = None) -> Iterator[Row]:
        """Yield places with ``n_mentions`` and ``n_articles``, the most mentioned first; with an id that one alone.

        Box and countries choose the places; dates the articles' publication; text and sources the articles; types,
        modes, statuses, ids, confidence, and countries by another role keep articles that report a matching event.
        """
        with self._snapshot() as connection:
            yield from queries.place_rows(connection, filter or EventFilter(), place_id=place_id)

    def articles(
        self,
        filter: EventFilter | None = None,
        *,
        limit: int | None = None,
        offset: int = 0,
        with_text: bool = False,
        newest_first: bool = False,
    ) -> Iterator[Row]:
        """Yield articles with ``n_events`` and ``n_mentions``; with a filter, those that report a matching event."""
        with self._snapshot() as connection:
            yield from queries.article_rows(
                connection,
                filter or EventFilter(),
                limit=limit,
                offset=offset,
                with_text=with_text,
                newest_first=newest_first,
            )
