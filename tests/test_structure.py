"""The way through the house goes one way: definitions, data, estimation, results, render.

Import directions are read from the source, so a late import inside a function counts as well.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HOUSE = ROOT / "src" / "integrind"
WORDS = {"concurrently", "decoding", "errors", "faults", "interruption", "paths", "vocabulary"}
"""What every room may speak in."""

MAY_IMPORT: Mapping[str, set[str]] = {
    "answer": WORDS | {"relevance", "results"},
    "arrays": {"concurrently"},
    "charts": set(),
    "concurrently": set(),
    "decoding": set(),
    "errors": {"faults"},
    "faults": set(),
    "formats": set(),
    "interruption": set(),
    "labels": set(),
    "paths": set(),
    "relevance": {"vocabulary"},
    "vocabulary": set(),
    "notebook": WORDS
    | {"answer", "arguments", "coverages", "formats", "opening", "profiles", "render", "results"},
    "packaged": {"paths"},
    "results": WORDS,
    "request": WORDS,
    "expressions": WORDS,
    "definitions": WORDS | {"expressions", "formats", "packaged"},
    "data": WORDS | {"arrays", "definitions", "expressions"},
    "estimation": WORDS | {"arrays", "evidence"},
    "disclosure": WORDS | {"arrays", "definitions", "evidence", "results"},
    "audit": WORDS | {"data", "definitions", "opening", "results"},
    "coverages": WORDS | {"data", "definitions", "opening"},
    "opening": WORDS | {"arrays", "data", "definitions", "estimation", "expressions", "packaged", "request"},
    "table": WORDS
    | {"arrays", "data", "definitions", "disclosure", "estimation", "evidence", "opening", "request"}
    | {"labels", "relevance", "results"},
    "inspection": WORDS
    | {"coverages", "data", "definitions", "disclosure", "expressions", "opening", "request"},
    "plans": WORDS
    | {"audit"}
    | {"coverages", "data", "definitions", "disclosure", "inspection", "opening", "packaged"}
    | {"pipeline", "profiles", "request", "results"},
    "profiles": WORDS | {"results"},
    "render": WORDS
    | {"answer", "charts", "coverages", "formats", "labels", "profiles", "relevance", "results"},
}
"""Rooms along the way and what each may know. What isn't here joins them, and may know every room but render
and cli."""
ONLY_IN = {
    "typer": {"cli"},
    "rich": {"cli", "render/tables/terminal"},
    "yaml": {"definitions"},
    "pydantic": {"definitions"},
    "highspy": {"audit", "disclosure"},
}
FLOORS = ("design", "domains", "variance", "totals", "inference", "estimators", "tables")
"""Rooms of estimation, each may know those before it."""
HEAVY = {"numpy", "polars", "pydantic", "yaml"}
LINES = 400
TEXT = {".py", ".md", ".yaml", ".toml", ".json", ".ambr"}
MACHINE = re.compile(r"(?<![\w.:/*])/(?:home|Users|root|work|opt|mnt|srv)/\w|(?<!\w)[A-Z]:\\\\?Users")

MODULES = sorted(HOUSE.rglob("*.py"))


def imports(module: Path) -> Iterator[str]:
    """Dotted names that a module imports."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (it.name for it in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative import"
            yield from (f"{node.module}.{it.name}" for it in node.names)


def room(module: Path) -> str:
    """A module's package within integrind, or its own name."""
    return module.relative_to(HOUSE).parts[0].removesuffix(".py")


def rooms_known(module: Path) -> set[str]:
    """Other rooms that a module imports from."""
    ours = (it.split(".") for it in imports(module) if it.startswith("integrind."))
    return {parts[1] for parts in ours} - {room(module)}


def test_every_package_has_its_place():
    packages = {path.parent.name for path in HOUSE.glob("*/__init__.py")}
    assert packages - {"cli", "pipeline"} <= set(MAY_IMPORT)
    assert set(MAY_IMPORT) <= {room(module) for module in MODULES}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(HOUSE)))
def test_imports_point_one_way(module: Path):
    known = rooms_known(module)
    if room(module) in MAY_IMPORT:
        assert known <= MAY_IMPORT[room(module)]
    elif room(module) not in {"cli", "__main__"}:
        assert not known & {"render", "cli"}


@pytest.mark.parametrize("floor", FLOORS)
def test_rooms_of_estimation_know_those_below(floor: str):
    modules = (HOUSE / "estimation" / floor).rglob("*.py")
    names = [it.split(".") for module in modules for it in imports(module)]
    known = {parts[2] for parts in names if parts[:2] == ["integrind", "estimation"]}
    assert known <= set(FLOORS[: FLOORS.index(floor) + 1])


def test_every_module_of_estimation_stands_on_a_floor():
    assert {it.parent.name for it in (HOUSE / "estimation").rglob("*.py")} == {"estimation", *FLOORS}
    assert [it.name for it in (HOUSE / "estimation").glob("*.py")] == ["__init__.py"]


def test_no_module_imports_itself_in_a_roundabout_way():
    names = {"integrind." + ".".join(it.relative_to(HOUSE).with_suffix("").parts): it for it in MODULES}
    names = {name.removesuffix(".__init__"): it for name, it in names.items()}

    def module_of(name: str) -> str:
        return name if name in names else name.rpartition(".")[0]

    graph = {
        name: {module_of(it) for it in imports(module) if it.startswith("integrind.")} - {name, "integrind"}
        for name, module in names.items()
        if name != "integrind"
    }
    assert len(list(TopologicalSorter(graph).static_order())) >= len(graph)


@pytest.mark.parametrize("package", ONLY_IN)
def test_a_dependency_stays_in_its_room(package: str):
    users = {
        module.relative_to(HOUSE).as_posix()
        for module in MODULES
        if any(it.split(".")[0] == package for it in imports(module))
    }
    assert users
    assert all(user.startswith(tuple(f"{place}/" for place in ONLY_IN[package])) for user in users)


def test_the_command_line_starts_without_the_engine():
    program = "import sys, integrind.cli; print(*sorted({it.split('.')[0] for it in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert HEAVY & set(done.stdout.split()) == set()


def test_modules_are_read_in_one_sitting():
    long = {
        str(it.relative_to(ROOT)): n for it in MODULES if (n := it.read_text("utf-8").count("\n")) > LINES
    }
    assert long == {}


def test_no_file_names_a_path_of_a_machine():
    folders = ("src", "tests", "tools", "docs", "indicators", "sample_data", "schemas", "benchmarks", ".ci")
    files = [it for folder in folders for it in (ROOT / folder).rglob("*") if it.suffix in TEXT]
    files += [it for it in ROOT.iterdir() if it.suffix in TEXT] + [ROOT / ".ci" / "run"]
    found = {str(it.relative_to(ROOT)) for it in files if MACHINE.search(it.read_text("utf-8", "replace"))}
    assert len(files) > 200
    assert found == set()
