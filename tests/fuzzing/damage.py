"""Documents with pieces cut out, doubled, moved, overwritten, and words put in that a parser believes."""

from __future__ import annotations

from hypothesis import strategies as st

__all__ = ["TOKENS", "damaged", "perhaps_damaged"]

TOKENS = [
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"<", b">", b"<!DOCTYPE x [<!ENTITY a '&a;&a;'>]>", b"&a;", b"]]>",
    b"<![CDATA[",
    b"\\ud800", b"\\u0000", b'"', b"{", b"[", b"9" * 400, b"1e999", b"NaN", b"\r", b"\n\n", b"%PDF-1.7", b"endstream",
    b"/Length 99999999999", b"/Filter /FlateDecode", b"obj", b"xref", b"Content-Length: 99999999\r\n", b"WARC/1.0\r\n",
    b"<div>" * 100, b"charset=utf-7", b"charset=hex", b"encoding='utf-32'", b"PAR1", b"\x1f\x8b",
    "\u202e".encode(), b"\xed\xa0\x80",
]  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn, seed: bytes, most: int = 6) -> bytes:
    """Return a document that was damaged in up to ``most`` places."""
    data = bytearray(seed)
    for _ in range(draw(st.integers(1, most))):
        start = draw(st.integers(0, max(0, len(data) - 1)))
        length = draw(st.integers(0, 200))
        match draw(st.sampled_from(["cut", "double", "overwrite", "insert", "flip", "move", "truncate"])):
            case "cut":
                del data[start : start + length]
            case "double":
                data[start:start] = data[start : start + length] * draw(st.integers(1, 20))
            case "overwrite":
                piece = draw(st.binary(max_size=30))
                data[start : start + len(piece)] = piece
            case "insert":
                data[start:start] = draw(st.sampled_from(TOKENS))
            case "flip" if data:
                data[start] ^= 1 << draw(st.integers(0, 7))
            case "move":
                piece = bytes(data[start : start + length])
                del data[start : start + length]
                place = draw(st.integers(0, max(0, len(data))))
                data[place:place] = piece
            case "truncate":
                del data[start:]
    return bytes(data)


def perhaps_damaged(documents: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    """Return documents as they are made, and every other one damaged in a place or two."""
    return documents.flatmap(lambda made: st.just(made) | damaged(made, most=2))
