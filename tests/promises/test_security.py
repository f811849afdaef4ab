"""SECURITY.md names tests for all that it promises; oracle: the files of the tests."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "SECURITY.md").read_text("utf-8")
PROMISES = [it.split(" | ") for it in PAGE.splitlines() if it.startswith("| ")][1:]
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE)))


@pytest.mark.parametrize("promise", PROMISES, ids=lambda it: it[0].strip("| "))
def test_every_promise_names_a_test(promise):
    assert re.search(r"`tests/[\w/]+\.py(::\w+)?`", promise[-1])


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_every_test_that_is_named_is_there(file, name):
    assert f"def {name}(" in (ROOT / file).read_text("utf-8") if name else (ROOT / file).is_file()
