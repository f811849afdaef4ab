"""A profile as a table for machines, or as the page or the document of the modules beside this one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from integrind.errors import UsageError
from integrind.render.formats import parquet, xlsx
from integrind.render.formats.delimited import separated
from integrind.render.formats.json import dumped, said_around
from integrind.render.formats.values import values
from integrind.render.pages import html, markdown
from integrind.render.pages.profile_document import document
from integrind.render.pages.profile_page import explained, measured, page, titled

if TYPE_CHECKING:
    import polars as pl

    from integrind.profile import Profile


def require(form: str) -> None:
    """Raise UsageError for a format that a profile cannot have."""
    if form not in FORMATS:
        raise UsageError(f"profile has no format '{form}'", f"one of: {', '.join(FORMATS)}")


def render(profile: Profile, form: str, digits: int | None = None) -> bytes:
    """Give a profile in one of `FORMATS`, as the bytes of a file. Raises UsageError for another format."""
    require(form)
    written = FORMATS[form](profile, digits)
    return written if isinstance(written, bytes) else written.encode()


def _workbook(profile: Profile) -> bytes:
    about = profile.results.about
    tables = {"Groups and dimensions": profile.frame}
    if profile.associations is not None:
        tables["Associations"] = profile.associations
    return xlsx.plain(titled(about), [measured(about), *explained(profile)], tables)


def _flat(profile: Profile) -> pl.DataFrame:
    """The table of a format that has only one: the associations where they were asked for."""
    return profile.frame if profile.associations is None else profile.associations


def _document(profile: Profile) -> str:
    """`about`, `rows` and `unavailable`, and `associations` if asked for; each row on a line of its own."""
    tables = {"rows": profile.frame, "associations": profile.associations}
    parts = {
        "about": said_around(profile.results.about),
        **{name: _table(frame) for name, frame in tables.items() if frame is not None},
        "unavailable": dumped(profile.results.unavailable),
    }
    return "{\n" + ",\n".join(f'"{name}": {text}' for name, text in parts.items()) + "\n}\n"


def _table(frame: pl.DataFrame) -> str:
    rows = ",\n".join(_rows(frame))
    return f"[\n{rows}\n]" if rows else "[]"


def _rows(frame: pl.DataFrame) -> Iterator[str]:
    columns = [values(column) for column in frame]
    return (dumped(dict(zip(frame.columns, row, strict=True))) for row in zip(*columns, strict=True))


FORMATS: Mapping[str, Callable[[Profile, int | None], str | bytes]] = {
    "table": page,
    "csv": lambda profile, _: separated(_flat(profile), ","),
    "tsv": lambda profile, _: separated(_flat(profile), "\t"),
    "json": lambda profile, _: _document(profile),
    "jsonl": lambda profile, _: "".join(f"{row}\n" for row in _rows(_flat(profile))),
    "parquet": lambda profile, _: parquet.plain(_flat(profile)),
    "markdown": lambda profile, digits: markdown.written(document(profile, digits)),
    "html": lambda profile, digits: html.written(document(profile, digits)),
    "xlsx": lambda profile, _: _workbook(profile),
}
"""How each format is written."""
