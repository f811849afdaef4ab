"""Oracle: what is in the folder afterwards."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from integrind.errors import OutputError
from integrind.render.files.outputs import write
from integrind.render.files.staging import staging


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


KILLED = """
import os, signal, sys
from pathlib import Path
from integrind.render.files import outputs
at = iter(range(int(sys.argv[2]), -1, -1))
def killed(*given, was=getattr(os, sys.argv[1])):
    if next(at) == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return was(*given)
setattr(os, sys.argv[1], killed)
outputs.write({Path(name): b"new" for name in ("a.csv", "b.csv", "c.csv")})
"""


@pytest.mark.parametrize("number", [0, 2])
@pytest.mark.parametrize("call", ["fsync", "link"])
def test_what_a_killed_run_leaves_is_cleared_by_the_next(tmp_path: Path, call: str, number: int) -> None:
    write({tmp_path / name: b"old" for name in ("a.csv", "b.csv", "c.csv")})
    done = subprocess.run([sys.executable, "-c", KILLED, call, str(number)], cwd=tmp_path, check=False)
    assert done.returncode == -signal.SIGKILL
    assert any(it.name.startswith(".integrind-") for it in tmp_path.iterdir())
    write({tmp_path / "d.csv": b"new"})
    assert set(content(tmp_path)) == {"a.csv", "b.csv", "c.csv", "d.csv"}


def test_a_writer_that_lives_is_left_alone(tmp_path: Path) -> None:
    with staging(tmp_path) as folder:
        (folder / "0.new").write_bytes(b"new")
        write({tmp_path / "a.csv": b"1"})
        assert (folder / "0.new").read_bytes() == b"new"
    assert content(tmp_path) == {"a.csv": b"1"}


@pytest.mark.parametrize(
    "name", [".integrind-0123", ".integrind-0123456789abcdefx", "integrind-0123456789abcdef"]
)
def test_only_what_is_certainly_ours_is_cleared(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "lock").write_bytes(b"")
    write({tmp_path / "a.csv": b"1"})
    assert (tmp_path / name / "lock").exists()


def test_a_stranger_in_a_folder_of_ours_stays(tmp_path: Path) -> None:
    folder = tmp_path / ".integrind-0123456789abcdef"
    folder.mkdir()
    for name in ("lock", "0.new", "letter.txt"):
        (folder / name).write_bytes(b"")
    write({tmp_path / "a.csv": b"1"})
    assert [it.name for it in folder.iterdir()] == ["letter.txt"]


def test_a_folder_without_a_lock_stays(tmp_path: Path) -> None:
    folder = tmp_path / ".integrind-0123456789abcdef"
    folder.mkdir()
    (folder / "0.new").write_bytes(b"")
    write({tmp_path / "a.csv": b"1"})
    assert (folder / "0.new").exists()


def test_a_link_that_leads_to_itself(tmp_path: Path) -> None:
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    with pytest.raises(OutputError, match="a link that leads to itself"):
        write({tmp_path / "loop.csv": b"1"})
    assert (tmp_path / "loop.csv").is_symlink()


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="File name too long"):
        write({tmp_path / ("x" * 300): b"1"})
    assert content(tmp_path) == {}


def test_an_interruption_while_files_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write({tmp_path / "a.csv": b"old a", tmp_path / "b.csv": b"old b"})
    monkeypatch.setattr(os, "fsync", lambda _: os.kill(os.getpid(), signal.SIGINT))
    with pytest.raises(KeyboardInterrupt):
        write({tmp_path / "a.csv": b"new a", tmp_path / "b.csv": b"new b"})
    assert content(tmp_path) == {"a.csv": b"old a", "b.csv": b"old b"}


def test_an_interruption_while_files_are_put_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python's own replace, and an interruption before each: all are new then."""
    write({tmp_path / "a.csv": b"old a", tmp_path / "b.csv": b"old b"})
    replace = Path.replace

    def interrupted(self: Path, target: Path) -> Path:
        os.kill(os.getpid(), signal.SIGINT)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write({tmp_path / "a.csv": b"new a", tmp_path / "b.csv": b"new b"})
    assert content(tmp_path) == {"a.csv": b"new a", "b.csv": b"new b"}
