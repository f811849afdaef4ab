"""A document as a model. What pydantic refuses becomes faults in our words, each at its place.

The document goes through pydantic as JSON, in strict mode: lists become tuples, and text is never taken for
a number, nor a number for text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from integrind.definitions import wording
from integrind.definitions.document import Document, Steps
from integrind.definitions.model import Definition
from integrind.errors import DefinitionError
from integrind.faults import Fault

M = TypeVar("M", bound=Definition)

_OF_ITS_TYPE = frozenset({"greater_than", "less_than", "too_short"})
"""What is refused though it is of a branch's type: a number out of its range, a list of too few."""


def load_model(document: Document, model: type[M]) -> M:
    """Give the model; raise `DefinitionError` with everything that it refuses."""
    found, faults = examine(document, model)
    if found is None or faults:
        raise DefinitionError(faults)
    return found


def examine(document: Document, model: type[M]) -> tuple[M | None, list[Fault]]:
    """Give the model, None where it refuses the document, and the faults of both."""
    try:
        return model.model_validate_json(json.dumps(document.value)), list(document.faults)
    except ValidationError as error:
        refusals = [
            _refusal(document, found)
            for found in error.errors(include_url=False)
            if found["type"] != "default_factory_not_called"  # follows from another one
        ]
        return None, [*document.faults, *_faults(document, model, refusals)]


@dataclass(frozen=True)
class _Refusal:
    """One of pydantic's errors, its location turned into a way through the document."""

    steps: Steps
    key: bool
    kind: str
    context: Mapping[str, Any]
    union: Steps | None
    """Where the union is that refused it: it is one of several answers to the same value."""


def _refusal(document: Document, error: Mapping[str, Any]) -> _Refusal:
    """Skip the tags that pydantic puts between the steps: branches of unions, `[key]`."""
    location = list(error["loc"])
    context = dict(error.get("ctx", {}))
    if error["type"] == "missing":
        context["name"] = location.pop()
    steps: Steps = ()
    union: Steps | None = None
    for step in location:
        if _has(document.at(steps), step):
            steps = (*steps, step)
        elif union is None and step != "[key]":
            union = steps
    return _Refusal(steps, "[key]" in location, error["type"], context, union)


def _has(value: object, step: str | int) -> bool:
    if isinstance(value, dict):
        return step in value
    return isinstance(value, list) and isinstance(step, int) and step < len(value)


def _faults(document: Document, model: type[Definition], refusals: Sequence[_Refusal]) -> Iterator[Fault]:
    for union, group in groupby(refusals, key=lambda refusal: refusal.union):
        answers = list(group)
        if union is not None and len(answers) > 1:
            answers = [_of_union(document, union, answers)]
        for refusal in answers:
            yield _fault(document, model, refusal)


def _of_union(document: Document, union: Steps, answers: Sequence[_Refusal]) -> _Refusal:
    """Choose the answer of the branch that was probably meant, or say what all of them want."""
    for answer in answers:
        if len(answer.steps) > len(union):
            return answer
    if isinstance(document.at(union), str):
        for answer in answers:
            if answer.kind == "literal_error":
                return answer
    for answer in answers:
        if answer.kind in _OF_ITS_TYPE:
            return answer
    branches = [(answer.kind, answer.context) for answer in answers]
    return _Refusal(union, key=False, kind="union", context={"branches": branches}, union=union)


def _fault(document: Document, model: type[Definition], refusal: _Refusal) -> Fault:
    steps, value = refusal.steps, document.at(refusal.steps)
    if refusal.kind == "misfit":
        place = document.place(steps, key=refusal.context["key"])
        return Fault(place, *(refusal.context[part] for part in ("code", "message", "hint")))
    subject = wording.subject(steps, model.called)
    match refusal.kind:
        case "extra_forbidden":
            place, owner = document.place(steps, key=True), wording.subject(steps[:-1], model.called)
            said = wording.unknown_key(owner, str(steps[-1]), _keys(model, steps[:-1]))
        case "missing":
            place, said = document.place(steps), wording.missing_key(subject, refusal.context["name"])
        case "string_pattern_mismatch":
            place = document.place(steps, key=refusal.key)
            said = wording.not_a_name(str(steps[-1]) if refusal.key else str(value))
        case "union":
            place, said = document.place(steps), wording.none_of(subject, refusal.context["branches"])
        case kind:
            place, said = document.place(steps), wording.sentence(kind, refusal.context, subject, value)
    return Fault(place, f"{model.letter}{said.number}", said.message, said.hint)


def _keys(annotation: object, steps: Steps) -> list[str]:
    """Give the keys that the model at `steps` has, as they are written in a file."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        fields = {field.alias or name: field.annotation for name, field in annotation.model_fields.items()}
        return _keys(fields.get(str(steps[0])), steps[1:]) if steps else list(fields)
    if origin in {Union, UnionType}:
        return next((keys for branch in arguments if (keys := _keys(branch, steps))), [])
    if steps and arguments:
        return _keys(arguments[0] if origin is tuple else arguments[-1], steps[1:])
    return []
