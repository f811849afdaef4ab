"""What the tables of a plan were made from and by, as hashes: why a table is stale can be said later.

No time, no absolute path: the same inputs and the same program give the same bytes on every machine.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path, PurePath, PurePosixPath
from typing import Any

from integrind.definitions.plan import Plan
from integrind.errors import UsageError
from integrind.opening.inputs import KINDS, inputs_of
from integrind.packaged import packaged_indicators, packaged_policies
from integrind.paths import is_file, located
from integrind.plans.run import Job

Manifest = Mapping[str, Any]

SUFFIX = ".manifest.json"
PROGRAMS = ("integrind", "numpy", "polars")
"""What numbers depend on."""
_FOLDERS_UP = 4
"""Folders above a file in which its manifest is looked for."""
_NAMED = 3
"""Files of one kind that a message names."""


def manifest(
    plan: Plan, jobs: Iterable[Job], folder: Path, outputs: Mapping[str, Mapping[str, bytes]]
) -> Manifest:
    """Describe a run; `outputs` by table, then by file as the plan names it."""
    requests = [request for job in jobs for request in job.requests]
    return {
        **{program: version(program) for program in PROGRAMS},
        **{kind: _hashed(files, folder) for kind, files in inputs_of(requests).items()},
        "tables": {
            table.name: {
                "options": table.options(),
                "outputs": {file: _hash(content) for file, content in outputs[table.name].items()},
            }
            for table in plan.tables
        },
    }


def text(content: Manifest) -> bytes:
    """Give the bytes of the manifest's file."""
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def read(path: Path) -> Manifest | None:
    """Read a manifest; None where there is none, or one that isn't ours."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def policy_of(files: Iterable[Path]) -> str | None:
    """The policy by which files were made, as a manifest beside or above them says; None where none does."""
    found: set[str] = set()
    for file in files:
        here = located(file)
        for folder in here.parents[:_FOLDERS_UP]:
            for beside in sorted(folder.glob(f"*{SUFFIX}")):
                for table in _mapping(read(beside) or {}, "tables").values():
                    if str(PurePosixPath(here.relative_to(folder))) in _mapping(table, "outputs"):
                        named = str(_mapping(table, "options").get("policy", "default"))
                        found.add(str(folder / named) if PurePosixPath(named).suffix else named)
    if len(found) > 1:
        raise UsageError("these files were made by several policies", "say by which: --policy NAME")
    return min(found, default=None)


def reasons(old: Manifest, new: Manifest, folder: Path) -> Iterator[str]:
    """Say what changed since a run: program, data, definitions, description, policy, options, outputs."""
    for program in PROGRAMS:
        if old.get(program) != new[program]:
            yield f"program changed: {program} {old.get(program)} to {new[program]}"
    for kind, called in KINDS.items():
        if changed := list(_changed(_mapping(old, kind), _mapping(new, kind))):
            yield f"{called} changed: {_several(changed)}"
    before, now = _mapping(old, "tables"), _mapping(new, "tables")
    for name in now:
        was, its = _mapping(_mapping(before, name), "options"), now[name]["options"]
        if not was:
            yield f"new table: {name}"
        elif changed := sorted(it for it in was.keys() | its.keys() if was.get(it) != its.get(it)):
            yield f"options of table {name} changed: {_several(changed)}"
    for name in before.keys() - now.keys():
        yield f"no longer in the plan: table {name}"
    if edited := sorted(_edited(before, folder)):
        yield f"outputs changed since the run: {_several(edited)}"


def _changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """Files with another content, and those that are new or gone."""
    for file in sorted(before.keys() | now.keys()):
        if file not in before:
            yield f"{file} (new)"
        elif file not in now:
            yield f"{file} (gone)"
        elif before[file] != now[file]:
            yield file


def _edited(tables: Mapping[str, Any], folder: Path) -> Iterator[str]:
    """Outputs that aren't what the run wrote."""
    for name in tables:
        for file, hash_ in _mapping(_mapping(tables, name), "outputs").items():
            path = folder / file
            if is_file(path) and _hash_of_file(path) != hash_:
                yield file


def _mapping(content: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Give a part of a file that anybody may have written."""
    found = content.get(key)
    return found if isinstance(found, dict) else {}


def _several(names: list[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _hashed(files: Iterable[Path], folder: Path) -> dict[str, str]:
    return dict(sorted((_name(file, folder), _hash_of_file(file)) for file in files))


def _name(file: Path, folder: Path) -> str:
    """Give a name that holds on every machine: as seen from the plan, or from integrind's own files."""
    for packaged in (packaged_indicators(), packaged_policies()):
        if located(file).is_relative_to(located(packaged)):
            return f"integrind:{packaged.name}/{located(file).relative_to(located(packaged)).as_posix()}"
    return PurePath(os.path.relpath(file, folder)).as_posix()


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _hash_of_file(file: Path) -> str:
    """Hash piece by piece: a survey may be larger than memory."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
