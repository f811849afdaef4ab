"""Every page: links lead somewhere, shell and Python examples run, lists are complete."""

from __future__ import annotations

import contextlib
import inspect
import io
import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

import integrind
from integrind.cli import app
from integrind.results import COLUMNS
from integrind.vocabulary import Status

from .pages import PAGES, ROOT, blocks

DOCS = ROOT / "docs"
LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
TYPES = {"String": "text", "Int64": "count", "Float64": "number"}


def anchors(page: Path) -> set[str]:
    """Places of a page that a link can name."""
    text = page.read_text("utf-8")
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    words = {re.sub(r"[^\w -]", "", it).strip().casefold().replace(" ", "-") for it in headings}
    return words | set(re.findall(r'<a id="([^"]+)">', text))


@pytest.mark.parametrize("page", PAGES, ids=lambda it: it.name)
def test_links_lead_somewhere(page: Path):
    wrong = []
    for target in LINK.findall(page.read_text("utf-8")):
        if target.startswith("https://"):
            continue
        name, _, anchor = target.partition("#")
        other = page.parent / name if name else page
        if not other.exists() or (anchor and anchor not in anchors(other)):
            wrong.append(target)
    assert wrong == []


def test_every_page_is_on_the_map():
    linked = set(LINK.findall((ROOT / "README.md").read_text("utf-8").partition("## Where next")[2]))
    assert {f"docs/{page.name}" for page in DOCS.glob("*.md")} <= linked


def shell_commands() -> list[tuple[Path, str]]:
    """Every integrind command of every page."""
    return [
        (page, command)
        for page in PAGES
        for block in blocks(page)
        if block.language == "sh"
        for command in block.text.replace("\\\n", " ").splitlines()
        if command.startswith("integrind ")
    ]


@pytest.mark.parametrize(("page", "command"), shell_commands(), ids=lambda it: str(getattr(it, "name", it)))
def test_shell_examples_run(page: Path, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """In a copy of the repository, with the files that the page shows."""
    (tmp_path / "sample_data").symlink_to(ROOT / "sample_data")
    shutil.copytree(ROOT / "indicators", tmp_path / "indicators")
    for block in blocks(page):
        if block.language == "yaml":
            (tmp_path / block.text.splitlines()[0].removeprefix("# ")).write_text(
                block.text, encoding="utf-8"
            )
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, shlex.split(command)[1:])
    assert done.exception is None, f"{done.exception}"
    for file in re.findall(r"-o (\S+)", command):
        assert (tmp_path / file).stat().st_size > 0


def test_python_page_runs(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {}
    printed = ""
    for block in blocks(DOCS / "python.md"):
        if block.language == "python":
            with contextlib.redirect_stdout(io.StringIO()) as output:
                exec(block.text, names)
            printed = output.getvalue()
        else:
            assert printed == block.text
    assert names["gaps"].height == 6
    assert "Feels they belong to the country" in names["titles"]
    assert "employee" in names["codes"]


def test_python_page_names_every_argument():
    table = (DOCS / "python.md").read_text("utf-8").partition("| argument |")[2]
    rows = re.findall(r"^\| (`.*?) \| .*\|$", table, re.MULTILINE)
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row.split(" | ")[0])]
    assert named == list(inspect.signature(integrind.compute).parameters)


def test_results_page_names_every_column():
    text = (DOCS / "results.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (text|count|number) \| .+ \| .+ \|$", text, re.MULTILINE)
    assert rows == [(name, TYPES[dtype.__name__]) for name, dtype in COLUMNS.items()]


def test_results_page_names_every_status():
    text = (DOCS / "results.md").read_text("utf-8").partition("**Statuses.**")[2]
    assert re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE) == [str(it) for it in Status]


def test_every_command_is_documented_and_has_help():
    commands = app.registered_commands
    sections = re.findall(r"^## (\S+)$", (DOCS / "cli.md").read_text("utf-8"), re.MULTILINE)
    names = [it.name or it.callback.__name__ for it in commands]
    assert sections == names
    assert all(inspect.getdoc(it.callback) for it in commands)
    assert "None" not in re.findall(r"^- `.*`: (.*)$", (DOCS / "cli.md").read_text("utf-8"), re.MULTILINE)


def test_readme_commands_are_those_of_the_check():
    readme = (ROOT / "README.md").read_text("utf-8")
    install = [it for it in readme.splitlines() if it.startswith("python3 -m venv")]
    assert len(install) == 2
    first_with_pytest = next(it for it in readme.splitlines() if "pytest" in it)
    assert first_with_pytest == install[1]
    assert "grep -m 1 'pytest' README.md" in (ROOT / ".ci" / "run").read_text("utf-8")
