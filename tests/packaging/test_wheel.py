"""What an installed integrind needs beside code is in the wheel; `.ci/run` uses one elsewhere."""

import tomllib
from pathlib import Path

from integrind import packaged

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def test_every_packaged_folder_is_in_the_wheel():
    included = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    folders = [give().name for name, give in vars(packaged).items() if name.startswith("packaged_")]
    assert included == {name: f"integrind/_library/{name}" for name in folders}
    assert all((ROOT / name).is_dir() for name in included)


def test_packages_say_that_they_are_typed():
    assert (ROOT / "src" / "integrind" / "py.typed").is_file()


def test_the_command_is_the_program():
    assert PROJECT["project"]["scripts"] == {"integrind": "integrind.__main__:main"}
