"""The picture of the view holds what the map shows."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app_driver import App

from geonews.webmap import families

pytestmark = pytest.mark.browser

READ = """async (content) => {
  const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
  const picture = await createImageBitmap(new Blob([bytes], {type: "image/png"}));
  const canvas = new OffscreenCanvas(picture.width, picture.height), paint = canvas.getContext("2d");
  paint.drawImage(picture, 0, 0);
  const data = paint.getImageData(0, 0, picture.width, picture.height).data, counts = {};
  for (let at = 0; at < data.length; at += 4 * 7) {
    const colour = `${data[at]},${data[at + 1]},${data[at + 2]},${data[at + 3]}`;
    counts[colour] = (counts[colour] || 0) + 1;
  }
  return [picture.width, picture.height, counts];
}"""


def rgb(colour: str) -> str:
    return ",".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5)) + ",255"


def test_a_picture_of_the_view_is_saved(server: Any, open_page: Callable[..., Any], tmp_path: Path) -> None:
    app = App(open_page(f"{server.url}/?family=all", scheme="dark"))
    app.drawn(lambda data: data["events"] == "14")
    app.settled()
    app.still()
    size = app.container.bounding_box()
    with app.page.expect_download() as saved:
        app.map.get_by_role("button", name="Save a picture of this view (PNG)").click()
    assert saved.value.suggested_filename.startswith("geonews-map-20")
    target = tmp_path / "map.png"
    saved.value.save_as(target)
    content = target.read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height, counts = app.page.evaluate(READ, base64.b64encode(content).decode())
    assert abs(width - 2 * size["width"]) <= 4
    assert abs(height - 2 * size["height"]) <= 4
    colours = Counter(counts)
    sea, land = "#0e141a", "#1d252d"
    total = sum(colours.values())
    assert colours[rgb(sea)] > total / 20
    assert colours[rgb(land)] > total / 20
    assert colours[rgb("#000000")] < total / 1000  # what has lost its style is black
    border = next(family for family in families() if "BORDER_CROSSING" in family.types)
    assert colours[rgb(border.dark)] > 30
