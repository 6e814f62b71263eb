"""Small parsed articles, built by hand, for the tests of store, layers and export."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from geonews.model import (
    Actor,
    Article,
    Candidate,
    Count,
    Event,
    Locus,
    MatchType,
    ParsedArticle,
    Place,
    Resolution,
    Span,
    Status,
    Toponym,
    When,
)


def codes(event_type: str, mode: str | None) -> Mapping[str, Any]:
    """Stand in for the ontology with two fixed sets of codes."""
    if event_type == "BORDER_CROSSING":
        values = ("SANCTION", "expel", "migration", "0233", "02", 4, -5.0, "Strategic developments", "Other")
    else:
        values = ("ASSAULT", "firearms", "military", "193", "19", 4, -10.0, "Battles", "Armed clash")
    names = ("plover_event", "plover_mode", "plover_context", "cameo_code", "event_root_code", "quad_class",
             "goldstein", "acled_event_type", "acled_sub_event_type")  # fmt: skip
    return dict(zip(names, values, strict=True))


def place(place_id: int, name: str, lon: float, lat: float, country: str, code: str = "PPL", **more: Any) -> Place:
    feature_class = "P" if code.startswith("PPL") else "A"
    return Place(
        place_id=place_id, geonameid=place_id, name=name, lon=lon, lat=lat, feature_class=feature_class,
        feature_code=code, country=country, **more,
    )  # fmt: skip


ISHKASHIM_AF = place(1142170, "Ishkashim", 71.5733, 36.6833, "AF", admin1="01")
ISHKOSHIM_TJ = place(1220980, "Ishkoshim", 71.6111, 36.7247, "TJ", admin1="01")
KUNDUZ = place(1135690, "Kunduz", 68.857, 36.729, "AF", "PPLA", admin1="24", population=161902)
BADAKHSHAN = place(1147745, "Badakhshan", 71.0, 36.75, "AF", "ADM1", admin1="01")
NOME = place(5870133, "Nome", -165.4064, 64.5011, "US", admin1="AK")
ANADYR = place(2127202, "Anadyr", 177.5103, 64.7337, "RU", admin1="15")
AFGHANISTAN = place(1149361, "Afghanistan", 66.0, 33.0, "AF", "PCLI", population=37172386)


def article(doc_id: str, *sentences: str, published: str | None = "2021-07-06", **head: Any) -> Article:
    when = None if published is None else datetime.fromisoformat(published).replace(tzinfo=UTC)
    return Article(id=doc_id, text=" ".join(sentences), title=head.pop("title", f"News {doc_id}"), published=when,
                   url=head.pop("url", f"https://news.example/{doc_id}"), language="en",
                   source=head.pop("source", "Example Wire"), **head)  # fmt: skip


def mention(of: Article, word: str, found: Place | None, score: float = 0.9) -> Resolution:
    start = of.text.index(word)
    toponym = Toponym(article_id=of.id, text=word, start=start, end=start + len(word))
    rivals = () if found is None else (Candidate(place=found, match=MatchType.EXACT, matched=word, score=score),)
    return Resolution(toponym=toponym, place=found, score=score, candidates=rivals)


def event(of: Article, event_id: str, sentence: str, **fields: Any) -> Event:
    start = of.text.index(sentence)
    word = sentence.split()[2]
    trigger = start + sentence.index(word)
    first, last = fields.pop("dates", ("2021-07-05", "2021-07-05"))
    values: dict[str, Any] = {
        "type": "CLASH",
        "mode": None,
        "status": Status.HAPPENED,
        "confidence": 0.8,
        "rule_id": "clash.fight",
        "when": When(
            start=None if first is None else date.fromisoformat(first),
            end=None if last is None else date.fromisoformat(last),
            precision=1,
            text="on Monday",
            basis="text" if first or last else "none",
        ),
    }
    return Event(
        id=event_id,
        article_id=of.id,
        evidence=Span(start=start, end=start + len(sentence), text=sentence),
        sentence=0,
        trigger=Span(start=trigger, end=trigger + len(word), text=word),
        **(values | fields),
    )


CROSSING_SENTENCE = "Some 40 herders crossed from Ishkashim into the Tajik town of Ishkoshim on Monday."
CLASH_SENTENCE = "Rival militias fought for hours outside Kunduz."
ABROAD_SENTENCE = "Two families fled Afghanistan for Tajikistan during the night."
AREA_SENTENCE = "Gunmen also fought guards somewhere in Badakhshan."
NOWHERE_SENTENCE = "Officers were fighting smugglers, a spokesman said."


def border_news(doc_id: str = "a1", **head: Any) -> ParsedArticle:
    """One article: crossings between towns and between countries, clashes in a town, a province and nowhere."""
    of = article(doc_id, CROSSING_SENTENCE, CLASH_SENTENCE, ABROAD_SENTENCE, AREA_SENTENCE, NOWHERE_SENTENCE, **head)
    crossing = event(
        of, f"{doc_id}-1", CROSSING_SENTENCE, type="BORDER_CROSSING", mode="cross", subject="herders",
        subject_class="civilians", count=Count(min=40, max=40, text="Some 40", approx=True),
        where=Locus(country="TJK", place=ISHKOSHIM_TJ), geo_precision=1, location_basis="text",
        origin=Locus(country="AFG", place=ISHKASHIM_AF), destination=Locus(country="TJK", place=ISHKOSHIM_TJ),
        direction_basis="explicit", actor1=Actor(text="herders", country="AFG", sector="CVL"), sentences=(0, 2),
    )  # fmt: skip
    clash = event(
        of, f"{doc_id}-2", CLASH_SENTENCE, where=Locus(country="AFG", place=KUNDUZ), geo_precision=1,
        location_basis="text", dates=("2021-06-28", "2021-07-04"), confidence=0.6,
        fatalities=Count(min=3, max=None, text="at least three"),
    )  # fmt: skip
    abroad = event(
        of, f"{doc_id}-3", ABROAD_SENTENCE, type="BORDER_CROSSING", mode="flee", subject="families",
        origin=Locus(country="AFG", place=AFGHANISTAN), destination=Locus(country="TJK", text="Tajikistan"),
        where=Locus(country="TJK", text="Tajikistan"), geo_precision=3, location_basis="country",
        direction_basis="explicit", dates=(None, "2021-07-06"), status=Status.PLANNED,
    )  # fmt: skip
    area = event(
        of, f"{doc_id}-4", AREA_SENTENCE, where=Locus(country="AFG", place=BADAKHSHAN), geo_precision=2,
        location_basis="text",
    )  # fmt: skip
    nowhere = event(of, f"{doc_id}-5", NOWHERE_SENTENCE, dates=(None, None))
    resolutions = (
        mention(of, "Ishkashim", ISHKASHIM_AF), mention(of, "Ishkoshim", ISHKOSHIM_TJ), mention(of, "Kunduz", KUNDUZ),
        mention(of, "Afghanistan", AFGHANISTAN), mention(of, "Badakhshan", BADAKHSHAN),
        mention(of, "Tajikistan", None, 0.2),
    )  # fmt: skip
    return ParsedArticle(article=of, resolutions=resolutions, events=(crossing, clash, abroad, area, nowhere))


STRAIT_SENTENCE = "Three hunters crossed from Anadyr to Nome by boat."


def strait_news(doc_id: str = "b1") -> ParsedArticle:
    """One article with a crossing over the antimeridian."""
    of = article(doc_id, STRAIT_SENTENCE, published="2022-10-06", source="Northern Gazette")
    crossing = event(
        of, f"{doc_id}-1", STRAIT_SENTENCE, type="BORDER_CROSSING", mode="sea", subject="hunters",
        count=Count(min=3, max=3, text="Three"), where=Locus(country="USA", place=NOME), geo_precision=1,
        location_basis="text", origin=Locus(country="RUS", place=ANADYR), destination=Locus(country="USA", place=NOME),
        direction_basis="explicit", dates=("2022-10-04", "2022-10-04"),
    )  # fmt: skip
    return ParsedArticle(
        article=of, resolutions=(mention(of, "Anadyr", ANADYR), mention(of, "Nome", NOME)), events=(crossing,)
    )


def take_newest_away(connection: sqlite3.Connection) -> None:
    """Take what schemas 8 and 9 brought out of a store, as if it had never been."""
    connection.execute("ALTER TABLE articles DROP COLUMN events_coded")
    for kind, names in (("VIEW", ("event_areas", "crossing_borders", "crossing_areas")),
                        ("TABLE", ("areas", "borders", "layer_styles"))):  # fmt: skip
        for name in names:
            connection.execute(f"DROP {kind} {name}")
            for table in ("gpkg_geometry_columns", "gpkg_contents"):
                connection.execute(f"DELETE FROM {table} WHERE table_name = ?", (name,))


def take_back_to_the_second(connection: sqlite3.Connection) -> None:
    """Make a store of the second schema, as if what came later had never been."""
    take_newest_away(connection)
    for index in ("events_by_group", "events_split", "events_to_link", "crossings_to_link", "events_long_to_link",
                  "identities_by_doc"):  # fmt: skip
        connection.execute(f"DROP INDEX {index}")
    for table, columns in (
        ("events", ("group_id", "split", "iptc", "emdat", "glide")),
        ("articles", ("published_offset", "file", "row", "url_basis", "words_hash", "checksum")),
        ("failures", ("file", "row")),
    ):
        for column in columns:
            connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    for table in ("event_groups", "readings", "identities", "revisions", "feeds", "feed_entries", "seals"):
        connection.execute(f"DROP TABLE {table}")
        connection.execute("DELETE FROM gpkg_contents WHERE table_name = ?", (table,))
    connection.execute("UPDATE geonews_meta SET value = '2' WHERE key = 'schema_version'")
