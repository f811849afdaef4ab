"""Files written whole or not at all: an old file survives every failure."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from integrind.errors import OutputError
from integrind.render.safe import visible


def write(contents: Mapping[Path, bytes]) -> None:
    """Write every file beside its place first, and only then put them all in place.

    Where that breaks off in the middle, those that were in place already make way for the old ones again.
    A link is followed: the file that it names is replaced, and the link stays. No half-written file is left,
    whether this raises OutputError or is interrupted.
    """
    targets = {path: Path(os.path.realpath(path)) for path in contents}
    for path, target in targets.items():
        _check(path, target)
    if len(set(targets.values())) < len(targets):
        raise OutputError("two outputs are the same file", "give each a name of its own")
    with ExitStack() as cleaning:
        written: dict[Path, Path] = {}
        for path, content in contents.items():
            written[path] = targets[path].with_name(f".integrind-{secrets.token_hex(8)}.tmp")
            cleaning.callback(written[path].unlink, missing_ok=True)
            with _naming(path):
                _write_through(written[path], content)
        with ExitStack() as undoing:
            for path, temporary in written.items():
                old = temporary.with_suffix(".old")
                cleaning.callback(old.unlink, missing_ok=True)
                with _naming(path):
                    _keep(targets[path], old)
                    undoing.callback(_put_back, old, targets[path])
                    temporary.replace(targets[path])
            undoing.pop_all()


@contextmanager
def making_folders(files: Iterable[Path]) -> Iterator[None]:
    """Make the folders that files lack; where what follows fails, take them away again.

    Raises OutputError.
    """
    with ExitStack() as undoing:
        for folder in sorted({file.parent for file in files}):
            for missing in reversed([it for it in (folder, *folder.parents) if not it.is_dir()]):
                undoing.callback(_remove, missing)
                try:
                    missing.mkdir(exist_ok=True)
                except OSError as error:
                    reason = error.strerror or type(error).__name__
                    raise OutputError(f"cannot make the folder {visible(str(missing))}: {reason}") from error
        yield
        undoing.pop_all()


def _remove(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def _keep(target: Path, old: Path) -> None:
    """Keep the old file under another name: a second link, or a copy where the file system has none."""
    if target.exists():
        try:
            os.link(target, old)
        except OSError:
            shutil.copy2(target, old)


def _put_back(old: Path, target: Path) -> None:
    if old.exists():
        old.replace(target)
    else:
        target.unlink(missing_ok=True)


def _check(path: Path, target: Path) -> None:
    """Refuse what would fail, or would destroy what is no file of results."""
    parent = target.parent
    if not parent.is_dir():
        raise _refused(path, f"there is no folder {visible(str(parent))}", "create it first")
    if target.is_dir():
        raise _refused(path, "it is a folder", "name a file in it")
    if target.exists() and not target.is_file():
        raise _refused(path, "it is a device or a pipe", "leave -o out and redirect standard output")
    if target.exists() and not os.access(target, os.W_OK):
        raise _refused(path, "it is read-only")


def _write_through(temporary: Path, content: bytes) -> None:
    with temporary.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Name the output in an error of the system, rather than the temporary file."""
    try:
        yield
    except OSError as error:
        raise _refused(path, error.strerror or type(error).__name__) from error


def _refused(path: Path, reason: str, hint: str = "") -> OutputError:
    return OutputError(f"cannot write {visible(str(path))}: {reason}", hint)
