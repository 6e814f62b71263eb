"""Whose requests are answered: those that name this server as its settings do, from pages of its own.

A page of another site cannot read from this server, but it can send to it, and a name that is rebound to this machine
makes it a page of this server's own. So every request must name a known host, and one that says from which page it
comes must come from a page of the same host. Nothing is looked up for that: names are compared as they are written.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from geonews.errors import ConfigError

__all__ = ["checked_names", "hostname", "is_known", "is_own_page"]

LOOPBACK_NAMES = frozenset({"localhost", "ip6-localhost"})
#: A name as people write it in settings: letters, digits, hyphens and dots, or an address in brackets or without.
NAME = re.compile(r"[\w-]+(\.[\w-]+)*|\[?[0-9a-f:.]+\]?", re.IGNORECASE)


def checked_names(names: str | Iterable[str]) -> frozenset[str]:
    """Return names of hosts in lower case.

    Parameters
    ----------
    names
        Names or addresses without scheme and port; one text may hold several, divided by commas or spaces.

    Raises
    ------
    ConfigError
        If one of them cannot be a name.

    >>> sorted(checked_names("News.Desk.example, 10.0.0.7"))
    ['10.0.0.7', 'news.desk.example']
    """
    listed = re.split(r"[,\s]+", names) if isinstance(names, str) else list(names)
    found = [name for name in listed if name]
    for name in found:
        if not NAME.fullmatch(name):
            raise ConfigError(
                f"expected hosts as names or addresses such as 'news.desk.example', got {name!r}; "
                "leave out scheme, port and path"
            )
    return frozenset(name.strip("[]").lower() for name in found)


def hostname(netloc: str) -> str | None:
    """Return the host of ``name:port`` in lower case, None for what is no such thing.

    >>> hostname("News.Desk.example.:8501"), hostname("[::1]:8501"), hostname("user@127.0.0.1")
    ('news.desk.example', '::1', None)
    """
    try:
        parts = urlsplit(f"//{netloc}")
        port = parts.port
    except ValueError:
        return None
    if parts.netloc != netloc or "@" in netloc or not parts.hostname or (port is None and netloc.endswith(":")):
        return None
    return parts.hostname.removesuffix(".") or None


def is_known(host: str | None, names: frozenset[str], own: str | None = None) -> bool:
    """Return whether a ``Host`` header names this server.

    Parameters
    ----------
    host
        The header, None where there is none.
    names
        What the settings name.
    own
        The address of this machine at which the request arrived; None where that is not to be answered.

    >>> is_known("127.0.0.1:8501", frozenset()), is_known("rebound.example:8501", frozenset())
    (True, False)
    """
    name = None if host is None else hostname(host)
    if name is None:
        return False
    return name in names or name in LOOPBACK_NAMES or _is_loopback(name) or (own is not None and name == own)


def is_own_page(origin: str, host: str, names: frozenset[str]) -> bool:
    """Return whether an ``Origin`` header is of a page of this server.

    That is one of the very host and port that are asked, or, behind a proxy that asks under another name, one of a
    host that the settings name. Another port of this machine is somebody else's.

    >>> is_own_page("http://localhost:8501", "localhost:8501", frozenset())
    True
    >>> is_own_page("http://localhost:3000", "localhost:8501", frozenset())
    False
    """
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or parts.path or parts.query or parts.fragment:
        return False
    return parts.netloc.lower() == host.lower() or (hostname(parts.netloc) in names)


def _is_loopback(name: str) -> bool:
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
