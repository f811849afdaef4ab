"""Oracle: the contract of the command line: what goes where, exit codes, and the same bytes always."""

from __future__ import annotations

import csv
import fcntl
import gzip
import io
import json
import os
import pty
import resource
import signal
import struct
import subprocess
import sys
import termios
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from integrind.cli import app, with_only
from integrind.results import COLUMNS

from .conftest import COMMAND, PEOPLE, UNPROTECTED, Integrind, environment, rows

QUICK = ("--indicator", "employment")


def typed(name: str, text: str) -> str | float | None:
    """A cell of CSV as JSON has it."""
    if text == "":
        return None
    return text if COLUMNS[name] == pl.String else float(text)


class TestFormats:
    def test_the_same_rows_in_all(self, compute: Integrind, tmp_path: Path):
        names = ["a.csv", "a.tsv", "a.json", "a.jsonl", "a.txt", "a.parquet"]
        found = compute("--by", "sex", *(part for name in names for part in ("-o", name)))
        assert (found.exit, found.out, found.err) == (0, b"", UNPROTECTED)
        read = {name: (tmp_path / name).read_text() for name in names if name != "a.parquet"}
        whole = rows(read["a.csv"])
        assert list(whole[0]) == list(COLUMNS)
        assert len(whole) == 8 * 3
        assert list(csv.DictReader(io.StringIO(read["a.tsv"]), delimiter="\t")) == whole
        objects = json.loads(read["a.json"])["rows"]
        assert [json.loads(line) for line in read["a.jsonl"].splitlines()] == objects
        frame = pl.read_parquet(tmp_path / "a.parquet")
        for row, from_json, from_parquet in zip(whole, objects, frame.iter_rows(named=True), strict=True):
            assert list(from_json) == list(COLUMNS) == list(from_parquet)
            assert from_json == {name: typed(name, text) for name, text in row.items()}
            for name, value in from_json.items():
                exactly = from_parquet[name]
                assert value == (pytest.approx(exactly, rel=1e-11) if isinstance(exactly, float) else exactly)
        assert read["a.txt"].startswith("Small survey for tests · synthetic\n")

    @pytest.mark.parametrize("form", ["csv", "table"])
    def test_standard_output_holds_what_a_file_would(self, compute: Integrind, tmp_path: Path, form: str):
        shown = compute(*QUICK, "--format", form)
        assert compute(*QUICK, "--format", form, "-o", "a.out").exit == 0
        assert shown.out == (tmp_path / "a.out").read_bytes()
        assert (shown.exit, shown.err) == (0, UNPROTECTED)

    def test_the_table_is_the_default(self, compute: Integrind):
        assert compute(*QUICK).out == compute(*QUICK, "--format", "table").out


class TestWhatIsSaid:
    def test_the_version(self, integrind: Integrind):
        found = integrind("--version")
        assert (found.exit, found.err) == (0, "")
        assert found.text.startswith("integrind 0.")

    def test_without_a_survey(self, integrind: Integrind):
        for arguments in (("compute",), ("compute", "--sample", "people.csv")):
            found = integrind(*arguments)
            assert (found.exit, found.out) == (2, b"")
            assert "name one survey file, or --sample" in found.err


class TestColours:
    """https://no-color.org and https://force-color.org."""

    ESCAPE = b"\x1b["

    @pytest.mark.parametrize(
        ("option", "env", "coloured"),
        [
            ("auto", {}, False),
            ("auto", {"FORCE_COLOR": "1"}, True),
            ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
            ("always", {"NO_COLOR": "1"}, True),
            ("never", {"FORCE_COLOR": "1"}, False),
        ],
    )
    def test_in_a_pipe(self, compute: Integrind, option: str, env: dict[str, str], coloured: bool):
        found = compute("--by", "sex", "--color", option, env=env)
        assert (found.exit, self.ESCAPE in found.out) == (0, coloured)

    @pytest.mark.parametrize(
        ("env", "coloured"),
        [({"TERM": "xterm"}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)],
    )
    def test_on_a_terminal(self, compute: Integrind, env: dict[str, str], coloured: bool):
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 70, 0, 0))
        with os.fdopen(ours, "rb", buffering=0) as terminal:
            found = compute(*QUICK, stdout=theirs, env=env)
            os.close(theirs)
            shown = b""
            while piece := _read(terminal):
                shown += piece
        assert found.exit == 0
        assert (self.ESCAPE in shown) is coloured
        if not coloured:
            assert max(len(line.rstrip()) for line in shown.decode().splitlines()) <= 70

    def test_files_are_never_coloured(self, compute: Integrind, tmp_path: Path):
        compute(*QUICK, "--color", "always", "-o", "a.txt")
        assert self.ESCAPE not in (tmp_path / "a.txt").read_bytes()


def _read(terminal: io.FileIO) -> bytes:
    try:
        return terminal.read(100_000) or b""
    except OSError:  # Linux: the other end is closed
        return b""


class TestPipesAndFiles:
    def test_a_reader_that_has_read_enough(self, compute: Integrind):
        reading, writing = os.pipe()
        os.close(reading)
        found = compute(
            "--by", "sex+age_band", "--area", "region", "--format", "csv", "--quiet", stdout=writing
        )
        os.close(writing)
        assert (found.exit, found.err) == (0, UNPROTECTED)

    @pytest.mark.parametrize("unbuffered", ["", "1"])
    def test_a_disk_that_is_full(self, compute: Integrind, tmp_path: Path, unbuffered: str):
        def allow_few_bytes() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

        with (tmp_path / "a.txt").open("wb") as file:
            env = {"PYTHONUNBUFFERED": unbuffered}
            found = compute(*QUICK, stdout=file, preexec_fn=allow_few_bytes, env=env)
        assert (found.exit, found.err) == (5, "Error: cannot write to standard output: File too large\n")

    def test_a_folder_that_takes_no_files(self, compute: Integrind, tmp_path: Path):
        folder = tmp_path / "closed"
        folder.mkdir(mode=0o555)
        if os.geteuid() == 0:  # whom no mode keeps out
            folder = Path("/proc")
        found = compute(*QUICK, "-o", tmp_path / "a.csv", "-o", folder / "b.csv")
        assert found.exit == 5
        assert found.err.startswith(f"Error: cannot write {folder / 'b.csv'}: ")
        assert sorted(path.name for path in tmp_path.iterdir()) == ["closed"]

    def test_standard_input(self, compute: Integrind, integrind: Integrind):
        content = (PEOPLE / "people.csv").read_bytes()
        options = ("--survey", PEOPLE / "people.survey.yaml", "--indicators", PEOPLE / "indicators")
        found = integrind("compute", "-", *options, "--policy", "none", "--format", "csv", input=content)
        assert (found.exit, found.out) == (0, compute("--format", "csv").out)
        bare = integrind("compute", "-", *options[2:], "--indicator", "feeling_local", input=content)
        assert bare.text.startswith("standard input\n240 rows")

    def test_standard_output_that_is_closed(self, compute: Integrind, tmp_path: Path):
        for form in ("table", "csv", "parquet"):
            found = compute(*QUICK, "--format", form, preexec_fn=lambda: os.close(1))
            assert (found.exit, found.err) == (5, "Error: cannot write to standard output: it is closed\n")
        assert compute(*QUICK, "-o", "a.csv", preexec_fn=lambda: os.close(1)).exit == 0
        assert (tmp_path / "a.csv").stat().st_size > 0

    def test_standard_input_that_is_closed(self, integrind: Integrind):
        found = integrind("compute", "-", preexec_fn=lambda: os.close(0))
        assert (found.exit, found.err) == (4, "Error: standard input is closed: there is nothing to read\n")

    @pytest.mark.parametrize("name", ["a \x1b[31m\nb.csv", "naïve ½.csv", "~.csv", "*.csv", "[b].csv"])
    def test_odd_names(self, integrind: Integrind, tmp_path: Path, name: str):
        (tmp_path / name).write_bytes((PEOPLE / "people.csv").read_bytes())
        options = ("--indicators", PEOPLE / "indicators", "--indicator", "feeling_local")
        found = integrind("compute", name, *options)
        assert (found.exit, found.err) == (0, "")
        assert b"\x1b" not in found.out
        assert found.text.split("\n")[1].startswith("240 rows")
        lost = integrind("compute", f"no {name}", *options)
        assert (lost.exit, lost.out) == (4, b"")
        is_pattern = any(it in name for it in "*?[")
        assert lost.err.endswith(": no file matches this\n" if is_pattern else ": there is no such file\n")
        assert "\x1b" not in lost.err

    @pytest.mark.parametrize(
        "command", [("compute",), ("coverage",), ("describe",), ("explain", "feeling_local")]
    )
    def test_a_name_that_is_no_text(self, integrind: Integrind, tmp_path: Path, command: tuple[str, ...]):
        name = os.fsdecode(b"a\xff.csv")
        (tmp_path / name).write_bytes((PEOPLE / "people.csv").read_bytes())
        found = integrind(*command, name, "--indicators", PEOPLE / "indicators")
        assert (found.exit, found.out) == (4, b"")
        assert "the name of this file isn't UTF-8 text" in found.err

    def test_the_survey_is_never_overwritten(self, integrind: Integrind, tmp_path: Path):
        content = (PEOPLE / "people.csv").read_bytes()
        (tmp_path / "people.csv").write_bytes(content)
        (tmp_path / "link.csv").symlink_to("people.csv")
        for output in ("people.csv", "./people.csv", "link.csv"):
            found = integrind("compute", "people.csv", "--indicators", PEOPLE / "indicators", "-o", output)
            assert (found.exit, found.out) == (2, b"")
            assert (tmp_path / "people.csv").read_bytes() == content

    def test_a_description_beside_a_compressed_file(self, integrind: Integrind, tmp_path: Path):
        (tmp_path / "people.csv.gz").write_bytes(gzip.compress((PEOPLE / "people.csv").read_bytes()))
        (tmp_path / "people.survey.yaml").write_bytes((PEOPLE / "people.survey.yaml").read_bytes())
        found = integrind("compute", "people.csv.gz", "--indicators", PEOPLE / "indicators", *QUICK)
        assert (found.exit, found.err) == (0, "")
        assert found.text.startswith("Small survey for tests · synthetic\n240 rows, weighted by weight")


def test_interrupted_while_it_reads(tmp_path: Path):
    """A pipe as the survey: once it can be opened for writing, the command is reading."""
    pipe, old = tmp_path / "survey.csv", tmp_path / "old.csv"
    os.mkfifo(pipe)
    old.write_text("old")
    command = subprocess.Popen(
        [*COMMAND, "compute", str(pipe), "--indicators", str(PEOPLE / "indicators"), "-o", str(old)],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with pipe.open("wb"):
        command.send_signal(signal.SIGINT)
        out, err = command.communicate(timeout=30)
    assert (command.returncode, out) == (130, b"")
    assert b"Traceback" not in err
    assert old.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["old.csv", "survey.csv"]


HEAVY = {"numpy", "polars", "pydantic", "scipy", "yaml", "rich"}


@pytest.mark.parametrize(
    ("what", "allowed"),
    [
        ("import integrind.cli", set()),
        ("main(['integrind', '--help'])", set()),
        ("main(['integrind', 'compute', '--help'])", {"pydantic"}),  # typer 0.29 imports it for options
        ("main(['integrind', 'list'])", {"pydantic", "yaml"}),
        ("main(['integrind', 'explain', 'employment_rate'])", {"pydantic", "yaml"}),
    ],
)
def test_what_computes_nothing_waits_for_nothing_heavy(what: str, allowed: set[str]):
    """What is imported, rather than how long that takes on one machine."""
    script = f"""
import sys
def main(arguments):
    sys.argv = arguments
    from integrind.__main__ import main
    try:
        main()
    except SystemExit as end:
        assert not end.code, end.code
{what}
print("\\nimported", *sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment(), capture_output=True, text=True, check=True
    )
    imported = done.stdout.splitlines()[-1].split()[1:]
    assert "integrind.cli" in imported
    assert not (HEAVY - allowed) & {name.partition(".")[0] for name in imported}


def test_the_command_and_the_module_are_one(integrind: Integrind):
    command = Path(sys.executable).parent / "integrind"
    done = subprocess.run([command, "--help"], env=environment(), capture_output=True, check=True)
    module = integrind("--help")
    assert done.stdout.replace(b"Usage: integrind", b"Usage: python -m integrind") == module.out


@pytest.mark.parametrize("name", ["compute", "trend", "list", "run"])
def test_a_command_alone_is_what_it_is_among_all(name: str):
    """The oracle: the application with every command."""
    alone, among = (CliRunner().invoke(it, [name, "--help"]) for it in (with_only([name]), app))
    assert (alone.exit_code, alone.output) == (among.exit_code, among.output) == (0, among.output)
    assert with_only([f"{name}s"]) is with_only([]) is app
