"""Blocks of code in the pages of the documentation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md")))
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class CodeBlock:
    """One fenced block."""

    language: str
    text: str


def blocks(page: Path) -> list[CodeBlock]:
    """Every block of a page, in order."""
    return [CodeBlock(*found) for found in _BLOCK.findall(page.read_text("utf-8"))]
