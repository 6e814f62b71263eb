"""Whole documents through reader, incidents and grounding, against their annotations grounded the same way."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from geonews.events import ontology
from geonews.events.belief import features
from geonews.events.coder import Coder
from geonews.events.drafting import Desk, Draft
from geonews.events.grounding.spots import Geography
from geonews.events.incidents import Incident
from geonews.events.reader.decoding import Mention, Reading, RoleSpan
from geonews.model import Event
from geonews.nlp import segment
from tools.reader.data import Read, article_of
from tools.reader.scoring import f1


@dataclass(slots=True)
class Compared:
    """The events of one document beside its annotated incidents; ``pairs`` are indices of matches."""

    read: Read
    found: list[Draft]
    wanted: list[Draft]
    gold: list[int]
    pairs: list[tuple[int, int]]


def desk_of(read: Read, geography: Geography) -> Desk:
    """Lay out a document as the coder would."""
    marked = segment(read.document.text)
    return Desk.laid(article_of(read.document), read.words, marked, read.resolutions, geography)


def annotated(read: Read) -> list[Incident]:
    """Return the annotated incidents as the reader would have seen them."""
    words = read.words
    found = []
    for number, gold in enumerate(read.document.incidents):
        at = sorted(w for w, n in read.triggers.items() if n == number and words.sentence[w] >= 0)
        if not at:
            continue
        roles = {
            role: tuple(RoleSpan(a, b, 1.0) for a, b in spans if words.sentence[a] >= 0)
            for role, spans in read.roles[number].items()
        }
        mentions = tuple(
            Mention(
                word=w, sentence=words.sentence[w], type=gold.type, mode=gold.mode, status=gold.status, score=1.0,
                share=1.0, status_score=1.0, roles={r: s for r, s in roles.items() if s} if i == 0 else {},
            )
            for i, w in enumerate(at)
        )  # fmt: skip
        found.append(Incident(mentions))
    return found


def compare(read: Read, found: list[Draft], geography: Geography) -> Compared:
    """Match events with incidents of their type that they share a sentence of a trigger with, likeliest first."""
    desk = desk_of(read, geography)
    wanted, numbers = [], []
    incidents = annotated(read)
    desk.hear(incidents)
    for number, incident in enumerate(incidents):
        draft = desk.draft(incident)
        if draft is not None:
            wanted.append(draft)
            numbers.append(number)
    options = []
    for i, one in enumerate(found):
        mine = {m.word for m in one.incident.mentions}, {m.sentence for m in one.incident.mentions}
        for j, other in enumerate(wanted):
            theirs = {m.word for m in other.incident.mentions}, {m.sentence for m in other.incident.mentions}
            if one.event.type == other.event.type and mine[1] & theirs[1]:
                options.append((len(mine[0] & theirs[0]), len(mine[1] & theirs[1]), i, j))
    pairs, one_taken, other_taken = [], set(), set()
    for _, _, i, j in sorted(options, reverse=True):
        if i not in one_taken and j not in other_taken:
            one_taken.add(i)
            other_taken.add(j)
            pairs.append((i, j))
    return Compared(read, found, wanted, numbers, pairs)


def _toll(event: Event, name: str) -> tuple[int | None, int | None] | None:
    count = getattr(event, name)
    return None if count is None else (count.min, count.max)


def _whole(one: Event, other: Event) -> bool:
    """Tell whether an event has day, country, place and toll of the annotated one."""
    mine, theirs = ((e.where.country, e.where.place) if e.where else (None, None) for e in (one, other))
    place, wanted = (p.place_id if p else None for p in (mine[1], theirs[1]))
    return (
        (one.when.start, one.when.end) == (other.when.start, other.when.end)
        and mine[0] == theirs[0]
        and (wanted is None or place == wanted)
        and all(_toll(one, n) == _toll(other, n) for n in ("fatalities", "injured"))
    )


def scores(compared: Iterable[Compared], threshold: float = 0.0, real: bool = True) -> dict[str, Any]:
    """Score happened events over documents; fields of matched events where the annotation has them."""
    hits: Counter[str] = Counter()
    types: dict[str, Counter[str]] = defaultdict(Counter)
    for c in compared:
        if c.read.document.real is not real:
            continue
        happened = [e.event.status.value == "happened" for e in c.found]
        truly = [e.event.status.value == "happened" for e in c.wanted]
        hits["found"] += sum(happened)
        hits["wanted"] += sum(truly)
        for i, j in c.pairs:
            if not (happened[i] and truly[j]):
                continue
            one, other = c.found[i].event, c.wanted[j].event
            hits["right"] += 1
            types[one.type]["right"] += 1
            hits["whole"] += _whole(one, other)
            country, wanted = (e.where.country if e.where else None for e in (one, other))
            if other.location_basis == "text" and wanted:
                hits["country_n"] += 1
                hits["country"] += country == wanted
            place = other.where.place if other.where else None
            if place is not None and other.location_basis == "text":
                hits["place_n"] += 1
                mine = one.where.place if one.where else None
                hits["place"] += mine is not None and mine.place_id == place.place_id
            if other.when.basis in ("text", "context"):
                hits["date_n"] += 1
                hits["date"] += (one.when.start, one.when.end) == (other.when.start, other.when.end)
            for name in ("fatalities", "injured"):
                told = _toll(other, name)
                if told is not None:
                    hits[f"{name}_n"] += 1
                    hits[name] += _toll(one, name) == told
                elif _toll(one, name) is not None:
                    hits[f"{name}_surplus"] += 1
            if other.origin is not None or other.destination is not None:
                hits["way_n"] += 1
                hits["way"] += all(
                    (getattr(one, e) and getattr(one, e).country) == (getattr(other, e) and getattr(other, e).country)
                    for e in ("origin", "destination")
                )
        for e, ok in zip(c.found, happened, strict=True):
            types[e.event.type]["found"] += ok
        for e, ok in zip(c.wanted, truly, strict=True):
            types[e.event.type]["wanted"] += ok
    result: dict[str, Any] = {
        "happened": f1(hits["right"], hits["found"], hits["wanted"]),
        "whole": f1(hits["whole"], hits["found"], hits["wanted"]),
    }
    for name in ("country", "place", "date", "fatalities", "injured", "way"):
        result[name] = (round(hits[name] / max(1, hits[f"{name}_n"]), 3), hits[f"{name}_n"])
    result["surplus"] = {n: hits[f"{n}_surplus"] for n in ("fatalities", "injured")}
    result["types"] = {t: f1(v["right"], v["found"], v["wanted"]) for t, v in sorted(types.items())}
    return result


def belief_rows(compared: Iterable[Compared]) -> tuple[list[tuple[float, ...]], list[int]]:
    """Return the features of all events and whether each stands in the annotation with its type and status."""
    rows, truth = [], []
    for c in compared:
        matched = dict(c.pairs)
        for i, draft in enumerate(c.found):
            rows.append(features(draft.incident, draft.event, ontology.properties(draft.event.type).family))
            j = matched.get(i)
            truth.append(int(j is not None and c.wanted[j].event.status is draft.event.status))
    return rows, truth


def run(reads: Sequence[Read], coder: Coder, readings: Sequence[Reading] | None = None) -> list[Compared]:
    """Read documents with a coder whose reader has not seen them; ``readings`` are what it read before."""
    geography = coder.geography
    known = [coder.reader.read(read.words) for read in reads] if readings is None else readings
    return [
        compare(read, coder.drafts_of(desk_of(read, geography), reading), geography)
        for read, reading in zip(reads, known, strict=True)
    ]


def above(compared: list[Compared], beliefs: Any, cut: float) -> list[Compared]:
    """Return the comparisons with the events alone whose probability reaches the cut."""
    found, position = [], 0
    for c in compared:
        mine = beliefs[position : position + len(c.found)]
        position += len(c.found)
        keep = [i for i, p in enumerate(mine) if p >= cut]
        at = {i: k for k, i in enumerate(keep)}
        pairs = [(at[i], j) for i, j in c.pairs if i in at]
        found.append(Compared(c.read, [c.found[i] for i in keep], c.wanted, c.gold, pairs))
    return found
