"""A plan has every option of every command under its own name. The oracle is the command line itself."""

import inspect

import pytest

from integrind.cli import app
from integrind.definitions.model import Misfit
from integrind.definitions.plan import PlanCommand, PlannedTable

OF_A_TERMINAL = {"brief", "color", "pager", "quiet", "verbose", "sample"}
OTHERWISE_CALLED = {"output_format": "format"}
COMMANDS = {it.name or it.callback.__name__: it.callback for it in app.registered_commands if it.callback}


def options(command: str) -> set[str]:
    names = set(inspect.signature(COMMANDS[command]).parameters) - OF_A_TERMINAL
    return {OTHERWISE_CALLED.get(name, name) for name in names}


def refused(command: PlanCommand) -> set[str]:
    """Options that a table of this command can't have."""
    given = {"name": "one", "command": command, "data": "survey.csv", "output": ("one.csv",)}
    table = PlannedTable.model_construct(_fields_set=set(PlannedTable.model_fields), **given)
    misfits: list[Misfit] = [it for it in table._misfits() if it.code == "R010"]
    return {str(it.at[0]) for it in misfits}


@pytest.mark.parametrize("command", PlanCommand)
def test_a_table_has_the_options_of_its_command_and_no_other(command: PlanCommand):
    assert PlannedTable.model_fields.keys() - refused(command) == options(command) | {"name", "command"}
