"""Where the indicators and all else that comes with integrind are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from integrind.paths import is_folder

_PACKAGE = Path(__file__).parent


def packaged_indicators() -> Path:
    """Give the folder of the library of indicators that comes with integrind, with its codebook."""
    return _packaged("indicators")


def default_indicators() -> Path:
    """Give the folder that is meant where nobody names one: `indicators` here, else the library."""
    here = Path("indicators")
    return here if is_folder(here) else packaged_indicators()


def indicator_paths(paths: Sequence[Path], *, with_library: bool) -> tuple[Path, ...]:
    """The paths given, else `./indicators` if it is there, else the packaged library; or that beside them."""
    own = tuple(paths) or (default_indicators(),)
    return tuple(dict.fromkeys((packaged_indicators(), *own))) if with_library else own


def packaged_sample_data() -> Path:
    """Give the folder of the sample data that come with integrind, with their descriptions."""
    return _packaged("sample_data")


def packaged_policies() -> Path:
    """Give the folder of the policies that come with integrind."""
    return _packaged("policies")


def packaged_surveys() -> Path:
    """Give the folder of the descriptions of well-known surveys that come with integrind."""
    return _packaged("surveys")


def _packaged(name: str) -> Path:
    """In an installed wheel they lie in the package, in a checkout beside `src`."""
    installed = _PACKAGE / "_library" / name
    return installed if installed.is_dir() else _PACKAGE.parents[1] / name
