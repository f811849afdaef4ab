"""How much memory there is to be had."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_PLENTY = 1 << 40
"""Where nothing tells."""
_LIMITS = (
    ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"),
    ("/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/memory.usage_in_bytes"),
)
"""What a container may take, and has taken."""


def to_be_had() -> int:
    """Bytes that the system, a container or a limit of the process still leave."""
    return max(0, min(_left(), default=_PLENTY))


def _left() -> Iterator[int]:
    with suppress(OSError, AttributeError):
        found = re.search(r"MemAvailable: *(\d+) kB", Path("/proc/meminfo").read_text("ascii"))
        if found is not None:
            yield int(found[1]) * 1024
        else:
            yield os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    for limit, taken in _LIMITS:
        with suppress(OSError, ValueError):  # there may be no limit: "max"
            yield int(Path(limit).read_text("ascii")) - int(Path(taken).read_text("ascii"))
    if sys.platform != "win32":
        import resource

        most, _ = resource.getrlimit(resource.RLIMIT_AS)
        with suppress(OSError):
            if most != resource.RLIM_INFINITY:
                pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
                yield most - pages * resource.getpagesize()
