"""Write the generated parts of the documentation; `--check` exits 1 where one is stale.

They are `docs/faults.md`, `docs/cli.md` and `docs/frameworks/`, the table in the README, and the map in
CONTRIBUTING.md.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from command_page import command_page
from framework_pages import framework_pages
from generated import ROOT, write_or_check
from shown_output import with_output

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
    "Policies": catalogue.POLICY,
    "Plans": catalogue.PLAN,
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
            yield f'| <a id="{code.casefold()}"></a>{code} | {meaning} |'


def with_rooms(page: str) -> str:
    """Put the rooms of the house, packages first, each with the first line of its docstring, into the map."""
    house = ROOT / "src" / "integrind"
    packages = sorted(house.glob("*/__init__.py"))
    modules = sorted(path for path in house.glob("*.py") if path.name != "__init__.py")
    rooms = [(f"{path.parent.name}/", path) for path in packages] + [(path.name, path) for path in modules]
    rows = "".join(f"| `{name}` | {_first_line(path)} |\n" for name, path in rooms)
    return re.sub(
        r"(^\| room of .*\n\|---\|---\|\n)(?:\|.*\n)*", lambda it: it[1] + rows, page, flags=re.MULTILINE
    )


def _first_line(path: Path) -> str:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return docstring.partition("\n\n")[0].replace("\n", " ")


if __name__ == "__main__":
    readme, contributing = ROOT / "README.md", ROOT / "CONTRIBUTING.md"
    comparisons = ROOT / "docs" / "comparisons.md"
    pages = {
        ROOT / "docs" / "faults.md": faults(),
        ROOT / "docs" / "cli.md": command_page(),
        **framework_pages(ROOT / "docs" / "frameworks"),
        readme: with_output(readme.read_text(encoding="utf-8")),
        comparisons: with_output(comparisons.read_text(encoding="utf-8")),
        contributing: with_rooms(contributing.read_text(encoding="utf-8")),
    }
    sys.exit(write_or_check("Write the generated parts of the documentation.", pages))
