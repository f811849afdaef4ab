"""JSON Schemas of the files that users write, for editors: completion, descriptions, underlined slips."""

from __future__ import annotations

import json
from collections.abc import Mapping

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import CoreSchema
from pydantic_core.core_schema import DictSchema

from integrind.definitions.codebook import Codebook
from integrind.definitions.indicator import Indicator
from integrind.definitions.model import Definition
from integrind.definitions.plan import Plan
from integrind.definitions.policy import Policy
from integrind.definitions.survey import Survey

KINDS: Mapping[str, type[Definition]] = {
    model.kind: model for model in (Indicator, Codebook, Survey, Policy, Plan)
}


class _Generator(GenerateJsonSchema):
    """Leaves out titles that only say the keys again, and refuses names that are none."""

    def field_title_should_be_set(self, schema: CoreSchema | object) -> bool:
        del schema
        return False

    def dict_schema(self, schema: DictSchema) -> JsonSchemaValue:
        found = super().dict_schema(schema)
        return {**found, "additionalProperties": False} if "patternProperties" in found else found


def json_schema(kind: str) -> JsonSchemaValue:
    """Give the schema of a kind of file; the parts that it refers to are sorted by name."""
    schema = KINDS[kind].model_json_schema(schema_generator=_Generator)
    parts = schema.pop("$defs", {})
    head = {"$schema": GenerateJsonSchema.schema_dialect, "title": f"integrind {kind}"}
    return {
        **head,
        **{key: schema[key] for key in schema if key != "title"},
        "$defs": dict(sorted(parts.items())),
    }


def schema_text(kind: str) -> str:
    """Give the schema as the text of a file."""
    return json.dumps(json_schema(kind), indent=2, ensure_ascii=False) + "\n"
