"""Results as text and files. Nothing here computes."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from integrind.errors import OutputError, UsageError
from integrind.faults import did_you_mean
from integrind.formats import Format
from integrind.paths import is_folder
from integrind.render.publication import Appearance, Publication, writing

if TYPE_CHECKING:
    from integrind.coverages import Coverage
    from integrind.profiles import Profile
    from integrind.results import Results

    Made: TypeAlias = Results | Profile | Coverage

PLAIN = Appearance()


def render(made: Made, form: Format, appearance: Appearance = PLAIN) -> bytes:
    """Give what was made in a format, as the bytes of a file. Raises UsageError and OutputError."""
    publication = _publication(made)
    require(form, publication.name)
    return writing(form).write(publication, appearance)


def require(form: Format, of: str = "results") -> None:
    """Raise UsageError for a format that these haven't, OutputError for one that nothing here can write."""
    if form.traits.of_results_alone and of != "results":
        known = ", ".join(it for it in Format if not it.traits.of_results_alone)
        raise UsageError(f"{of} has no format '{form}'", f"one of: {known}")
    if form.traits.package is not None and find_spec(form.traits.package) is None:
        raise OutputError(
            f"the format {form} needs a package that isn't installed", f"pip install 'integrind[{form}]'"
        )


def format_of(path: Path) -> Format:
    """Tell the format by the file's suffix.

    Raises UsageError where it says none, OutputError for a folder.
    """
    if is_folder(path):
        raise OutputError(f"cannot write {path}: it is a folder", "name a file in it")
    name = path.name.lower()
    suffixes = {form.traits.suffix: form for form in Format}
    fitting = [suffix for suffix in suffixes if name.endswith(suffix)]
    if not fitting:
        known = ", ".join(suffixes)
        raise UsageError(
            f"{path.name!r}: its suffix says no format",
            did_you_mean(path.suffix.lower(), suffixes) or f"end it with one of {known}, or say --format",
        )
    return suffixes[max(fitting, key=len)]


def _publication(made: Made) -> Publication:
    from integrind.coverages import Coverage
    from integrind.results import Results

    match made:
        case Results():
            from integrind.render.pages.results import ResultsPublication

            return ResultsPublication(made)
        case Coverage():
            from integrind.render.pages.coverage import CoveragePublication

            return CoveragePublication(made)
        case _:
            from integrind.render.pages.profile import ProfilePublication

            return ProfilePublication(made)
