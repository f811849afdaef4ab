"""What readers of these files leave out: the weight that SPSS uses, Stata's svyset, where a file of SAS ends.

All are small structures at the head of the file. They are read within bounds and never trusted: what
doesn't fit gives nothing.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

_HEAD = 1 << 24
"""Bytes at the head of a file that are looked at."""
_RECORDS = 1 << 17
"""Records of a dictionary that are looked at: more than a file of SPSS's can have."""
_LONG_NAMES = 13
_RECORD, _DESCRIBED = 80, 140
_MEMBER = re.compile(rb"HEADER RECORD\*{7}MEMB(?:ER|V8) +HEADER RECORD")
_VARIABLES = re.compile(rb"HEADER RECORD\*{7}NAMST(?:R|V8) +HEADER RECORD!{7}0{6}([0-9]{4})")
_OBSERVATIONS = re.compile(rb"HEADER RECORD\*{7}OBS(?:V8)? +HEADER RECORD")
_SVYSET = re.compile(rb"_svy_([a-z]+[0-9]{0,2})")


def spss_weight(path: Path) -> str | None:
    """The name of the variable that SPSS weighs by; None without one, and in a file that isn't understood."""
    with path.open("rb") as file:
        try:
            return _spss_weight(BytesIO(file.read(_HEAD)))
        except (EOFError, struct.error, UnicodeDecodeError):
            return None


def _spss_weight(file: BinaryIO) -> str | None:
    """The header names an element of the dictionary; the long name of its variable may come further on."""
    header = _read(file, 176)
    if header[:4] not in {b"$FL2", b"$FL3"}:
        return None
    order = "<" if header[64] in {2, 3} else ">"
    (index,) = struct.unpack_from(f"{order}i", header, 76)
    if index <= 0:
        return None
    short, element = None, 0
    for _ in range(_RECORDS):
        (record,) = struct.unpack(f"{order}i", _read(file, 4))
        match record:
            case 2:
                element += 1
                name = _variable(file, order)
                short = name if element == index else short
            case 3:
                _skip_labels(file, order)
            case 4:
                _skip(file, 4 * _count(file, order))
            case 6:
                _skip(file, 80 * _count(file, order))
            case 7:
                subtype, size, count = struct.unpack(f"{order}3i", _read(file, 12))
                content = _read(file, size * count)
                if subtype == _LONG_NAMES and short is not None:
                    return _long_name(content, short)
            case _:
                break
    return short.decode() if short is not None else None


def _variable(file: BinaryIO, order: str) -> bytes:
    _, has_label, missing, _, _ = struct.unpack(f"{order}5i", _read(file, 20))
    name = _read(file, 8).rstrip()
    if has_label:
        length = _count(file, order)
        _skip(file, -(-length // 4) * 4)
    _skip(file, 8 * abs(missing))
    return name


def _skip_labels(file: BinaryIO, order: str) -> None:
    for _ in range(_count(file, order)):
        _skip(file, 8)
        (length,) = _read(file, 1)
        _skip(file, -(-(length + 1) // 8) * 8 - 1)


def _long_name(content: bytes, short: bytes) -> str:
    pairs = (pair.partition(b"=") for pair in content.split(b"\t"))
    return next((long for name, _, long in pairs if name == short), short).decode()


def stata_design(path: Path) -> Mapping[str, str]:
    """What svyset says of a file's design, by Stata's words; empty in a file that isn't understood."""
    with path.open("rb") as file:
        head = BytesIO(file.read(_HEAD))
    try:
        found = dict(_characteristics(head))
    except (EOFError, struct.error, UnicodeDecodeError):
        return {}
    return {name: text for name, text in sorted(found.items()) if text}


def _characteristics(file: BinaryIO) -> Iterator[tuple[str, str]]:
    """Characteristics of the data set itself that svyset wrote: name and content."""
    start = _read(file, 1)
    fields = _tagged(file) if start == b"<" else _expansions(file, start[0])
    for owner, name, content in fields:
        found = _SVYSET.fullmatch(name)
        if owner == b"_dta" and found is not None:
            yield found[1].decode(), content.decode()


def _tagged(file: BinaryIO) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Of the formats 117 to 119."""
    head = b"<" + file.read()
    order = "<" if b"<byteorder>LSF</byteorder>" in head[:100] else ">"
    width = 33 if b"<release>117</release>" in head[:100] else 129
    at = head.find(b"<characteristics>")
    end = head.find(b"</characteristics>", at)
    while 0 <= at < end:
        at = head.find(b"<ch>", at, end)
        if at < 0:
            return
        (length,) = struct.unpack_from(f"{order}I", head, at + 4)
        content = head[at + 8 : min(at + 8 + length, end)]
        yield _named(content, width)
        at += 8 + length


def _expansions(file: BinaryIO, release: int) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Of the formats 108 to 115, behind what describes the variables."""
    if not 110 <= release <= 115:
        return
    order = ">" if _read(file, 1) == b"\x01" else "<"
    _skip(file, 2)
    (variables,) = struct.unpack(f"{order}H", _read(file, 2))
    _skip(file, 4 + 81 + 18)
    formats = 49 if release >= 114 else 12
    _skip(file, variables * (1 + 33 + formats + 33 + 81) + 2 * (variables + 1))
    for _ in range(_RECORDS):
        kind, length = struct.unpack(f"{order}BI", _read(file, 5))
        if kind == 0:
            return
        yield _named(_read(file, length), 33)


def _named(content: bytes, width: int) -> tuple[bytes, bytes, bytes]:
    owner, name, text = content[:width], content[width : 2 * width], content[2 * width :]
    return owner.partition(b"\0")[0], name.partition(b"\0")[0], text.partition(b"\0")[0]


def xport_is_whole(path: Path) -> bool:
    """Whether a transport file of SAS ends where a row does; its reader leaves out a row that was cut short.

    True too where that can't be told: in a file of several data sets.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_HEAD)
        width = _xport_width(head)
        found = _OBSERVATIONS.search(head)
        if size % _RECORD or found is None:
            return not size % _RECORD
        beyond = (size - found.start() - _RECORD) % width if width else 0
        file.seek(size - beyond)
        return len(_MEMBER.findall(head)) > 1 or not file.read(beyond).strip(b" ")


def _xport_width(head: bytes) -> int:
    """Bytes of a row: those of all variables, each of which is described in 140."""
    found = _VARIABLES.search(head)
    if found is None:
        return 0
    start = found.start() + _RECORD
    described = (head[start + _DESCRIBED * number :][:_DESCRIBED] for number in range(int(found[1])))
    return sum(int.from_bytes(it[4:6], "big") for it in described)


def _read(file: BinaryIO, size: int) -> bytes:
    """So many bytes, or EOFError."""
    found = file.read(size) if 0 <= size <= _HEAD else b""
    if len(found) != size:
        raise EOFError
    return found


def _skip(file: BinaryIO, size: int) -> None:
    _read(file, size)


def _count(file: BinaryIO, order: str) -> int:
    (count,) = struct.unpack(f"{order}i", _read(file, 4))
    return int(count)
