"""Every file in `tests/bad/data` has one fault; the good one is asked what it can't answer.

The oracle is `expected.toml`, read and marked by hand. No output may hold a value of a file: each carries
canaries, a word and a number.
"""

import gzip
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from integrind.cli import run

BAD = Path(__file__).resolve().parents[1] / "bad" / "data"
CASES = tomllib.loads((BAD / "expected.toml").read_text("utf-8"))["case"]
LIBRARY = "../../people/indicators"

WORD, NUMBER = "KANARIE", "8675309"
CANARIES = (WORD, NUMBER)


@dataclass(frozen=True)
class Outcome:
    exit: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """What stands behind `Error:`, which everything that is refused ends with."""
        return self.err.partition("Error: ")[2].removesuffix("\n").replace(str(BAD), "{here}")


@pytest.fixture
def compute(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]):
    def command(*arguments: str) -> Outcome:
        monkeypatch.chdir(BAD)
        monkeypatch.setattr(sys, "argv", ["integrind", "compute", *arguments, "--indicators", LIBRARY])
        with pytest.raises(SystemExit) as caught:
            run()
        return Outcome(int(caught.value.code or 0), *capfd.readouterr())

    return command


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(case["arguments"]))
def test_says_what_is_wrong_and_no_value(compute, case: dict):
    found = compute(*case["arguments"])
    assert (found.exit, found.out) == (case["exit"], ""), found.err
    assert "Traceback" not in found.err
    for canary in CANARIES:
        assert canary not in found.err
    if "says" in case:
        assert found.said == case["says"]
    for words in case.get("mentions", ()):
        assert words in found.said


def test_the_good_file_is_good(compute):
    found = compute("good.csv", "--by", "sex", "--quiet")
    assert (found.exit, found.err) == (0, "")
    assert found.out.startswith("good.csv\n4 rows")


def test_every_file_is_in_the_table():
    files = {file.name for file in BAD.iterdir() if file.suffix not in {".yaml", ".toml"}}
    asked = {case["arguments"][0] for case in CASES}
    assert files - {".gitattributes"} == asked - {"nowhere.csv", "."}


def test_every_file_carries_the_canaries():
    """Else nothing could leak, and the test of leaks would be empty."""
    without = {"empty.csv", "header_only.csv"}
    for file in BAD.iterdir():
        if file.suffix in {".yaml", ".toml"} or file.name in {*without, ".gitattributes"}:
            continue
        content = file.read_bytes()
        if file.suffix == ".gz":
            content = gzip.zlib.decompressobj(31).decompress(content)
        assert WORD.encode() in content.replace(b"\0", b""), file.name


@pytest.mark.parametrize("file", ["category.csv", "boolean.csv", "number.csv", "renamed.csv"])
def test_values_are_named_where_they_may_be(compute, file: str):
    options = ("--by", "birth", "--show-values") if file == "category.csv" else ("--show-values",)
    found = compute(file, *options)
    assert found.exit == 4
    assert any(canary in found.err for canary in CANARIES)
    assert "--show-values" not in found.err


def test_a_label_of_the_data_is_suggested_where_values_may_be_shown(compute):
    found = compute("good.csv", "--by", "name", "--gap-from", "group=KANARI", "--show-values")
    assert found.said.endswith(f"did you mean {WORD!r}?")


def test_bugs_say_where_and_nothing_else(compute, monkeypatch: pytest.MonkeyPatch):
    def fail(_: object) -> None:
        raise RuntimeError(f"{WORD} {NUMBER}")

    monkeypatch.setattr("integrind.pipeline.compute", fail)
    found = compute("good.csv")
    assert (found.exit, found.out) == (70, "")
    assert found.said.startswith("integrind has a bug: RuntimeError at ")
    assert not any(canary in found.err for canary in CANARIES)
    assert "Traceback" not in found.err
