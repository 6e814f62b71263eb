"""The base map is the same for every filter; what changes is a key and never a word."""

from __future__ import annotations

import re

from streamlit_folium import _get_map_string, generate_js_hash

from geonews.webmap import assets, base_map, state_group


def script(**options: str) -> str:
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
    assert {address.split("?")[0].rsplit("/", 1)[1] for address in ours} >= {
        "leaflet.js",
        "leaflet.css",
        "geonews-map.js",
    }
    links = [address for _, address in [*made.default_js, *made.default_css]]
    assert all(address.startswith("../../geonews/assets/") for address in links)


def test_the_state_says_only_what_it_was_given() -> None:
    group = state_group({"key": "abc", "theme": "dark", "chosen": {"id": "</script>${1}"}})
    (child,) = group._children.values()
    text = child._template.module.script(child)
    assert text.startswith("geonews.show(map_div, {")
    assert "</script>" not in text
    assert "${" not in text


def test_every_file_that_a_map_names_can_be_served() -> None:
    for name in ("leaflet.js", "leaflet.css", *assets.OWN_SCRIPTS, *assets.OWN_STYLES):
        found = assets.browser_file(name)
        assert found is not None
        assert found[0].is_file()
    for name in ("", "..", "../palette.toml", "/etc/passwd", "leaflet.js/..", "geonews-map.js\0"):
        assert assets.browser_file(name) is None
