"""The exceptions of geonews.

::

    GeonewsError
    ├── ConfigError (ValueError)          a setting is missing, unknown or out of range
    ├── FetchError (OSError)              a URL or a file could not be read
    │   ├── RateLimitedError              the server asked to come back later
    │   └── UnsafeURLError                the address is private, loopback or not http(s)
    ├── ArticleParseError (ValueError)    one article could not be understood
    ├── GazetteerMissingError             no gazetteer, or a damaged one
    ├── ModelMissingError                 no such language model, or a damaged one
    ├── WorkersError                      one worker process after another died
    ├── StoreError                        the store is not a geonews GeoPackage, too new, or locked
    └── ExportError                       an export could not be written

Every message says what was expected, what came and what to do next. Only ``cli`` and ``ui`` turn them into
prose for people.
"""

__all__ = [
    "ArticleParseError",
    "ConfigError",
    "ExportError",
    "FetchError",
    "GazetteerMissingError",
    "GeonewsError",
    "ModelMissingError",
    "RateLimitedError",
    "StoreError",
    "UnsafeURLError",
    "WorkersError",
]


class GeonewsError(Exception):
    """The base of every error that geonews raises on purpose."""


class ConfigError(GeonewsError, ValueError):
    """A setting is missing, unknown or out of range."""


class FetchError(GeonewsError, OSError):
    """A URL or a file could not be read.

    Parameters
    ----------
    message
        What was asked of whom.
    status
        The HTTP status that came, None where none did.
    """

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class RateLimitedError(FetchError):
    """The server asked to come back later.

    Parameters
    ----------
    message
        What was asked of whom.
    retry_after
        Seconds to wait, None where the server named no time.
    """

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message, 429)
        self.retry_after = retry_after


class UnsafeURLError(FetchError):
    """The address is private, loopback, link-local or not http(s)."""


class ArticleParseError(GeonewsError, ValueError):
    """One article could not be understood; the batch goes on."""


class GazetteerMissingError(GeonewsError):
    """There is no gazetteer to look names up in, or it is damaged."""


class ModelMissingError(GeonewsError):
    """A language model is not installed, or its file is damaged."""


class WorkersError(GeonewsError):
    """One worker process after another died, whatever it was given."""


class StoreError(GeonewsError):
    """The store is not a geonews GeoPackage, is of a newer version, or is locked."""


class NameTakenError(StoreError):
    """A new article has an id that another article got meanwhile."""


class ExportError(GeonewsError):
    """An export could not be written."""
