"""English display names where GeoNames' main name is a romanisation that no English text writes.

The old name stays an alternate, so that nothing is found less.
"""

from __future__ import annotations

import re
import unicodedata

from gazetteer import readers
from gazetteer.places import Places, Record

#: Marks of romanisation that no English text writes.
MARKS = str.maketrans("", "", "ʻʼʿʾ‘’′`")
#: Pinyin keeps the apostrophe that divides two syllables.
PINYIN = str.maketrans({"’": "'", "‘": "'"})
#: A first-level name in its own language, and an English one among the alternates.
NATIVE = re.compile(r".*(?:oblast['’]?|kray|avtonomnyy okrug|Respublika)$|.*, Respublika$|.*[^\x00-\x7f].*")
ENGLISH = re.compile(
    r"[A-Z][a-z]+(?:[ -](?:al-)?[A-Z][a-z]+)* (?:Oblast|Krai|Autonomous Okrug|Republic|Governorate|Province)"
)
#: Words of Chinese for a province and a municipality.
CHINESE_KIND = re.compile(r" (?:Sheng|Shi)$")


def rename(places: Places) -> None:
    """Give divisions and populated places of countries of other scripts the name that English writes."""
    romanised = frozenset(readers.words("romanised"))
    for record in places:
        if record.country in romanised and record.feature_class in "PA":
            name = _english(record)
            if name != record.name and len(name) > 1:
                record.rename(name)


def _english(record: Record) -> str:
    if record.feature_code == "ADM1":
        if record.country == "CN":
            return CHINESE_KIND.sub("", record.name)
        if NATIVE.fullmatch(record.name):
            names = sorted(filter(ENGLISH.fullmatch, record.names.get("alternates", {}).values()), key=len)
            if names:
                return names[0]
    plain = unicodedata.normalize("NFKD", record.name.translate(PINYIN if record.country == "CN" else MARKS))
    return "".join(c for c in plain if unicodedata.category(c) != "Mn")
