"""Values for YAML made from a JSON Schema, and every way to put something of another type in a place."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from hypothesis import strategies as st

Schema: TypeAlias = Mapping[str, Any]
Steps: TypeAlias = tuple[str | int, ...]

SCHEMAS = Path(__file__).parents[2] / "schemas"
KINDS = tuple(sorted(it.name.partition(".")[0] for it in SCHEMAS.glob("*.schema.json")))

NAMES = ("rate", "level", "sex", "employed", "income")
TEXTS = (*NAMES, "works", "weight", "data.csv", "made.csv", "income > 1", "sex+employed", "a")
WRONG: tuple[Any, ...] = (
    None, True, False, 0, -1, 10**30, 0.5, -0.0, 1e308, "", " ", "text", "a" * 3000, "\u202e", "1e999", "{",
    "a.b", "x" + " + x" * 40, "(" * 40, [], [None], [[]], ["a", 1], {}, {"": 0}, {"a": {"b": [1]}},
    {"title": None}, [{}] * 30, {f"k{it}": it for it in range(30)},
)  # fmt: skip
"""Of every type, at the edges of it, and large."""


def schema_of(kind: str) -> Schema:
    """The schema of a kind of file."""
    found: Schema = json.loads((SCHEMAS / f"{kind}.schema.json").read_text("utf-8"))
    return found


def conforming(schema: Schema, root: Schema) -> st.SearchStrategy[Any]:
    """Values that a schema allows, most of its keys given."""
    if "$ref" in schema:
        return st.deferred(lambda: conforming(root["$defs"][schema["$ref"].rpartition("/")[2]], root))
    if "anyOf" in schema:
        return st.one_of([conforming(it, root) for it in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    match schema.get("type"):
        case "object":
            return _objects(schema, root)
        case "array":
            return _arrays(schema, root)
        case "string":
            return st.sampled_from(NAMES if "pattern" in schema else TEXTS)
        case "boolean":
            return st.booleans()
        case "null":
            return st.none()
        case "integer":
            return st.integers(schema.get("minimum", -2), schema.get("maximum", 9))
        case "number":
            return st.sampled_from((0.25, 1, 0.5, 2.5, 0, 40))
    return st.sampled_from(WRONG)


def _objects(schema: Schema, root: Schema) -> st.SearchStrategy[dict[str, Any]]:
    given = {key: conforming(it, root) for key, it in schema.get("properties", {}).items()}
    required = {key: given[key] for key in schema.get("required", ())}
    optional = {key: it for key, it in given.items() if key not in required}
    fixed = st.fixed_dictionaries(required, optional=optional)
    others = [*schema.get("patternProperties", {}).values(), schema.get("additionalProperties")]
    free = [conforming(it, root) for it in others if isinstance(it, Mapping)]
    if not free:
        return fixed
    more = (st.dictionaries(st.sampled_from(NAMES), it, min_size=1, max_size=3) for it in free)
    return st.builds(lambda *those: {key: it for one in those for key, it in one.items()}, *more, fixed)


def _arrays(schema: Schema, root: Schema) -> st.SearchStrategy[list[Any]]:
    if "prefixItems" in schema:
        return st.tuples(*(conforming(it, root) for it in schema["prefixItems"])).map(list)
    items = conforming(schema.get("items", {}), root)
    return st.lists(items, min_size=schema.get("minItems", 0), max_size=schema.get("maxItems", 3))


def places(value: Any, steps: Steps = ()) -> Iterator[Steps]:
    """The way to every part of a document, the document itself first."""
    yield steps
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in parts:
        yield from places(part, (*steps, step))


def put(value: Any, steps: Steps, other: Any) -> Any:
    """The document with something else at a place."""
    if not steps:
        return other
    step, *rest = steps
    if isinstance(value, dict):
        return {key: put(it, tuple(rest), other) if key == step else it for key, it in value.items()}
    return [put(it, tuple(rest), other) if at == step else it for at, it in enumerate(value)]


@st.composite
def altered(draw: st.DrawFn, documents: st.SearchStrategy[Any]) -> Any:
    """A document with something of another type in one or two of its places, or as it is."""
    document = draw(documents)
    for _ in range(draw(st.integers(0, 2))):
        document = put(document, draw(st.sampled_from(list(places(document)))), draw(st.sampled_from(WRONG)))
    return document
