"""The JSON Schemas: they accept what is right and refuse what has the wrong shape.

The oracle is the `jsonschema` package, which knows nothing of our models.
"""

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from integrind.cli import app
from integrind.definitions.files import find_files
from integrind.definitions.schema import KINDS, json_schema
from integrind.definitions.yaml import read_document
from integrind.packaged import packaged_indicators, packaged_policies, packaged_sample_data

ROOT = Path(__file__).parents[2]
BAD = ROOT / "tests" / "bad" / "definitions"
KIND_OF_LETTER = {model.letter: kind for kind, model in KINDS.items()}
OF_WRONG_SHAPE = {
    file: KIND_OF_LETTER[said[0]]
    for file, said in tomllib.loads((BAD / "expected.toml").read_text("utf-8")).items()
    if said[0] in KIND_OF_LETTER and said[1:4] < "010"
}


@pytest.mark.parametrize("kind", KINDS)
def test_schemas_are_schemas_and_committed(kind: str):
    jsonschema.Draft202012Validator.check_schema(json_schema(kind))
    committed = (ROOT / "schemas" / f"{kind}.schema.json").read_text("utf-8")
    assert json.loads(committed) == json_schema(kind)
    assert CliRunner().invoke(app, ["schema", kind]).stdout == committed


def test_everything_packaged_fits():
    files = find_files([packaged_indicators(), packaged_policies(), packaged_sample_data()])
    found = {
        "indicator": files.indicators,
        "codebook": files.codebooks,
        "survey": files.surveys,
        "policy": files.policies,
    }
    assert all(found.values())
    for kind, those in found.items():
        validator = jsonschema.Draft202012Validator(json_schema(kind))
        for file in those:
            assert [error.message for error in validator.iter_errors(read_document(file).value)] == [], file


@pytest.mark.parametrize(("file", "kind"), sorted(OF_WRONG_SHAPE.items()))
def test_files_of_the_wrong_shape_are_refused(file: str, kind: str):
    assert not jsonschema.Draft202012Validator(json_schema(kind)).is_valid(read_document(BAD / file).value)


def test_there_are_such_files_of_every_kind():
    assert set(OF_WRONG_SHAPE.values()) == set(KINDS)


def test_every_key_is_described():
    for kind in KINDS:
        schema = json_schema(kind)
        for part in (schema, *schema["$defs"].values()):
            assert part["description"]
            for key, field in part.get("properties", {}).items():
                assert field.get("description"), f"{kind}: {part.get('title')}.{key}"


def test_an_unknown_kind_is_a_usage_error():
    done = CliRunner().invoke(app, ["schema", "surveys"])
    assert "did you mean 'survey'?" in str(done.exception)
