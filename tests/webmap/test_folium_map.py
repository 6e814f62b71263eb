"""The base map is the same for every filter; what changes is a key and never a word."""

from __future__ import annotations

import re
from typing import Any

from streamlit_folium import _get_map_string, generate_js_hash

from geonews.webmap import OwnMap, Tiles, assets, base_map, state_group


def script(**options: Any) -> str:
    made = base_map(**options)
    made.get_root().render()
    return _get_map_string(made)


def test_two_base_maps_are_one_to_streamlit_folium() -> None:
    assert generate_js_hash(script(), "map") == generate_js_hash(script(), "map")
    assert generate_js_hash(script(), "map") != generate_js_hash(script(root="../elsewhere/"), "map")


def test_nothing_on_the_page_comes_from_elsewhere() -> None:
    made = base_map()
    html = made.get_root().render()
    addresses = re.findall(r'(?:src|href)="([^"]+)"', html)
    ours = [address for address in addresses if "geonews/assets" in address]
    assert {address.split("?")[0].rsplit("/", 1)[1] for address in ours} == {"bundle.js", "bundle.css"}
    links = [address for _, address in [*made.default_js, *made.default_css]]
    assert all(address.startswith("../../geonews/assets/") for address in links)


def test_online_tiles_are_offered_only_when_there_are_any() -> None:
    assert '"tiles"' not in script()
    tiles = Tiles(url="https://tiles.example/{z}/{x}/{y}.png", attribution="<b>Made</b>", attribution_url='http://x/"')
    text = script(tiles=tiles)
    assert '"host":"tiles.example"' in text
    assert "<b>" not in text
    assert "\\u0026lt;b\\u0026gt;Made" in text


def test_the_state_says_only_what_it_was_given() -> None:
    group = state_group({"key": "abc", "theme": "dark", "chosen": {"id": "</script>${1}"}})
    (child,) = group._children.values()
    text = child._template.module.script(child)
    assert text.startswith("geonews.show(map_div, {")
    assert "</script>" not in text
    assert "${" not in text


def test_every_file_that_a_map_names_can_be_served() -> None:
    for name in (*assets.SCRIPTS, *assets.STYLES):
        assert assets.browser_text(name) in assets.bundle("bundle.js" if name.endswith(".js") else "bundle.css") or (
            name == "leaflet.js"  # without the pointer to its source map
        )
        found = assets.browser_file(name)
        assert found is not None
        assert found[0].is_file()
    for name in ("", "..", "../palette.toml", "/etc/passwd", "leaflet.js/..", "geonews-map.js\0"):
        assert assets.browser_file(name) is None


def test_a_map_of_the_readers_own_says_nothing_that_runs() -> None:
    assert '"own"' not in script()
    own = OwnMap(version="v", name="`${1}<b>", attribution="<img src=x>${2}", zooms=(0, 4), bounds=(-1, -1, 1, 1))
    text = script(own=own)
    assert "tiles/v/{z}/{x}/{y}" in text
    assert "<img src=x>" not in text
    assert "${" not in text
