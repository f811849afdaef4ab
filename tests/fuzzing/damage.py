"""Bytes as accidents, programs and attackers change them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

from hypothesis import strategies as st

Change = Callable[[bytes], bytes]

PIECES = (
    b"", b"\n", b"\r", b"\r\n", b"\n\n", b",", b";", b"\t", b"|", b'"', b'""', b"'", b"\0", b"\x1a",
    b"\x1b[2J", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x80", b"\xc3", b"\xed\xa0\x80", "é".encode(),
    "\u202e".encode(), "\u2028".encode(), "\u00a0".encode(), b" ", b"=1+1", b"1e308", b"1e-308",
    b"-1.797693134862315e308", b"8.988465674311579e307", b"1e999", b"NaN", b"inf", b"-0", b"007", b"1,5",
    b"1_000", b"0x10", b"true", b"None", b"NA", b"null", b"9" * 25, b"9" * 400, b"0." + b"1" * 400,
    b"x" * 70_000, b"PAR1", b"PK\x03\x04", b"\x1f\x8b", b"weight", b"income", b"works",
)  # fmt: skip
"""What readers stumble over."""

pieces = st.sampled_from(PIECES) | st.binary(max_size=8)


@st.composite
def _changes(draw: st.DrawFn) -> Change:
    """One change, at a place that is a share of the length: it fits whatever it is made to."""
    at, to = sorted((draw(st.integers(0, 999)), draw(st.integers(0, 999))))
    piece = draw(pieces)
    times = draw(st.integers(1, 3))

    def places(content: bytes) -> tuple[int, int]:
        return len(content) * at // 1000, len(content) * to // 1000

    def cut(content: bytes) -> bytes:
        first, last = places(content)
        return content[:first] + content[last:]

    def shorten(content: bytes) -> bytes:
        return content[: places(content)[1]]

    def put(content: bytes) -> bytes:
        first, _ = places(content)
        return content[:first] + piece * times + content[first:]

    def overwrite(content: bytes) -> bytes:
        first, _ = places(content)
        return content[:first] + piece + content[first + len(piece) :]

    def repeat(content: bytes) -> bytes:
        first, last = places(content)
        return content[:last] + content[first:last] * times + content[last:]

    def in_a_cell(content: bytes) -> bytes:
        """In place of a whole field: what stands there is then read as one."""
        first, _ = places(content)
        begin = max(content.rfind(it, 0, first) for it in (b",", b"\n")) + 1
        ends = [it for it in (content.find(b",", begin), content.find(b"\n", begin)) if it >= 0]
        return content[:begin] + piece + content[min(ends, default=len(content)) :]

    return draw(st.sampled_from((in_a_cell, in_a_cell, in_a_cell, put, overwrite, cut, repeat, shorten)))


changes = st.lists(_changes(), max_size=2)


def damaged(content: bytes, changes: Sequence[Change]) -> bytes:
    """Bytes after some changes, one after the other."""
    return reduce(lambda now, change: change(now), changes, content)
