"""Names that the offline gazetteer lacks, looked up online through geopy: only on request, politely, and once.

The cache stands in front of everything: what it knows costs neither a request nor a delay. What it does not know
waits for its turn (one request a second at most, counted over all processes that share the cache folder), is asked
with a time-out and an identifying user agent, and is tried again with growing pauses when the service says 429 or
5xx. A miss is remembered for a while, an error never. Keys come from the environment alone:
``GEONEWS_GEOCODER_API_KEY``, ``GEONEWS_GEOCODER_USERNAME`` and so on, after geopy's names of the parameters.
"""

from __future__ import annotations

import inspect
import logging
import os
import random
import time
import unicodedata
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from geopy.adapters import BaseSyncAdapter
from geopy.exc import GeocoderNotFound, GeocoderServiceError, GeopyError
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import get_geocoder_for_service

from geonews.config import Config
from geonews.errors import ConfigError, FetchError, RateLimitedError
from geonews.gazetteer import geocoder_answers as answers
from geonews.gazetteer.countries import country_rows
from geonews.gazetteer.geocoder_cache import GeocoderCache
from geonews.gazetteer.geocoder_http import BoundedAdapter, refusal
from geonews.model import Candidate, MatchType

__all__ = ["CachedGeocoder"]

logger = logging.getLogger(__name__)

ENV_PREFIX = "GEONEWS_GEOCODER_"
CACHE_FILE = "geocoder.sqlite"
#: https://operations.osmfoundation.org/policies/nominatim/: "an absolute maximum of 1 request per second".
NOMINATIM_HOST = "nominatim.openstreetmap.org"
NOMINATIM_DELAY_SECONDS = 1.0
MAX_CANDIDATES = 10
MAX_WAIT_SECONDS = 60.0
FIRST_PAUSE_SECONDS = 2.0
MAX_ERRORS_IN_A_ROW = 3
REST_SECONDS = 600.0
#: Parameters of geopy's constructors that are settings of ours, not keys.
OWN_PARAMETERS = {"self", "timeout", "user_agent", "adapter_factory", "scheme", "domain", "proxies", "ssl_context"}
#: How the geocoders of geopy take an ISO 3166-1 alpha-2 country, by the name of the parameter.
COUNTRY_PARAMETERS = ("country_codes", "country")
MALFORMED = (ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError, OverflowError)


class CachedGeocoder:
    """Look names up through the geocoder that the configuration names.

    Nothing is read, opened or asked before the first look-up.

    Parameters
    ----------
    config
        ``geocoder`` is geopy's name of the service; ``online`` must be set before names may be asked.
    env
        Where the service's keys are; None means the process's environment.
    """

    def __init__(self, config: Config, *, env: Mapping[str, str] | None = None) -> None:
        self._config = config
        self._env = env
        self._cache = GeocoderCache(config.cache_dir / CACHE_FILE, miss_days=config.geocoder_miss_days)
        self._errors = 0
        self._rest_until = 0.0

    @property
    def attribution(self) -> str:
        """The credit to show beside what this geocoder found, as plain text."""
        return answers.attribution(self._config.geocoder.lower())

    def candidates(self, name: str, *, country: str | None = None) -> list[Candidate]:
        """Return the places of a name, the best first; [] where the service knows none.

        Places that GeoNames numbered keep that number; all others get a negative id that depends on the provider's
        own id alone.

        Parameters
        ----------
        name
            The name as the text has it.
        country
            ISO 3166-1 alpha-2 or alpha-3; places known to lie elsewhere are left out.

        Raises
        ------
        ConfigError
            If online look-ups are off, the service is not known, its key is missing, or the cache is unusable.
        RateLimitedError
            If the service wants to be left alone for longer than a minute, or still says 429 after all tries.
        FetchError
            If the service cannot be reached, is too slow or answers with nonsense.
        """
        if not self._config.online:
            raise ConfigError("expected online look-ups to be allowed, got online=False; use --online")
        asked = _normal(name)
        if not asked:
            return []
        code = _alpha2(country) if country else None
        records = self._cache.get(self._service, asked.casefold(), code)
        if records is None:
            records = self._ask(asked, code)
            self._cache.put(self._service, asked.casefold(), code, records)
        fitting = [r for r in records if code is None or r["country"] in (None, code)]
        return [
            Candidate(place=place, match=MatchType.ONLINE, matched=place.name, score=score)
            for place, score in answers.places(fitting)
        ]

    def check(self) -> None:
        """Find out, without asking anybody, whether the settings name a service and its keys are there.

        Raises
        ------
        ConfigError
            If they do not.
        """
        _ = self._geocoder

    def look_up(self, name: str) -> list[Candidate]:
        """Return the places of a name for a run over many articles: a service that is down costs names, not articles.

        An error is logged and counts as "no place" this once (it is never remembered). After three in a row the
        service is left alone for ten minutes. Ask ``check`` before.
        """
        if time.monotonic() < self._rest_until:
            return []
        try:
            found = self.candidates(name)
        except (ConfigError, FetchError) as error:  # ConfigError: the cache cannot be written
            self._errors += 1
            if self._errors < MAX_ERRORS_IN_A_ROW:
                logger.warning("a name was not looked up online: %s", error)
            else:
                self._errors, self._rest_until = 0, time.monotonic() + REST_SECONDS
                logger.error("no online look-ups for %.0f minutes: %s", REST_SECONDS / 60, error)
            return []
        self._errors = 0
        return found

    @cached_property
    def _geocoder(self) -> Any:
        """The geocoder of geopy, made at the first question."""
        config = self._config
        try:
            kind = get_geocoder_for_service(config.geocoder)
        except GeocoderNotFound as error:
            raise ConfigError(
                f"expected the name of a geocoder of geopy, got {config.geocoder!r}; set geocoder to 'nominatim' "
                "or another"
            ) from error
        parameters = inspect.signature(kind.__init__).parameters
        settings: dict[str, Any] = {
            "timeout": config.geocoder_timeout_seconds,
            "user_agent": config.user_agent,
            "adapter_factory": self._adapter,
            "scheme": config.geocoder_scheme if "scheme" in parameters else None,
            "domain": config.geocoder_domain if "domain" in parameters else None,
        }
        settings = {key: value for key, value in settings.items() if value is not None}
        environment = os.environ if self._env is None else self._env
        for key, parameter in parameters.items():
            if key in OWN_PARAMETERS:
                continue
            variable = ENV_PREFIX + key.upper()
            if environment.get(variable):
                settings[key] = environment[variable]
            elif parameter.default is inspect.Parameter.empty:
                raise ConfigError(
                    f"expected the {key} of {config.geocoder!r} in the environment variable {variable}, "
                    "got nothing; set it"
                )
        try:
            return kind(**settings)
        except (GeopyError, TypeError) as error:
            raise ConfigError(f"expected settings that {config.geocoder!r} accepts, got {str(error)!r}") from error

    @cached_property
    def _service(self) -> str:
        """Who is asked, as the cache knows it: the same service on another host is another one."""
        return f"{self._config.geocoder.lower()}@{self._host}"

    @cached_property
    def _host(self) -> str:
        return str(getattr(self._geocoder, "domain", "") or self._config.geocoder_domain or "").lower()

    @cached_property
    def _delay_seconds(self) -> float:
        least = NOMINATIM_DELAY_SECONDS if self._host.partition(":")[0].rstrip(".") == NOMINATIM_HOST else 0.0
        return max(self._config.geocoder_delay_seconds, least)

    @cached_property
    def _limited(self) -> Callable[..., Any]:
        """The question behind geopy's limiter, which counts with a clock that nobody can set back."""
        limited: Callable[..., Any] = RateLimiter(
            self._geocoder.geocode,
            min_delay_seconds=self._delay_seconds,
            max_retries=0,
            error_wait_seconds=max(FIRST_PAUSE_SECONDS, self._delay_seconds),
            swallow_exceptions=False,
        )
        return limited

    def _adapter(self, *, proxies: Any, ssl_context: Any) -> BaseSyncAdapter:
        return BoundedAdapter(self._config, proxies=proxies, ssl_context=ssl_context)

    def _ask(self, name: str, country: str | None) -> list[dict[str, Any]]:
        """Ask the service, again after 429 and 5xx."""
        options = self._options(country)
        for attempt in range(self._config.geocoder_retries + 1):
            if self._await_turn():  # somebody else may have asked meanwhile
                known = self._cache.get(self._service, name.casefold(), country)
                if known is not None:
                    return known
            try:
                found = self._limited(name, **options)
                return self._records(found)
            except GeocoderServiceError as error:
                status, wait = refusal(error)
                if status != 429 and not (status is not None and 500 <= status < 600):
                    raise FetchError(f"expected an answer from {self._service!r}, got {str(error)!r}") from error
                pause = wait if wait is not None else FIRST_PAUSE_SECONDS * 2**attempt * random.uniform(0.75, 1.25)  # noqa: S311
                if wait is not None or attempt < self._config.geocoder_retries:
                    self._cache.pause(self._service, pause)
                if pause > MAX_WAIT_SECONDS or attempt == self._config.geocoder_retries:
                    said = f"expected an answer from {self._service!r}, got status {status} {attempt + 1} time(s)"
                    if status == 429 or wait is not None:
                        raise RateLimitedError(f"{said}; come back in {pause:.0f} s", pause) from error
                    raise FetchError(f"{said}; try again later") from error
                logger.info("%s says %d; trying again in %.1f s", self._service, status, pause)
            except MALFORMED as error:
                raise FetchError(
                    f"expected places from {self._service!r}, got an answer of another shape ({error}); "
                    "check geocoder and geocoder_domain"
                ) from error
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _options(self, country: str | None) -> dict[str, Any]:
        """Return the keywords of this geocoder's ``geocode``."""
        parameters = inspect.signature(self._geocoder.geocode).parameters
        wanted: dict[str, Any] = {"exactly_one": False, "limit": MAX_CANDIDATES, "addressdetails": True}
        if "addressdetails" in parameters:  # Nominatim and its kin: names in English
            wanted["language"] = "en"
        if country is not None:
            key = next((key for key in COUNTRY_PARAMETERS if key in parameters), None)
            if key is not None:
                wanted[key] = country.lower() if key == "country_codes" else country
        return {key: value for key, value in wanted.items() if key in parameters}

    def _records(self, found: Any) -> list[dict[str, Any]]:
        locations = list(found or [])[:MAX_CANDIDATES]
        records = {r["place_id"]: r for r in (answers.place_record(self._config.geocoder, x) for x in locations)}
        return list(records.values())

    def _await_turn(self) -> bool:
        """Wait until this process may ask, and say whether it had to; give up at once on a long rest."""
        waited = False
        while (wait := self._cache.take_turn(self._service, self._delay_seconds)) > 0:
            if wait > max(MAX_WAIT_SECONDS, self._delay_seconds):
                raise RateLimitedError(
                    f"expected to ask {self._service!r}, but it wants a rest of {wait:.0f} s; come back later", wait
                )
            time.sleep(wait)
            waited = True
        return waited


def _alpha2(country: str) -> str:
    row = country_rows().get(country.upper())
    return country.upper() if row is None else row.iso2


def _normal(name: str) -> str:
    return unicodedata.normalize("NFC", answers.plain(name))
