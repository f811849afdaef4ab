"""The compiled library is what reading its files gives, and nothing else is taken for it.

The oracle is reading the file itself.
"""

import shutil
from pathlib import Path

import pytest

from integrind.definitions.compiled import known_document, read_document
from integrind.definitions.files import find_files
from integrind.definitions.library import load_library, read_library
from integrind.errors import DefinitionError
from integrind.packaged import packaged_indicators


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """An indicator of the library and its codebook, elsewhere."""
    book = packaged_indicators() / "codebook.yaml"
    file = packaged_indicators() / "structural" / "employment_rate.yaml"
    (tmp_path / "structural").mkdir()
    shutil.copy(book, tmp_path)
    return Path(shutil.copy(file, tmp_path / "structural"))


def test_it_is_what_reading_and_checking_gives():
    files = find_files([packaged_indicators()])
    for file in (*files.codebooks, *files.indicators):
        known = known_document(file)
        assert known.compiled, file
        assert repr(known.value) == repr(read_document(file).value)
    library, faults = read_library(files)
    assert faults == []
    assert load_library([packaged_indicators()]).indicators == library.indicators


def test_a_place_is_found_where_it_is_asked_for(copied: Path):
    assert known_document(copied).place(("title",)) == read_document(copied).place(("title",))


def test_a_file_that_differs_is_read(copied: Path):
    copied.write_text(copied.read_text("utf-8").replace("economic_status in", "economic_state in"), "utf-8")
    assert not known_document(copied).compiled
    with pytest.raises(DefinitionError, match="economic_state"):
        load_library([copied.parents[1]])


def test_an_indicator_is_checked_beside_another_codebook(copied: Path):
    book = copied.parents[1] / "codebook.yaml"
    book.write_text(book.read_text("utf-8").replace("  economic_status:", "  economic_state:"), "utf-8")
    assert known_document(copied).compiled
    with pytest.raises(DefinitionError, match="economic_status"):
        load_library([copied.parents[1]])


def test_the_name_of_a_file_is_checked_whatever_is_in_it(copied: Path):
    other = copied.rename(copied.with_name("another.yaml"))
    with pytest.raises(DefinitionError, match="differs from the file's name"):
        load_library([other.parents[1]])
