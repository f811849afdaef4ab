"""The command itself, and `python -m integrind`."""

from __future__ import annotations

import gc
import os
import sys

from integrind.interruption import as_ctrl_c

INTERRUPTED = 130
_MADE = 200_000
"""Objects that are made before a look for garbage: more than the engine has when it is imported."""


def main() -> None:
    """Import the command line and run it.

    Imports make much that stays and no garbage: looking for some among it takes a tenth of the start-up, and
    commands import too. At the end all memory is given back anyway. Indicators are computed at the same time;
    threads that numpy's matrix products would have beside them only wait, and busily. Nobody's plugins of
    pydantic are wanted: to look for some, every installed package would be asked.
    """
    as_ctrl_c()
    gc.disable()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        from integrind.cli import run

        gc.freeze()
        gc.set_threshold(_MADE)
        gc.enable()
        run()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    finally:
        gc.freeze()


if __name__ == "__main__":
    main()
