"""`integrind codebook`: oracle is the file itself, read as YAML."""

import pytest
import yaml
from typer.testing import CliRunner

from integrind.cli import app
from integrind.packaged import packaged_indicators

VARIABLES = yaml.safe_load((packaged_indicators() / "codebook.yaml").read_text("utf-8"))["variables"]


def listed(*words: str) -> list[str]:
    done = CliRunner().invoke(app, ["codebook", *words])
    assert done.exit_code == 0
    return [line.partition(":")[0] for line in done.stdout.splitlines() if not line.startswith(" ")]


def test_it_lists_every_variable_in_order_with_its_values():
    assert listed() == list(VARIABLES)
    text = CliRunner().invoke(app, ["codebook", "economic_status"]).stdout
    values = VARIABLES["economic_status"]["values"]
    assert all(f"  {value} " in text and label in text for value, label in values.items())


@pytest.mark.parametrize(
    ("words", "found"),
    [(["tenure"], "tenure"), (["MORTGAGE"], "tenure"), (["citizenship", "eu"], "citizenship")],
)
def test_words_are_looked_for_in_names_titles_and_values(words: list[str], found: str):
    assert found in listed(*words)
    assert len(listed(*words)) < 10


def test_words_that_no_variable_has():
    assert listed("xylophone") == []
