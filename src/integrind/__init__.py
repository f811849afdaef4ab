"""Integration indicators: gaps from the population in five dimensions, with design-based uncertainty.

The notebook's door: `compute` and `sizes` give the result table of docs/results.md as a polars frame,
`load_library` the indicators and their codebook. What a user did wrong is raised as an `IntegrindError`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from integrind.errors import DataError, DefinitionError, IntegrindError, OutputError, UsageError

if TYPE_CHECKING:
    from integrind.api import compute, load_library, sizes

__all__ = [
    "DataError",
    "DefinitionError",
    "IntegrindError",
    "OutputError",
    "UsageError",
    "compute",
    "load_library",
    "sizes",
]


def __getattr__(name: str) -> object:
    """Import the engine when it is first asked for: the command line's help must not wait for it."""
    if name in {"compute", "load_library", "sizes"}:
        from integrind import api

        return getattr(api, name)
    if name == "__version__":
        from importlib.metadata import version

        return version("integrind")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
