"""How geopy's requests leave the house: through ``web``, with a limit to size and to the time in all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from geopy.adapters import AdapterHTTPError, BaseSyncAdapter
from geopy.exc import GeocoderParseError, GeocoderServiceError

from geonews import web
from geonews.config import Config
from geonews.errors import FetchError

__all__ = ["BoundedAdapter", "refusal"]

MAX_ANSWER_BYTES = 2_000_000


class BoundedAdapter(BaseSyncAdapter):  # type: ignore[misc]
    """An HTTP client for a geocoder of geopy.

    A host that the user configured may be private, one that geopy knows may not. A URL can carry a key, so errors
    name the host alone.
    """

    def __init__(self, config: Config, *, proxies: Any, ssl_context: Any) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)
        self._config = config

    def get_text(self, url: str, *, timeout: float | None, headers: Mapping[str, str]) -> str:
        """Return the text at a URL."""
        try:
            answer = web.fetch(
                url,
                self._config,
                headers=headers,
                max_bytes=MAX_ANSWER_BYTES,
                timeout_seconds=timeout,
                allow_private=self._config.allow_private or self._config.geocoder_domain is not None,
            )
        except FetchError as error:
            host = urlsplit(url).hostname or "the geocoder"
            raise GeocoderServiceError(str(error).replace(web.redacted(url), host)) from None
        text = answer.body.decode(_codec(answer.charset), "replace")
        if answer.status >= 400:
            raise AdapterHTTPError(
                f"status {answer.status}", status_code=answer.status, headers=dict(answer.headers), text=text[:1000]
            )
        return text

    def get_json(self, url: str, *, timeout: float | None, headers: Mapping[str, str]) -> Any:
        """Return the JSON at a URL."""
        text = self.get_text(url, timeout=timeout, headers=headers)
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            raise GeocoderParseError(f"not JSON ({type(error).__name__})") from error


def refusal(error: GeocoderServiceError) -> tuple[int | None, float | None]:
    """Return the HTTP status behind geopy's error and what its ``Retry-After`` asks for, each None where missing."""
    cause = error.__cause__
    if not isinstance(cause, AdapterHTTPError):
        return None, None
    return cause.status_code, web.retry_after_seconds(cause.headers)


def _codec(charset: str | None) -> str:
    try:
        return "utf-8" if charset is None else "".encode(charset).decode() or charset
    except (LookupError, UnicodeError):
        return "utf-8"
