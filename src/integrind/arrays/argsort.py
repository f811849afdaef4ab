"""Places of rows, in the order of their codes or values.

Numbers are sorted many times faster than places of numbers: a place goes along as its number's last bits.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from integrind.arrays.chunks import blocks, looked_up
from integrind.arrays.exact import FloatArray, IntArray

Codes = npt.NDArray[np.unsignedinteger[Any]]
"""Codes or places, as narrow as their number allows."""

_BITS, _WITHOUT_SIGN = 64, (1 << 63) - 1


def in_order(code: npt.NDArray[np.integer[Any]], codes: int) -> Codes:
    """Places of codes below `codes`, code after code."""
    if (code[1:] >= code[:-1]).all():
        return np.arange(len(code), dtype=np.min_scalar_type(len(code)))
    return _places(_packed(code, codes), len(code))


def places_by_code(code: npt.NDArray[np.integer[Any]], codes: int) -> tuple[Codes, IntArray]:
    """Places of codes below `codes`, code after code, and where each code's begin (one more than codes)."""
    packed = _packed(code, codes)
    start = np.searchsorted(packed, np.arange(codes + 1, dtype=packed.dtype) << len(code).bit_length())
    return _places(packed[: start[-1]], len(code)), start


def _packed(code: npt.NDArray[np.integer[Any]], codes: int) -> Codes:
    """Codes with their places, in order."""
    bits = len(code).bit_length()
    packed = np.empty(len(code), dtype=np.min_scalar_type((codes + 1) << bits))
    for some in blocks(len(code)):
        packed[some] = code[some]
        packed[some] <<= bits
        packed[some] |= np.arange(some.start, some.stop, dtype=packed.dtype)
    packed.sort()
    return packed


def _places(packed: Codes, size: int) -> Codes:
    packed &= (1 << size.bit_length()) - 1
    return narrow(packed, size)


def ascending(values: FloatArray) -> tuple[Codes, FloatArray]:
    """Places of finite values in their order, and the values in it."""
    place = _by_first_bits(values)
    found = looked_up(values, place)
    if (found[1:] < found[:-1]).any():
        left = np.argsort(found, kind="stable")  # is quick with what is nearly in order
        place, found = place[left], found[left]
    return place, found


def _by_first_bits(values: FloatArray) -> Codes:
    """Places of values in the order of as many of their bits as there is room for."""
    size, place_bits = len(values), len(values).bit_length()
    ends = np.array([values.min(initial=np.inf), values.max(initial=-np.inf)])
    lowest, highest = _as_integers(ends).tolist()
    room = _BITS - place_bits
    packed = np.empty(size, dtype=np.uint64)
    for some in blocks(size):
        np.subtract(_as_integers(values[some]), lowest, out=packed[some].view(np.int64))
        packed[some] >>= max(0, (highest - lowest).bit_length() - room)
        packed[some] <<= place_bits
        packed[some] |= np.arange(some.start, some.stop, dtype=np.uint64)
    packed.sort()
    return _places(packed, size)


def _as_integers(values: FloatArray) -> IntArray:
    """Integers in the order of the numbers whose bits they are."""
    bits = values.view(np.int64)
    return bits ^ ((bits >> 63) & _WITHOUT_SIGN)


def narrow(codes: npt.NDArray[np.integer[Any]], limit: int) -> Codes:
    """Codes up to a limit."""
    return codes.astype(np.min_scalar_type(limit), copy=False)
