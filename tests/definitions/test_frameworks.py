"""Published frameworks and the library name each other, and what stays out has a reason.

Oracle: the two directions of one mapping, `indicators/frameworks.csv` and the definitions.
"""

from __future__ import annotations

import pytest

from integrind.definitions.frameworks import UNREAD, Frameworks, KeptOut, domains_of, published
from integrind.definitions.library import Library, load_library
from integrind.packaged import packaged_indicators

KEYS = tuple(Frameworks.model_fields)


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library([packaged_indicators()])


def test_what_is_published_is_ours_or_has_a_reason_for_staying_out(library: Library):
    for it in published():
        assert set(it.ids) <= library.by_id.keys(), it
        assert (it.kept_out is None) == bool(it.ids), it
        assert it.kept_out is None or it.note, it
        assert it.source or it.read == "no", it


def test_rows_name_domains_that_definitions_may_name():
    for it in published():
        if closed := domains_of(it.framework):
            assert it.domain in closed, it
        assert it.framework in KEYS or " " in it.framework, it


def test_a_row_and_the_definition_name_each_other(library: Library):
    of_rows = {(it.framework, it.domain, id_) for it in published() for id_ in it.ids if it.framework in KEYS}
    of_definitions = {
        (key, domain, it.id)
        for it in library.indicators
        for key in KEYS
        for domain in getattr(it.frameworks, key)
    }
    assert of_rows <= of_definitions
    assert {key for key, _, _ in of_definitions - of_rows} <= UNREAD.keys()


def test_every_mapping_has_a_source_or_a_note(library: Library):
    said = {(it.framework, id_) for it in published() for id_ in it.ids if it.source or it.note}
    for it in library.indicators:
        for key in KEYS:
            assert not getattr(it.frameworks, key) or key in UNREAD or (key, it.id) in said, (key, it.id)


def test_several_publishers_have_what_no_survey_can_tell():
    outside = [it for it in published() if it.kept_out is KeptOut.NOT_SURVEY_DATA]
    assert len({it.framework for it in outside}) > 3
    assert not any(it.ids for it in outside)
