"""Which IP addresses are public: by the registries of special-purpose addresses as data, whatever Python knows."""

from __future__ import annotations

import csv
import ipaddress
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

__all__ = ["is_public", "special_networks"]

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

_REACHABLE, _AS_IPV4 = "1", "4"


def is_public(address: str) -> bool:
    """Say whether an IP address may be reached: globally reachable unicast, also where it carries an IPv4 address.

    Examples
    --------
    >>> [is_public(a) for a in ("93.184.215.14", "10.0.0.1", "192.88.99.1", "::ffff:127.0.0.1", "fe80::1%eth0")]
    [True, False, False, False, False]
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    for network, reachable in special_networks():
        if ip.version == network.version and ip in network:
            if reachable == _AS_IPV4:
                return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
            return reachable == _REACHABLE
    return True


@lru_cache(maxsize=1)
def special_networks() -> tuple[tuple[Network, str], ...]:
    """Return the special blocks with what is said of them, the longest first; see the head of the table."""
    lines = Path(__file__).with_name("special_networks.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    found = [(ipaddress.ip_network(row["block"]), row["reachable"]) for row in rows]
    return tuple(sorted(found, key=lambda entry: -entry[0].prefixlen))
