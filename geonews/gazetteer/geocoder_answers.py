"""What a geocoder's answer means: from the many shapes of providers to a place of ours.

A provider's answer is untrusted: names are plain text of bounded length, coordinates are checked, and an answer in
another shape than expected raises ``ValueError``.
"""

from __future__ import annotations

import hashlib
import math
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from geonews.model import Place

__all__ = ["attribution", "place_record", "places"]

MAX_NAME_CHARS = 200
#: Own ids lie between minus 2 to the 53rd (exact in JSON) and here, far below the hand-counted ones of the gazetteer.
OWN_ID_CEILING = -(2**32)
ID_KEYS = ("id", "place_id", "placeId", "osm_id", "gid", "mapbox_id", "feature_id", "uuid")
COUNTRY_KEYS = ("country_code", "countrycode", "countryCode", "countryCodeISO2", "cc")
NESTED_KEYS = ("address", "properties", "components", "annotations")
GEONAMES_SERVICES = ("geonames",)


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("geocoder.toml").read_text(encoding="utf-8"))


def attribution(service: str) -> str:
    """Return the credit that must stand beside a service's places."""
    return _tables()["attribution"].get(service, f"Geocoding by {service}")


def place_record(service: str, location: Any) -> dict[str, Any]:
    """Flatten one ``geopy.Location`` into the fields of a ``Place``, with ``importance`` (None if not given).

    Raises
    ------
    ValueError
        If the answer has no usable coordinates or no name.
    """
    raw = location.raw if isinstance(location.raw, Mapping) else {}
    lat, lon = float(location.latitude), float(location.longitude)
    if not (math.isfinite(lat) and math.isfinite(lon) and -90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValueError(f"expected WGS84 degrees, got lat {lat!r}, lon {lon!r}")
    full = location.address if isinstance(location.address, str) else ""
    given = raw.get("name")
    name = plain(given if isinstance(given, str) and given.strip() else full.partition(",")[0])
    if not name:
        raise ValueError("expected a place with a name, got none")
    feature_class, feature_code = _feature(raw)
    geonameid = _geonameid(service, raw)
    return {
        "place_id": geonameid if geonameid is not None else _own_id(service, raw, name, lat, lon),
        "geonameid": geonameid,
        "name": name,
        "lon": lon,
        "lat": lat,
        "feature_class": feature_class,
        "feature_code": feature_code,
        "country": _country(raw),
        "admin1": _text(raw, "adminCode1") if geonameid is not None else None,
        "population": max(0, _number(raw.get("population")) or 0),
        "importance": _importance(raw),
    }


def places(records: list[dict[str, Any]]) -> Iterator[tuple[Place, float]]:
    """Turn remembered records into places, each with its probability among them.

    Providers send the best first; where they send no importance, the n-th weighs 1/n.
    """
    weights = [
        record["importance"] if record.get("importance") else 1 / rank for rank, record in enumerate(records, start=1)
    ]
    total = sum(weights) or 1.0
    for record, weight in zip(records, weights, strict=True):
        yield Place(**{name: value for name, value in record.items() if name != "importance"}), weight / total


def plain(text: str) -> str:
    """Return a name as plain text on one line: no control characters, no lone surrogates, of bounded length."""
    text = text[: 4 * MAX_NAME_CHARS].encode("utf-8", "replace").decode("utf-8")
    text = "".join(c if c.isprintable() or c.isspace() else "" for c in text)
    return " ".join(text.split())[:MAX_NAME_CHARS]


def _feature(raw: Mapping[str, Any]) -> tuple[str, str]:
    """Return GeoNames' feature class and code, "" for what is not known."""
    if isinstance(raw.get("fcl"), str):
        return raw["fcl"][:1], str(raw.get("fcode") or "")[:10]
    properties = raw.get("properties")
    source = properties if isinstance(properties, Mapping) else raw
    osm_class = _text(source, "class") or _text(source, "category") or _text(source, "osm_key")
    osm_type = _text(source, "type") if "osm_value" not in source else _text(source, "osm_value")
    if osm_class is None:
        return "", ""
    tables = _tables()
    code = None
    if osm_class == "boundary" and osm_type == "administrative":
        code = tables["administrative"].get(_text(source, "addresstype") or "")
    code = code or tables["features"].get(f"{osm_class}/{osm_type}") or tables["features"].get(osm_class, "S")
    feature_class, _, feature_code = code.partition(".")
    return feature_class, feature_code


def _geonameid(service: str, raw: Mapping[str, Any]) -> int | None:
    if service not in GEONAMES_SERVICES:
        return None
    number = _number(raw.get("geonameId"))
    return number if number is not None and number > 0 else None


def _own_id(service: str, raw: Mapping[str, Any], name: str, lat: float, lon: float) -> int:
    """Derive a negative id that stays the same as long as the provider's does."""
    properties = raw.get("properties")
    for source in (raw, properties if isinstance(properties, Mapping) else {}):
        if source.get("osm_id") is not None:  # place_id differs between the servers of Nominatim, this does not
            key = f"osm/{str(source.get('osm_type'))[:1].lower()}/{source['osm_id']}"
            break
        known = next((f"{k}={source[k]}" for k in ID_KEYS if isinstance(source.get(k), str | int)), None)
        if known is not None:
            key = f"{service}/{known}"
            break
    else:
        key = f"{service}/{name}/{lat:.5f}/{lon:.5f}"
    digest = hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=8).digest()
    return OWN_ID_CEILING - int.from_bytes(digest) % (2**53 - 2**33)


def _country(raw: Mapping[str, Any]) -> str | None:
    """Return ISO 3166-1 alpha-2 in capitals, None where the answer does not say it."""
    nested = [raw[key] for key in NESTED_KEYS if isinstance(raw.get(key), Mapping)]
    for source in (raw, *nested):
        for key in COUNTRY_KEYS:
            code = _text(source, key)
            if code is not None and len(code) == 2 and code.isascii() and code.isalpha():
                return code.upper()
    return None


def _importance(raw: Mapping[str, Any]) -> float | None:
    for key in ("importance", "score", "confidence"):
        value = raw.get(key)
        try:
            number = float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError, OverflowError):
            continue
        if math.isfinite(number) and number > 0:
            return number
    return None


def _number(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return None


def _text(source: Mapping[str, Any], key: str) -> str | None:
    value = source.get(key)
    return plain(value) if isinstance(value, str) else None
