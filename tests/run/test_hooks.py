"""The hooks for pre-commit and the examples of docs/ci.md. The oracle is the command line itself."""

import inspect
import re
from pathlib import Path

import pytest
import yaml

from integrind.cli import app

ROOT = Path(__file__).parents[2]
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
EXAMPLES = [
    yaml.safe_load(text)
    for text in re.findall(r"```yml\n(.*?)```", (ROOT / "docs" / "ci.md").read_text("utf-8"), re.DOTALL)
]
COMMANDS = {it.name or it.callback.__name__: it.callback for it in app.registered_commands if it.callback}


def is_a_command(line: str) -> bool:
    name, command, *options = line.split()
    given = {it.removeprefix("--").replace("-", "_") for it in options if it.startswith("--")}
    return name == "integrind" and given <= set(inspect.signature(COMMANDS[command]).parameters)


def test_hooks_run_commands_that_are_there():
    assert all(is_a_command(hook["entry"]) for hook in HOOKS.values())


@pytest.mark.parametrize(
    ("file", "validated", "checked"),
    [
        ("indicators/social/lonely.yaml", True, True),
        ("ours/indicators/codebook.yaml", True, True),
        ("data/survey.survey.yaml", True, True),
        ("ours.policy.yaml", True, True),
        ("integrind.yaml", True, True),
        (".github/workflows/tables.yml", False, False),
        ("data/survey.csv.gz", False, True),
        ("tables/regions.xlsx", False, True),
        ("integrind.manifest.json", False, True),
        ("report.py", False, False),
    ],
)
def test_hooks_look_at_the_files_that_they_are_about(file: str, validated: bool, checked: bool):
    found = {name: bool(re.search(hook["files"], file)) for name, hook in HOOKS.items()}
    assert found == {"integrind-validate": validated, "integrind-run-check": checked}


def test_the_example_of_a_workflow_runs_commands_that_are_there():
    (workflow,) = (it for it in EXAMPLES if "jobs" in it)
    lines = [step["run"] for step in workflow["jobs"]["check"]["steps"] if "run" in step]
    assert [line for line in lines if not line.startswith("pip ") and not is_a_command(line)] == []


def test_the_example_for_pre_commit_names_the_hooks():
    (config,) = (it for it in EXAMPLES if "repos" in it)
    assert [hook["id"] for hook in config["repos"][0]["hooks"]] == list(HOOKS)
