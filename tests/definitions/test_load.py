"""A document as a model: nothing is coerced, and every refusal is one of ours, at its place."""

import json
import re
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from integrind.definitions.catalogue import CATALOGUE
from integrind.definitions.codebook import Codebook
from integrind.definitions.indicator import Indicator
from integrind.definitions.load import load_model
from integrind.definitions.model import Definition
from integrind.definitions.survey import Survey
from integrind.definitions.yaml import parse_document
from integrind.errors import DefinitionError
from integrind.faults import Fault

INDICATOR = """\
id: lonely_often
title: Feels lonely often
dimension: social
description: People who feel lonely often or always.
measure: proportion
value: lonely
direction: lower_is_better
"""
SURVEY = "title: A survey\n"


def faults_of(text: str, model: type[Definition]) -> list[Fault]:
    with pytest.raises(DefinitionError) as caught:
        load_model(parse_document(text, "file.yaml"), model)
    return list(caught.value.faults)


def only_fault(text: str, model: type[Definition]) -> Fault:
    (fault,) = faults_of(text, model)
    return fault


def test_a_document_becomes_a_model():
    indicator = load_model(parse_document(INDICATOR + "sources: [{survey: A}]\n", "file.yaml"), Indicator)
    assert indicator.unit == "percent"
    assert [source.survey for source in indicator.sources] == ["A"]


def test_codes_keep_their_zeros_and_may_go_without_quotes():
    text = (
        "variables:\n  x:\n    column: X\n    codes: {01: a, 1: b, 002: 3, 4: true}\n"
        "    missing: {refused: -1, dont_know: [08, 9]}\n"
    )
    variable = load_model(parse_document(SURVEY + text, "file.yaml"), Survey).variables["x"]
    assert variable.codes == {"01": "a", "1": "b", "002": "3", "4": "true"}
    assert variable.missing is not None
    assert variable.missing.kinds == {"-1": "refused", "08": "dont_know", "9": "dont_know"}


@pytest.mark.parametrize("written", ["1.5", "-0", "1e3"])
def test_a_code_that_would_change_as_a_number_wants_quotes(written: str):
    fault = only_fault(SURVEY + f"missing: {{refused: {written}}}\n", Survey)
    assert (fault.code, fault.hint) == ("S003", "put it in quotes")


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("directoin: higher", "an indicator has no key 'directoin'", "did you mean 'direction'?"),
        ("role: outcom", "'role' can't be 'outcom'", "did you mean 'outcome'?"),
        ("role: x", "'role' can't be 'x'", "one of: outcome, effector, both"),
        ("role: 3", "'role' must be a word", "one of: outcome, effector, both"),
        ("notes: 2012", "'notes' must be text", "put it in quotes"),
        ("notes: {a: b}", "'notes' must be text", ""),
        ("sources: x", "'sources' must be a list", "put it in square brackets"),
        ("frameworks: x", "'frameworks' must be a mapping", ""),
        ("frameworks: {appg: []}", "'frameworks' has no key 'appg'", "did you mean 'appg_2017'?"),
        ("sources: [{}]", "item 1 of 'sources' needs 'survey'", ""),
        (
            "sources: [{survey: a, page: 2}]",
            "item 1 of 'sources' has no key 'page'",
            "one of: survey, question, reference",
        ),
        ('eligible: ""\nunit: null', "'unit' must be text", ""),
        (
            "examples: [{given: {x: [1]}, expect: 1}]",
            "'x' must be text, a number or true or false",
            "",
        ),
        (
            "examples: [{given: {x: 1}, expect: [1, 2, 3]}]",
            "'expect' must be a number, true or false, a pair of numbers, a word or text",
            "one of: missing, not_asked, not_eligible, undecided",
        ),
    ],
)  # fmt: skip
def test_refusals_in_words(text: str, message: str, hint: str):
    fault = only_fault(INDICATOR + text + "\n", Indicator)
    assert (fault.message, fault.hint) == (message, hint)


def test_a_quoted_number_is_told_to_lose_its_quotes():
    fault = only_fault(SURVEY + 'design: {weight_scale: "0.0001"}\n', Survey)
    assert (fault.message, fault.hint) == ("'weight_scale' must be a number", "write it without quotes")


@pytest.mark.parametrize(("share", "hint"), [("60", "as a fraction: 60% is 0.6"), ("160", "")])
def test_a_share_in_percent_is_told_its_fraction(share: str, hint: str):
    poverty = INDICATOR.replace("measure: proportion", "measure: at_risk_of_poverty")
    fault = only_fault(f"{poverty}threshold: {{share: {share}}}\n", Indicator)
    assert (fault.message, fault.hint) == ("'share' must be at most 1", hint)


def test_every_fault_of_a_file_is_found_at_once():
    text = INDICATOR.replace("direction", "directoin").replace("social", "soscial") + "role: 3\nq: 2\n"
    assert [fault.code for fault in faults_of(text, Indicator)] == ["D002", "D004", "D001", "D004", "D007"]


def test_misfits_of_parts_and_of_the_whole_are_found_together():
    text = (
        "design: {strata: s, psu: p, replicates: {columns: [a], method: fay, rscales: [1, 2]}}\n"
        "variables:\n  a: {codes: {1: x}}\n  class: {column: A}\n"
    )
    found = {fault.code for fault in faults_of(SURVEY + text, Survey)}
    assert {"S010", "S011", "S013", "S016"} <= found


@pytest.mark.parametrize("model", [Indicator, Codebook, Survey])
def test_an_empty_mapping_lacks_what_is_needed(model: type[Definition]):
    needed = [name for name, field in model.model_fields.items() if field.is_required()]
    assert [fault.message for fault in faults_of("{}", model)] == sorted(
        f"{model.called} needs {name!r}" for name in needed
    )


# Whatever the document holds


def _keys(model: type[BaseModel]) -> set[str]:
    """Every key of a model and of the models in it, by its schema."""
    schema = model.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return {key for part in parts for key in part.get("properties", {})}


def _documents(model: type[Definition]) -> st.SearchStrategy[object]:
    keys = st.sampled_from(sorted(_keys(model))) | st.sampled_from(
        ["1", "age", "Age", "class", "str", "[key]", ""]
    )
    words = sorted(set(re.findall(r'"([a-z_0-9]+)"', json.dumps(model.model_json_schema()))))
    leaves = (
        st.sampled_from(words)
        | st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
    )
    inner = st.recursive(
        leaves, lambda it: st.lists(it, max_size=3) | st.dictionaries(keys, it, max_size=4), max_leaves=8
    )
    return st.dictionaries(keys, inner, max_size=8)


@pytest.mark.parametrize("model", [Indicator, Codebook, Survey])
def test_any_document_is_a_model_or_faults_of_the_catalogue(model: type[Definition]):
    @settings(deadline=None)  # the machine may be busy
    @given(_documents(model))
    def check(value: Mapping[str, object]) -> None:
        text = json.dumps(value)
        try:
            load_model(parse_document(text, "file.yaml"), model)
        except DefinitionError as error:
            codes = {fault.code for fault in error.faults}
            wordless = [fault for fault in error.faults if "written in another way" in fault.message]
        else:
            return
        assert codes <= CATALOGUE.keys()
        assert {code[0] for code in codes} <= {model.letter, "Y"}
        assert not wordless

    check()
