"""The strict loader: YAML 1.2's core scalars and nothing else, with the place of every part.

Oracles: the YAML 1.2.2 specification (chapter 10.3, core schema), JSON, and PyYAML's own `safe_load` where
the two versions of YAML agree.
"""

import importlib
import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml as pyyaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from integrind.definitions.indicator import Indicator
from integrind.definitions.library import load_library
from integrind.definitions.load import examine
from integrind.definitions.source import UNPRINTABLE
from integrind.definitions.yaml import MAX_DEPTH, MAX_NODES, Document, parse_document
from integrind.errors import DefinitionError
from integrind.faults import AROUND, Fault
from integrind.packaged import packaged_indicators

loader = importlib.import_module("integrind.definitions.yaml")
BAD = Path(__file__).parents[1] / "bad" / "definitions"


def parsed(text: str) -> Document:
    return parse_document(text, "file.yaml")


def codes(text: str | bytes) -> list[str]:
    """The faults of a document, whether it can still be read or not."""
    try:
        found = parse_document(text, "file.yaml").faults
    except DefinitionError as error:
        found = error.faults
    assert found
    return [fault.code for fault in found]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True), ("True", True), ("TRUE", True), ("false", False), ("FALSE", False),
        ("null", None), ("Null", None), ("~", None), ("", None),
        ("0", 0), ("12", 12), ("-7", -7), ("1.5", 1.5), (".5", 0.5), ("5.", 5.0), ("1e3", 1000.0),
        ("-2.5E-1", -0.25),
    ],
)  # fmt: skip
def test_core_scalars(written: str, value: object):
    found = parsed(f"key: {written}\n").value
    assert found == {"key": value}
    assert type(found["key"]) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        "no", "NO", "yes", "on", "off", "y", "tRue", "nULL", "None", "nan", ".nan", ".inf", "-.inf", "inf",
        "010", "00", "01.5", "0x1F", "0o17", "1_000", "1,5", "+5", "12:30:45", "2024-01-31", "1e", "e3", ".",
        "1e999", "employee", "16 <= age <= 64",
    ],
)  # fmt: skip
def test_everything_else_is_text(text: str):
    assert parsed(f"key: {text}\n").value == {"key": text}


@pytest.mark.parametrize("text", ["true", "null", "12", "1.5", "~", ""])
def test_what_is_in_quotes_is_text(text: str):
    assert parsed(f"a: \"{text}\"\nb: '{text}'\n").value == {"a": text, "b": text}


def test_a_number_too_long_to_be_exact_is_never_an_integer():
    assert isinstance(parsed("key: 1234567890123456789\n").value["key"], float)


@pytest.mark.parametrize("key", ["1", "01", "true", "null", "1.50", "~", "no", "-9", "2024-01-31"])
def test_a_key_is_its_source_text(key: str):
    assert parsed(f"{key}: x\n").value == {key: "x"}


def test_keys_that_read_alike_are_the_same_key():
    assert codes('1: a\n"1": b\n') == ["Y011"]


def test_byte_order_mark_and_windows_line_ends_are_no_part_of_the_text():
    document = parse_document(b"\xef\xbb\xbfa: 1\r\nb: |\r\n  x\r\n  y\r\n", "file.yaml")
    assert document.value == {"a": 1, "b": "x\ny\n"}
    assert str(document.place(("a",), key=True)) == "file.yaml:1:1"
    assert str(document.place(("b",), key=True)) == "file.yaml:2:1"


def test_all_faults_that_do_not_stop_the_parser_are_found():
    text = "a: &x 1\nb: *x\nc: !!int 3\na: 2\n? [1]\n: 2\n<<: {d: 1}\n"
    assert codes(text) == ["Y012", "Y013", "Y015", "Y011", "Y016", "Y014"]


def test_limits_are_exact():
    assert parsed("[" * MAX_DEPTH + "1" + "]" * MAX_DEPTH).value
    assert codes("[" * (MAX_DEPTH + 1) + "1" + "]" * (MAX_DEPTH + 1)) == ["Y017"]
    assert len(parsed("[" + "1," * (MAX_NODES - 1) + "]").value) == MAX_NODES - 1
    assert codes("[" + "1," * MAX_NODES + "]") == ["Y018"]
    assert parsed(f"a: {'x' * 999_997}").value
    assert codes(f"a: {'x' * 999_998}") == ["Y004"]


def test_references_that_would_explode_are_stopped_at_once():
    lines = ["a0: &a0 [x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9))]
    assert set(codes("\n".join(lines))) == {"Y012", "Y013"}


# Places


@pytest.mark.parametrize(
    ("steps", "options", "line", "column", "shown"),
    [
        ((), {}, 1, 1, "title"),
        (("title",), {}, 1, 8, '"Café"'),
        (("title",), {"key": True}, 1, 1, "title"),
        (("nothing",), {}, 2, 1, "nothing"),
        (("list", 1), {}, 3, 11, "two"),
        (("list", 2), {}, 3, 17, "k"),
        (("list", 2, "k"), {}, 3, 20, "v"),
        (("list", 7), {}, 3, 7, "["),
        (("list", "k", 3), {}, 3, 7, "["),
        (("block",), {}, 5, 3, "inner"),
        (("block", "inner"), {}, 6, 5, "-"),
        (("block", "inner", 0), {}, 6, 7, "first"),
        (("text",), {}, 7, 7, "|"),
    ],
)
def test_places(steps: tuple[str | int, ...], options: dict[str, bool], line: int, column: int, shown: str):
    text = (
        'title: "Café"\nnothing:\nlist: [1, two, {k: v}]\nblock:\n  inner:\n    - first\n'
        "text: |\n  some words\n"
    )
    place = parsed(text).place(steps, **options)
    assert (place.line, place.column) == (line, column)
    assert place.text[place.column - 1 :][: place.length] == shown
    assert place.text == text.split("\n")[line - 1]


WORDS = st.lists(st.text("abcdefé😀'(=", min_size=1, max_size=6), min_size=1, max_size=12)
BREAKS = st.sampled_from([" ", "\n    ", "\n\n    "])


@settings(deadline=None)  # the machine may be busy
@given(WORDS, st.data(), st.sampled_from(["plain", "'", "|", ">", ">-"]))
def test_the_place_of_a_word_within_a_text_shows_that_word(words: list[str], data: st.DataObject, style: str):
    """Folding, quoting and indentation change white space only, so every word is where it was written."""
    if style == "plain":
        words = ["x", *words]
    body = words[0] + "".join(data.draw(BREAKS) + word for word in words[1:])
    if style == "'":
        written = "'" + body.replace("'", "''") + "'"
    else:
        written = body if style == "plain" else f"{style}  # a comment\n    {body}"
    document = parsed(f"before: 1\nkey:\n  inner: {written}\n")
    text = document.value["key"]["inner"]
    assert text.split() == body.split()
    offset = 0
    for word in text.split():
        start = text.index(word, offset)
        offset = start + len(word)
        place = document.place(("key", "inner"), span=(start, offset))
        shown = place.text[place.column - 1 :][: place.length]
        if style == "'":  # the caret may leave out the second of two quotes at the end
            assert shown.replace("''", "'").rstrip("'") == word.rstrip("'")
        else:
            assert shown == word


def test_the_end_of_a_text_is_behind_its_last_character():
    place = parsed("key: lonely and\n").place(("key",), span=(10, 10))
    assert (place.line, place.column) == (1, 16)


def test_within_double_quotes_with_escapes_the_place_is_the_start():
    place = parsed('key: "a \\" b"\n').place(("key",), span=(4, 5))
    assert (place.column, place.length) == (6, 1)


# Whatever is in the file


@settings(deadline=None)  # the machine may be busy
@given(st.binary(max_size=200))
def test_any_bytes_are_a_document_or_a_definition_error(data: bytes):
    _accept(data)


@settings(deadline=None)  # the machine may be busy
@given(st.text(st.sampled_from(list("ab01:-?#&*!|>'\"%@`{}[],. \n\t\\~<=é\u0085\u2028\ufeff\x00\ud800"))))
def test_any_text_is_a_document_or_a_definition_error(text: str):
    _accept(text)


def _accept(data: bytes | str) -> None:
    faults: tuple[Fault, ...] = ()
    try:
        parse_document(data, "file.yaml")
    except DefinitionError as error:
        faults = error.faults
    for fault in faults:
        assert fault.code.startswith("Y0")
        assert fault.place.line >= 1
        assert fault.place.column >= 1
        assert not UNPRINTABLE.search(fault.place.text)


CHARACTERS = st.characters(
    exclude_categories=("Cs", "Cc", "Cn", "Co"),
    exclude_characters="\u2028\u2029\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
)
LEAVES = (
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(CHARACTERS, max_size=20)
    | st.floats(allow_nan=False, allow_infinity=False)
)  # fmt: skip
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(CHARACTERS, max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


EXPONENT = re.compile(r"[0-9]\.?[eE]")
"""1e3 is a number in YAML 1.2 and in JSON, and text in YAML 1.1, which is what PyYAML knows."""


class _WithoutAliases(pyyaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


@settings(deadline=None)  # the machine may be busy
@given(VALUES)
def test_json_is_read_as_pyyaml_reads_it(value: object):
    assume(value is not None)
    text = json.dumps(value, ensure_ascii=False)
    assume(_depth(value) <= MAX_DEPTH)
    assert parsed(text).value == value
    assume(not EXPONENT.search(text))
    assert pyyaml.safe_load(text) == value


@settings(deadline=None)  # the machine may be busy
@given(st.dictionaries(st.text(CHARACTERS, max_size=8), VALUES, max_size=4), st.booleans())
def test_what_pyyaml_writes_is_read_back(value: dict[str, object], in_blocks: bool):
    text = pyyaml.dump(value, Dumper=_WithoutAliases, default_flow_style=not in_blocks, allow_unicode=True)
    assume(_depth(value) <= MAX_DEPTH and not EXPONENT.search(text))
    assert parsed(text).value == value


def _depth(value: object) -> int:
    if isinstance(value, dict | list):
        return 1 + max(map(_depth, value.values() if isinstance(value, dict) else value), default=0)
    return 0


def test_with_and_without_the_c_library_files_are_read_alike(monkeypatch: pytest.MonkeyPatch):
    files = [
        *packaged_indicators().rglob("*.yaml"),
        *BAD.glob("indicators/*.yaml"),
        *BAD.glob("surveys/*.yaml"),
    ]
    assert len(files) > 100
    with_c = [parse_document(file.read_bytes(), file.name) for file in files]
    monkeypatch.setattr(loader, "_LOADER", pyyaml.SafeLoader)
    for file, document in zip(files, with_c, strict=True):
        plain = parse_document(file.read_bytes(), file.name)
        assert plain.value == document.value
        for steps in _steps(document.value):
            for key in (True, False):
                assert plain.place(steps, key=key) == document.place(steps, key=key), (file, steps)


def _steps(value: object, steps: tuple[str | int, ...] = ()):
    yield steps
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _steps(inner, (*steps, key))
    if isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _steps(inner, (*steps, index))


@pytest.mark.parametrize("file", sorted(BAD.glob("yaml/*.yaml")), ids=lambda file: file.stem)
def test_without_the_c_library_the_same_fault_is_found(file: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(loader, "_LOADER", pyyaml.SafeLoader)
    expected = tomllib.loads((BAD / "expected.toml").read_text("utf-8"))[f"yaml/{file.name}"]
    assert codes(file.read_bytes()) == [expected.split()[0]]


def test_an_escape_that_is_no_character_is_a_fault_without_the_c_library_too(monkeypatch: pytest.MonkeyPatch):
    assert codes('a: "\\UFFFFFFFF"\n') == ["Y009"]
    monkeypatch.setattr(loader, "_LOADER", pyyaml.SafeLoader)
    assert codes('a: "\\UFFFFFFFF"\n') == ["Y009"]


def test_a_key_given_twice_hides_nothing_else(tmp_path: Path):
    file = tmp_path / "twice.yaml"
    file.write_text(
        "id: twice\ntitle: A\ntitle: B\ndimension: strctural\nmeasure: proportion\nvalue: x ==\n"
        "direction: descriptive\ndescription: C\n"
    )
    with pytest.raises(DefinitionError) as caught:
        load_library([file])
    assert [fault.code for fault in caught.value.faults] == ["Y011", "D004", "E011"]


def test_many_faults_in_one_line_take_little_memory():
    """A line of 900 kB, and each fault shows a part of it."""
    keys = ", ".join(f'"k{number}": "{"x" * 590}"' for number in range(1500))
    document = parse_document("{" + keys + "}\n", "file.yaml")
    _, faults = examine(document, Indicator)
    unknown = [fault for fault in faults if fault.code == "D001"]
    assert len(unknown) == 1500
    assert max(len(fault.place.text) for fault in unknown) <= 2 * AROUND
    assert "…" in str(unknown[700])
    line, caret = str(unknown[700]).split("\n")[1:3]
    assert line[caret.index("^") :].startswith('"k700": ')
