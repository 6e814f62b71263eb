"""Heads of the members of a zip file, walked from the first on.

A zip file lists its members at its end, but each member also has a head with its name and, mostly, its length. Where a
head does not say how long its member is, or says what cannot be, the packed data itself tells where it ends, or the
note that follows it.
"""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass, field, replace
from typing import Any, Final

from geonews.errors import ArticleParseError

__all__ = ["DEFLATED", "FULL", "HEAD_MARK", "IS_UTF8", "LIST_MARK", "LOCKED", "STORED", "Member", "Walk"]

HEAD_MARK: Final = b"PK\x03\x04"
LIST_MARK: Final = b"PK\x01\x02"
#: Flags of a member, and ways in which it is packed.
LOCKED: Final = 0x1
IS_UTF8: Final = 0x800
STORED: Final = 0
DEFLATED: Final = 8
#: Stands for a size that an extra field has.
FULL: Final = 0xFFFFFFFF
_NOTED: Final = 0x8
_NOTE_MARK: Final = b"PK\x07\x08"
#: What may follow a member: another, the list (or what precedes it), a note on its length.
_MARKS: Final = (HEAD_MARK, LIST_MARK, _NOTE_MARK, b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x08")
_HEAD: Final = struct.Struct("<4s5H3L2H")
#: Bytes that are taken at once; of a member that may be small, fewer at first.
_PIECE: Final = 1 << 18
_FIRST_PIECE: Final = 1 << 12
#: What is deflated unpacks to so many times its size at most.
_MAX_DEFLATED: Final = 1040
#: From a note to behind the packed size that it gives, the lower half of it.
_TO_SIZE: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member as its head tells of it; ``start`` is where its data begin, ``packed`` None where that is not said."""

    name: str
    offset: int
    start: int
    flags: int
    method: int
    crc: int
    packed: int | None
    size: int


@dataclass(slots=True)
class Walk:
    """From head to head through a file.

    Attributes
    ----------
    stream
        Seekable and binary.
    origin
        How messages name it.
    most_bytes
        What may be unpacked to find where members end.
    members
        What was found whole.
    cut
        Where the walk had to end: a member that has no end.
    end
        Size of the file.
    """

    stream: Any
    origin: str
    most_bytes: int
    members: list[Member] = field(default_factory=list)
    cut: Member | None = None
    end: int = 0

    def __post_init__(self) -> None:
        self.end = self.stream.seek(0, io.SEEK_END)

    def head(self, offset: int) -> Member | None:
        """Return what a head says, None where there is none, or not all of it."""
        head = self._at(offset, _HEAD.size)
        if len(head) < _HEAD.size or not head.startswith(HEAD_MARK):
            return None
        _, _, flags, method, _, _, crc, packed, size, name_length, extra_length = _HEAD.unpack(head)
        name = self._at(offset + _HEAD.size, name_length)
        extra = self._at(offset + _HEAD.size + name_length, extra_length)
        start = offset + _HEAD.size + name_length + extra_length
        if start > self.end:
            return None
        if FULL in (packed, size):
            size, packed = _sizes_64(extra, size, packed)
        is_said = packed > 0 or not flags & _NOTED
        return Member(
            name=name.decode("utf-8" if flags & IS_UTF8 else "cp437", "replace"), offset=offset, start=start,
            flags=flags, method=method, crc=crc, packed=packed if is_said else None, size=size,
        )  # fmt: skip

    def pass_over(self, member: Member) -> int | None:
        """Find where a member ends, and keep it; return where the next begins, None where the walk ends."""
        found: tuple[Member, int] | None = None
        if member.packed is not None and self._is_mark(member.start + member.packed) and _may_be(member):
            found = self._noted(member, member.start + member.packed)
        elif member.method == DEFLATED and not member.flags & LOCKED:
            found = self._unpacked(member)
        if found is None:
            found = self._searched(member)
        if found is None:
            self.cut = member
            return None
        self.members.append(found[0])
        return found[1]

    def _at(self, offset: int, size: int) -> bytes:
        self.stream.seek(offset)
        return bytes(self.stream.read(size))

    def _is_mark(self, offset: int) -> bool:
        return offset == self.end or (offset < self.end and self._at(offset, 4) in _MARKS)

    def _noted(self, member: Member, after: int) -> tuple[Member, int]:
        """Pass over the note behind a member's data, if there is one, which has its checksum."""
        note = self._at(after, 24) if member.flags & _NOTED else b""
        marked = note.removeprefix(_NOTE_MARK)
        for length in (8, 16):
            ends = after + len(note) - len(marked) + 4 + length
            sizes = struct.unpack("<2L" if length == 8 else "<2Q", marked[4 : 4 + length].ljust(length, b"\0"))
            if len(marked) >= 4 + length and sizes[0] == member.packed and self._is_mark(ends):
                return replace(member, crc=struct.unpack_from("<L", marked)[0], size=sizes[1]), ends
        return member, after

    def _unpacked(self, member: Member) -> tuple[Member, int] | None:
        """Unpack a member to find its end; None where it has none, or is damaged before."""
        inflating, position, size, crc = zlib.decompressobj(-15), member.start, 0, 0
        try:
            while not inflating.eof:
                tail = inflating.unconsumed_tail
                piece = tail or self._at(position, min(_PIECE, max(_FIRST_PIECE, position - member.start)))
                position += 0 if tail else len(piece)
                unpacked = inflating.decompress(piece, _PIECE)
                if not piece and not unpacked and not inflating.eof:
                    return None
                size += len(unpacked)
                crc = zlib.crc32(unpacked, crc)
                self.most_bytes -= len(unpacked) + (0 if tail else len(piece))
                if self.most_bytes < 0:
                    raise ArticleParseError(
                        f"expected {self.origin!r} to unpack to less, got {member.name!r} that goes on and on; skipped"
                    )
        except zlib.error:
            return None
        after = position - len(inflating.unused_data)
        known = replace(member, packed=after - member.start, size=size)
        return self._noted(replace(known, crc=crc) if member.flags & _NOTED else known, after)

    def _searched(self, member: Member) -> tuple[Member, int] | None:
        """Look for the note that follows a member, which says how long it is: that must be how far away it stands."""
        if not member.flags & _NOTED:
            return None
        position, before = member.start, b""
        while piece := self._at(position, _PIECE):
            text, begins = before + piece, position - len(before)
            at = text.find(_NOTE_MARK)
            while 0 <= at <= len(text) - _TO_SIZE:
                packed = begins + at - member.start
                if struct.unpack_from("<L", text, at + _TO_SIZE - 4)[0] == packed & FULL:
                    found = self._noted(replace(member, packed=packed), begins + at)
                    if found[1] > begins + at:
                        return found
                at = text.find(_NOTE_MARK, at + 1)
            before, position = text[1 - _TO_SIZE :], position + len(piece)
        return None


def _may_be(member: Member) -> bool:
    """Say whether a member can unpack to what its head says."""
    most = {STORED: 1, DEFLATED: _MAX_DEFLATED}.get(member.method)
    return most is None or member.size <= most * ((member.packed or 0) + 1)


def _sizes_64(extra: bytes, size: int, packed: int) -> tuple[int, int]:
    """Return the sizes, unpacked and packed, that a head of a large member keeps in its extra field."""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        if kind == 1 and length >= 16 and len(extra) >= 20:
            large: tuple[int, int] = struct.unpack_from("<QQ", extra, 4)
            return large
        extra = extra[4 + length :]
    return size, packed
