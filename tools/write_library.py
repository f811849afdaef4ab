"""Write `indicators/compiled.json` from the library's files; `--check` exits 1 where it is stale."""

from __future__ import annotations

import sys

from generated import ROOT, write_or_check

from integrind.definitions.compiled import COMPILED, compiled_text
from integrind.definitions.files import find_files
from integrind.definitions.library import read_library
from integrind.definitions.yaml import read_document
from integrind.errors import DefinitionError

FOLDER = ROOT / "indicators"

if __name__ == "__main__":
    files = find_files([FOLDER])
    _, faults = read_library(files)
    if faults:
        raise DefinitionError(faults)
    values = {file: read_document(file).value for file in (*files.codebooks, *files.indicators)}
    library = {FOLDER / COMPILED: compiled_text(values)}
    sys.exit(write_or_check("Write what the library's files say, read and checked.", library))
