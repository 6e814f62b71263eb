"""Bytes with a limit: files that may be packed, lines that may never end, text in an encoding that nobody named."""

from __future__ import annotations

import codecs
import gzip
import io
import lzma
import re
import zlib
from collections.abc import Iterator
from functools import lru_cache
from typing import IO, Any, TypeAlias

from geonews.errors import ArticleParseError, FetchError

__all__ = [
    "DAMAGED",
    "FOREIGN_ERRORS",
    "Chained",
    "Stream",
    "codec_of",
    "decode",
    "in_one_line",
    "lines",
    "read_all",
    "some_of",
    "unpacked",
]

Stream: TypeAlias = IO[bytes] | gzip.GzipFile

SAMPLE_BYTES = 65_536
GZIP_MAGIC = b"\x1f\x8b"
#: What packed data raises that is damaged or breaks off.
DAMAGED = (EOFError, zlib.error, gzip.BadGzipFile)
#: What parsers of other people raise on damaged or hostile input; whatever they leave out is a bug to be seen.
FOREIGN_ERRORS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    BufferError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,  # RecursionError among them
    SyntaxError,  # lxml's XMLSyntaxError among them
    TypeError,
    ValueError,
    zlib.error,
    lzma.LZMAError,
)
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MAX_ACCENT_SHARE = 0.05
UNDEFINED_IN_CP1252 = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
#: What letters of other alphabets look like in Windows-1252: "£ódŸ", "Wa³êsa", "Èeský".
SIGN_IN_WORD = re.compile(
    "[£¥¦¯¹³¼¾¿](?=[a-zà-ÿ])|(?<=[a-zà-ÿ])[£¥¦¯¹¿¼¾ŸŠŒ]|(?<=[a-z])[¹³](?=[a-z])|(?<=[a-zà-ÿ])[À-Þ]|[À-ÿ]{4}"
)
#: How many of them are looked at.
MOST_WORDS = 5000
#: Words with bytes beyond ASCII: English around them tells nothing of their encoding.
WORD = re.compile(rb"[^\s]*[\x80-\xff][^\s]*")
#: C0 controls that no text has; escape is left out because terminals' logs carry it.
CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
MAX_CONTROL_SHARE = 0.02


#: UTF-8 with bytes of Windows-1252 among it; Python knows it once ``codec_of`` has named it.
MIXED = "geonews-utf-8-or-cp1252"
#: Characters of UTF-8 beyond ASCII; and how many bytes beyond ASCII may stand there for each byte of such a character.
SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
MIXED_SHARE = 2


def unpacked(stream: Any) -> Stream:
    """Return a seekable binary stream, unpacked as it is read if it begins like gzip."""
    magic = stream.read(2)
    stream.seek(0)
    plain: Stream = gzip.GzipFile(fileobj=stream) if magic == GZIP_MAGIC else stream
    return plain


def read_all(stream: Stream, limit: int, name: str) -> bytes:
    """Read a whole stream of at most ``limit`` bytes.

    Raises
    ------
    FetchError
        If there is more, or the packed data is damaged.
    """
    pieces: list[bytes] = []
    total = 0
    try:
        while piece := stream.read(min(1 << 20, limit - total + 1)):
            total += len(piece)
            if total > limit:
                raise FetchError(f"expected at most {limit:,} bytes in {name!r}, got more; raise max_bytes")
            pieces.append(piece)
    except DAMAGED as error:
        raise FetchError(f"expected whole packed data in {name!r}, got {str(error)!r}; fetch it again") from error
    return b"".join(pieces)


def some_of(stream: Any, size: int) -> bytes:
    """Return what comes next of a stream, up to a size: all that can be unpacked before the place where it breaks."""
    found: bytes = stream.read1(size) if hasattr(stream, "read1") else stream.read(size)
    return found


class Chained(io.RawIOBase):
    """The first bytes of a stream, then the rest, all that can be unpacked of it before it fails.

    Parameters
    ----------
    stream
        What is read.
    size
        How many bytes are taken at once; they are ``start``.
    """

    def __init__(self, stream: Stream, size: int) -> None:
        self._rest = stream
        self._error: BaseException | None = None
        pieces: list[bytes] = []
        try:
            while size > 0 and (piece := some_of(stream, size)):
                pieces.append(piece)
                size -= len(piece)
        except DAMAGED as error:
            self._error = error
        self.start = b"".join(pieces)
        self._waiting = memoryview(self.start)

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer as far as bytes are at hand."""
        piece: bytes | memoryview = self._waiting[: len(buffer)]
        if piece:
            self._waiting = self._waiting[len(piece) :]
        elif self._error is not None:
            raise self._error
        else:
            piece = some_of(self._rest, len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


def lines(stream: Stream, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield the lines of a stream with their numbers from 1; None stands for one of more than ``limit`` bytes.

    An over-long line is passed over without being held.
    """
    number = 0
    while line := stream.readline(limit + 1):
        number += 1
        if len(line) <= limit or line.endswith(b"\n"):
            yield number, line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(SAMPLE_BYTES)
        yield number, None


def codec_of(sample: bytes, declared: str | None = None) -> str:
    """Name the encoding of a text by its first bytes.

    A byte order mark comes first, then UTF-8 if the bytes are valid, then what the sender declared. UTF-8 into which
    pieces in Windows-1252 were pasted is read as both (``MIXED``). A text with few bytes beyond ASCII is English with
    some accents and quotes, where statistics have nothing to go by: Windows-1252, unless that puts signs into
    words. For the others cchardet is asked.
    """
    for mark, codec in BOMS:
        if sample.startswith(mark):
            return codec
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
        if sample.count(0) * 5 < len(sample):
            return "utf-8"
    except UnicodeDecodeError:
        pass
    odd, even = sample[1::2].count(0), sample[0::2].count(0)
    if (odd + even) * 5 >= len(sample) > 1 and max(odd, even) > 3 * min(odd, even):
        return "utf-16-le" if odd > even else "utf-16-be"
    if declared is not None and _is_text_codec(declared):
        return declared
    whole = sum(len(found) for found in SEQUENCE.findall(sample))
    foreign = sum(map(sample.count, range(0x80, 0x100)))
    are_few = foreign < MAX_ACCENT_SHARE * len(sample)
    if whole and (foreign < MIXED_SHARE * whole or (are_few and _is_western(SEQUENCE.sub(b"", sample)))):
        _register()
        return MIXED
    if are_few and _is_western(sample):
        return "cp1252"
    from cchardet import detect

    found = detect(b" ".join(WORD.findall(sample)[:MOST_WORDS]))["encoding"]
    return found if found is not None and _is_text_codec(found) else "cp1252"


def _is_western(sample: bytes) -> bool:
    """Tell whether a text reads as Windows-1252: no byte that it lacks, and no sign where a letter must be."""
    if any(map(sample.count, UNDEFINED_IN_CP1252)):
        return False
    return SIGN_IN_WORD.search(sample.decode("cp1252", "replace")) is None


def _western(error: UnicodeError) -> tuple[str, int]:
    """Read what is no UTF-8 as Windows-1252; what ends within a character is one that cannot be read."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    if error.reason == "unexpected end of data":
        return "\ufffd", error.end
    return wrong.decode("cp1252", "replace"), error.end


@lru_cache(maxsize=1)
def _register() -> None:
    """Teach Python the mixed encoding: UTF-8 whose errors, however they are to be handled, are read as Windows-1252."""
    codecs.register_error("geonews-western", _western)

    class Incremental(codecs.BufferedIncrementalDecoder):
        @staticmethod
        def _buffer_decode(data: Any, errors: str, final: bool) -> tuple[str, int]:
            return codecs.utf_8_decode(data, "geonews-western", final)

    def encode(text: str, errors: str = "strict") -> tuple[bytes, int]:
        return codecs.utf_8_encode(text, errors)

    def decode_all(data: Any, errors: str = "strict") -> tuple[str, int]:
        return codecs.utf_8_decode(data, "geonews-western", True)

    info = codecs.CodecInfo(
        encode,
        decode_all,
        incrementalencoder=codecs.getincrementalencoder("utf-8"),
        incrementaldecoder=Incremental,
        name=MIXED,
    )
    codecs.register(lambda name: info if name == MIXED.replace("-", "_") else None)


def decode(data: bytes, name: str, declared: str | None = None) -> str:
    r"""Decode a whole text; line ends become ``\n``.

    Raises
    ------
    ArticleParseError
        If the bytes are not text.
    """
    text = data.decode(codec_of(data[: 16 * SAMPLE_BYTES], declared), "replace")
    sample = text[:SAMPLE_BYTES]
    if len(CONTROL.findall(sample)) > MAX_CONTROL_SHARE * len(sample) + 2:
        raise ArticleParseError(f"expected text in {name!r}, got binary data; check the kind of the file")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def in_one_line(error: BaseException) -> str:
    r"""Return what an error says, on one line of bounded length; its kind where it says nothing.

    Examples
    --------
    >>> in_one_line(ValueError("first line\nsecond line")), in_one_line(KeyError())
    ('first line second line', 'KeyError')
    """
    if isinstance(error, MemoryError):
        return "one that takes more memory than read_memory_mb allows"
    if str(error).startswith("unknown error"):  # so lxml says that it got no memory
        return "one that cannot be read to its end, maybe for want of memory (read_memory_mb)"
    return " ".join(str(error).split())[:300] or type(error).__name__


def _is_text_codec(name: str) -> bool:
    try:
        return codecs.lookup(name)._is_text_encoding  # the one way to tell utf-8 from hex or zip
    except (LookupError, ValueError):
        return False
