"""Every file in `tests/bad/data` has one fault; the good one is asked what it can't answer.

The oracle is `expected.toml`, read and marked by hand. No output may hold a value of a file: each carries
canaries, a word and a number.
"""

import tomllib
import zlib
from pathlib import Path

import pytest

from .conftest import Integrind, Outcome

BAD = Path(__file__).resolve().parents[1] / "bad" / "data"
CASES = tomllib.loads((BAD / "expected.toml").read_text("utf-8"))["case"]
LIBRARY = "../../people/indicators"

FILES = sorted(
    file.name for file in BAD.iterdir() if file.suffix not in {".yaml", ".toml"} and file.name[0] != "."
)

WORD, NUMBER = "KANARIE", "8675309"
CANARIES = (WORD, NUMBER)


def said(found: Outcome) -> str:
    """What stands behind `Error:`, with which everything that is refused ends."""
    return found.err.partition("Error: ")[2].removesuffix("\n").replace(str(BAD), "{here}")


@pytest.fixture
def compute(in_process: Integrind) -> Integrind:
    def command(*arguments: str) -> Outcome:
        return in_process("compute", *arguments, "--indicators", LIBRARY, cwd=BAD)

    return command


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(case["arguments"]))
def test_says_what_is_wrong_and_no_value(compute: Integrind, case: dict):
    found = compute(*case["arguments"])
    assert (found.exit, found.out) == (case["exit"], b""), found.err
    assert "Traceback" not in found.err
    for canary in CANARIES:
        assert canary not in found.err
    if "says" in case:
        assert said(found) == case["says"]
    for words in case.get("mentions", ()):
        assert words in said(found)


def test_the_good_file_is_good(compute: Integrind):
    found = compute("good.csv", "--by", "sex", "--quiet")
    assert (found.exit, found.err) == (0, "")
    assert found.text.startswith("good.csv\n4 rows")


def test_every_file_is_in_the_table():
    asked = {case["arguments"][0] for case in CASES}
    assert set(FILES) == asked - {"nowhere.csv"}


def test_every_file_carries_the_canary():
    """Else nothing could leak, and the test of leaks would be empty."""
    for file in set(FILES) - {"empty.csv", "header_only.csv"}:
        files = sorted((BAD / file).iterdir()) if (BAD / file).is_dir() else [BAD / file]
        content = b"".join(it.read_bytes() for it in files)
        if file.endswith(".gz"):
            content = zlib.decompressobj(wbits=31).decompress(content)
        assert WORD.encode() in content.replace(b"\0", b""), file


@pytest.mark.parametrize(
    "command",
    [
        ("compare", "--area", "sex", "--indicators", LIBRARY),
        ("trend", "--wave", "sex", "--indicators", LIBRARY),
        ("profile", "--by", "sex", "--indicators", LIBRARY),
        ("coverage", "--indicators", LIBRARY),
    ],
    ids=lambda command: command[0],
)
def test_no_other_command_names_a_value_or_breaks(in_process: Integrind, command: tuple[str, ...]):
    name, *options = command
    for file in (*FILES, ".", "nowhere.csv"):
        found = in_process(name, file, *options, cwd=BAD)
        assert found.exit in {0, 2, 3, 4}, (file, found.err)
        assert not any(canary in found.text + found.err for canary in CANARIES), file


@pytest.mark.parametrize("file", ["category.csv", "boolean.csv", "number.csv", "renamed.csv"])
def test_values_are_named_where_they_may_be(compute: Integrind, file: str):
    options = ("--by", "birth", "--show-values") if file == "category.csv" else ("--show-values",)
    found = compute(file, *options)
    assert found.exit == 4
    assert any(canary in found.err for canary in CANARIES)
    assert "--show-values" not in found.err


def test_a_label_of_the_data_is_suggested_where_values_may_be_shown(compute: Integrind):
    found = compute("good.csv", "--by", "name", "--gap-from", "group=KANARI", "--show-values")
    assert said(found).endswith(f"did you mean {WORD!r}?")


def test_bugs_say_where_and_nothing_else(compute: Integrind, monkeypatch: pytest.MonkeyPatch):
    def fail(_: object) -> None:
        raise RuntimeError(f"{WORD} {NUMBER}")

    monkeypatch.setattr("integrind.pipeline.compute", fail)
    found = compute("good.csv")
    assert (found.exit, found.out) == (70, b"")
    assert said(found).startswith("integrind has a bug: RuntimeError at ")
    assert not any(canary in found.err for canary in CANARIES)
    assert "Traceback" not in found.err
