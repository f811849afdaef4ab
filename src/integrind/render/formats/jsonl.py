"""A line of JSON for each row and nothing else."""

from __future__ import annotations

import json

from integrind.render.formats.json import of_objects
from integrind.render.publication import Writing

FORMAT = Writing(
    write=lambda it, _: "".join(f"{row}\n" for row in it.lines()).encode(),
    read=lambda content: of_objects([json.loads(line) for line in content.decode().splitlines()]),
    lines_before_rows=0,
)
