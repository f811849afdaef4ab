"""The command, with the files of a run: every format gives what the table itself does."""

import json
from pathlib import Path

import in_process
import polars as pl
import pytest
from in_process import Done
from polars.testing import assert_frame_equal

from integrind.audit import audit
from integrind.definitions.policies import load_policy
from integrind.formats import Format
from integrind.render import format_of, render
from integrind.render.files.reading import is_readable, read_results
from integrind.results import COLUMNS, About, Results

from .published import hidden, row, share, table

ROWS = [
    share(None, 100, 50, title="Work", dimension="structural", unit="percent"),
    share("=a", 60, 30, title="Work", dimension="structural", unit="percent"),
    hidden("b", title="Work", dimension="structural", unit="percent"),
    share("c", 33, 15, title="Work", dimension="structural", unit="percent"),
]
READABLE = [it.traits.suffix for it in Format if is_readable(it)]
ABOUT = About("Survey", synthetic=False, rows=100, weight=None, level=0.95, gap_from="population")


def frame() -> pl.DataFrame:
    return table(ROWS).frame.select(*COLUMNS)


def written(folder: Path, suffix: str) -> Path:
    path = folder / f"out{suffix}"
    path.write_bytes(render(Results(frame().with_columns(level=0.95), ABOUT), format_of(path)))
    return path


def run(*arguments: object, cwd: Path | None = None) -> Done:
    return in_process.shell("audit", *arguments, cwd=cwd)


@pytest.mark.parametrize("suffix", READABLE)
def test_every_format_with_numbers_is_read_back(suffix: str, tmp_path: Path):
    read = read_results(written(tmp_path, suffix))
    assert read is not None
    ours = ["indicator", "quantity", "group_by", "group", "n", "n_missing", "estimate", "status"]
    assert_frame_equal(read.select(ours), frame().select(ours), rel_tol=1e-11)


def test_the_command_names_what_is_given_away(tmp_path: Path):
    csv, page = written(tmp_path, ".csv"), written(tmp_path, ".html")
    done = run(csv.name, page.name, cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    assert done.stdout.splitlines()[0] == "out.csv: work, b: its base can be bounded too closely"
    assert "Not looked at: out.html" in done.stderr
    assert len(done.stdout.splitlines()) == len(audit([table(ROWS)], load_policy("default")).findings)


def test_nothing_found_is_0_and_intervals_are_exact(tmp_path: Path):
    rows = [row(None, 100), row("a"), row("b"), row("c", 70)]
    table(rows).frame.write_csv(tmp_path / "out.csv")
    done = run("out.csv", "--intervals", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "out.csv: work, a: base 0 to 30" in done.stdout.splitlines()


def test_the_policy_is_that_of_the_manifest(tmp_path: Path):
    written(tmp_path, ".csv")
    manifest = {"tables": {"it": {"options": {"policy": "none"}, "outputs": {"out.csv": "x"}}}}
    (tmp_path / "plan.manifest.json").write_text(json.dumps(manifest))
    assert run("out.csv", cwd=tmp_path).returncode == 0
    assert run("out.csv", "--policy", "default", cwd=tmp_path).returncode == 1


def test_a_release_is_held_against_a_register_of_tables_and_reviews(tmp_path: Path):
    rows = [row(None, 100), row("a", 50), row("b", 50)]
    table(rows).frame.write_csv(tmp_path / "now.csv")
    (tmp_path / "register").mkdir()
    said = {key: rows[1].get(key) for key in ("indicator", "quantity", "group_by", "group")}
    what = {"status": "suppressed", "action": "suppressed", "kind": "primary", "rule": "minimum_base"}
    (tmp_path / "register" / "review.json").write_text(json.dumps([{**said, **what}]))
    done = run("now.csv", "--against", "register", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    assert done.stdout == "now.csv: work, a: an earlier release hides it\n"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nowhere.csv"], 2, "there is no file nowhere.csv"),
        (["page.html"], 4, "no result table that can be read back"),
        (["broken.csv"], 4, "this can't be read as csv"),
        (["integrind.yaml", "--policy", "none"], 2, "--policy and --against are for files"),
        (["people.csv"], 4, "no result table that can be read back"),
    ],
)
def test_what_is_wrong_is_said(arguments: list[str], code: int, said: str, tmp_path: Path):
    (tmp_path / "page.html").write_text("<p>")
    (tmp_path / "broken.csv").write_text("a,b\n1\n")
    (tmp_path / "people.csv").write_text("age,sex\n1,2\n")
    done = run(*arguments, cwd=tmp_path)
    assert (done.returncode, said in done.stderr) == (code, True), done.stderr
