"""The pages about file formats: what they show is right, and the generated ones are up to date."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from integrind.definitions.examples import failures
from integrind.definitions.library import load_library
from integrind.definitions.measures import MEASURES
from integrind.definitions.validate import validate
from integrind.vocabulary import Measure

ROOT = Path(__file__).parents[2]
PAGES = ("codebook.md", "indicator.md", "survey.md")
_BLOCK = re.compile(r"^```yaml\n# (\S+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def shown() -> dict[str, str]:
    """Every file that the pages show, by the name in its first line."""
    return {
        name: text
        for page in PAGES
        for name, text in _BLOCK.findall((ROOT / "docs" / page).read_text("utf-8"))
    }


def test_every_block_names_its_file():
    blocks = sum((ROOT / "docs" / page).read_text("utf-8").count("```yaml") for page in PAGES)
    assert len(shown()) == blocks == 9


def test_files_in_the_pages_are_right(tmp_path: Path):
    for name, text in shown().items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = validate([tmp_path])
    assert [str(fault) for fault in found.faults] == []
    assert (len(found.files.indicators), len(found.files.codebooks), len(found.files.surveys)) == (4, 1, 4)
    assert failures(load_library([tmp_path / "indicators"])) == []


@pytest.mark.parametrize("tool", ["write_docs.py", "write_library.py", "write_schemas.py"])
def test_generated_files_are_up_to_date(tool: str):
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / tool), "--check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_every_measure_has_its_facts_and_its_row():
    page = (ROOT / "docs" / "indicator.md").read_text("utf-8").partition("| measure |")[2]
    rows = "".join(line.split(" | ")[0] for line in page.splitlines() if line.startswith("| `"))
    assert set(MEASURES) == set(Measure)
    assert [it for it in Measure if f"`{it}`" not in rows] == []
