"""docs/statistics.md: integrind gives the numbers that R printed, to the ten digits that are shown.

`tools/write_statistics.py` put R's numbers there; here only the Python blocks run.
"""

import contextlib
import io
import os
import re

import pytest

from .pages import ROOT, CodeBlock, blocks

PAGE = ROOT / "docs" / "statistics.md"
BEGINNING, *EXAMPLES = [it for it in blocks(PAGE) if it.language != "r"]
PAIRS = list(zip(EXAMPLES[::2], EXAMPLES[1::2], strict=True))


def test_every_example_has_r_python_and_numbers():
    languages = [it.language for it in blocks(PAGE)]
    assert languages == ["r", "python", *["r", "python", "text"] * len(PAIRS)]


@pytest.fixture(scope="module")
def printed() -> list[str]:
    """What each Python block prints, run in one session from the repository's root."""
    names: dict[str, object] = {}
    outputs = []
    before = os.getcwd()  # noqa: PTH109
    os.chdir(ROOT)
    try:
        exec(BEGINNING.text, names)
        for code, _ in PAIRS:
            with contextlib.redirect_stdout(io.StringIO()) as output:
                exec(code.text, names)
            outputs.append(output.getvalue())
    finally:
        os.chdir(before)
    return outputs


@pytest.mark.parametrize("number", range(len(PAIRS)))
def test_python_prints_what_r_printed(number: int, printed: list[str]):
    _, shown = PAIRS[number]
    assert len(numbers(shown)) > 0
    assert printed[number] == shown.text


def numbers(shown: CodeBlock) -> list[str]:
    return re.findall(r"^\w+ +(\S+)$", shown.text, re.MULTILINE)
