"""Where files wait until all of them are written: a folder beside their places, gone when the run ends.

What a run leaves that was killed is cleared by the next one that writes there. It is certain whose it is: its
writer holds a lock on it for as long as it lives, and the system gives that back when it dies.
"""

from __future__ import annotations

import os
import re
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_FOLDER = re.compile(r"\.integrind-[0-9a-f]{16}")
_LOCK = "lock"
_OURS = re.compile(r"lock|[0-9]+\.(?:new|old)")
_ATTEMPTS = 10


@contextmanager
def staging(parent: Path) -> Iterator[Path]:
    """Give a new folder in `parent` for files called 0.new, 0.old and so on; take it away at the end.

    Raises OSError.
    """
    _clear(parent)
    folder, lock = _locked_folder(parent)
    try:
        yield folder
    finally:
        _remove(folder)
        os.close(lock)


def _locked_folder(parent: Path) -> tuple[Path, int]:
    """A folder whose lock is ours: a run that clears may have taken one away before it was locked."""
    for _ in range(_ATTEMPTS):
        folder = parent / f".integrind-{secrets.token_hex(8)}"
        folder.mkdir(0o700)
        try:
            lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        except FileNotFoundError:
            continue
        except OSError:
            _remove(folder)
            raise
        if _lock(lock) is not False and (folder / _LOCK).exists():
            return folder, lock
        os.close(lock)
    raise FileExistsError(f"other runs clear {parent} all the time")


def _lock(file: int) -> bool | None:
    """Whether the lock of a file is ours now; None where the file system has no locks."""
    if sys.platform == "win32":
        return None
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def _clear(parent: Path) -> None:
    """Take away the folders of runs that live no more; what can't be cleared stays, and is no error."""
    with suppress(OSError), os.scandir(parent) as entries:
        left = [it for it in entries if _FOLDER.fullmatch(it.name) and it.is_dir(follow_symlinks=False)]
        for folder in (Path(it.path) for it in left):
            with suppress(OSError):
                if not any(folder.iterdir()):  # a living writer of it would make another
                    folder.rmdir()
                    continue
                lock = os.open(folder / _LOCK, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
                try:
                    if _lock(lock):
                        _remove(folder)
                finally:
                    os.close(lock)


def _remove(folder: Path) -> None:
    """Remove what a run made in its folder, the lock last, and the folder if nothing else is in it."""
    with suppress(OSError):
        ours = (it for it in folder.iterdir() if _OURS.fullmatch(it.name))
        for file in sorted(ours, key=lambda it: it.name == _LOCK):
            file.unlink(missing_ok=True)
        folder.rmdir()
