"""The samples: well formed, in our own words, and read as their expectations say."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
FOLDER = ROOT / "data" / "samples"
FILES = sorted(FOLDER.glob("*.txt"))
HEADS = ("Title", "Published", "Source", "URL")
STATUSES = {"happened", "planned", "denied", "hypothetical"}
EVENT_KEYS = {
    "type", "mode", "status", "evidence", "origin", "destination", "country", "place", "start", "end",
    "count_min", "count_max", "fatalities_min", "fatalities_max",
}  # fmt: skip
TYPES = {
    "BORDER_CROSSING", "BORDER_CONTROL", "CLASH", "TERRITORY_CHANGE", "ATTACK", "PROTEST", "AGREEMENT", "CEASEFIRE",
    "WITHDRAWAL", "DEPLOYMENT", "DISPLACEMENT", "TALKS", "SUPPORT", "AID", "REQUEST", "ACCUSE", "REJECT", "THREATEN",
    "ARREST", "SANCTION",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A dispatch, its head and what it must yield."""

    slug: str
    head: dict[str, str]
    body: str
    expected: dict[str, Any]


def read_sample(path: Path) -> Sample:
    head_text, body = path.read_text(encoding="utf-8").split("\n\n", 1)
    head = dict(line.split(": ", 1) for line in head_text.splitlines())
    expected = tomllib.loads(path.with_suffix(".expected.toml").read_text(encoding="utf-8"))
    return Sample(slug=path.stem, head=head, body=body, expected=expected)


def find_name(text: str, name: str, others: list[str]) -> int | None:
    """Offset of the first whole-word occurrence that is not a part of a longer expected name."""
    covers = [other for other in others if name in other and other != name]
    for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
        inside = any(
            longer.start() <= match.start() and match.end() <= longer.end()
            for cover in covers
            for longer in re.finditer(re.escape(cover), text)
        )
        if not inside:
            return match.start()
    return None


SAMPLES = [read_sample(path) for path in FILES]
each = pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s.slug)


def test_there_are_enough_of_them() -> None:
    assert len(SAMPLES) >= 24
    numbers = [sample.slug.split("-", 1)[0] for sample in SAMPLES]
    assert numbers == [f"{n:02}" for n in range(1, len(SAMPLES) + 1)]
    assert len({sample.slug.split("-", 1)[1] for sample in SAMPLES}) == len(SAMPLES)
    assert len({sample.head["Title"] for sample in SAMPLES}) == len(SAMPLES)
    assert {path.stem for path in FOLDER.glob("*.txt")} == {
        path.name.removesuffix(".expected.toml") for path in FOLDER.glob("*.expected.toml")
    }


def test_they_come_from_many_countries() -> None:
    datelines = set()
    for sample in SAMPLES:
        first = sample.body.split(" —", 1)[0].split(",")[0]
        datelines |= {t["country"] for t in sample.expected["toponyms"] if t["text"] == first}
    assert len(datelines) >= 15
    countries = {t["country"] for sample in SAMPLES for t in sample.expected["toponyms"] if "country" in t}
    assert len(countries) >= 40


def test_half_of_them_hold_crossings() -> None:
    crossings = [s for s in SAMPLES if any(e["type"] == "BORDER_CROSSING" for e in s.expected["events"])]
    assert len(crossings) * 2 >= len(SAMPLES)
    statuses = {e["status"] for s in crossings for e in s.expected["events"] if e["type"] == "BORDER_CROSSING"}
    assert {"happened", "planned", "denied"} <= statuses
    assert len({e["type"] for s in SAMPLES for e in s.expected["events"]}) >= 14


@each
def test_head_and_dateline(sample: Sample) -> None:
    assert set(sample.head) <= set(HEADS)
    assert set(sample.head) >= {"Title", "Published", "Source"}
    assert 2021 <= date.fromisoformat(sample.head["Published"]).year <= 2023
    assert re.match(r"[A-Z][A-Z' -]+, [A-Z][\w' -]+ — [A-Z]", sample.body), sample.body[:60]
    assert 90 <= len(sample.body.split()) <= 220
    assert all(line == line.strip() for line in sample.body.splitlines())


@each
def test_expectations_point_into_the_body(sample: Sample) -> None:
    expected = sample.expected
    assert set(expected) <= {"note", "source_note", "toponyms", "events", "must_not"}
    assert expected["note"] and expected["source_note"]
    names = [t["text"] for t in expected["toponyms"]]
    assert len(names) == len(set(names))
    for toponym in expected["toponyms"]:
        assert set(toponym) <= {"text", "name", "country", "geonameid", "feature", "kind"}, toponym
        assert find_name(sample.body, toponym["text"], names) is not None, toponym
        assert toponym.get("kind", "literal") in ("literal", "demonym", "metonym")
    assert expected["events"]
    for event in expected["events"]:
        assert set(event) <= EVENT_KEYS, event
        assert event["type"] in TYPES and event["status"] in STATUSES, event
        assert sample.body.count(event["evidence"]) == 1, event["evidence"]
        assert ("destination" in event) == (event["type"] == "BORDER_CROSSING"), event
        for low, high in (("start", "end"), ("count_min", "count_max"), ("fatalities_min", "fatalities_max")):
            if low in event and high in event:
                assert event[low] <= event[high], event
    for trap in expected["must_not"]:
        assert set(trap) <= {"type", "reason", "evidence"}, trap
        assert trap["reason"] and trap.get("type", "ATTACK") in TYPES, trap
        assert sample.body.count(trap["evidence"]) == 1, trap["evidence"]


def test_no_sentence_is_shared_with_the_seed_article() -> None:
    """Six words in a row in common are taken for a copy; the seed article may be absent."""
    seeds = " ".join(path.read_text(encoding="utf-8") for path in sorted((SHARED / "seed").glob("*.txt")))
    copied = shingles(seeds)
    for sample in SAMPLES:
        assert not shingles(sample.body) & copied, sample.slug
    assert shingles("one two three four five six") == {("one", "two", "three", "four", "five", "six")}


def shingles(text: str, size: int = 6) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + size]) for i in range(len(words) - size + 1)}


def test_geonames_ids_are_those_of_the_gazetteer(gazetteer: Any) -> None:
    for sample in SAMPLES:
        for toponym in sample.expected["toponyms"]:
            if "geonameid" in toponym:
                place = gazetteer.place(toponym["geonameid"])
                assert place is not None and place.country == toponym["country"], (sample.slug, toponym)
                assert place.feature_code.startswith(toponym.get("feature", "")), (sample.slug, toponym)
