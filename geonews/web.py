"""Reading untrusted addresses of the web: the one place where geonews opens a connection.

A request goes to http(s) only. The host's name is resolved once, every address it has is checked, and the
connection is made to a checked address, so that a name that changes its answer (DNS rebinding) gains nothing; the
certificate is still verified against the name. Each redirect passes the same door. Size, decompressed size, time
(headers included) and the number of redirects are limited. Proxies of the environment are not used: behind a proxy
the address that is reached could not be checked.
"""

from __future__ import annotations

import itertools
import logging
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import lru_cache

import httpcore
import httpx

from geonews.config import Config
from geonews.errors import FetchError, RateLimitedError, UnsafeURLError
from geonews.networks import is_public

__all__ = ["Answer", "fetch", "is_public", "redacted", "retry_after_seconds"]

logger = logging.getLogger(__name__)

MAX_REDIRECTS = 5
CHUNK_BYTES = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server answered.

    ``url`` is the last one after redirects, without credentials. ``headers`` have names in lower case. ``body`` is
    decompressed. ``moved_to`` is the last address that was reached by redirects for good (301, 308) alone, None where
    there was none.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    moved_to: str | None = None

    @property
    def media_type(self) -> str:
        """The media type in lower case without parameters, "" where the server named none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """The charset that the server named, None where it named none."""
        found = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", self.headers.get("content-type", ""), re.IGNORECASE)
        return found and found[1]

    def raise_for_status(self) -> None:
        """Raise for anything but a success or "not modified".

        Raises
        ------
        RateLimitedError
            For 429, with the time that ``Retry-After`` asks for.
        FetchError
            For every other status that is neither 2xx nor 304.
        """
        if 200 <= self.status < 300 or self.status == 304:
            return
        said = f"expected a page at {self.url!r}, got status {self.status}"
        if self.status == 429:
            wait = retry_after_seconds(self.headers)
            raise RateLimitedError(f"{said} (too many requests); come back later", wait)
        raise FetchError(f"{said}; check the address", self.status)


def fetch(
    url: str,
    config: Config,
    *,
    headers: Mapping[str, str] | None = None,
    max_bytes: int | None = None,
    timeout_seconds: float | None = None,
    allow_private: bool | None = None,
    sink: Callable[[bytes], object] | None = None,
) -> Answer:
    """Get a URL, whatever its status.

    Parameters
    ----------
    url
        An http or https URL.
    config
        Its limits hold unless the next parameters say otherwise.
    headers
        Further request headers.
    max_bytes
        Largest answer, received and decompressed, in bytes; None for ``config.max_bytes``.
    timeout_seconds
        Time for the whole exchange with its redirects; None for ``config.fetch_timeout_seconds``.
    allow_private
        Whether addresses that are not public may be reached; None for ``config.allow_private``.
    sink
        Takes the body piece by piece, so that a large one need not fit into memory; the answer's own body is then
        empty. None keeps the body in the answer.

    Raises
    ------
    UnsafeURLError
        If the URL, or one that it redirects to, is not http(s) or leads to an address that is not public.
    FetchError
        If the server cannot be reached, is too slow, answers with too much, or not in HTTP.
    """
    shown = redacted(url)
    limit = config.max_bytes if max_bytes is None else max_bytes
    seconds = config.fetch_timeout_seconds if timeout_seconds is None else timeout_seconds
    private = config.allow_private if allow_private is None else allow_private
    sent = {"User-Agent": config.user_agent, "Accept-Encoding": "gzip", "Accept": "*/*", **(headers or {})}
    deadline = time.monotonic() + seconds
    try:
        target = httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise UnsafeURLError(f"expected an http(s) URL, got {shown!r} ({error}); correct it") from error
    if target.scheme not in ("http", "https") or not target.host:
        raise UnsafeURLError(f"expected an http(s) URL with a host, got {shown!r}; correct it")
    try:
        with (
            _Transport(deadline, allow_private=private) as transport,
            httpx.Client(
                transport=transport,
                timeout=seconds,
                follow_redirects=True,
                max_redirects=MAX_REDIRECTS,
                trust_env=False,
                headers=sent,
            ) as client,
            client.stream("GET", target) as response,
        ):
            pieces = _body(response, limit, deadline, shown)
            if sink is None:
                body = b"".join(pieces)
            else:
                body = b""
                for piece in pieces:
                    sink(piece)
            return Answer(
                url=redacted(str(response.url)),
                status=response.status_code,
                headers={name.lower(): value for name, value in response.headers.items()},
                body=body,
                moved_to=_moved_to(response),
            )
    except (httpx.TimeoutException, httpcore.TimeoutException) as error:
        raise FetchError(f"expected {shown!r} within {seconds:g} s, got no full answer; try again later") from error
    except httpx.TooManyRedirects as error:
        raise FetchError(f"expected at most {MAX_REDIRECTS} redirects from {shown!r}, got more; check it") from error
    except (httpx.UnsupportedProtocol, httpcore.UnsupportedProtocol) as error:
        raise UnsafeURLError(f"expected {shown!r} to lead to http(s), got {error}; not followed") from error
    except (httpx.HTTPError, httpx.InvalidURL, httpcore.NetworkError, httpcore.ProtocolError) as error:
        reason = str(error) or type(error).__name__
        raise FetchError(f"expected an answer from {shown!r}, got {reason!r}; check the address") from error


def _moved_to(response: httpx.Response) -> str | None:
    """Return where redirects for good lead, up to the first that is not."""
    found, steps = None, [*response.history, response]
    for step, following in itertools.pairwise(steps):
        if step.status_code not in (301, 308):
            break
        found = str(following.url)
    return found


def redacted(url: str) -> str:
    """Return a URL without user name and password.

    >>> redacted("https://me:secret@example.org/a?b=1")
    'https://example.org/a?b=1'
    """
    return re.sub(r"^([a-zA-Z][\w+.-]*://)[^/?#]*@", r"\1", url)


def retry_after_seconds(headers: Mapping[str, str]) -> float | None:
    """Read ``Retry-After`` (seconds or an HTTP date) as seconds from now, None where it is missing or unreadable."""
    value = headers.get("retry-after", "").strip()
    if value.isdecimal():
        return float(value[:9])
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


@lru_cache(maxsize=1)
def _ssl_context() -> ssl.SSLContext:
    return httpx.create_ssl_context()


def _body(response: httpx.Response, limit: int, deadline: float, shown: str) -> Iterator[bytes]:
    """Yield the decompressed body; both what is received and what it unpacks to stay under the limit."""
    said = response.headers.get("content-length", "")
    if said.isdecimal() and int(said[:18]) > limit:
        raise FetchError(f"expected at most {limit} bytes from {shown!r}, got {said}; raise max_bytes")
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("identity", "", "gzip", "x-gzip", "deflate"):
        raise FetchError(f"expected plain or gzip content from {shown!r}, got {coding!r}; save the page to a file")
    unpacker = None if coding in ("identity", "") else zlib.decompressobj(47)
    received = total = 0
    for raw in response.iter_raw(CHUNK_BYTES):
        received += len(raw)
        if time.monotonic() > deadline:
            raise httpx.ReadTimeout("the whole answer took too long")
        try:
            piece = raw if unpacker is None else unpacker.decompress(raw, limit - total + 1)
        except zlib.error as error:
            raise FetchError(f"expected {coding} content from {shown!r}, got damaged data; try again") from error
        total += len(piece)
        if max(total, received) > limit:
            raise FetchError(f"expected at most {limit} bytes from {shown!r}, got more; raise max_bytes")
        yield piece
    if unpacker is not None and received and not unpacker.eof:
        raise FetchError(f"expected whole {coding} content from {shown!r}, got a part of it; try again")


def _addresses(host: str, port: int, timeout: float) -> list[str]:
    """Resolve a name to its addresses within a time; the resolver of the system knows no time limit of its own."""
    found: list[list[str] | OSError | UnicodeError] = []

    def resolve() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.append(list(dict.fromkeys(str(row[4][0]) for row in rows)))
        except (OSError, UnicodeError) as error:
            found.append(error)

    worker = threading.Thread(target=resolve, daemon=True, name="geonews-dns")
    worker.start()
    worker.join(timeout)
    if not found:
        raise httpcore.ConnectTimeout(f"resolving {host!r} took too long")
    if not isinstance(found[0], list):
        raise httpcore.ConnectError(f"cannot resolve {host!r}") from found[0]
    return found[0]


class _Backend(httpcore.NetworkBackend):
    """Connect to checked addresses only, and hold every read and write to one deadline."""

    def __init__(self, deadline: float, *, allow_private: bool) -> None:
        self._deadline = deadline
        self._allow_private = allow_private
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = _addresses(host, port, _left(self._deadline, timeout))
        unsafe = [] if self._allow_private else [address for address in addresses if not is_public(address)]
        if unsafe or not addresses:
            raise UnsafeURLError(
                f"expected a public address behind {host!r}, got {(unsafe or ['no address'])[0]!r}; "
                "use --allow-private, or allow_private in the settings, to reach it"
            )
        for last, address in enumerate(addresses, start=1 - len(addresses)):
            try:
                stream = self._sockets.connect_tcp(address, port, _left(self._deadline, timeout), local_address)
                return _Stream(stream, self._deadline)
            except httpcore.ConnectError:
                if not last:
                    raise
        raise httpcore.ConnectError(f"no address of {host!r} answers")


class _Stream(httpcore.NetworkStream):
    """A connection whose every operation ends before the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = _left(self._deadline, timeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def _left(deadline: float, timeout: float | None) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time for the whole answer is over")
    return left if timeout is None else min(left, timeout)


class _Transport(httpx.BaseTransport):
    """httpx on top of the checked connections."""

    def __init__(self, deadline: float, *, allow_private: bool) -> None:
        backend = _Backend(deadline, allow_private=allow_private)
        self._pool = httpcore.ConnectionPool(ssl_context=_ssl_context(), network_backend=backend)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        if url.scheme not in ("http", "https"):
            raise httpx.UnsupportedProtocol(f"{url.scheme!r}", request=request)
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                extensions=request.extensions,
            )
        )
        assert isinstance(answer.stream, Iterable)
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_ResponseStream(answer.stream),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        self._pool.close()


class _ResponseStream(httpx.SyncByteStream):
    """The body as the pool delivers it."""

    def __init__(self, stream: Iterable[bytes]) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        close = getattr(self._stream, "close", None)
        if close is not None:
            close()
