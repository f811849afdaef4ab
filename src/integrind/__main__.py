"""The command itself, and `python -m integrind`."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Import the command line and run it.

    Imports make much that stays and no garbage: looking for some among it takes a tenth of the start-up.
    """
    gc.disable()
    try:
        from integrind.cli import run
    except KeyboardInterrupt:
        sys.exit(130)
    gc.freeze()
    gc.enable()
    run()


if __name__ == "__main__":
    main()
