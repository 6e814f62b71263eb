"""The masthead counts events, and the reports of them where these are more."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from store_samples import border_news, codes

from geonews.layers import EventColumns
from geonews.store import EventFilter, Store
from geonews.ui.masthead import masthead_html


def test_several_reports_of_one_event_count_once(tmp_path: Path) -> None:
    told = []
    with Store.create(tmp_path / "news.gpkg", codes=codes) as store:
        for name in ("a1", "a2"):
            store.add(border_news(name, source=f"Paper {name}"))
            columns = EventColumns.load(store)
            rows = columns.select(EventFilter(types=("BORDER_CROSSING",)))
            told.append(masthead_html(SimpleNamespace(columns=columns, rows=rows, undrawn=0)))  # type: ignore[arg-type]
    assert "<dt>events</dt><dd>2</dd>" in told[0] and "report" not in told[0]
    assert "<dt>events</dt><dd>2</dd></div><div><dt>reports</dt><dd>4</dd>" in told[1]
