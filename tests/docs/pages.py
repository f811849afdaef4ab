"""Blocks of code in the pages of the documentation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).parents[2]
PAGES = (
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    ROOT / "RELEASING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
)
_BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class CodeBlock:
    """One fenced block."""

    language: str
    text: str


def blocks(page: Path) -> list[CodeBlock]:
    """Every block of a page, in order."""
    found = _BLOCK.findall(page.read_text("utf-8"))
    return [CodeBlock(language, dedent(text)) for _, language, text in found]
