"""The command itself, and `python -m integrind`."""

from __future__ import annotations

import gc
import sys

INTERRUPTED = 130


def main() -> None:
    """Import the command line and run it.

    Imports make much that stays and no garbage: looking for some among it takes a tenth of the start-up. At
    the end all memory is given back anyway.
    """
    gc.disable()
    try:
        from integrind.cli import run

        gc.freeze()
        gc.enable()
        run()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    finally:
        gc.freeze()


if __name__ == "__main__":
    main()
