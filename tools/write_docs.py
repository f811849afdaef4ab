"""Write the generated pages of `docs/`; `--check` exits 1 where one is stale."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from generated import ROOT, write_or_check

from integrind.definitions import catalogue
from integrind.expressions import CATALOGUE as EXPRESSIONS

_ABOUT = """\
What `integrind validate` and `integrind test` can find in a definition, by its code. Codes are stable. Each
fault names the file, line and column, shows the line, and says how to mend it where that can be known."""
_PARTS = {
    "YAML and files": catalogue.YAML,
    "Indicators": catalogue.INDICATOR,
    "Codebooks": catalogue.CODEBOOK,
    "Survey descriptions": catalogue.SURVEY,
    "Expressions": EXPRESSIONS,
    "Examples": catalogue.EXAMPLES,
}


def faults() -> str:
    """Give the page of all codes of faults."""
    return "\n".join(_faults()) + "\n"


def _faults() -> Iterator[str]:
    yield from ("# Faults", "", _ABOUT)
    for title, part in _PARTS.items():
        yield from ("", f"## {title}", "", "| code | what is wrong |", "|---|---|")
        for code, meaning in sorted(part.items()):
            yield f"| {code} | {meaning} |"


if __name__ == "__main__":
    pages = {ROOT / "docs" / "faults.md": faults()}
    sys.exit(write_or_check("Write the generated pages of the documentation.", pages))
