"""The formats by name and by suffix."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from integrind.errors import UsageError
from integrind.render import FORMATS, SUFFIXES, Appearance, format_of, render

from .samples import community


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_bytes_that_end_their_last_line(form: str) -> None:
    written = render(community(), form)
    assert written.decode("utf-8").endswith("\n")
    assert render(community(), form) == written


def test_appearance_is_for_people() -> None:
    look = Appearance(width=80, color=True, digits=3)
    assert render(community(), "table", look) != render(community(), "table")
    for form in ("csv", "tsv", "json", "jsonl"):
        assert render(community(), form, look) == render(community(), form)


def test_suffixes_name_formats() -> None:
    assert set(SUFFIXES.values()) == set(FORMATS)
    assert format_of(Path("tables/regions.CSV")) == "csv"


@pytest.mark.parametrize(("name", "hint"), [("a.cvs", "did you mean '.csv'?"), ("a", ".txt, .csv")])
def test_an_unknown_suffix_is_a_usage_error(name: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        format_of(Path(name))
    assert hint in caught.value.hint


def test_naming_the_formats_loads_no_renderer() -> None:
    code = "import sys, integrind.render; sys.exit(bool({'polars', 'rich'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
