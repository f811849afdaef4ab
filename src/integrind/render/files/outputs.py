"""Files written whole or not at all: an old file survives every failure."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from integrind.errors import OutputError
from integrind.interruption import deferred
from integrind.paths import is_folder, located
from integrind.render.files.staging import staging
from integrind.render.safe import visible


def write(contents: Mapping[Path, bytes]) -> None:
    """Write every file beside its place first, and only then put them all in place.

    Where that breaks off in the middle, those that were in place already make way for the old ones again.
    A link is followed: the file that it names is replaced, and the link stays. No half-written file is left,
    whether this raises OutputError or is interrupted.
    """
    targets = check(contents)
    with deferred() as listen, ExitStack() as cleaning:
        stages: dict[Path, Path] = {}
        written: dict[Path, Path] = {}
        for number, (path, content) in enumerate(contents.items()):
            listen()
            parent = targets[path].parent
            with _naming(path):
                if parent not in stages:
                    stages[parent] = cleaning.enter_context(staging(parent))
                written[path] = stages[parent] / f"{number}.new"
                _write_through(written[path], content)
        listen()
        with ExitStack() as undoing:
            for path, new in written.items():
                old = new.with_suffix(".old")
                with _naming(path):
                    _keep(targets[path], old)
                    undoing.callback(_put_back, old, targets[path])
                    new.replace(targets[path])
            undoing.pop_all()


def check(paths: Iterable[Path]) -> Mapping[Path, Path]:
    """Give the file that each path names, links followed; refuse what couldn't be written.

    Raises OutputError.
    """
    targets = {path: located(path) for path in paths}
    for path, target in targets.items():
        _check(path, target)
    if len(set(targets.values())) < len(targets):
        raise OutputError("two outputs are the same file", "give each a name of its own")
    return targets


@contextmanager
def making_folders(files: Iterable[Path]) -> Iterator[None]:
    """Make the folders that files lack; where what follows fails, take them away again.

    Raises OutputError.
    """
    with ExitStack() as undoing:
        for folder in sorted({file.parent for file in files}):
            for missing in reversed([it for it in (folder, *folder.parents) if not is_folder(it)]):
                undoing.callback(_remove, missing)
                try:
                    missing.mkdir(exist_ok=True)
                except OSError as error:
                    name = visible(str(missing))
                    raise OutputError(f"cannot make the folder {name}: {_reason(error)}") from error
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
    try:
        mode = target.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        if not is_folder(target.parent):
            folder = f"folder {visible(str(path.parent))}"
            lacking = "such folder behind this link" if path.is_symlink() else folder
            raise _refused(path, f"there is no {lacking}", "create it first") from None
        return
    except OSError as error:
        raise _refused(path, _reason(error)) from None
    if stat.S_ISLNK(mode):  # all links were followed
        raise _refused(path, "it is a link that leads to itself")
    if stat.S_ISDIR(mode):
        raise _refused(path, "it is a folder", "name a file in it")
    if not stat.S_ISREG(mode):
        raise _refused(path, "it is a device or a pipe", "leave -o out and redirect standard output")
    if not os.access(target, os.W_OK):
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
        raise _refused(path, _reason(error)) from error


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _refused(path: Path, reason: str, hint: str = "") -> OutputError:
    return OutputError(f"cannot write {visible(str(path))}: {reason}", hint)
