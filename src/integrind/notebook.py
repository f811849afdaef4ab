"""What the Python functions give: a table, what is said around it, and how a notebook shows both."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from os import PathLike
from typing import TYPE_CHECKING

from integrind import arguments
from integrind.answer import answer_of
from integrind.answer.differences import differences_of
from integrind.errors import UsageError
from integrind.formats import Format
from integrind.render import format_of, render
from integrind.render.files.outputs import write
from integrind.render.publication import Appearance

if TYPE_CHECKING:
    import polars as pl

    from integrind.coverages import Coverage
    from integrind.opening.inputs import Inputs
    from integrind.profiles import Profile
    from integrind.results import About, Results


@dataclass(frozen=True, repr=False)
class Table:
    """A result table, or what was read off one.

    Attributes
    ----------
    frame : polars.DataFrame
        The rows: of docs/results.md, and of docs/profile.md from `profile`.
    about : About
        Title, design, level, notices: what is said around the rows.
    warnings : tuple of str
        What is doubtful about the data.
    unavailable : mapping of str to str
        Why, by id of each indicator that this survey cannot give.
    """

    made: Results | Profile
    inputs: Inputs
    """What it was made of, which `write` never replaces."""

    @property
    def frame(self) -> pl.DataFrame:
        """The rows."""
        return self.made.frame

    @property
    def about(self) -> About:
        """What is said around the rows."""
        return self._results.about

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is doubtful about the data."""
        return self._results.warnings

    @property
    def unavailable(self) -> Mapping[str, str]:
        """Why an indicator is not there, by id."""
        return self._results.unavailable

    def write(self, path: str | PathLike[str]) -> None:
        """Write a file, its format by its suffix. Raises UsageError and OutputError."""
        file = arguments.path("path", path)
        form = format_of(file)
        self.inputs.refuse_replacing([file])
        write({file: render(self.made, form)})

    @property
    def _results(self) -> Results:
        from integrind.results import Results

        return self.made if isinstance(self.made, Results) else self.made.results

    def __repr__(self) -> str:
        return render(self.made, Format.TABLE, Appearance(brief=self._has_answer)).decode()

    @property
    def _has_answer(self) -> bool:
        """Whether one screen tells anything: without tests, as of sizes, only the tables do."""
        results = self._results
        return results is not self.made or bool(answer_of(results) or differences_of(results))

    def _repr_html_(self) -> str:
        """Give the chart, where it is of one dimension, and the tables."""
        return self._chart() + render(self.made, Format.HTML, Appearance(fragment=True)).decode()

    def _chart(self) -> str:
        from integrind.render.report.dimensions import picture
        from integrind.results import Results

        if isinstance(self.made, Results):
            with suppress(UsageError):  # several dimensions, or no gap to draw
                drawn = b64encode(picture(self.made).encode()).decode()
                return f'<img alt="The gaps of the table below." src="data:image/svg+xml;base64,{drawn}">\n'
        return ""


@dataclass(frozen=True, repr=False)
class Report(Table):
    """A report: its rows, and the page that `integrind report` writes."""

    made: Results
    inputs: Inputs
    moved: Results | None = None
    """Changes between waves, where there are several."""

    @property
    def html(self) -> str:
        """The whole page."""
        from integrind.render.report import report

        return report(self.made, "", self.moved)

    def write(self, path: str | PathLike[str]) -> None:
        """Write the page. Raises UsageError and OutputError."""
        file = arguments.path("path", path)
        if format_of(file) is not Format.HTML:
            raise UsageError(f"a report is HTML, not {file.name!r}", "end its name with .html")
        self.inputs.refuse_replacing([file])
        write({file: self.html.encode()})

    def _repr_html_(self) -> str:
        """Give the page in a frame, so that its style is its own."""
        page = escape(self.html)
        return f'<iframe title="Report" style="width:100%;height:40rem;border:0" srcdoc="{page}"></iframe>'


@dataclass(frozen=True, repr=False)
class Covered:
    """What a survey can speak to: the rows of docs/coverage.md, and facts of the survey by name."""

    made: Coverage
    warnings: tuple[str, ...] = ()

    @property
    def frame(self) -> pl.DataFrame:
        """The rows."""
        return self.made.frame

    @property
    def about(self) -> Mapping[str, str]:
        """Title, source, licence, and whether the survey is synthetic."""
        survey = self.made.survey
        said = {"title": survey.title, "source": survey.source, "licence": survey.licence}
        known = {name: it for name, it in said.items() if it is not None}
        return known | {"synthetic": str(survey.synthetic).lower()}

    def __repr__(self) -> str:
        return render(self.made, Format.TABLE).decode()

    def _repr_html_(self) -> str:
        return render(self.made, Format.HTML, Appearance(fragment=True)).decode()
