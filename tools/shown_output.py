"""What a command of the documentation prints on a terminal, put into the page below the command."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import shlex
import struct
import subprocess
import sys
import termios

from generated import ROOT

COLUMNS = 110
_SHOWN = re.compile(
    r"(^```sh\n(?:[^\n]+\n)*?(integrind[^\n]+(?:\\\n[^\n]+)*)\n```\n\n```text\n).*?(^```$)",
    re.DOTALL | re.MULTILINE,
)


def with_output(page: str) -> str:
    """Run the last command of every shell block that a text block follows, and show what it prints."""
    return _SHOWN.sub(lambda found: f"{found[1]}{on_terminal(found[2])}{found[3]}", page)


def on_terminal(command: str) -> str:
    """Give what a command prints where it believes to be seen by a person."""
    reader, writer = pty.openpty()
    fcntl.ioctl(writer, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
    arguments = [sys.executable, "-m", "integrind", *shlex.split(command.replace("\\\n", " "))[1:]]
    environment = {**os.environ, "NO_COLOR": "1"}
    with subprocess.Popen(
        arguments, stdout=writer, stdin=subprocess.DEVNULL, cwd=ROOT, env=environment
    ) as run:
        os.close(writer)
        printed = b"".join(iter(lambda: _read(reader), b""))
    os.close(reader)
    if run.returncode:
        sys.exit(f"{command}\nends with exit code {run.returncode}")
    return printed.decode().replace("\r\n", "\n").strip("\n") + "\n"


def _read(terminal: int) -> bytes:
    """Read until the other side is closed, which Linux reports as an error."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""
