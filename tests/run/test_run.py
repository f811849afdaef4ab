"""`integrind run`: every table, all together or not at all, the same bytes each time, and what is stale.

The oracle of the tables is the command that each of them names; of the stale ones, what the test changed.
"""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import frictionless
import polars as pl
import pytest

from integrind.data.delimited import DelimitedFile
from integrind.definitions.plan import read_plan
from integrind.errors import OutputError
from integrind.plans.run import make
from integrind.render.files import outputs

from .conftest import PLAN, Run, made

FILES = {
    "hidden.csv",
    "integrind.manifest.json",
    "tables/groups.csv",
    "tables/groups.md",
    "tables/groups.parquet",
    "tables/regions.json",
}


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert text.count(old) >= 1
    file.write_text(text.replace(old, new, 1))


def test_tables_are_those_of_the_commands(folder: Path, run: Run):
    done = run()
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert done.stderr == "2 tables made, 5 files written\n"
    assert made(folder).keys() == FILES
    of_table = {
        "tables/groups.csv": "compute --by birth --by sex --policy ours.policy.yaml --format csv",
        "tables/regions.json": "compare --area region --format json",
    }
    for file, options in of_table.items():
        line = [
            sys.executable,
            "-m",
            "integrind",
            *options.split(),
            "--indicator",
            "voting",
            "data/people.csv",
        ]
        alone = subprocess.run(line, cwd=folder, capture_output=True, check=True)
        assert (folder / file).read_bytes() == alone.stdout


def test_two_runs_give_the_same_bytes_wherever_they_are_started(folder: Path, run: Run):
    run()
    first = made(folder)
    done = run(str(folder / "integrind.yaml"), cwd=folder.parent)
    assert done.returncode == 0, done.stderr
    assert made(folder) == first
    assert str(folder).encode() not in b"".join(first.values())


def test_a_check_of_what_is_current_says_so_and_writes_nothing(folder: Path, run: Run):
    run()
    before = {it: it.stat().st_mtime_ns for it in folder.rglob("*")}
    done = run("--check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "2 tables: all current\n")
    assert {it: it.stat().st_mtime_ns for it in folder.rglob("*")} == before


def test_a_check_before_the_first_run(folder: Path, run: Run):
    done = run("--check")
    assert done.returncode == 1
    assert "tables/groups.csv: missing" in done.stdout.splitlines()
    assert made(folder) == {}


@pytest.mark.parametrize(
    ("file", "old", "new", "why"),
    [
        ("data/people.csv", "true", "false", "data changed: data/people.csv"),
        (
            "indicators/civic_political/voting.yaml",
            "title: Voting",
            "title: Voted",
            "definitions changed: indicators/civic_political/voting.yaml",
        ),
        (
            "data/people.survey.yaml",
            "title: Small survey",
            "title: A survey",
            "description changed: data/people.survey.yaml",
        ),
        (
            "ours.policy.yaml",
            "minimum_base: 10",
            "minimum_base: 60",
            "policy changed: ours.policy.yaml",
        ),
        ("integrind.yaml", "[birth, sex]", "[birth]", "options of table groups changed: by"),
        ("integrind.manifest.json", '"polars": "', '"polars": "0.', "program changed: polars 0."),
        ("tables/groups.md", "Voting", "Voted", "outputs changed since the run: tables/groups.md"),
    ],
    ids=["data", "definitions", "description", "policy", "options", "program", "by hand"],
)
def test_a_check_says_why(folder: Path, run: Run, file: str, old: str, new: str, why: str):
    run()
    replace(folder / file, old, new)
    before = made(folder)
    done = run("--check")
    assert done.returncode == 1
    assert done.stdout.splitlines()[0].startswith(why)
    assert done.stdout.count(" changed: ") + done.stdout.count(" changed since ") == 1
    assert made(folder) == before
    assert run().returncode == 0
    assert run("--check").returncode == 0


def test_a_check_shows_the_difference_in_words_and_line_by_line(folder: Path, run: Run):
    run()
    csv = folder / "tables" / "groups.csv"
    rows = csv.read_text().splitlines()
    names = rows[0].split(",")
    at = next(number for number, row in enumerate(rows) if ",birth,non_eu," in row)
    values = rows[at].split(",")
    now = float(values[names.index("gap")])
    values[names.index("gap")] = "-0.091"
    csv.write_text("\n".join([*rows[:at], ",".join(values), *rows[at + 1 :], ""]))
    done = run("--check")
    (said,) = [line for line in done.stdout.splitlines() if line.startswith("  voting, ")]
    found = re.fullmatch(r"  voting, non_eu: gap -9\.1 to ([-+]\d+\.\d) pp", said)
    assert found
    assert float(found[1]) == pytest.approx(100 * now, abs=0.05)
    assert done.stdout.index("table groups:\n") < done.stdout.index(said)
    assert "--- tables/groups.csv" in done.stdout
    assert f"+{rows[at]}" in done.stdout
    assert done.stderr == "1 stale file; to bring all up to date: integrind run\n"


def test_a_check_names_files_that_are_new_or_gone(folder: Path, run: Run):
    run()
    definition = folder / "indicators" / "civic_political" / "voting.yaml"
    other = definition.with_name("voted.yaml")
    other.write_text(definition.read_text().replace("voting", "voted").replace("Voting", "Voted"))
    (folder / "indicators" / "structural" / "income_mean.yaml").unlink()
    done = run("--check")
    assert done.stdout.splitlines()[0] == (
        "definitions changed: indicators/civic_political/voted.yaml (new),"
        " indicators/structural/income_mean.yaml (gone)"
    )


def test_a_check_names_the_parts_of_a_survey_that_changed(folder: Path, run: Run):
    header, *lines = (folder / "data" / "people.csv").read_text().splitlines(keepends=True)
    (folder / "data" / "people.csv").unlink()
    (folder / "data" / "people").mkdir()
    for name, some in (("a", lines[:100]), ("b", lines[100:200])):
        (folder / "data" / "people" / f"{name}.csv").write_text("".join([header, *some]))
    (folder / "integrind.yaml").write_text(PLAN.replace("people.csv", "people"))
    run()
    found = json.loads((folder / "integrind.manifest.json").read_text())
    assert list(found["data"]) == ["data/people/a.csv", "data/people/b.csv"]
    assert list(found["descriptions"]) == ["data/people.survey.yaml"]
    (folder / "data" / "people" / "c.csv").write_text("".join([header, *lines[200:]]))
    (folder / "data" / "people" / "a.csv").write_text("".join([header, *reversed(lines[:100])]))
    assert run("--check").stdout.splitlines()[0] == (
        "data changed: data/people/a.csv, data/people/c.csv (new)"
    )


def test_a_manifest_alone_that_is_stale_is_said_to_be(folder: Path, run: Run):
    run()
    policy = folder / "ours.policy.yaml"
    policy.write_text(f"# Checked in June.\n{policy.read_text()}")
    done = run("--check")
    assert (done.returncode, done.stdout) == (1, "policy changed: ours.policy.yaml\n")
    assert done.stderr.startswith("all tables are current, the manifest isn't; ")


def test_a_survey_that_several_tables_share_is_read_once(folder: Path, monkeypatch: pytest.MonkeyPatch):
    """Each table needs columns of its own."""
    replace(folder / "data" / "people.survey.yaml", 'comparison_sample: sample == "general"\n', "")
    tables = [
        f"  - {{name: {name}, command: compute, data: data/people.csv, indicator: [{name}], by: [{by}],"
        f" output: [{name}.csv]}}\n"
        for name, by in (("voting", "birth"), ("employment", "sex"), ("feeling_local", "region"))
    ]
    (folder / "integrind.yaml").write_text(f"tables:\n{''.join(tables)}")
    taken: list[int] = []
    take = DelimitedFile.take

    def counted(self: DelimitedFile, columns: Sequence[str]) -> pl.DataFrame:
        taken.append(len(columns))
        return take(self, columns)

    monkeypatch.setattr(DelimitedFile, "take", counted)
    told: list[str] = []
    made = make(read_plan(folder / "integrind.yaml"), folder, told.append)
    assert (len(made.tables), told) == (3, ["voting", "employment", "feeling_local"])
    assert len(taken) == 1


def test_a_failure_in_the_last_table_leaves_everything_as_it_was(folder: Path, run: Run):
    run()
    before = made(folder)
    replace(folder / "integrind.yaml", "area: region", "area: regio")
    replace(folder / "integrind.yaml", "[birth, sex]", "[birth]")
    done = run()
    assert done.returncode == 2
    assert "table regions: --area regio: there is no variable or column 'regio'" in done.stderr
    assert "did you mean 'region'?" in done.stderr
    assert made(folder) == before


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, OSError])
def test_an_interruption_while_files_are_put_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, interruption: type[BaseException]
):
    """The second of three files fails: the old ones are back, and the third never appears."""
    first, second, third = (tmp_path / name for name in ("a.csv", "b.csv", "c.csv"))
    first.write_bytes(b"old a")
    second.write_bytes(b"old b")
    put = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if target == second and self.suffix == ".new":
            raise interruption
        return put(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises((interruption, OutputError)):
        outputs.write({first: b"new a", second: b"new b", third: b"new c"})
    assert {it.name: it.read_bytes() for it in tmp_path.iterdir()} == {"a.csv": b"old a", "b.csv": b"old b"}


def test_the_manifest_names_every_input_and_output(folder: Path, run: Run):
    run()
    found = json.loads((folder / "integrind.manifest.json").read_text())
    assert list(found["data"]) == ["data/people.csv"]
    assert list(found["descriptions"]) == ["data/people.survey.yaml"]
    assert "indicators/codebook.yaml" in found["definitions"]
    assert list(found["policies"]) == ["integrind:policies/default.policy.yaml", "ours.policy.yaml"]
    named = {file for table in found["tables"].values() for file in table["outputs"]}
    assert named | {"integrind.manifest.json"} == FILES


def test_a_data_package_describes_the_result_tables_of_a_folder(folder: Path, run: Run):
    """The oracle is frictionless."""
    plan = folder / "integrind.yaml"
    plan.write_text(f"datapackage: {{folder: tables, title: Gaps}}\n{PLAN}")
    done = run()
    assert done.returncode == 0, done.stderr
    package = folder / "tables" / "datapackage.json"
    assert frictionless.Package(str(package)).validate().valid
    described = {resource["path"] for resource in json.loads(package.read_text())["resources"]}
    assert described == {"groups.csv", "groups.md", "groups.parquet", "regions.json"}
    assert run("--check").returncode == 0


def test_an_output_in_place_of_the_manifest_is_refused(folder: Path, run: Run):
    replace(folder / "integrind.yaml", "tables/regions.json", "integrind.manifest.json")
    done = run()
    assert done.returncode == 2
    assert "integrind.manifest.json is the manifest of the plan" in done.stderr
    assert made(folder) == {}


def test_a_misspelt_option_is_refused_at_its_place(folder: Path, run: Run):
    replace(folder / "integrind.yaml", "area: region", "aera: region")
    done = run()
    assert done.returncode == 3
    assert "integrind.yaml:14:5: R001: " in done.stderr
    assert "did you mean 'area'?" in done.stderr
    assert made(folder) == {}


def test_a_format_that_a_table_cannot_have_is_refused_before_anything_is_computed(folder: Path, run: Run):
    replace(folder / "integrind.yaml", "command: compare", "command: profile")
    replace(folder / "integrind.yaml", "data/people.csv", "data/nothing.csv")
    replace(folder / "integrind.yaml", "regions.json", "regions.sdmx.csv")
    done = run()
    assert done.returncode == 2
    assert "table regions: profile has no format 'sdmx-csv'" in done.stderr


def test_a_suffix_that_says_no_format_is_refused_before_anything_is_computed(folder: Path, run: Run):
    replace(folder / "integrind.yaml", "data/people.csv", "data/nothing.csv")
    replace(folder / "integrind.yaml", "regions.json", "regions.doc")
    done = run()
    assert done.returncode == 2
    assert "table regions: 'regions.doc': its suffix says no format" in done.stderr
