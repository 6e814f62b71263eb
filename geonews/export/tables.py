"""Tables of text: CSV for people and spreadsheets, ACLED-like CSV, GDELT-like TSV.

A spreadsheet runs a cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line end as a formula; such texts get
an apostrophe before them (OWASP, CSV injection). Numbers are left alone.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, BinaryIO, Final

from geonews.export.features import Export
from geonews.store import country_codes

__all__ = ["ACLED_COLUMNS", "GDELT_COLUMNS", "write_acled", "write_csv", "write_gdelt"]

_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\n")
_NUMBERLIKE: Final = re.compile(r"\d+(?:[eE.,]\d+)?")
_CARRIAGE_RETURN: Final = re.compile("\r\n?")

ACLED_COLUMNS: Final = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type", "actor1",
    "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting", "iso",
    "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision", "source",
    "source_scale", "notes", "fatalities", "tags", "timestamp",
)  # fmt: skip

_ACTOR_PARTS: Final = (
    "Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code", "Type1Code",
    "Type2Code", "Type3Code",
)  # fmt: skip
_GEO_PARTS: Final = ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
GDELT_COLUMNS: Final = (
    "GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate",
    *(f"Actor{n}{part}" for n in (1, 2) for part in _ACTOR_PARTS),
    "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale", "NumMentions",
    "NumSources", "NumArticles", "AvgTone",
    *(f"{whose}Geo_{part}" for whose in ("Actor1", "Actor2", "Action") for part in _GEO_PARTS),
    "DATEADDED", "SOURCEURL",
)  # fmt: skip

#: ACLED's disorder types by event type.
_DISORDER: Final = {
    "Battles": "Political violence",
    "Explosions/Remote violence": "Political violence",
    "Violence against civilians": "Political violence",
    "Protests": "Demonstrations",
    "Riots": "Demonstrations",
    "Strategic developments": "Strategic developments",
}
#: ACLED's actor classes by PLOVER sector: 1 state, 2 rebel, 3 political militia, 6 protesters, 7 civilians, 8 external.
_INTER: Final = {
    "MIL": 1, "COP": 1, "GOV": 1, "JUD": 1, "SPY": 1, "LEG": 1, "REB": 2, "PAR": 2, "UAF": 3, "CRM": 3, "OPP": 6,
    "CVL": 7, "REF": 7, "CIV": 7, "MED": 7, "EDU": 7, "BUS": 7, "NGO": 7, "IGO": 8, "PKO": 8,
}  # fmt: skip
_CONTINENTS: Final = {
    "AF": "Africa", "AS": "Asia", "EU": "Europe", "NA": "North America", "SA": "South America", "OC": "Oceania",
    "AN": "Antarctica",
}  # fmt: skip


def _safe(value: Any) -> Any:
    if isinstance(value, _TextCell):
        return value
    if isinstance(value, str):
        # A bare carriage return ends a row for many readers, and the writer does not quote it.
        if "\r" in value:
            value = _CARRIAGE_RETURN.sub("\n", value)
        return f"'{value}" if value.startswith(_DANGEROUS) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value


def _write(columns: Sequence[str], rows: Iterable[Sequence[Any]], out: BinaryIO, *, header: bool, dialect: str) -> int:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, dialect=dialect, lineterminator="\n")
    if header:
        writer.writerow(columns)
    count = 0
    for row in rows:
        writer.writerow([_safe(value) for value in row])
        count += 1
        if buffer.tell() > 1_000_000:
            _flush(buffer, out)
    _flush(buffer, out)
    return count


def _flush(buffer: io.StringIO, out: BinaryIO) -> None:
    out.write(buffer.getvalue().encode("utf-8"))
    buffer.seek(0)
    buffer.truncate()


def write_csv(export: Export, out: BinaryIO) -> int:
    """Write the layer's columns with a header, UTF-8; ``lon`` and ``lat`` are empty where no point is known.

    For Excel a byte order mark comes first, without which it takes the text for its own encoding, and ids that look
    like numbers are written so that they stay text.
    """
    columns = list(export.schema())
    rows = ([row[column] for column in columns] for row, _ in export.rows())
    if export.is_for_excel:
        out.write(codecs.BOM_UTF8)
        ids = [number for number, name in enumerate(columns) if name.endswith("_id")]
        rows = (_with_text_ids(row, ids) for row in rows)
    return _write(columns, rows, out, header=True, dialect="excel")


def _with_text_ids(row: list[Any], ids: Sequence[int]) -> list[Any]:
    """Return a row whose ids stay text in Excel, which makes 1.2E+45 of 12e44."""
    for number in ids:
        value = row[number]
        if isinstance(value, str) and _NUMBERLIKE.fullmatch(value):
            row[number] = _TextCell(f'="{value}"')
    return row


class _TextCell(str):
    """A formula of our own that gives a text."""

    __slots__ = ()


def write_acled(export: Export, out: BinaryIO) -> int:
    """Write ACLED's 31 columns, in the order of acledR's data; only events that happened on a known day."""
    rows = (_acled(row) for row, _ in export.rows() if row["status"] == "happened" and _day(row))
    return _write(ACLED_COLUMNS, rows, out, header=True, dialect="excel")


def write_gdelt(export: Export, out: BinaryIO) -> int:
    """Write GDELT 2.0's 61 columns, tab-separated and without a header, as GDELT does."""
    rows = (_gdelt(number, row) for number, (row, _) in enumerate(_dated(export), start=1))
    return _write(GDELT_COLUMNS, rows, out, header=False, dialect="excel-tab")


def _dated(export: Export) -> Iterator[tuple[dict[str, Any], Any]]:
    return ((row, shape) for row, shape in export.rows() if _day(row))


def _day(row: Mapping[str, Any]) -> str | None:
    day: str | None = row["date_start"] or row["date_end"]
    return day


def _acled(row: Mapping[str, Any]) -> list[Any]:
    day, codes = str(_day(row)), country_codes(row["country"])
    inter1, inter2 = (_INTER.get(row[f"actor{n}_sector"] or "") for n in (1, 2))
    values = {
        "event_id_cnty": row["event_id"],
        "event_date": day,
        "year": int(day[:4]),
        "time_precision": row["time_precision"],
        "disorder_type": _DISORDER.get(row["acled_event_type"] or ""),
        "event_type": row["acled_event_type"],
        "sub_event_type": row["acled_sub_event_type"],
        "actor1": row["actor1"],
        "inter1": inter1,
        "actor2": row["actor2"],
        "inter2": inter2,
        "interaction": "".join(map(str, sorted(filter(None, (inter1, inter2))))).ljust(2, "0") if inter1 else None,
        "civilian_targeting": "Civilian targeting" if inter2 == 7 and row["event_type"] == "ATTACK" else None,
        "iso": int(codes.numeric) if codes else None,
        "region": _CONTINENTS.get(codes.continent) if codes else None,
        "country": codes.name if codes else None,
        "admin1": row["admin1_name"],
        "admin2": row["admin2_name"],
        "location": row["place"],
        "latitude": row["lat"],
        "longitude": row["lon"],
        "geo_precision": row["geo_precision"],
        "source": row["publisher"],
        "notes": row["evidence"],
        "fatalities": row["fatalities_min"] or 0,
        "tags": _crowd(row),
        "timestamp": row["published"],
    }
    return [values.get(column) for column in ACLED_COLUMNS]


def _crowd(row: Mapping[str, Any]) -> str | None:
    return f"crowd size={row['count_text']}" if row["event_type"] == "PROTEST" and row["count_text"] else None


def _gdelt(number: int, row: Mapping[str, Any]) -> list[Any]:
    day = date.fromisoformat(str(_day(row)))
    crossing = row["event_type"] == "BORDER_CROSSING"
    here = _geo(row["place"], row["country"], row["admin1"], row["lon"], row["lat"], row["geonameid"])
    blank = [0, *[None] * (len(_GEO_PARTS) - 1)]
    middle = here if row["crossing_place"] is None else _end(row, "crossing")
    added = (row["published"] or day.isoformat()).replace("-", "") + "000000"
    return [
        number,
        f"{day:%Y%m%d}",
        f"{day:%Y%m}",
        day.year,
        round(day.year + (day.timetuple().tm_yday - 1) / 365, 4),
        *_gdelt_actor(row, 1),
        *_gdelt_actor(row, 2),
        1,
        row["cameo_code"],
        (row["cameo_code"] or "")[:3] or None,
        row["event_root_code"],
        row["quad_class"],
        row["goldstein"],
        row["n_mentions"],
        row["n_sources"],
        row["n_articles"],
        None,
        *(_end(row, "origin") if crossing else blank),
        *(_end(row, "destination") if crossing else blank),
        *(middle if crossing else here),
        added,
        row["source_url"],
    ]


def _gdelt_actor(row: Mapping[str, Any], number: int) -> list[Any]:
    name, country, sector = (row[f"actor{number}{part}"] for part in ("", "_country", "_sector"))
    code = f"{country or ''}{sector or ''}" or None
    return [code, name and name.upper(), country, None, None, None, None, sector, None, None]


def _end(row: Mapping[str, Any], end: str) -> list[Any]:
    country = row.get(f"{end}_country")
    return _geo(row[f"{end}_place"], country, None, row[f"{end}_lon"], row[f"{end}_lat"], None)


def _geo(
    name: str | None, country: str | None, admin1: str | None, lon: float | None, lat: float | None, feature: Any
) -> list[Any]:
    """Return GDELT's eight columns of a place; type 1 is a country, 4 a town, 5 a province; countries are FIPS 10-4."""
    codes = country_codes(country)
    if name is None and codes is None:
        return [0, *[None] * (len(_GEO_PARTS) - 1)]
    kind = 4 if lat is not None else 5 if admin1 else 1
    fips = codes.fips if codes else None
    adm1 = f"{fips}{admin1}" if fips and admin1 else fips
    full = ", ".join(part for part in (name, codes.name if codes and codes.name != name else None) if part)
    return [kind, full, fips, adm1, None, lat, lon, feature]
