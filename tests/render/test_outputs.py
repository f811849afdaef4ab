"""Oracle: what is in the folder afterwards."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from integrind.errors import OutputError
from integrind.render.files.outputs import write


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_writes_all(tmp_path: Path) -> None:
    write({tmp_path / "a.csv": b"1\n", tmp_path / "b.json": b"{}\n"})
    assert content(tmp_path) == {"a.csv": b"1\n", "b.json": b"{}\n"}


def test_takes_the_mode_from_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write({tmp_path / "a.csv": b""})
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.csv").stat().st_mode) == 0o640


@pytest.mark.parametrize("raised", [KeyboardInterrupt(), OSError(errno.ENOSPC, "No space left on device")])
def test_old_files_survive_whatever_happens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raised: BaseException
) -> None:
    write({tmp_path / "a.csv": b"old a", tmp_path / "b.csv": b"old b"})
    calls = iter([None, raised])

    def fails_second(_: int) -> None:
        if error := next(calls):
            raise error

    monkeypatch.setattr(os, "fsync", fails_second)
    with pytest.raises((KeyboardInterrupt, OutputError)) as caught:
        write({tmp_path / "a.csv": b"new a", tmp_path / "b.csv": b"new b"})
    assert content(tmp_path) == {"a.csv": b"old a", "b.csv": b"old b"}
    if isinstance(raised, OSError):
        assert str(caught.value) == f"cannot write {tmp_path / 'b.csv'}: No space left on device"
        assert caught.value.exit_code == 5


def test_refuses_a_missing_folder_before_it_writes_anything(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"there is no folder .*tables") as caught:
        write({tmp_path / "a.csv": b"", tmp_path / "tables" / "b.csv": b""})
    assert caught.value.hint == "create it first"
    assert content(tmp_path) == {}


def test_refuses_a_folder(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="it is a folder"):
        write({tmp_path: b""})


def test_refuses_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OutputError, match="device or a pipe"):
        write({tmp_path / "pipe": b""})
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


def test_refuses_what_is_read_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(OutputError, match="read-only"):
        write({tmp_path / "a.csv": b"new"})
    assert content(tmp_path) == {"a.csv": b"old"}


def test_refuses_one_file_by_two_names(tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to(tmp_path / "a.csv")
    with pytest.raises(OutputError, match="same file"):
        write({tmp_path / "a.csv": b"1", tmp_path / "link.csv": b"2"})


def test_follows_a_link_and_keeps_it(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.csv").write_bytes(b"old")
    (tmp_path / "link.csv").symlink_to(tmp_path / "real" / "a.csv")
    write({tmp_path / "link.csv": b"new"})
    assert (tmp_path / "link.csv").is_symlink()
    assert content(tmp_path / "real") == {"a.csv": b"new"}


def test_a_name_cannot_move_the_terminal(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as caught:
        write({tmp_path / "\x1b[2J" / "a.csv": b""})
    assert "\x1b" not in str(caught.value)
