"""The command itself, and `python -m integrind`."""

from __future__ import annotations

import gc
import os
import sys

INTERRUPTED = 130


def main() -> None:
    """Import the command line and run it.

    Imports make much that stays and no garbage: looking for some among it takes a tenth of the start-up. At
    the end all memory is given back anyway. Indicators are computed at the same time; threads that numpy's
    matrix products would have beside them only wait, and busily.
    """
    gc.disable()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
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
