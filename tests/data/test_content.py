"""Oracle: the bytes that were written, and the gzip module of Python."""

from __future__ import annotations

import bz2
import gzip
import io
import os
import random
import threading
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from backports import zstd

from integrind.data import content, records, unpacking
from integrind.data.content import FileContent, read_content
from integrind.data.delimited import open_delimited
from integrind.errors import DataError

ROWS = b"".join(b"%d,%d\n" % (number, number * 7919 % 1000) for number in range(20_000))
TEXT = b"a,b\n" + ROWS


def written(folder: Path, data: bytes, name: str = "data.csv") -> str:
    (folder / name).write_bytes(data)
    return str(folder / name)


def stretches(size: int) -> list[tuple[int, int]]:
    draw = random.Random(size)
    found = [(0, 0), (0, size), (size - 1, size), (size, size + 9), (-3, size)]
    return found + [tuple(sorted(draw.choices(range(size), k=2))) for _ in range(60)]


@pytest.fixture
def in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is small enough to be held, and there are many places to go on from."""
    monkeypatch.setattr(unpacking, "HELD", 1000)
    monkeypatch.setattr(unpacking, "_BETWEEN", 3000)
    monkeypatch.setattr(unpacking, "_PIECE", 777)
    monkeypatch.setattr(unpacking, "_PACKED", 100)


def test_a_file_is_read_by_stretches(tmp_path: Path):
    found = read_content(written(tmp_path, TEXT))
    assert isinstance(found, FileContent)
    assert [found[a:b] for a, b in stretches(len(TEXT))] == [TEXT[a:b] for a, b in stretches(len(TEXT))]


@pytest.mark.parametrize("piece", [1 << 20, 5])
def test_finds_as_bytes_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: int):
    monkeypatch.setattr("integrind.data.stretches._PIECE", piece)
    text = TEXT[:300]
    found = read_content(written(tmp_path, text))
    for start in range(0, 300, 7):
        for what in (b"\n", b"7", b'"'):
            assert found.find(what, start) == text.find(what, start)
            assert found.find(what, start, start + 40) == text.find(what, start, start + 40)
            assert found.rfind(what, start, start + 40) == text.rfind(what, start, start + 40)


@pytest.mark.parametrize(
    "packed",
    [
        gzip.compress(TEXT),
        gzip.compress(TEXT, 0),
        gzip.compress(TEXT[:70_000]) + gzip.compress(b"") + gzip.compress(TEXT[70_000:]),
        gzip.compress(TEXT) + b"\0" * 500,
    ],
    ids=["one", "stored", "several", "padded"],
)
def test_gzip_in_parts_gives_what_python_gives(tmp_path: Path, in_parts: None, packed: bytes):
    whole = gzip.decompress(packed)
    found = read_content(written(tmp_path, packed, "data.csv.gz"))
    assert isinstance(found, unpacking.Unpacked)
    assert len(found) == len(whole)
    assert [found[a:b] for a, b in stretches(len(whole))] == [whole[a:b] for a, b in stretches(len(whole))]


def test_gzip_in_parts_is_the_same_table(tmp_path: Path, in_parts: None):
    plain = open_delimited(written(tmp_path, TEXT))
    packed = open_delimited(written(tmp_path, gzip.compress(TEXT), "data.csv.gz"))
    assert packed.read(["b", "a"]).equals(plain.read(["b", "a"]))


@pytest.mark.parametrize("wrong", ["cut", "flipped", "followed"])
@pytest.mark.parametrize("size", ["held", "in parts"])
def test_damaged_gzip(tmp_path: Path, request: pytest.FixtureRequest, size: str, wrong: str):
    if size == "in parts":
        request.getfixturevalue("in_parts")
    packed = bytearray(gzip.compress(TEXT))
    match wrong:
        case "cut":
            del packed[-20:]
        case "flipped":
            packed[-6] ^= 1  # of the checksum
        case "followed":
            packed += b"more"
    with pytest.raises((zlib.error, EOFError, gzip.BadGzipFile)):
        gzip.decompress(bytes(packed))
    with pytest.raises(DataError, match="damaged or cut short"):
        read_content(written(tmp_path, bytes(packed), "data.csv.gz"))


def test_a_bomb_takes_little_memory(tmp_path: Path):
    import tracemalloc

    with gzip.open(tmp_path / "data.csv.gz", "wb") as file:
        file.write(b"a,b\n")
        for _ in range(300):
            file.write(bytes(1 << 20))
    tracemalloc.start()
    try:
        with pytest.raises(DataError, match=r"no end|NUL"):
            open_delimited(str(tmp_path / "data.csv.gz"))
        assert tracemalloc.get_traced_memory()[1] < 8 * records.LONGEST
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, bz2.compress, zstd.compress]
)
def test_a_bomb_of_what_is_unpacked_from_its_beginning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: int | Callable[[bytes], bytes]
):
    text = b"a,b\n" + b"1,2\n" * (1 << 20)
    monkeypatch.setattr(content, "to_be_had", lambda: len(text))
    packed = zipped(text, method) if isinstance(method, int) else method(text)
    assert len(packed) * 100 < len(text)
    with pytest.raises(DataError, match="more than memory has room for") as caught:
        read_content(written(tmp_path, packed))
    assert caught.value.exit_code == 4
    monkeypatch.setattr(content, "to_be_had", lambda: 8 * len(text))
    assert read_content(written(tmp_path, packed)) == text


def zipped(text: bytes, method: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr("data.csv", text)
    return buffer.getvalue()


def test_a_header_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(records, "LONGEST", 1000)
    monkeypatch.setattr(records, "PIECE", 100)
    with pytest.raises(DataError, match=":2: this row has no end"):
        open_delimited(written(tmp_path, b'a,b\n1,"' + b"x" * 5000))


@pytest.mark.parametrize("change", ["cut", "longer", "other", "gone"])
def test_a_file_that_changes_after_it_was_opened(tmp_path: Path, change: str):
    path = Path(written(tmp_path, TEXT))
    table = open_delimited(str(path))
    match change:
        case "cut":
            os.truncate(path, 1000)
        case "longer":
            path.write_bytes(TEXT + b"1,2\n")
        case "other":
            path.write_bytes(TEXT[::-1])
            os.utime(path, ns=(1, 1))
        case "gone":
            path.unlink()
    if change == "gone":  # who has it open still has all of it
        assert table.read(["a"]).height == 20_000
        return
    with pytest.raises(DataError, match="changed while it was read") as caught:
        table.read(["a"])
    assert caught.value.exit_code == 4


def test_a_pipe_that_never_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(content, "to_be_had", lambda: 4 << 20)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    def write() -> None:
        with suppress(BrokenPipeError), pipe.open("wb") as file:
            file.write(bytes(5 << 20))

    writer = threading.Thread(target=write)
    writer.start()
    with pytest.raises(DataError, match="more than memory has room for"):
        read_content(str(pipe))
    writer.join()


def test_standard_input_may_be_gzip(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(TEXT))))
    assert read_content("-") == TEXT
