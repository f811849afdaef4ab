"""The formats of outputs. One more is a line here, and a module of its name in `render/formats`."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from enum import StrEnum
from typing import Self


@dataclass(frozen=True)
class _Traits:
    suffix: str
    media_type: str
    _: KW_ONLY
    is_binary: bool = False
    """No terminal can show it."""
    of_results_alone: bool = False
    """Neither a profile nor coverage can be written in it."""
    package: str | None = None
    """Needed to write it, and no part of a plain installation."""


_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TEXT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_OPEN_SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
_SDMX = "application/vnd.sdmx.data+csv; version=2.0.0"


class Format(StrEnum):
    """How results are written. The longest suffix that fits a file's name counts."""

    traits: _Traits

    def __new__(cls, word: str, traits: _Traits) -> Self:
        """Give the word its traits."""
        member = str.__new__(cls, word)
        member._value_, member.traits = word, traits
        return member

    TABLE = "table", _Traits(".txt", "text/plain")
    CSV = "csv", _Traits(".csv", "text/csv")
    TSV = "tsv", _Traits(".tsv", "text/tab-separated-values")
    JSON = "json", _Traits(".json", "application/json")
    JSONL = "jsonl", _Traits(".jsonl", "application/jsonl")
    PARQUET = "parquet", _Traits(".parquet", "application/vnd.apache.parquet", is_binary=True)
    MARKDOWN = "markdown", _Traits(".md", "text/markdown")
    HTML = "html", _Traits(".html", "text/html")
    XLSX = "xlsx", _Traits(".xlsx", _SPREADSHEET, is_binary=True, package="xlsxwriter")
    ODS = "ods", _Traits(".ods", _OPEN_SPREADSHEET, is_binary=True)
    DOCX = "docx", _Traits(".docx", _TEXT, is_binary=True, package="docx")
    SDMX_CSV = "sdmx-csv", _Traits(".sdmx.csv", _SDMX, of_results_alone=True)

    @property
    def module(self) -> str:
        """The module of `render/formats` that writes it."""
        return self.replace("-", "_")
