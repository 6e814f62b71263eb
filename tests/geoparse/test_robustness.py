"""Text that nobody should have written: bounded time, honest spans, no crash."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from geonews import nlp
from geonews.geoparse import Geoparser
from geonews.model import Article, Candidate, MatchType, Place, Resolution, Span

Read = Callable[..., list[Resolution]]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\n \t ",
        "☃️🎉🏔️ Kabul 🇦🇫 was quiet 😀.",
        "مدينة كابول هادئة اليوم وقال المسؤولون",
        "Ka\u200bbul and He\u0301rat and \u202eKabul\u202c were calm.",
        "A" * 10_000,
        "Kabul" * 2_000 + " fell.",
        "Kabul-" * 1_000,
        "PARIS PARIS PARIS PARIS",
        "kabul is calm today, says ghani in herat",
        "\x00\x01 Kabul \ufffd",
        ",,,, , , ; . -- () [] {} ' ’",
        "Łódź, Đà Nẵng, São Tomé, Åland and Ürümqi",
    ],
)
def test_odd_text(read: Read, text: str) -> None:
    for resolution in read(text):
        toponym = resolution.toponym
        assert text[toponym.start : toponym.end] == toponym.text


def test_a_hundred_thousand_words_take_bounded_time(geoparser: Geoparser) -> None:
    from spacy.tokens import Doc

    language = nlp.load()
    names = ["Kabul", "Herat", "Paris", "Texas", "Springfield", "Lagos", "Washington", "Alexandria", "Georgia", "Lima"]
    words = [w for n in range(10_000) for w in f"the men of {names[n % 10]} left for Ville{n} on foot .".split()]
    doc = Doc(language.vocab, words=words)
    began = time.process_time()
    found = geoparser.parse(Article(id="long", text=doc.text), doc)
    assert time.process_time() - began < 40
    assert len(found) >= 1_000  # of ten times as many: words without tags are doubtful


def test_another_articles_parse_is_refused(geoparser: Geoparser) -> None:
    (doc,) = nlp.parse(["Kabul was calm."])
    with pytest.raises(ValueError, match="'x'"):
        geoparser.parse(Article(id="x", text="Herat was calm."), doc)


def test_given_spans_are_resolved_one_for_one(geoparser: Geoparser) -> None:
    text = "Talks between Kabul and the US-led coalition went on in Doha."
    (doc,) = nlp.parse([text])
    spans = [Span(start=text.index(n), end=text.index(n) + len(n), text=n) for n in ("Doha", "Kabul", "US", "on")]
    found = geoparser.resolve(Article(id="t", text=text), doc, spans)
    assert [r.toponym.text for r in found] == ["Kabul", "US", "on", "Doha"]
    assert found[0].place is not None and found[0].place.country == "AF"
    assert found[3].place is not None and found[3].place.country == "QA"


def test_geocoder_is_asked_only_for_doubtful_names_and_its_answers_are_ranked(
    geoparser: Geoparser,
) -> None:
    text = "Shelling hit the village of Zqorbanivka near Kharkiv, Ukraine, the governor of Kharkiv said."
    (doc,) = nlp.parse([text])
    asked = []

    def geocode(name: str) -> list[Candidate]:
        asked.append(name)
        return [
            Candidate(place=place(-7, "Far", 10.0, -60.0, "BR"), match=MatchType.ONLINE, matched=name),
            Candidate(place=place(-8, "Near", 36.4, 49.9, "UA"), match=MatchType.ONLINE, matched=name),
        ]

    article = Article(id="t", text=text)
    spans = [
        Span(start=text.index(n), end=text.index(n) + len(n), text=n) for n in ("Zqorbanivka", "Kharkiv", "Ukraine")
    ]
    found = {r.toponym.text: r for r in geoparser.resolve(article, doc, spans, geocode=geocode)}
    assert asked == ["Zqorbanivka"]
    best = found["Zqorbanivka"].candidates[0]
    assert best.match is MatchType.ONLINE and best.place.country == "UA"


def place(place_id: int, name: str, lon: float, lat: float, country: str) -> Place:
    return Place(
        place_id=place_id, geonameid=None, name=name, lon=lon, lat=lat, feature_class="P", feature_code="PPL",
        country=country,
    )  # fmt: skip


def test_a_geocoder_that_fails_is_not_hidden(geoparser: Geoparser) -> None:
    text = "The village of Zqorbanivka was shelled."
    (doc,) = nlp.parse([text])

    def geocode(name: str) -> list[Candidate]:
        raise ConnectionError(name)

    span = Span(start=text.index("Zq"), end=text.index(" was"), text="Zqorbanivka")
    with pytest.raises(ConnectionError):
        geoparser.resolve(Article(id="t", text=text), doc, [span], geocode=geocode)


def test_scores_are_probabilities_below_the_threshold_unresolved(config: Any, gazetteer: Any) -> None:
    from dataclasses import replace

    strict = Geoparser.open(replace(config, min_score=1.0), gazetteer)
    text = "The mayor of Springfield met envoys from Kabul."
    (doc,) = nlp.parse([text])
    found = strict.parse(Article(id="t", text=text), doc)
    assert found and all(r.place is None for r in found if r.score < 1.0)
