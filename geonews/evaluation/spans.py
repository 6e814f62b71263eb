"""Where in an article the fields of a stored event stand: the words behind a value, or the words that say it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from geonews.events import dating
from geonews.events.grounding.numbers import quantities
from geonews.model import Article, Cue
from geonews.nlp import Sentence, segment
from geonews.store.iso3166 import alpha3

__all__ = ["Offsets", "Page"]

Offsets = tuple[int, int]
Record = Mapping[str, Any]

#: Columns with the words of a field, as the store keeps them.
_WORDS: Final = {"date": "date_text", "count": "count_text", "actor1": "actor1", "actor2": "actor2"}
#: Columns with the name and the country of a field that is a place.
_PLACES: Final[dict[str, tuple[str, str | None]]] = {
    "place": ("place", "country"),
    "crossing": ("crossing_place", None),
    "origin": ("origin_place", "origin_country"),
    "destination": ("destination_place", "destination_country"),
}
_COUNTRY_CODES: Final = "PCL"


class Page:
    """An article with its sentences and place names."""

    def __init__(self, article: Article, mentions: Sequence[Record]) -> None:
        self._text = article.text
        self._published = None if article.published is None else article.published.date()
        self._marked = segment(article.text)
        self._mentions = mentions

    @property
    def sentences(self) -> list[str]:
        """The sentences, each on a line."""
        return [self._line(s.start, s.end) for s in self._marked]

    def _line(self, start: int, end: int) -> str:
        return self._text[start:end].replace("\n", " ")

    def triggers(self, row: Record, cues: Iterable[Cue]) -> list[Offsets]:
        """Return the words that tell of an event; none where the store's do not stand in the text."""
        start, end = row["trigger_start"], row["trigger_end"]
        if start is None or end is None or self._text[start:end] != row["trigger"] or not row["trigger"]:
            return []
        return sorted({(start, end), *self.of_cues(cues, "type")})

    def of_cues(self, cues: Iterable[Cue], field: str) -> list[Offsets]:
        """Return the words from which a field was read."""
        return [(c.start, c.end) for c in cues if c.field == field and c.end > c.start]

    def of_store(self, row: Record, field: str) -> list[Offsets]:
        """Return the words of a coded field of which the store keeps no offsets, where only one place can be meant."""
        if field in _PLACES:
            if field == "place" and row.get("location_basis") != "text":
                return []
            return [(m["char_start"], m["char_end"]) for m in self._named(row, field) if self._inside(row, m)]
        words = row.get(_WORDS.get(field, ""))
        if not words or (field == "date" and row.get("date_basis") not in ("text", "context")):
            return []
        found = [at for s in self._told(row) for at in self._occurrences(str(words), s)]
        return found if len(found) == 1 else []

    def of_value(self, row: Record, field: str) -> list[Offsets]:
        """Return the words that say a corrected value: in the sentences of the event, a place name also elsewhere."""
        if field in _PLACES:
            named = self._named(row, field)
            near = [m for m in named if self._inside(row, m)]
            if not near and named:
                near = [min(named, key=lambda m: abs(m["char_start"] - row["trigger_start"]))]
            return [(m["char_start"], m["char_end"]) for m in near]
        options = self._dates(row) if field == "date" else self._numbers(row, field)
        for found in options:
            if found:
                return found if len(found) == 1 else []
        return []

    def quoted(self, span: Offsets) -> str | None:
        """Return a span as ``N:words``, None if it runs over the end of a sentence; see ``data/training/events``."""
        start, end = span
        for number, s in enumerate(self._marked):
            if not (s.start <= start and end <= s.end):
                continue
            words, sentence = self._line(start, end), self._line(s.start, s.end)
            times, position = 0, -1
            while position < start - s.start:
                position = sentence.find(words, position + 1)
                times += 1
            return f"{number}:{words}" + (f"#{times}" if times > 1 or "#" in words else "")
        return None

    def _told(self, row: Record) -> list[Sentence]:
        """Return the sentences that tell of an event, that of its trigger first."""
        numbers = {int(n) for n in str(row.get("mentions") or "").split()} | {row["sentence"]}
        found = [s for s in self._marked if s.index in numbers or s.start <= row["trigger_start"] < s.end]
        return sorted(found, key=lambda s: not s.start <= row["trigger_start"] < s.end)

    def _inside(self, row: Record, mention: Record) -> bool:
        return any(s.start <= mention["char_start"] < s.end for s in self._told(row))

    def _occurrences(self, words: str, sentence: Sentence) -> Iterator[Offsets]:
        position = self._text.find(words, sentence.start, sentence.end)
        while position >= 0:
            yield position, position + len(words)
            position = self._text.find(words, position + 1, sentence.end)

    def _named(self, row: Record, field: str) -> list[Record]:
        """Return the place names that stand for a field: of that place, or of that country where no place is told."""
        name, country = (row.get(column) if column else None for column in _PLACES[field])
        number = row.get("geonameid") if field == "place" else None
        if number is not None:
            return [m for m in self._mentions if m["geonameid"] == number]
        if name:
            return [m for m in self._mentions if name in (m["name"], m["text"])]
        codes = [m for m in self._mentions if str(m["feature_code"] or "").startswith(_COUNTRY_CODES)]
        return [m for m in codes if country and alpha3(m["country"]) == country]

    def _dates(self, row: Record) -> Iterator[list[Offsets]]:
        """Yield for each sentence the words that mean the days of an event."""
        wanted = tuple(None if row[c] is None else date.fromisoformat(row[c]) for c in ("date_start", "date_end"))
        if self._published is None or not any(wanted):
            return
        order = dating.day_first(self._text)
        lean: dating.Lean = "future" if row["status"] == "planned" else "past"
        for s in self._told(row):
            found = dating.find(self._text[s.body : s.end], self._published, lean=lean, day_first=order)
            wholes = [(s.body + m.start, s.body + m.end) for m in found if (m.interval.start, m.interval.end) == wanted]
            # "on July 3." ends with the stop of its sentence, not of the day
            yield [(a, b - 1 if b == s.end and self._text[b - 1] == "." else b) for a, b in wholes]

    def _numbers(self, row: Record, field: str) -> Iterator[list[Offsets]]:
        """Yield for each sentence the numbers that are those of an event."""
        wanted = row.get(f"{field}_min"), row.get(f"{field}_max")
        if wanted == (None, None):
            return
        for s in self._told(row):
            blocked = [
                (m.start, m.end)
                for m in (dating.find(self._text[s.body : s.end], self._published) if self._published else ())
            ]
            found = quantities(self._text[s.body : s.end], blocked)
            yield [(s.body + q.start, s.body + q.end) for q in found if (q.low, q.high) == wanted]
