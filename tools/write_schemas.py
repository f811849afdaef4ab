"""Write `schemas/*.schema.json` from the models; `--check` exits 1 where one is stale."""

from __future__ import annotations

import sys

from generated import ROOT, write_or_check

from integrind.definitions.schema import KINDS, schema_text

if __name__ == "__main__":
    schemas = {ROOT / "schemas" / f"{kind}.schema.json": schema_text(kind) for kind in KINDS}
    sys.exit(write_or_check("Write the JSON Schemas of the files that users write.", schemas))
