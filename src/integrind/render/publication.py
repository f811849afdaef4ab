"""What stands between results and formats: a publication has faces, and each format writes one of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

from integrind.formats import Format

if TYPE_CHECKING:
    import polars as pl

    from integrind.render.pages.documents import Document
    from integrind.render.tables.workbook import Workbook


@dataclass(frozen=True)
class Appearance:
    """How results look to people; formats for machines take no notice."""

    width: int | None = None
    """Of the terminal; None where there is none: tables are then as wide as they need."""
    color: bool = False
    digits: int | None = None
    verbose: bool = False
    """On a terminal, also how small a gap could have been found clear; of a profile, what it counts."""
    brief: bool = False
    """Only what the table says, on one screen."""
    fragment: bool = False
    """Of HTML a piece to embed, instead of a whole page."""


class Publication(ABC):
    """Something made that can be written: results, a profile, or coverage."""

    name: ClassVar[str]
    """What messages call it."""

    @abstractmethod
    def page(self, appearance: Appearance, /) -> str:
        """Text for a terminal."""

    @abstractmethod
    def document(self, digits: int | None, /) -> Document:
        """Headed tables of text."""

    @abstractmethod
    def workbook(self, digits: int | None, /) -> Workbook:
        """Sheets of a spreadsheet."""

    @abstractmethod
    def about(self) -> Mapping[str, str]:
        """What a file of the frame alone has to say of itself, by name."""

    @abstractmethod
    def frame(self) -> pl.DataFrame:
        """Every column of every row, for formats that have only one table."""

    @abstractmethod
    def lines(self) -> Iterator[str]:
        """A JSON object for each row of the frame."""

    @abstractmethod
    def json(self) -> str:
        """A JSON document: the rows, and all that is said around them."""


@dataclass(frozen=True, kw_only=True)
class Writing:
    """How a format is written and read back: a module of `render.formats` has one as its `FORMAT`."""

    write: Callable[[Publication, Appearance], bytes]
    read: Callable[[bytes], pl.DataFrame] | None = None
    """Raises ValueError, KeyError or TypeError for what isn't in the format; None where numbers are lost."""
    lines_before_rows: int | None = None
    """Of a format with a line for each row, how many lines come before; None for any other."""
    delimited: tuple[str, Mapping[str, type[pl.DataType]]] | None = None
    """Delimiter and columns of a result table, where it is described column by column."""


def writing(form: Format) -> Writing:
    """Import how a format is written: `--help` waits for none."""
    found: Writing = import_module(f"integrind.render.formats.{form.module}").FORMAT
    return found
