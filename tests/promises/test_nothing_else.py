"""No code from definitions, no network, no other program, and no files but those that were named.

Oracle: the events by which Python tells an audit hook what it does. What polars opens by itself it doesn't
tell, so that isn't seen here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from fuzzing.command import Files
from fuzzing.survey import DEFINITIONS, DESCRIPTION, INDICATOR, OF_DATA, PLAN, POLICY, csv, outputs, with_data

import integrind
from integrind.packaged import packaged_indicators, packaged_policies, packaged_sample_data, packaged_surveys

FILES = DEFINITIONS | {
    "data.csv": b"".join(csv()),
    "data.survey.yaml": DESCRIPTION.encode(),
    "ours.policy.yaml": POLICY.encode(),
    "integrind.yaml": PLAN.encode(),
}
DECOYS = (".env", "other.csv", "other.survey.yaml", "other.policy.yaml", "sitecustomize.py", "polars.py")
"""What lies about in the folder, and isn't asked for."""
INSTALLED = (
    sys.prefix,
    sys.base_prefix,
    *filter(None, [sys.pycache_prefix]),
    *map(str, Path(integrind.__file__).parents[:2]),
    *map(str, (packaged_indicators(), packaged_policies(), packaged_sample_data(), packaged_surveys())),
)
ATTACKS = (
    "__import__('os').system('touch owned')",
    "open('owned', 'w') == 1",
    "().__class__.__base__.__subclasses__() == 1",
    "[it for it in (1,)] == 1",
    "(lambda: 1)() == 1",
    "f'{open(1)}' == 'a'",
    "read_csv('other.csv') == 1",
    "(SELECT count(*) FROM read_csv('other.csv')) > 0",
)
TAGGED = "!!python/object/apply:os.system ['touch owned']"
COMMANDS = (
    *(with_data(it, "data.csv") for it in OF_DATA),
    ("compute", "data.csv", "-o", "new.xlsx", "-o", "new.html", "-o", "new.parquet", "--review", "new.json"),
    ("explain", "rate", "data.csv"),
    ("run",),
    ("run", "--check"),
    ("validate", *(it for it in FILES if it.endswith(".yaml"))),
    ("test",),
    ("list",),
    ("schema", "plan"),
    ("compute", "nowhere.csv"),
)


@dataclass(frozen=True)
class Watched:
    arguments: tuple[str, ...]
    exit: int
    events: frozenset[tuple[str, str]]

    def of(self, kind: str) -> set[str]:
        return {what for it, what in self.events if it == kind}

    def elsewhere(self, kind: str, folder: Path) -> set[str]:
        """The files of these events, as seen from the folder, but for those of an installed program."""
        found = {str(folder / it) for it in self.of(kind)}
        return {os.path.relpath(it, folder) for it in found if not it.startswith(INSTALLED)}


def watch(folder: Path, *lines: tuple[str, ...]) -> list[Watched]:
    program = Path(__file__).with_name("watched.py")
    done = subprocess.run(
        [sys.executable, "-P", program],
        input=json.dumps(lines),
        capture_output=True,
        text=True,
        cwd=folder,
        check=True,
    )
    return [
        Watched(tuple(it["arguments"]), it["exit"], frozenset(map(tuple, it["events"])))
        for it in json.loads(done.stdout)
    ]


def lay(folder: Path, files: Files) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("watched") / "here"
    lay(
        folder,
        {**FILES, **dict.fromkeys(DECOYS, b"raise SystemExit(99)\n"), "../above.csv": FILES["data.csv"]},
    )
    return folder


@pytest.fixture(scope="module")
def watched(folder: Path) -> list[Watched]:
    return watch(folder, *COMMANDS)


def test_the_commands_do_what_they_should(watched):
    """Else there would be little to see."""
    refused = {it.arguments: it.exit for it in watched if it.exit}
    assert refused == {("compute", "nowhere.csv"): 4}


def test_speaks_to_nobody_and_starts_nothing(watched):
    assert {it.arguments: found for it in watched if (found := it.of("forbidden"))} == {}


def test_reads_what_was_named_or_lies_beside_it(watched, folder):
    for one in watched:
        may = {*FILES, "nowhere.csv"} if one.arguments[0] != "run" else {*FILES, *WRITTEN_BY_RUN}
        assert one.elsewhere("read", folder) <= may, one.arguments
        looked = {it for it in one.elsewhere("look", folder) if not Path(it).name.startswith(".integrind-")}
        written = {"made"} if one.arguments[0] == "run" else set()
        assert looked <= {".", "indicators", "indicators/structural"} | written, one.arguments


WRITTEN_BY_RUN = {"made", "made/all.csv", "made/all.json", "integrind.manifest.json"}


def test_writes_what_was_asked_for(watched, folder):
    for one in watched:
        ours = {it for it in one.elsewhere("write", folder) if not Path(it).name.startswith(".integrind-")}
        ours -= {it for it in ours if Path(it).parent.name.startswith(".integrind-")}
        asked = outputs(one.arguments) | {it for it in one.arguments if it == "new.json"}
        assert ours == (WRITTEN_BY_RUN if one.arguments == ("run",) else asked), one.arguments


def test_runs_only_code_that_is_installed(watched, folder):
    for one in watched:
        assert one.elsewhere("code", folder) == set(), one.arguments
        for names in one.of("evaluated"):
            assert not set(names.split()) & {"income", "employed", "sex", "rate"}, one.arguments


def test_a_definition_is_never_run(tmp_path):
    """An expression, or a tag of YAML, that would leave a file behind or read one."""
    values = [*map(json.dumps, ATTACKS), TAGGED]
    indicators = {
        f"{number}/structural/rate.yaml": INDICATOR.format(
            id="rate", measure="proportion", value=value
        ).encode()
        for number, value in enumerate(values)
    }
    codebooks = {
        f"{number}/codebook.yaml": DEFINITIONS["indicators/codebook.yaml"] for number in range(len(values))
    }
    lay(tmp_path, FILES | indicators | codebooks | {"other.csv": b"a\n1\n"})
    lines = [("compute", "data.csv", "--indicators", str(number)) for number in range(len(values))]
    for value, found in zip(values, watch(tmp_path, *lines), strict=True):
        assert found.exit == 3, value
        assert found.of("forbidden") == set(), value
        assert not any(word in it for it in found.of("evaluated") for word in ("system", "open", "other")), (
            value
        )
        assert "other.csv" not in found.elsewhere("read", tmp_path), value
    assert not (tmp_path / "owned").exists()
