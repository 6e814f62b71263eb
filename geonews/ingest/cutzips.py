"""Zip files that are cut off: a list of members made anew from what stands before each of them.

A zip file whose end is missing has no list of its members, and ``zipfile`` opens none without. The heads of the members
are walked instead, a list of what is whole is made of them, and ``zipfile`` reads the file with that list behind it.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from geonews.errors import ArticleParseError
from geonews.ingest.zipheads import DEFLATED, FULL, HEAD_MARK, IS_UTF8, LIST_MARK, LOCKED, STORED, Member, Walk

__all__ = ["CutZip", "is_within_a_member", "mended"]

_LISTED: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")
_END_64: Final = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64: Final = struct.Struct("<4sLQL")
_SIZES_64: Final = struct.Struct("<HHQQQ")
_END_MARK: Final = b"PK\x05\x06"
_MAX_COMMENT: Final = 0xFFFF
_VERSION_64: Final = 45
_PIECE: Final = 1 << 18


@dataclass(frozen=True, slots=True, kw_only=True)
class CutZip:
    """What is left of a zip file.

    Attributes
    ----------
    whole
        Seekable: the file with a list of its whole members behind it, for ``zipfile``.
    count
        How many these are.
    cut
        The member within which the file ends or cannot be read on; None where it ends between two.
    rest
        What can be unpacked of that one before ``EOFError`` or ``zlib.error``; None where nothing can.
    """

    whole: BinaryIO
    count: int
    cut: Member | None
    rest: BinaryIO | None

    @property
    def said(self) -> str:
        """What is wrong with the file, for messages."""
        where = "" if self.cut is None else f", cut off or damaged within {self.cut.name!r}"
        return f"one without its list of members{where}, {self.count:,} before that"


def is_within_a_member(stream: Any, archive: zipfile.ZipFile) -> bool:
    """Say whether ``zipfile`` took a member's own list for the file's: of a zip within a zip, whole before the cut."""
    stream.seek(0)
    if stream.read(4) != HEAD_MARK:
        return False  # a program that unpacks itself stands before its list, too
    stream.seek(max(0, stream.seek(0, io.SEEK_END) - _END.size - _MAX_COMMENT))
    tail = stream.read()
    end = tail[tail.rfind(_END_MARK) :][: _END.size]  # the last one, as zipfile takes it, whatever stands behind
    if len(end) != _END.size or not end.startswith(_END_MARK):
        return False
    stated: int = _END.unpack(end)[6]
    if stated == FULL or not archive.infolist():
        return False
    stream.seek(stated)
    return bool(stream.read(4) != LIST_MARK)


def mended(stream: Any, origin: str, *, most_members: int, most_bytes: int) -> CutZip | None:
    """Look for the members of a zip file that has no list of them; None if it does not begin with one.

    Parameters
    ----------
    stream
        Seekable and binary.
    origin
        How messages name it.
    most_members
        It may have so many.
    most_bytes
        What may be unpacked to find where members end, and of the one that is cut.

    Raises
    ------
    ArticleParseError
        If it has more members, or unpacks to more.
    """
    walk = Walk(stream, origin, most_bytes)
    position: int | None = 0
    while position is not None and (head := walk.head(position)) is not None:
        if len(walk.members) >= most_members:
            raise ArticleParseError(f"expected at most {most_members:,} members in {origin!r}, got more; unpack it")
        position = walk.pass_over(head)
    if not walk.members and walk.cut is None:
        return None
    rest: BinaryIO | None = None
    if walk.cut is not None and walk.cut.method in (STORED, DEFLATED) and not walk.cut.flags & LOCKED:
        rest = io.BufferedReader(_Rest(stream, walk.cut, most_bytes))
    whole = io.BufferedReader(_Listed(stream, walk.end, _list_of(walk.members, walk.end)))
    return CutZip(whole=whole, count=len(walk.members), cut=walk.cut, rest=rest)


def _list_of(members: list[Member], begins: int) -> bytes:
    """Return a list of members, as it stands at the end of a zip file of any size."""
    out = io.BytesIO()
    for member in members:
        name = member.name.encode("utf-8" if member.flags & IS_UTF8 else "cp437", "replace")
        extra = _SIZES_64.pack(1, 24, member.size, member.packed or 0, member.offset)
        out.write(
            _LISTED.pack(
                LIST_MARK, _VERSION_64, _VERSION_64, member.flags, member.method, 0, 0x21, member.crc, FULL, FULL,
                len(name), len(extra), 0, 0, 0, 0, FULL,
            ) + name + extra
        )  # fmt: skip
    length, count = out.tell(), len(members)
    out.write(_END_64.pack(b"PK\x06\x06", 44, _VERSION_64, _VERSION_64, 0, 0, count, count, length, begins))
    out.write(_LOCATOR_64.pack(b"PK\x06\x07", 0, begins + length, 1))
    out.write(_END.pack(_END_MARK, 0, 0, 0xFFFF, 0xFFFF, FULL, FULL, 0))
    return out.getvalue()


class _Positioned(io.RawIOBase):
    """What is read from a position that can be set."""

    _position: int

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position


class _Listed(_Positioned):
    """A file with something behind it."""

    def __init__(self, stream: Any, end: int, behind: bytes) -> None:
        self._stream, self._end, self._behind, self._position = stream, end, behind, 0

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        begins = (0, self._position, self._end + len(self._behind))[whence]
        self._position = max(0, begins + offset)
        return self._position

    def readinto(self, buffer: Any) -> int:
        size = len(buffer)
        if self._position < self._end:
            self._stream.seek(self._position)
            piece = self._stream.read(min(size, self._end - self._position))
        else:
            piece = self._behind[self._position - self._end :][:size]
        buffer[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)


class _Rest(_Positioned):
    """What can be unpacked of a member before the place where it breaks off."""

    def __init__(self, stream: Any, member: Member, most_bytes: int) -> None:
        self._stream, self._member, self._most_bytes = stream, member, most_bytes
        self._rewind()

    def _rewind(self) -> None:
        self._at, self._position, self._waiting = self._member.start, 0, b""
        self._inflating = zlib.decompressobj(-15) if self._member.method == DEFLATED else None

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        if (offset, whence) != (0, io.SEEK_SET):
            raise io.UnsupportedOperation("a member that is cut off is read from its beginning on")
        self._rewind()
        return 0

    def _left(self, size: int) -> int:
        """Say how much of a member that is not packed is to be read at once."""
        most = min(_PIECE, size)
        return most if self._member.packed is None else max(0, min(most, self._member.packed - self._position))

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer as far as bytes are at hand.

        Raises
        ------
        EOFError
            Behind the last byte that there is.
        zlib.error
            Where it is damaged.
        """
        piece = b""
        while not piece:
            packed = self._waiting
            if not packed:
                self._stream.seek(self._at)
                packed = self._stream.read(_PIECE if self._inflating else self._left(len(buffer)))
                self._at += len(packed)
            piece = packed if self._inflating is None else self._inflating.decompress(packed, len(buffer))
            is_over = not packed and not piece
            if self._inflating is not None:
                self._waiting = self._inflating.unconsumed_tail
                is_over = is_over or (self._inflating.eof and not piece)
            if is_over or self._position >= self._most_bytes:
                raise EOFError("a member that is cut off")
        buffer[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)
