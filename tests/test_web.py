"""Reading the web safely: addresses, redirects, rebinding, size, time."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from ingest_builders import Site, site

from geonews import web
from geonews.config import Config
from geonews.errors import FetchError, RateLimitedError, UnsafeURLError
from geonews.networks import special_networks

OPEN = Config(allow_private=True, fetch_timeout_seconds=20.0, max_bytes=100_000)
HASTY = Config(allow_private=True, fetch_timeout_seconds=1.0)
CLOSED = Config(fetch_timeout_seconds=20.0)


@pytest.fixture
def served() -> Iterator[Site]:
    with site() as running:
        yield running


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[list[str]]]:
    """Names and the answers that the resolver gives for them, one after another (the last one for ever)."""
    names: dict[str, list[list[str]]] = {}

    def getaddrinfo(host: str, port: int, *args: Any, **options: Any) -> list[Any]:
        if host not in names:
            return real(host, port, *args, **options)
        answers = names[host]
        addresses = answers.pop(0) if len(answers) > 1 else answers[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    real = socket.getaddrinfo
    monkeypatch.setattr(web.socket, "getaddrinfo", getaddrinfo)
    return names


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.1.2.3", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0",
        "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
        "2002:7f00:1::", "2002:a00:1::1", "::127.0.0.1", "2001:0:7f00:1::", "nonsense", "",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not web.is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:8.8.8.8"]
)
def test_addresses_that_are_public(address: str) -> None:
    assert web.is_public(address)


@pytest.mark.parametrize(("network", "reachable"), special_networks(), ids=str)
def test_every_special_block_is_as_its_registry_says(network: Any, reachable: str) -> None:
    whole = int(network.network_address) | int(network.hostmask)
    for number in {int(network.network_address), whole, int(network.network_address) | (int(network.hostmask) >> 1)}:
        address = type(network.network_address)(number)
        inner = [other for other, _ in special_networks() if other.version == network.version and address in other]
        if inner[0] == network and reachable != "4":
            assert web.is_public(str(address)) is (reachable == "1")


@pytest.mark.parametrize(
    "address",
    [
        "192.0.0.1", "192.0.0.254", "192.88.99.1", "fec0::1", "3fff::1", "3fff:fff::1", "5f00::1", "100::1",
        "100:0:0:1::1", "64:ff9b:1::1", "2001:2::1", "2001:10::1", "4000::1", "::8.8.8.8", "2002:808:808::1",
        "64:ff9b::a00:1",
    ],
)  # fmt: skip
def test_blocks_that_interpreters_have_taken_for_public(address: str) -> None:
    assert not web.is_public(address)


@pytest.mark.parametrize("address", ["192.0.0.9", "192.31.196.1", "2001:3::1", "2001:20::1", "64:ff9b::808:808"])
def test_special_blocks_that_are_reachable(address: str) -> None:
    assert web.is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://2130706433/", "http://0x7f000001/",
        "http://127.1/", "http://0/", "http://169.254.169.254/latest/meta-data/", "http://[::ffff:127.0.0.1]/",
        "http://me:secret@127.0.0.1/", "https://10.0.0.8:8443/",
    ],
)  # fmt: skip
def test_private_addresses_are_refused_in_every_spelling(url: str) -> None:
    with pytest.raises(UnsafeURLError, match="--allow-private") as caught:
        web.fetch(url, CLOSED)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://x.example/", "gopher://x", "http://", "", "nonsense", "http://a b/"]
)
def test_other_schemes_and_broken_urls_are_refused(url: str) -> None:
    with pytest.raises(FetchError):
        web.fetch(url, OPEN)


def test_a_name_that_resolves_to_a_private_address_is_refused(
    resolver: dict[str, list[list[str]]], served: Site
) -> None:
    resolver["inside.example"] = [["127.0.0.1"]]
    resolver["mixed.example"] = [["93.184.215.14", "127.0.0.1"]]
    for host in resolver:
        with pytest.raises(UnsafeURLError):
            web.fetch(f"{served.url}/".replace("127.0.0.1", host), CLOSED)
    assert served.requests == []


def test_a_name_that_changes_its_answer_gains_nothing(
    resolver: dict[str, list[list[str]]], served: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolver["rebind.example"] = [["93.184.215.14"], ["127.0.0.1"]]
    reached: list[str] = []

    def connect(self: Any, host: str, port: int, *args: Any, **options: Any) -> Any:
        reached.append(host)
        raise web.httpcore.ConnectError("unreachable in this test")

    monkeypatch.setattr(web.httpcore.SyncBackend, "connect_tcp", connect)
    with pytest.raises(FetchError):
        web.fetch("http://rebind.example/", CLOSED)
    assert reached == ["93.184.215.14"]  # the address that was checked, not the name


def test_the_host_header_is_the_name_and_not_the_address(resolver: dict[str, list[list[str]]], served: Site) -> None:
    resolver["gazette.example"] = [["127.0.0.1"]]
    served.serve("/", b"hello")
    answer = web.fetch(served.url.replace("127.0.0.1", "gazette.example") + "/", OPEN)
    assert answer.body == b"hello"
    ((_, headers),) = served.requests
    assert headers["Host"].startswith("gazette.example:")
    assert "geonews" in headers["User-Agent"]


def test_the_next_address_is_tried_where_one_does_not_answer(
    resolver: dict[str, list[list[str]]], served: Site
) -> None:
    resolver["two.example"] = [["::1", "127.0.0.1"]]
    served.serve("/", b"hello")
    assert web.fetch(served.url.replace("127.0.0.1", "two.example") + "/", OPEN).body == b"hello"


@pytest.mark.parametrize(
    "target", ["http://10.0.0.1/", "http://localhost:1/", "file:///etc/passwd", "ftp://x.example/a", "//[::1]/"]
)
def test_redirects_pass_the_same_door(
    resolver: dict[str, list[list[str]]], served: Site, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    monkeypatch.setattr(
        web, "is_public", lambda address: address == "127.0.0.1" and target not in ("http://localhost:1/",)
    )
    if "localhost" in target:
        checked: list[str] = []
        monkeypatch.setattr(web, "is_public", lambda address: not checked.append(address) and len(checked) == 1)
    served.answers["/"] = (302, {"Location": target}, b"")
    with pytest.raises(UnsafeURLError):
        web.fetch(f"{served.url}/", CLOSED)


def test_redirects_are_followed_and_the_last_address_is_told(served: Site) -> None:
    served.answers["/a"] = (301, {"Location": "/b?x=1"}, b"")
    served.serve("/b?x=1", b"there")
    answer = web.fetch(f"{served.url}/a", OPEN)
    assert (answer.body, answer.url) == (b"there", f"{served.url}/b?x=1")


def test_redirects_in_a_circle_end(served: Site) -> None:
    served.answers["/a"] = (302, {"Location": "/a"}, b"")
    with pytest.raises(FetchError, match="redirects"):
        web.fetch(f"{served.url}/a", OPEN)
    assert len(served.requests) == web.MAX_REDIRECTS + 1


def test_too_much_is_refused_before_it_is_read(served: Site) -> None:
    served.answers["/"] = (200, {"Content-Length": "9999999999"}, b"x")
    with pytest.raises(FetchError, match="at most 100000"):
        web.fetch(f"{served.url}/", OPEN)


def test_an_endless_answer_is_cut_by_size(served: Site) -> None:
    def endless(handler: Any) -> None:
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b"x" * 10_000)

    served.answers["/"] = endless
    with pytest.raises(FetchError, match="at most"):
        web.fetch(f"{served.url}/", OPEN)


@pytest.mark.parametrize("part", ["headers", "body"])
def test_a_slow_answer_is_cut_by_time(served: Site, part: str) -> None:
    def slow(handler: Any) -> None:
        if part == "body":
            handler.send_response(200)
            handler.end_headers()
        else:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        for _ in range(600):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.1)

    served.answers["/"] = slow
    started = time.monotonic()
    with pytest.raises(FetchError, match="within 1 s"):
        web.fetch(f"{served.url}/", HASTY)
    assert time.monotonic() - started < 30


def test_a_slow_resolver_is_cut_by_time(monkeypatch: pytest.MonkeyPatch) -> None:
    enough = threading.Event()

    def resolve(*args: Any, **options: Any) -> list[Any]:
        enough.wait(60)
        return []

    monkeypatch.setattr(web.socket, "getaddrinfo", resolve)
    started = time.monotonic()
    with pytest.raises(FetchError, match="within"):
        web.fetch("http://slow.example/", HASTY)
    enough.set()
    assert time.monotonic() - started < 30


def test_gzip_is_unpacked(served: Site) -> None:
    served.serve("/", gzip.compress(b"hello" * 100), Content_Encoding="gzip")
    assert web.fetch(f"{served.url}/", OPEN).body == b"hello" * 100


def test_a_large_answer_can_go_elsewhere_piece_by_piece(served: Site) -> None:
    served.serve("/", gzip.compress(b"hello" * 10_000), Content_Encoding="gzip")
    pieces: list[bytes] = []
    answer = web.fetch(f"{served.url}/", OPEN, sink=pieces.append)
    assert (answer.status, answer.body) == (200, b"")
    assert b"".join(pieces) == b"hello" * 10_000


def test_a_gzip_bomb_is_not(served: Site) -> None:
    bomb = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = b"".join(bomb.compress(b"\0" * 1_000_000) for _ in range(90)) + bomb.flush()
    assert len(packed) < OPEN.max_bytes
    served.serve("/", packed, Content_Encoding="gzip")
    with pytest.raises(FetchError, match="at most"):
        web.fetch(f"{served.url}/", OPEN)


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", b"this is not gzip"),
        ("gzip", gzip.compress(b"x" * 1000)[:-20]),
        ("br", b"\x0b\x02\x80"),
        ("gzip, gzip", b"x"),
    ],
)
def test_damaged_or_unknown_packing_is_an_error(served: Site, coding: str, body: bytes) -> None:
    served.serve("/", body, Content_Encoding=coding)
    with pytest.raises(FetchError):
        web.fetch(f"{served.url}/", OPEN)


def test_what_is_not_http_is_an_error(served: Site) -> None:
    served.answers["/"] = lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")
    with pytest.raises(FetchError):
        web.fetch(f"{served.url}/", OPEN)


def test_huge_headers_are_an_error(served: Site) -> None:
    served.answers["/"] = lambda handler: handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1_000_000)
    with pytest.raises(FetchError):
        web.fetch(f"{served.url}/", OPEN)


def test_status_is_data_until_asked(served: Site) -> None:
    served.answers["/"] = (429, {"Retry-After": "7"}, b"slow down")
    answer = web.fetch(f"{served.url}/", OPEN)
    assert (answer.status, answer.body) == (429, b"slow down")
    with pytest.raises(RateLimitedError) as caught:
        answer.raise_for_status()
    assert caught.value.retry_after == 7
    with pytest.raises(FetchError, match="404"):
        web.fetch(f"{served.url}/missing", OPEN).raise_for_status()


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120.0), ("0", 0.0), ("", None), ("soon", None), ("-5", None), ("Fri, 31 Dec 1999 23:59:59 GMT", 0.0),
     ("9" * 400, 999_999_999.0)],
)  # fmt: skip
def test_retry_after(value: str, seconds: float | None) -> None:
    assert web.retry_after_seconds({"retry-after": value}) == seconds


@pytest.mark.parametrize(
    ("content_type", "media_type", "charset"),
    [
        ("text/html; charset=ISO-8859-1", "text/html", "ISO-8859-1"),
        ('Text/HTML;Charset="utf-8"', "text/html", "utf-8"),
        ("", "", None),
    ],
)
def test_content_type(content_type: str, media_type: str, charset: str | None) -> None:
    answer = web.Answer(url="", status=200, headers={"content-type": content_type}, body=b"")
    assert (answer.media_type, answer.charset) == (media_type, charset)


def test_a_connection_that_is_refused_is_an_error() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(FetchError, match="check the address"):
        web.fetch(f"http://127.0.0.1:{port}/", OPEN)


def test_certificates_are_checked_against_the_name(resolver: dict[str, list[list[str]]], served: Site) -> None:
    resolver["gazette.example"] = [["127.0.0.1"]]
    with pytest.raises(FetchError):  # the server speaks plain HTTP
        web.fetch(served.url.replace("http://127.0.0.1", "https://gazette.example"), OPEN)
