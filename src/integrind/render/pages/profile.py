"""A profile as a table for machines, or as the page or the document of the modules beside this one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from integrind.render.formats import json
from integrind.render.pages.profile_document import document
from integrind.render.pages.profile_page import explained, measured, page, titled
from integrind.render.publication import Appearance, Publication
from integrind.render.tables.workbook import Workbook, numbered

if TYPE_CHECKING:
    import polars as pl

    from integrind.profiles import Profile
    from integrind.render.pages.documents import Document


@dataclass(frozen=True)
class ProfilePublication(Publication):
    """A profile as formats need it."""

    profile: Profile
    name = "profile"

    def page(self, appearance: Appearance, /) -> str:
        """Text for a terminal."""
        return page(self.profile, appearance)

    def document(self, digits: int | None, /) -> Document:
        """Headed tables of text."""
        return document(self.profile, digits)

    def workbook(self, _: int | None, /) -> Workbook:
        """Sheets of a spreadsheet: every column as it is."""
        about = self.profile.results.about
        tables = {"Groups and dimensions": self.profile.frame}
        if self.profile.associations is not None:
            tables["Associations"] = self.profile.associations
        return numbered(titled(about), (measured(about), *explained(self.profile)), tables)

    def about(self) -> Mapping[str, str]:
        """Title, source, licence, synthetic and policy."""
        return self.profile.results.about.briefly

    def frame(self) -> pl.DataFrame:
        """The associations where they were asked for."""
        associations = self.profile.associations
        return self.profile.frame if associations is None else associations

    def lines(self) -> Iterator[str]:
        """A JSON object for each row."""
        return json.rows(self.frame())

    def json(self) -> str:
        """`about`, `rows` and `unavailable`, and `associations` if asked for."""
        tables = {"rows": self.profile.frame, "associations": self.profile.associations}
        return json.document(
            self.profile.results, {name: it for name, it in tables.items() if it is not None}
        )
