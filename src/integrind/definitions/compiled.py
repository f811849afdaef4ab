"""The library's files as read and checked before: their values, each by the digest of the file's bytes.

Most of a small run would go into reading YAML that changes with a version alone, and into checking it. So
`tools/write_library.py` does it once, and writes `indicators/compiled.json`. A file that differs by a byte is
read like any other, and one beside another codebook is checked. `validate` and `test` read and check all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from pathlib import Path

from integrind.definitions.document import Document, Value
from integrind.definitions.source import read_bytes
from integrind.packaged import packaged_indicators

COMPILED = "compiled.json"


def known_document(file: Path) -> Document:
    """A file as it was compiled; read where it isn't, or isn't any more, what was compiled.

    Raises `DefinitionError` as `read_document` does.
    """
    data = read_bytes(file)
    if (value := _values().get(_digest(data))) is None:
        return read_document(file)
    return Document(value, str(file), lambda: read_document(file).compose(), compiled=True)


def read_document(file: Path) -> Document:
    """A file as YAML, whose parser is imported when a file is read by it."""
    from integrind.definitions import yaml

    return yaml.read_document(file)


def compiled_text(values: Mapping[Path, Value]) -> str:
    """What `compiled.json` holds: a line for each file, so that a change shows what it changes."""
    lines = (f"{json.dumps(_digest(read_bytes(file)))}: {_json(value)}" for file, value in values.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


@cache
def _values() -> Mapping[str, Value]:
    file = packaged_indicators() / COMPILED
    found: dict[str, Value] = json.loads(file.read_bytes()) if file.is_file() else {}
    return found


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()


def _json(value: Value) -> str:
    return json.dumps(value, ensure_ascii=False)
