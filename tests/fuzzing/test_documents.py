"""Definitions, descriptions, policies and plans with something of a wrong type in every place.

They are made from the schemas, or are good ones altered. JSON is YAML, so that is how they are written.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from integrind.definitions.yaml import parse_document

from .command import keeps_the_contract, outcome, share
from .documents import KINDS, WRONG, altered, conforming, places, put, schema_of
from .survey import CODEBOOK, DEFINITIONS, PLAN, POLICY, WITHOUT_CODES, csv

FILE = {
    "codebook": "indicators/codebook.yaml",
    "indicator": "indicators/structural/rate.yaml",
    "plan": "integrind.yaml",
    "policy": "ours.policy.yaml",
    "survey": "data.survey.yaml",
}
GOOD = {
    "codebook": CODEBOOK,
    "indicator": DEFINITIONS["indicators/structural/rate.yaml"].decode(),
    "plan": PLAN,
    "policy": POLICY,
    "survey": WITHOUT_CODES,
}
ASKED = {
    "codebook": (("validate",), ("compute", "data.csv"), ("coverage", "data.csv"), ("explain", "rate")),
    "indicator": (("validate",), ("test",), ("list",), ("explain", "rate"), ("compute", "data.csv")),
    "plan": (("validate", "integrind.yaml"), ("run",), ("run", "--check")),
    "policy": (("validate", "ours.policy.yaml"), ("compute", "data.csv", "--policy", "ours.policy.yaml")),
    "survey": (("validate", "data.survey.yaml"), ("compute", "data.csv"), ("describe", "data.csv")),
}
DATA = b"".join(csv())


def good(kind: str) -> Any:
    return parse_document(GOOD[kind], FILE[kind]).value


def texts(value: Any) -> Iterator[str]:
    """Every text of a document: one of a plan can be an output."""
    for steps in places(value):
        found = value
        for step in steps:
            found = found[step]
        if isinstance(found, str):
            yield found


def holds(kind: str, document: Any, asked: tuple[str, ...]) -> None:
    files = DEFINITIONS | {
        "data.csv": DATA,
        "ours.policy.yaml": POLICY.encode(),
        FILE[kind]: json.dumps(document).encode(),
    }
    outputs = frozenset({*texts(document), "integrind.manifest.json"} if asked == ("run",) else ())
    keeps_the_contract(outcome(files, *asked), outputs - files.keys())


@pytest.mark.parametrize("kind", KINDS)
def test_the_good_one_is_good(kind):
    for asked in ASKED[kind]:
        files = DEFINITIONS | {
            "data.csv": DATA,
            "ours.policy.yaml": POLICY.encode(),
            FILE[kind]: GOOD[kind].encode(),
        }
        assert outcome(files, *asked).exit in {0, 1}


@pytest.mark.parametrize("kind", KINDS)
@share(20)
@given(st.data())
def test_any_document(kind, data):
    schema = schema_of(kind)
    document = data.draw(altered(conforming(schema, schema) | st.just(good(kind))))
    holds(kind, document, data.draw(st.sampled_from(ASKED[kind])))


PLACES = [(kind, steps) for kind in KINDS for steps in places(good(kind))]


@share(60)
@given(st.sampled_from(PLACES), st.sampled_from(WRONG))
@example(("indicator", ("measure",)), [])
def test_another_type_in_any_place(at, other):
    kind, steps = at
    holds(kind, put(good(kind), steps, other), ("validate", FILE[kind]))
