"""The plain map asks nobody for anything, escapes every word, and draws nothing more exactly than it is known."""

from __future__ import annotations

import re
from typing import Any

import pytest

from geonews.webmap.plain_map import plain_map

ROW = {
    "event_id": "1", "event_type": "ATTACK", "status": "happened", "title": None, "evidence": "A bomb went off.",
    "place": "Kabul", "country": "AFG", "admin1": "13", "feature_code": "PPLC", "geo_precision": 1, "lon": 69.17,
    "lat": 34.53, "date_start": "2023-05-08", "date_end": "2023-05-08",
}  # fmt: skip


def page(*rows: dict[str, Any]) -> str:
    return str(plain_map(rows).get_root().render())


def test_nothing_is_fetched() -> None:
    text = page(ROW)
    without_libraries = re.sub(r"data:[a-z/]+;base64,[A-Za-z0-9+/=]+", "", text)
    assert re.findall(r"""(?:src|href)=["'](?!["'])([^"']*)""", without_libraries) == []
    assert not re.findall(r"https?://(?!www\.(?:geonames\.org|naturalearthdata\.com))\S+", without_libraries)
    assert text.count("data:text/javascript;base64,") == 1
    assert "tileLayer" not in text


def test_words_of_an_article_stay_words() -> None:
    row = ROW | {"evidence": "</script><script>alert(1)</script>${alert(2)}`", "place": "<img src=x>"}
    text = page(row)
    assert "alert(1)</script>" not in text and "${alert" not in text and "<img src=x" not in text


def test_a_town_is_a_point_and_a_province_an_area() -> None:
    area = ROW | {"event_id": "2", "geo_precision": 2, "place": "Kabul", "feature_code": "ADM1"}
    country = ROW | {"event_id": "3", "geo_precision": 3, "place": "Afghanistan", "feature_code": "PCLI"}
    nowhere = ROW | {"event_id": "4", "geo_precision": None, "lon": None, "lat": None, "country": None, "admin1": None}
    text = page(ROW, area, country, country, nowhere)
    assert '"coordinates": [69.17, 34.53], "type": "Point"' in text or "[69.17, 34.53]" in text
    assert "Afghanistan: 2 events" in text and ": 1 event" in text
    assert text.count('"type": "Point"') == 1


def test_an_empty_map_is_a_map() -> None:
    assert "GeoNames" in page()


def test_what_is_too_much_is_counted() -> None:
    with pytest.warns(UserWarning, match="3 events are not drawn"):
        plain_map([ROW] * 5, most=2)
