"""Whose requests are answered, as far as names tell; no connection is opened."""

from __future__ import annotations

import pytest

from geonews.config import load_config
from geonews.errors import ConfigError
from geonews.ui.hosts import checked_names, hostname, is_known, is_own_page

NAMES = checked_names("news.desk.example, 10.0.0.7")


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("127.0.0.1:8501", True),
        ("127.0.0.1", True),
        ("127.8.9.1:8501", True),
        ("LOCALHOST:8501", True),
        ("[::1]:8501", True),
        ("news.desk.example", True),
        ("News.Desk.Example.:443", True),
        ("10.0.0.7:8501", True),
        ("10.0.0.8:8501", False),
        ("rebound.example:8501", False),
        ("news.desk.example.evil.example", False),
        ("evil-news.desk.example", False),
        ("localhost.evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("127.0.0.1@evil.example", False),
        ("evil.example#127.0.0.1", False),
        ("evil.example/127.0.0.1", False),
        ("127.0.0.1:8501:1", False),
        ("127.0.0.1:", False),
        ("127.0.0.1:99999", False),
        ("0.0.0.0:8501", False),
        ("[::1", False),
        ("2130706433", False),
        ("0x7f000001", False),
        ("127.1", False),
        ("", False),
        (" ", False),
        (None, False),
    ],
)
def test_only_named_hosts_are_known(host: str | None, known: bool) -> None:
    assert is_known(host, NAMES) is known


def test_a_server_at_every_address_knows_the_one_that_was_asked() -> None:
    assert is_known("192.0.2.5:8501", NAMES, "192.0.2.5")
    assert is_known("[2001:db8::5]:8501", NAMES, "2001:db8::5")
    assert not is_known("192.0.2.6:8501", NAMES, "192.0.2.5")
    assert not is_known("rebound.example:8501", NAMES, "192.0.2.5")


@pytest.mark.parametrize(
    ("origin", "host", "own"),
    [
        ("http://127.0.0.1:8501", "127.0.0.1:8501", True),
        ("http://localhost:8501", "LOCALHOST:8501", True),
        ("https://news.desk.example", "news.desk.example", True),
        ("https://news.desk.example", "127.0.0.1:8501", True),  # a proxy asks under its own name for us
        ("http://localhost:3000", "localhost:8501", False),
        ("http://127.0.0.1:8501", "localhost:8501", False),
        ("http://evil.example", "127.0.0.1:8501", False),
        ("https://news.desk.example.evil.example", "news.desk.example", False),
        ("null", "127.0.0.1:8501", False),
        ("", "127.0.0.1:8501", False),
        ("file://", "127.0.0.1:8501", False),
        ("http://127.0.0.1:8501/", "127.0.0.1:8501", False),
        ("javascript://127.0.0.1:8501", "127.0.0.1:8501", False),
        ("http://evil.example@127.0.0.1:8501", "127.0.0.1:8501", False),
        ("http://[", "127.0.0.1:8501", False),
    ],
)
def test_pages_of_other_sites_and_ports_are_foreign(origin: str, host: str, own: bool) -> None:
    assert is_own_page(origin, host, NAMES) is own


@pytest.mark.parametrize("names", ["https://news.desk.example", "news.desk.example:8501", "*", "a/b", "x..y"])
def test_what_is_no_name_is_said(names: str) -> None:
    with pytest.raises(ConfigError, match="expected hosts as names"):
        checked_names(names)


def test_hosts_come_from_the_settings() -> None:
    config = load_config(env={"GEONEWS_HOSTS": "news.desk.example [2001:db8::5]"})
    assert checked_names(config.hosts) == {"news.desk.example", "2001:db8::5"}


def test_no_host_raises() -> None:
    for character in map(chr, range(0x300)):
        assert hostname(f"a{character}:1") is None or isinstance(hostname(f"a{character}:1"), str)
