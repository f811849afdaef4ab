"""Integration indicators: gaps from the population in five dimensions, with design-based uncertainty.

The notebook's door: `compute`, `compare`, `trend`, `profile`, `report`, `coverage`, `sizes` and `segregation`
give a result, its rows a polars frame in `frame`; `load_library` gives the indicators and their codebook.
What a user did wrong is raised as an `IntegrindError`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from integrind.errors import DataError, DefinitionError, IntegrindError, OutputError, UsageError

if TYPE_CHECKING:
    from integrind.api import (
        compare,
        compute,
        coverage,
        load_library,
        profile,
        report,
        segregation,
        sizes,
        trend,
    )

__all__ = [
    "DataError",
    "DefinitionError",
    "IntegrindError",
    "OutputError",
    "UsageError",
    "compare",
    "compute",
    "coverage",
    "load_library",
    "profile",
    "report",
    "segregation",
    "sizes",
    "trend",
]


def __getattr__(name: str) -> object:
    """Import the engine when it is first asked for: the command line's help must not wait for it."""
    if name in __all__:  # what isn't imported above
        from integrind import api

        return getattr(api, name)
    if name == "__version__":
        from importlib.metadata import version

        return version("integrind")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """Names that are promised."""
    return [*__all__, "__version__"]
