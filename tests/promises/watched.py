"""Runs commands, each with what it makes Python do: a program for `test_nothing_else.py`, not a test.

Reads a list of command lines from standard input, as JSON, and writes for each its exit code and its events.
"""

import io
import json
import os
import sys
from typing import Any

FORBIDDEN = (
    "socket.", "urllib.", "http.", "ftplib.", "smtplib.", "imaplib.", "poplib.", "nntplib.", "telnetlib.",
    "ssl.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile", "os.fork",
    "pty.", "webbrowser.", "pickle.", "code.__new__", "os.kill", "os.chmod", "os.chown",
)  # fmt: skip
"""What no command does: speak to others, start a program, unpickle, make code out of parts."""
LOOKING = {"os.listdir", "os.scandir"}
CHANGING = {
    "os.rename",
    "os.remove",
    "os.link",
    "os.symlink",
    "os.mkdir",
    "os.rmdir",
    "os.truncate",
    "shutil.move",
}

events: list[tuple[str, str]] = []


def hear(name: str, given: tuple[Any, ...]) -> None:
    if name == "open" and isinstance(given[0], str | bytes | os.PathLike):
        writes = bool(given[2] & (os.O_WRONLY | os.O_RDWR)) if isinstance(given[2], int) else False
        events.append(("write" if writes else "read", os.fsdecode(given[0])))
    elif name in LOOKING:
        events.append(("look", os.fsdecode(given[0] or ".")))
    elif name in CHANGING:
        events.extend(("write", os.fsdecode(it)) for it in given if isinstance(it, str | bytes | os.PathLike))
    elif name.startswith(FORBIDDEN):
        events.append(("forbidden", name))
    elif name == "exec":
        code = given[0]
        of_a_file = not code.co_filename.startswith("<")
        events.append(("code", code.co_filename) if of_a_file else ("evaluated", " ".join(code.co_names)))


def run(arguments: list[str]) -> dict[str, Any]:
    from integrind.cli import run as command

    sys.argv = ["integrind", *arguments]
    sys.stdout, sys.stderr = (io.TextIOWrapper(io.BytesIO()) for _ in range(2))
    events.clear()
    code = 0
    try:
        command()
    except SystemExit as ended:
        code = int(ended.code or 0)
    found = sorted(set(events))
    sys.stderr.seek(0)
    return {"arguments": arguments, "exit": code, "events": found, "said": sys.stderr.read()}


if __name__ == "__main__":
    lines = json.load(sys.stdin)
    answer = sys.stdout
    sys.addaudithook(hear)
    json.dump([run(line) for line in lines], answer)
