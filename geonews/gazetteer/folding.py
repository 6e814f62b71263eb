"""Spelling: when two spellings are one name.

`fold` decides which strings the gazetteer treats as the same name, `skeleton` which ones are the same sounds written
by different hands (Kunduz, Qunduz, Kondoz), `variants` which shorter name a longer phrase stands for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

__all__ = ["MAX_NAME_CHARS", "fold", "is_latin", "skeleton", "variants", "without_possessive"]

#: Longer strings are no names: they fold to nothing and match nothing.
MAX_NAME_CHARS = 120

_LETTERS = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "ŀ": "l", "ŋ": "n", "æ": "ae",
        "œ": "oe", "ə": "a", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "ɛ": "e", "ɔ": "o", "ŧ": "t", "ĸ": "k",
        "&": " and ", "'": None, "’": None, "‘": None, "ʼ": None, "ʻ": None, "ʿ": None, "ʾ": None, "`": None,
        "´": None, "ʹ": None, "ʺ": None, "′": None, "“": None, "”": None, '"': None, ".": None, "·": None,
        "ˈ": None, "ˌ": None, "\u00ad": None, "ـ": None, "ی": "ي", "ى": "ي", "ک": "ك", "ة": "ه", "ہ": "ه", "ە": "ه",
        "ґ": "г", "ς": "σ", "ь": None, "ъ": None, "є": "е", "і": "и", "ы": "и", "э": "е",
    }
)  # fmt: skip
_NOT_WORD = re.compile(r"[^\w]+|_+")
_PLAIN = re.compile(r"[a-z0-9 ]+")
_WORDS = {"saint": "st", "sainte": "ste", "mount": "mt", "fort": "ft"}
_LONG_WORD = re.compile(r"\b(?:saint|sainte|mount|fort)\b(?= )")
_POSSESSIVE = re.compile(r"(?:['’ʼ]s|(?<=s)['’ʼ])$", re.IGNORECASE)
_LATIN = re.compile(r"[\s!-@\[-`{-~A-Za-z\u00aa-\u024f\u0250-\u02ff\u0300-\u036f\u1e00-\u1eff\u2010-\u201f\u2032]+")
_DOTTED = re.compile(r"(?<=\b\w)\. (?=\w\.)")

_AREA = (
    "province|oblast|governorate|district|region|county|prefecture|state|department|canton|voivodeship|krai|raion|"
    "rayon|republic|territory|emirate|municipality|commune|parish|township|division|borough|okrug|wilaya|viloyat|"
    "vilayat|wilayat|sub-?district|tehsil|upazila|regency|metropolitan area|metropolitan borough|"
    "local government area|LGA|constituency"
)
_AREA_AFTER = re.compile(rf"(?i)^(.{{2,}}?)[ -](?:autonomous )?(?:{_AREA})$")
_AREA_BEFORE = re.compile(
    rf"(?i)^(?:the )?(?:autonomous )?(?:{_AREA}|city|town|village|island|port) of (?:the )?(.{{2,}})$"
)
_SETTLEMENT_AFTER = re.compile(
    r"(?i)^(.{2,}?) (?:city|town|village|municipality|township|twp\.?|parish|commune|borough|district|area|suburbs?)$"
)
_COMPOUND_AFTER = re.compile(r"(?i)^(.{2,}?)[-–](?:area|based|born|bound|controlled|held|occupied|administered)$")
_WATER = (
    re.compile(r"(?i)^(.{2,}?) (?:river|creek|canal|stream)$"),
    re.compile(r"(?i)^(?:river|lake|lough|loch) (.{2,})$"),
    re.compile(r"(?i)^(.{2,}?) (?:lake|reservoir|sea|basin|delta|estuary)$"),
)
#: Ukrainian councils and communities, which are named by an adjective and kept as "X council" whatever they are now.
_COUNCIL = re.compile(
    r"(?i)^(\w[\w’'ʼ-]*(?:[szc][’'ʼ]?k|[vn])a(?: (?:persha|druha))?)"
    r"(?: (?:village|rural|settlement|urban|city|town|united|amalgamated|consolidated|territorial|silska|selyshchna|"
    r"miska))*"
    r" (?:hromada|community|council|rada|silrada|selrada)$"
)
_PART_OF = re.compile(
    r"(?i)^(?:(?:north|south|east|west|central|upper|lower|greater|downtown|inner|metropolitan|metro|mainland|rural|"
    r"upstate|northern|southern|eastern|western|northeast(?:ern)?|northwest(?:ern)?|southeast(?:ern)?|"
    r"southwest(?:ern)?|north-east(?:ern)?|north-west(?:ern)?|south-east(?:ern)?|south-west(?:ern)?|mid)"
    r"(?:[ -](?:central|eastern|western))?[ -])(.{2,})$"
)
_SHORTENED = (
    (re.compile(r"(?<=\w )Co\.?$"), "County"),
    (re.compile(r"^Co\.? (?=\w)"), "County "),
    (re.compile(r"(?<=\w )Twp\.?$"), "Township"),
    (re.compile(r"(?<=\w )Cnty\.?$"), "County"),
    (re.compile(r"(?<=\w )Is\.$"), "Island"),
    (re.compile(r"(?<=\w )Isls?\.?$"), "Islands"),
    (re.compile(r"(?<=\w )Mts?\.?$"), "Mountains"),
    (re.compile(r"(?<=\w )Hts\.?$"), "Heights"),
    (re.compile(r"(?<=\w )Pk\.?$"), "Park"),
    (re.compile(r"(?<=\w )Spgs?\.?$"), "Springs"),
    (re.compile(r"^N\. (?=\w\w)"), "North "),
    (re.compile(r"^S\. (?=\w\w)"), "South "),
    (re.compile(r"^E\. (?=\w\w)"), "East "),
    (re.compile(r"^W\. (?=\w\w)"), "West "),
)


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Fold a name to the key under which the gazetteer keeps it.

    Case, accents, punctuation, apostrophes, hyphens, zero-width characters and a leading "the" are dropped, "Saint",
    "Mount" and "Fort" are shortened. Anything longer than `MAX_NAME_CHARS` folds to the empty string.

    >>> fold("Saint-Étienne"), fold("The Hague"), fold("U.S."), fold("Kyzyl-Kum")
    ('st etienne', 'hague', 'us', 'kyzyl kum')
    """
    if len(text) > MAX_NAME_CHARS:
        return ""
    key = text.casefold()
    if not _PLAIN.fullmatch(key):
        key = unicodedata.normalize("NFKD", key)
        if not key.isascii():
            key = "".join(c for c in key if unicodedata.category(c) not in ("Mn", "Me", "Cf"))
        key = _NOT_WORD.sub(" ", key.translate(_LETTERS))
        if len(key) > MAX_NAME_CHARS:  # one ligature can unfold to eighteen letters
            return ""
    key = " ".join(key.split())
    if key.startswith("the ") and len(key) > 4:
        key = key[4:]
    if " " in key:
        key = _LONG_WORD.sub(lambda found: _WORDS[found[0]], key)
    return key


def is_latin(text: str) -> bool:
    """Tell whether every character belongs to the Latin script or to none."""
    return _LATIN.fullmatch(text) is not None


#: Written sounds → one letter for the family; the order matters.
_SOUNDS = (
    ("sch", "s"), ("tch", "ch"), ("dzh", "j"), ("zh", "j"), ("gh", "g"), ("kh", "k"), ("ph", "f"), ("th", "t"),
    ("dh", "d"), ("bh", "b"), ("ck", "k"), ("sh", "s"), ("ch", "č"), ("ce", "s"), ("ci", "s"), ("cy", "s"), ("c", "k"),
    ("q", "k"), ("x", "ks"), ("ts", "s"), ("tz", "s"), ("z", "s"),
)  # fmt: skip
_VOWELS = str.maketrans("", "", "aeiouywh ")
_DOUBLE = re.compile(r"(.)\1+")


def skeleton(key: str) -> str:
    """Reduce a folded name to its consonants, one letter for each family of romanised sounds.

    >>> skeleton("kunduz") == skeleton("qunduz") == skeleton("kondoz")
    True
    """
    bones = key
    for written, sound in _SOUNDS:
        if written in bones:
            bones = bones.replace(written, sound)
    return _DOUBLE.sub(r"\1", bones[:1] + bones[1:].translate(_VOWELS))


def without_possessive(text: str) -> str:
    """Return a phrase without a possessive at its end.

    >>> without_possessive("Kabul's"), without_possessive("the Netherlands’")
    ('Kabul', 'the Netherlands')
    """
    return _POSSESSIVE.sub("", text) if text[-1:] in "s'’ʼS" else text


def variants(text: str) -> Iterator[tuple[str, str | None]]:
    """Yield the shorter names that a phrase may stand for, nearest first.

    Yields
    ------
    name, feature_class
        The shorter name, and the only feature class it may then mean (``A`` for "X province"), None for any.

    >>> list(variants("Badakhshan province's"))
    [('Badakhshan province', None), ('Badakhshan', 'A')]
    """
    if len(text) > MAX_NAME_CHARS:
        return
    bare = without_possessive(text.strip())
    if bare and bare != text:
        yield bare, None
    close = _DOTTED.sub(".", bare)
    if close != bare:
        yield close, None
    for short, long in _SHORTENED:
        spelt_out = short.sub(long, bare)
        if spelt_out != bare:
            yield spelt_out, None
    council = _COUNCIL.match(bare)
    if council and f"{council[1]} council" != bare:
        yield f"{council[1]} council", "A"
    for pattern, feature_class in (
        (_AREA_AFTER, "A"),
        (_AREA_BEFORE, None),
        (_SETTLEMENT_AFTER, "P"),
        (_COMPOUND_AFTER, None),
        (_PART_OF, None),
        *((pattern, "H") for pattern in _WATER),
    ):
        found = pattern.match(bare)
        if found:
            yield found[1], feature_class
